import type { FrameworksView, PolicyFactory, RoleId } from "../../sim/index.ts"
import { ShareOrder } from "./share-order.ts"

/**
 * Dominant Resource Fairness: each agent goes to the role that holds least of what it holds most, and within it to the
 * framework that does; ties to the lower id. Weights are ignored. Whole agents are offered, as in Mesos, so shares are
 * equal to within one agent. Source: Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, section 4.
 */
export const drf: PolicyFactory = () => dominantResourceFairness("drf", () => 1)

/** Dominant Resource Fairness with each role's share divided by its weight. Source: the same, section 4.3. */
export const weightedDrf: PolicyFactory = () =>
  dominantResourceFairness("weighted", (frameworks, role) => frameworks.weight(role))

function dominantResourceFairness(
  name: string,
  weight: (frameworks: FrameworksView, role: RoleId) => number,
): ReturnType<PolicyFactory> {
  return {
    name,
    isWorkConserving: true,
    *allocate({ frameworks }, agents) {
      const order = new ShareOrder(frameworks, (role) => weight(frameworks, role))
      const proposal = { agent: 0, framework: 0 }
      for (const agent of agents) {
        const neediest = order.neediest(agent)
        if (neediest === undefined) continue
        proposal.agent = agent
        proposal.framework = neediest
        yield proposal
        order.grew(neediest)
      }
    },
  }
}
