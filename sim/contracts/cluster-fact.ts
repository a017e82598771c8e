/** What an allocation policy is told as it happens, so that it can keep books of its own. */
import type { Reserved } from "../cluster/reservations.ts"
import type { Amounts } from "../cluster/resources.ts"
import type { AgentId, FrameworkId, Micros, RoleId } from "../kernel/units.ts"
import type { RoleSetting } from "./role-settings.ts"

export type ClusterFact =
  /** At the start, for every role, before anything else. */
  | {
      readonly kind: "roleAdded"
      readonly role: RoleId
      readonly name: string
      readonly setting: RoleSetting
    }
  /** At the start, for every framework. It asks for nothing until it revives. */
  | { readonly kind: "frameworkAdded"; readonly framework: FrameworkId; readonly role: RoleId }
  /** It asks for offers, also of what it refused. */
  | { readonly kind: "frameworkRevived"; readonly framework: FrameworkId }
  | { readonly kind: "frameworkSuppressed"; readonly framework: FrameworkId }
  | AgentThere
  /** Whatever was held on it was given back before. */
  | { readonly kind: "agentLost"; readonly agent: AgentId }
  /** The batch of this interval is due: the next run is over all agents, and not only over those that changed. */
  | { readonly kind: "batchIsDue" }
  /** An agent that was dealt is refused for `refusal` µs, without having been held. */
  | Dealt
  | Holding

export interface Dealt {
  readonly kind: "dealtRefused"
  readonly framework: FrameworkId
  readonly agent: AgentId
  readonly refusal: Micros
}

/** It is there, with so much: one row of scalars, and what of it is reserved. */
export interface AgentThere {
  readonly kind: "agentJoined" | "agentResized"
  readonly agent: AgentId
  readonly capacity: Amounts
  readonly reserved: readonly Reserved[]
}

/** A framework holds what is offered to it and what its tasks use. */
export type Holding =
  /** An offer was made, by the policy or on its behalf. That a task starts out of it changes nothing. */
  | {
      readonly kind: "offered"
      readonly framework: FrameworkId
      readonly agent: AgentId
      readonly amounts: Amounts
      /** What of the amounts is out of reservations. */
      readonly reserved: readonly Reserved[]
    }
  /** An offer, what was left of it, or what a task used is free again; refused for `refusal` µs, 0 for not at all. */
  | {
      readonly kind: "recovered"
      readonly framework: FrameworkId
      readonly agent: AgentId
      readonly amounts: Amounts
      readonly reserved: readonly Reserved[]
      readonly refusal: Micros
    }
