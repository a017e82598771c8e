/**
 * What an operator of Mesos sets for a role: its weight, what it is guaranteed and allowed, and what agents keep for it
 * alone. Plain data, so that it can be part of a trial, be sent to a worker and be printed. Source: spec/mesos.md §2.
 */
import type { ScalarName } from "../cluster/resources.ts"
import type { Thousandths } from "../kernel/units.ts"

/** Thousandths by name of the scalar; what is absent is not said, which is nothing guaranteed or no limit. */
export type ScalarAmounts = { readonly [Name in ScalarName]?: Thousandths }

export interface RoleSetting {
  /** Above 0; absent, it is what the workload says. */
  readonly weight?: number
  /** Kept free for the role until it uses so much. */
  readonly guarantee?: ScalarAmounts
  /** It is never offered more; 0 is none at all. */
  readonly limit?: ScalarAmounts
  readonly reservation?: Reservation
}

/** A static reservation: so much of each of some agents is offered to the role and its sub-roles only. */
export interface Reservation {
  /** On each chosen agent, or of what it has, 0 to 1; never more than it has left. */
  readonly amounts: { readonly [Name in ScalarName]?: Portion }
  /** How many agents, or which part of all, 0 to 1. Which ones depends on their number and the role's name only. */
  readonly agents: Portion
}

export type Portion = { readonly amount: number } | { readonly share: number }

/** By role. */
export type RoleSettings = { readonly [role: string]: RoleSetting }

export const noRoleSettings: RoleSettings = {}
