/** What keeps agents from frameworks that cannot cope with them, as bits. Source: spec/mesos.md §4.5, §4.7. */
import type { Domain, EligibilityOptions } from "./settings.ts"

const gpus = 1
const otherRegion = 2
const oneRole = 4
const flatRoles = 8

export function needsOf(
  agent: { readonly hasGpu: boolean; readonly domain?: Domain; readonly capabilities: ReadonlySet<string> },
  { filterGpuResources, domain }: EligibilityOptions,
): number {
  const isRemote = agent.domain !== undefined && domain !== undefined && agent.domain.region !== domain.region
  return (
    (filterGpuResources && agent.hasGpu ? gpus : 0) |
    (isRemote ? otherRegion : 0) |
    (agent.capabilities.has("MULTI_ROLE") ? 0 : oneRole) |
    (agent.capabilities.has("HIERARCHICAL_ROLE") ? 0 : flatRoles)
  )
}

/** The needs that a framework with these capabilities cannot meet in the role. */
export function lacksOf(capabilities: ReadonlySet<string>, role: string): number {
  return (
    (capabilities.has("GPU_RESOURCES") ? 0 : gpus) |
    (capabilities.has("REGION_AWARE") ? 0 : otherRegion) |
    (capabilities.has("MULTI_ROLE") ? oneRole : 0) |
    (role.includes("/") ? flatRoles : 0)
  )
}
