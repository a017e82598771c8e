/**
 * What a node is worth to a pod by its resources: NodeResourcesFit with a strategy, and
 * NodeResourcesBalancedAllocation, each with weight 1 as by default. The other default plugins give every node the same
 * here: there are no taints, preferred affinities and images. PodTopologySpread is in spread.ts.
 */
import { cpus, mem } from "../../../sim/index.ts"
import { balancedAllocationScore, type Requested } from "../../placement/allocated.ts"
import type { NodeScore } from "./node-search.ts"

/** A strategy of NodeResourcesFit: 0 to 100 from what would be requested of each resource. */
export type FitStrategy = (resources: readonly Requested[]) => number

export function resourceScore(strategy: FitStrategy): NodeScore {
  // Two objects for all calls: this is asked for every node that has changed.
  const resources = [
    { requested: 0, capacity: 0 },
    { requested: 0, capacity: 0 },
  ]
  const kinds = [cpus, mem]
  return (board, demand, agent) => {
    for (const [i, kind] of kinds.entries()) {
      const capacity = board.view.capacity(agent, kind)
      resources[i].capacity = capacity
      resources[i].requested = capacity - board.free(agent, kind) + demand.amounts[kind]
    }
    const counted = resources.filter(({ capacity }) => capacity > 0)
    return strategy(counted) + (counted.length < 2 ? 100 : balancedAllocationScore(counted))
  }
}
