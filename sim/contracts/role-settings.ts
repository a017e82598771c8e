/**
 * What an operator of Mesos sets for a role: its weight, what it is guaranteed and allowed, and what agents keep for it
 * alone. Plain data, so that it can be part of a trial, be sent to a worker and be printed. Source: spec/mesos.md §2.
 */
import type { JobTable } from "../cluster/jobs.ts"
import { chosenAgents, type ReservationRule, Reservations } from "../cluster/reservations.ts"
import { type ScalarName, scalarNames } from "../cluster/resources.ts"
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
  /** On each chosen agent, thousandths or the part of what it has; never more than it has left. */
  readonly amounts: { readonly [Name in ScalarName]?: Portion }
  /** How many agents, or which part of all. Which ones depends on their number and the role's name only. */
  readonly agents: Portion
}

/** So many, or the part of all, 0 to 1. */
export type Portion = { readonly amount: number } | { readonly share: number }

/** By role. A role that is not named is as the workload has it. */
export type RoleSettings = { readonly [role: string]: RoleSetting }

/** What of the settings of roles a control plane goes by. Weights are for everybody. */
export interface Heeds {
  readonly quota: boolean
  readonly reservations: boolean
}

/** The settings without what is not heeded. */
export function heeded(settings: RoleSettings, { quota, reservations }: Heeds): RoleSettings {
  return Object.fromEntries(
    Object.entries(settings).map(([role, { weight, guarantee, limit, reservation }]) => [
      role,
      {
        ...(weight !== undefined && { weight }),
        ...(quota && guarantee !== undefined && { guarantee }),
        ...(quota && limit !== undefined && { limit }),
        ...(reservations && reservation !== undefined && { reservation }),
      },
    ]),
  )
}

/** The same jobs, their roles weighing what is set. */
export function withWeights(jobs: JobTable, settings: RoleSettings): JobTable {
  if (Object.keys(settings).length === 0) return jobs
  const roles = jobs.roles.map((role) => ({ ...role, weight: settings[role.name]?.weight ?? role.weight }))
  return { ...jobs, roles }
}

/** Undefined if nothing is reserved. */
export function reservationsOf(
  settings: RoleSettings,
  { roles }: JobTable,
  agentCount: number,
): Reservations | undefined {
  const rules = roles.flatMap(({ name }, role): ReservationRule[] => {
    const reservation = settings[name]?.reservation
    if (reservation === undefined) return []
    const { amount, share } = both(reservation.agents)
    const agents = chosenAgents(amount + Math.ceil(share * agentCount), agentCount, name)
    return [{ role, agents, amounts: scalarNames.map((scalar) => both(reservation.amounts[scalar])) }]
  })
  return rules.length === 0 ? undefined : new Reservations(rules, agentCount, roles.length)
}

function both(portion: Portion = { amount: 0 }): { readonly amount: number; readonly share: number } {
  return "share" in portion ? { amount: 0, share: portion.share } : { amount: portion.amount, share: 0 }
}
