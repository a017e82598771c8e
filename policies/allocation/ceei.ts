import { type FrameworksView, type PolicyFactory, type RoleId, scalarCount } from "../../sim/index.ts"
import { equilibrium } from "./order/equilibrium.ts"
import { leastFirst } from "./order/least-first.ts"
import type { Measure } from "./order/measures.ts"

/**
 * Competitive equilibrium from equal incomes: each agent to the role that is furthest below what it could buy if all
 * roles had incomes by their weights, and prices cleared the market. What a role wants is what it holds: its mix is its
 * demand, and who holds nothing comes first. Within a role by dominant share. Not strategy-proof: asking for more of the
 * cheap resource pays. Source: Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, section 5.2.
 */
export const ceei: PolicyFactory = () => leastFirst("ceei", boughtShare)

function boughtShare(frameworks: FrameworksView): Measure {
  const roles = Array.from({ length: frameworks.roleCount }, (_, role) => role)
  const mixOf = (role: RoleId) =>
    Array.from({ length: scalarCount }, (_, kind) => frameworks.roleShareOf(role, kind))
  const entitled = equilibrium(
    roles.map((role) => ({ demand: normalised(mixOf(role)), income: frameworks.weight(role) })),
  )
  return {
    framework: (framework) => frameworks.share(framework),
    role: (role) => (entitled[role] === 0 ? 0 : frameworks.roleShare(role) / entitled[role]),
  }
}

/** The mix with its largest part 1, so that a task is a whole dominant share. */
function normalised(mix: readonly number[]): number[] {
  const largest = Math.max(...mix)
  return mix.map((share) => (largest === 0 ? 0 : share / largest))
}
