/** What frameworks can cope with, by the capabilities that they say they have. Source: spec/mesos.md §4.5, §4.7. */
import { lacksOf, needsOf } from "./agent-needs.ts"
import type { Resource } from "./resources.ts"
import type { AgentSetting, EligibilityOptions } from "./settings.ts"

/** Whether frameworks with these capabilities may be offered anything of the agent in the role. */
export function canUse(
  capabilities: ReadonlySet<string>,
  role: string,
  { info, total, capabilities: agentCapabilities }: AgentSetting,
  options: EligibilityOptions,
): boolean {
  const hasGpu = total.some(({ kind }) => kind.name === "gpus")
  const { domain } = info
  const needs = needsOf({ hasGpu, capabilities: agentCapabilities, ...(domain && { domain }) }, options)
  return (needs & lacksOf(capabilities, role)) === 0
}

/** Whether a framework can handle a resource of this sort. */
export function canHandle(capabilities: ReadonlySet<string>, { kind }: Resource): boolean {
  if (kind.shared && !capabilities.has("SHARED_RESOURCES")) return false
  if (kind.revocable && !capabilities.has("REVOCABLE_RESOURCES")) return false
  return kind.reservations.length <= 1 || capabilities.has("RESERVATION_REFINEMENT")
}
