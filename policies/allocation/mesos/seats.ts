/** Who competes for offers: roles, frameworks, and a framework's seat in a role. Source: spec/mesos.md §4.1. */
import type { Amounts } from "./amounts.ts"
import type { OfferConstraints } from "./offer-constraints.ts"
import type { Quantities } from "./quantities.ts"
import type { RoleNode } from "./role-sorter.ts"
import type { Siblings } from "./siblings.ts"

/** A name that was ever spoken of. */
export interface Role {
  readonly name: string
  readonly hash: number
  /** Roles above it, the next one first. */
  readonly above: readonly Role[]
  /** Roles right below it. */
  readonly below: Role[]
  /** Undefined where nothing is guaranteed and nothing limited. */
  quota: RoleQuota | undefined
  /** In the role sorter, while frameworks are tracked under it. */
  node: RoleNode | undefined
  /** Frameworks that are subscribed to it or hold something in it. */
  tracked: number
  /** Seats that want offers, in the order of the framework sorter. */
  readonly seats: Siblings
  /** For a top-level role: all reservations to it and to roles below it, and what else these hold. */
  readonly reservations: number[]
  readonly heldUnderQuota: number[]
  /** What of its quota is used up, while a run is under way. */
  consumed: number[]
  /** The last question in which it was marked. */
  mark: number
}

export interface RoleQuota {
  readonly guarantees: Amounts
  /** Infinity where there is no limit, as in columns beyond the end. */
  readonly limits: Amounts
  readonly isLimited: boolean
}

export interface Framework {
  readonly id: string
  /** False for one that the allocator knows only as holding something. */
  known: boolean
  active: boolean
  roles: ReadonlySet<string>
  suppressed: Set<string>
  capabilities: ReadonlySet<string>
  minAllocatable: ReadonlyMap<string, readonly Quantities[]>
  constraints: OfferConstraints | undefined
  /** By role. */
  readonly seats: Map<string, Seat>
  /** By agent; each entry is a filter of its own. */
  readonly inverseFilters: Map<string, Set<object>>
}

/** A framework in a role. */
export interface Seat {
  /** Its row in the table of the framework sorters, and its number in sets of bits. */
  readonly row: number
  readonly framework: Framework
  readonly role: Role
  isTracked: boolean
  /** Whether it wants offers. */
  isActive: boolean
  /** Whether what it is given is counted: its framework is known and its role has a name. */
  isCounted: boolean
  /** On how many agents it holds something. */
  holdings: number
  /** Needs of agents that it cannot meet: see agent-needs.ts. */
  lacks: number
  /** What an offer must have at least, any of these; undefined where the allocator's own is meant. */
  minimum: readonly Quantities[] | undefined
  /** Those of its framework. */
  constraints: OfferConstraints | undefined
}
