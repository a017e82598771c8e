/** Who may be offered what. Source: spec/mesos.md §4.5 (helpers) and §4.7 (filtered). */
import { type Bag, containsBag, containsQuantities } from "../bags.ts"
import type { Resource } from "../resources.ts"
import type { Domain, EligibilityOptions } from "../settings.ts"
import type { Agent, Framework } from "./state.ts"

export function isCapable(framework: Framework, agent: Agent, options: EligibilityOptions): boolean {
  if (options.filterGpuResources && agent.hasGpu && !framework.capabilities.has("GPU_RESOURCES")) return false
  return !isRemote(agent, options.domain) || framework.capabilities.has("REGION_AWARE")
}

/** Whether the framework can handle a resource of this sort. */
export function canHandle({ capabilities }: Framework, { kind }: Resource): boolean {
  if (kind.shared && !capabilities.has("SHARED_RESOURCES")) return false
  if (kind.revocable && !capabilities.has("REVOCABLE_RESOURCES")) return false
  return kind.reservations.length <= 1 || capabilities.has("RESERVATION_REFINEMENT")
}

/** Whether it is worth offering. */
export function isAllocatable(
  bag: Bag,
  role: string,
  framework: Framework,
  options: EligibilityOptions,
): boolean {
  if (bag.length === 0) return false
  const minimums = framework.minAllocatable.get(role) ?? options.minAllocatable
  return minimums.length === 0 || minimums.some((minimum) => containsQuantities(bag, minimum))
}

/** Whether the agent is too old for the framework or role, or the framework refused as much or more there. */
export function isFiltered(framework: Framework, role: string, agent: Agent, bag: Bag): boolean {
  if (framework.capabilities.has("MULTI_ROLE") && !agent.capabilities.has("MULTI_ROLE")) return true
  if (role.includes("/") && !agent.capabilities.has("HIERARCHICAL_ROLE")) return true
  const filters = framework.offerFilters.get(role)?.get(agent.id) ?? []
  for (const { refused } of filters) if (containsBag(refused, bag)) return true
  return false
}

/** In another region than the master. An agent without a domain is local. */
function isRemote({ info }: Agent, master: Domain | undefined): boolean {
  return info.domain !== undefined && master !== undefined && info.domain.region !== master.region
}
