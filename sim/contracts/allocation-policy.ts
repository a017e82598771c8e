/** Level one of Mesos: who is offered what. */
import type { Reserved } from "../cluster/reservations.ts"
import type { Amounts } from "../cluster/resources.ts"
import type { Random } from "../kernel/random.ts"
import type { AgentId, FrameworkId, Micros, RoleId, Thousandths } from "../kernel/units.ts"
import type { ClusterFact } from "./cluster-fact.ts"

/** Offer the agent to the framework. Without `bag`: all that is free on it and reserved to nobody. */
export interface Proposal {
  readonly agent: AgentId
  readonly framework: FrameworkId
  readonly bag?: Amounts | undefined
  /** What of the bag is out of reservations, to the framework's role or one above it. */
  readonly reserved?: readonly Reserved[]
}

export interface AllocationPolicy {
  readonly name: string
  /**
   * Promises that an agent is offered, whole, whenever any framework that asks may be offered it. Of a run with one
   * asking framework nothing is left to decide then, and the policy is not called: it gets every agent.
   */
  readonly isWorkConserving?: boolean
  /**
   * Who remembers what frameworks refused. By default the simulation does: `eligible` and `refuses` of the view answer
   * for it, and a proposal against a refusal is an error. A policy that keeps refusals itself hears of them by
   * `changed`; then the view knows of none.
   */
  readonly refusals?: "kept by the policy"
  /**
   * Told every change of agents, frameworks, roles and holdings when it happens, the state at the start first, so that an
   * order can be repaired where it would have to be recomputed. The fact and its amounts are valid during the call only.
   */
  changed?(fact: ClusterFact): void
  /**
   * For a policy that keeps refusals itself: the agents that the one framework which asks in this run is all offered,
   * whole, in the order of the run; undefined where this is no such run, and then `allocate` follows. They count as
   * offered and are not held: `changed` tells of those whose offer is made after all, and of those that are refused.
   */
  deal?(view: AllocationView): ArrayLike<AgentId> | undefined
  /**
   * One allocation run over the agents that have something to offer, in the order of the run. Each proposal is
   * applied before the generator resumes, so the view is always true, the same object may be yielded again, and
   * `[...policy.allocate(view, agents)]` over-offers. Drive a policy by `for … of` only.
   */
  allocate(view: AllocationView, agents: Iterable<AgentId>): Iterable<Proposal>
}

export interface PolicySetting {
  readonly random: Random
  /** µs between two batch allocations. */
  readonly interval: Micros
}

export type PolicyFactory = (setting: PolicySetting) => AllocationPolicy

export interface AllocationView {
  readonly now: Micros
  /** Allocation runs so far, this one not counted: 0, 1, 2, … */
  readonly run: number
  readonly agents: AgentsView
  readonly frameworks: FrameworksView
}

export interface AgentsView {
  /** Agents of the cluster, up or not: ids are 0 to count − 1. */
  readonly count: number
  free(agent: AgentId, kind: number): Thousandths
  capacity(agent: AgentId, kind: number): Thousandths
}

export interface FrameworksView {
  readonly count: number
  readonly roleCount: number
  /** The frameworks that are subscribed and not suppressed, in order of id. */
  asking(): readonly FrameworkId[]
  /** Those of them that may be offered what is free on the agent: they have not refused it lately. In order of id. */
  eligible(agent: AgentId): readonly FrameworkId[]
  /** Whether the framework refused all that is free on the agent, and the refusal still stands. */
  refuses(framework: FrameworkId, agent: AgentId): boolean
  /** µs since when the framework has been asking without a pause; ties are in the order of asking. */
  askingSince(framework: FrameworkId): Micros
  /** The place in the order in which frameworks began to ask: lower asked earlier. */
  askingOrder(framework: FrameworkId): number
  role(framework: FrameworkId): RoleId
  weight(role: RoleId): number
  /** Dominant share of what the framework holds (offered and used), 0 to 1; not divided by weight. */
  share(framework: FrameworkId): number
  /** The same for all frameworks of the role together. */
  roleShare(role: RoleId): number
  /** The framework's dominant share divided by its role's weight. */
  weightedShare(framework: FrameworkId): number
  /** What the framework holds of scalar `kind` (offered and used), as a share of the cluster's; 0 where there is none. */
  shareOf(framework: FrameworkId, kind: number): number
  /** The same for all frameworks of the role together. */
  roleShareOf(role: RoleId, kind: number): number
  /** "eng/web": the parts between slashes are roles within roles. */
  roleName(role: RoleId): string
}

/** The first of `items` with the smallest `key`; undefined if there are none. */
export function leastBy<T>(items: Iterable<T>, key: (item: T) => number): T | undefined {
  let least: T | undefined
  let smallest = Infinity
  for (const item of items) {
    const value = key(item)
    if (least === undefined || value < smallest) {
      least = item
      smallest = value
    }
  }
  return least
}
