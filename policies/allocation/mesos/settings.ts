/** How callers describe agents, frameworks and the allocator itself. Source: spec/mesos.md §4.1. */
import type { Micros } from "../../../sim/index.ts"
import { type Attribute, equalAttributes } from "./attributes.ts"
import type { Bag } from "./bags.ts"
import type { AgentOrder } from "./chance.ts"
import type { OfferConstraints } from "./offer-constraints.ts"
import type { Quantities } from "./quantities.ts"
import type { ChopOrder } from "./shrink.ts"
import type { SorterSetting } from "./sorter-setting.ts"

export interface Domain {
  readonly region: string
  readonly zone: string
}

export interface AgentInfo {
  readonly hostname: string
  readonly attributes: readonly Attribute[]
  readonly domain?: Domain
}

export interface AgentSetting {
  readonly info: AgentInfo
  readonly capabilities: ReadonlySet<string>
  readonly total: Bag
}

export interface FrameworkSetting {
  readonly roles: ReadonlySet<string>
  readonly suppressed: ReadonlySet<string>
  readonly capabilities: ReadonlySet<string>
  /** By role: what an offer must have at least, any of these; instead of the allocator's own. */
  readonly minAllocatable: ReadonlyMap<string, readonly Quantities[]>
  readonly constraints: OfferConstraints | undefined
}

/** A framework's bag, or an agent's, by its id. */
export type BagsById = ReadonlyMap<string, Bag>

export interface EligibilityOptions {
  /** A bag is worth offering if it has any of these; none listed means that anything is. */
  readonly minAllocatable: readonly Quantities[]
  /** Agents with GPUs are for frameworks that ask for GPUs. */
  readonly filterGpuResources: boolean
  /** Where the master is. An agent without a domain is where the master is. */
  readonly domain?: Domain
}

export interface OfferOptions extends EligibilityOptions {
  readonly sortRoles: SorterSetting
  readonly sortFrameworks: SorterSetting
  readonly agentOrder: AgentOrder
  readonly chopOrder: ChopOrder
}

export interface AllocatorOptions extends OfferOptions {
  readonly interval: Micros
  readonly recoveryTimeout: Micros
  /** How much of the agents that are known from before must be back before offers are made. */
  readonly agentRecoveryFactor: number
}

export interface InverseOffer {
  readonly framework: string
  readonly agent: string
}

export function equalInfo(a: AgentInfo, b: AgentInfo): boolean {
  const sameDomain = a.domain?.region === b.domain?.region && a.domain?.zone === b.domain?.zone
  return a.hostname === b.hostname && sameDomain && equalAttributes(a.attributes, b.attributes)
}

export function equalSets(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item))
}
