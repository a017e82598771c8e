/** Each agent to the role that has least, and within it to the framework that has least, by some measure. */
import type { AllocationPolicy, FrameworksView } from "../../../sim/index.ts"
import type { Measure } from "./measures.ts"
import { ShareOrder } from "./share-order.ts"

/** `measure` is made anew for every run. */
export function leastFirst(name: string, measure: (frameworks: FrameworksView) => Measure): AllocationPolicy {
  return {
    name,
    isWorkConserving: true,
    *allocate({ frameworks }, agents) {
      const order = new ShareOrder(frameworks, measure(frameworks))
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
