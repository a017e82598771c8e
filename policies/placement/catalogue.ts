/** All placement policies by name: what stands after the "+" in the grammar of policies. */
import { nearest, type PlacementFactory } from "../../sim/index.ts"
import {
  balancedAllocation,
  leastAllocated,
  leastAllocatedScore,
  mostAllocated,
  mostAllocatedScore,
  ofAgent,
  requestedToCapacity,
} from "./allocated.ts"
import { dotProduct, dotProductSmall, tetris } from "./dot-product.ts"
import { fgd } from "./fgd.ts"
import { bestFit, bestFitPercent, bestFitScore, l2Norm, l2Score, worstFit, worstFitScore } from "./fits.ts"
import { gpuClustering } from "./gpu-clustering.ts"
import { gpuPacking } from "./gpu-packing.ts"
import type { Score } from "./kept-scores.ts"
import { swarmBinpack, swarmSpread } from "./swarm-weights.ts"
import { topologySpread } from "./topology-spread.ts"
import { firstFit, nextFit, randomFit } from "./walks.ts"

/** What a placement goes by: an offer shows amounts and no more, a plane that sees the whole cluster shows it all. */
export type Sight = "amounts" | "GPU devices" | "running tasks"

export interface PlacementEntry {
  readonly name: string
  readonly about: string
  readonly source: string
  readonly looksAt: Sight
  readonly make: PlacementFactory
  /** What an agent is worth to it that is asked for nothing; absent where that says nothing. */
  readonly ordersAgents?: Score
}

const fgdPaper = "Weng et al., ATC 2023"
const kubernetes = "kubernetes, plugins/noderesources"

const lowestId: Score = (_board, _demand, agent) => -agent

export const placementCatalogue: readonly PlacementEntry[] = [
  {
    ...entry("first-fit", firstFit, "the first agent that has room, in order of id", "Johnson, 1974"),
    ordersAgents: lowestId,
  },
  entry("next-fit", nextFit, "the next agent that has room, going round", "Johnson, 1974"),
  {
    ...entry("best-fit", bestFit, "the agent that is left with least", "Johnson, 1974"),
    ordersAgents: bestFitScore,
  },
  {
    ...entry("worst-fit", worstFit, "the agent that is left with most", "Johnson, 1974"),
    ordersAgents: worstFitScore,
  },
  entry("random-fit", randomFit, "any agent that has room, all equally likely", "baseline"),
  {
    ...entry(
      "l2-norm",
      l2Norm,
      "the agent that is left with least, counting squares",
      "Panigrahy et al., 2011",
    ),
    ordersAgents: l2Score,
  },
  entry("dot-product", dotProduct, "where most is free of what the task asks most", "Panigrahy et al., 2011"),
  entry("dot-product-small", dotProductSmall, "where least is free of what the task asks most", fgdPaper),
  entry("tetris", tetris, "dot-product as fractions of the agent itself", "Grandl et al., SIGCOMM 2014"),
  entry("gpu-packing", gpuPacking, "shared devices first, idle agents last", fgdPaper, "GPU devices"),
  entry("gpu-clustering", gpuClustering, "tasks that ask alike of GPUs go together", fgdPaper, "GPU devices"),
  entry("fgd", fgd, "where the GPUs that nobody can use grow least", fgdPaper, "GPU devices"),
  entry("best-fit-percent", bestFitPercent, "best-fit of cpus and GPUs in whole percent", fgdPaper),
  {
    ...entry("least-allocated", leastAllocated, "the emptiest agent, in percent", kubernetes),
    ordersAgents: ofAgent(leastAllocatedScore),
  },
  {
    ...entry("most-allocated", mostAllocated, "the fullest agent, in percent", kubernetes),
    ordersAgents: ofAgent(mostAllocatedScore),
  },
  entry("requested-to-capacity", requestedToCapacity, "a shape over the utilisation; packs", kubernetes),
  entry("balanced-allocation", balancedAllocation, "cpus and memory as evenly used as can be", kubernetes),
  entry(
    "topology-spread",
    topologySpread,
    "where fewest tasks of the job run",
    "kubernetes, plugins/podtopologyspread",
    "running tasks",
  ),
  entry(
    "swarm-spread",
    swarmSpread,
    "the lightest agent by Swarm's weight",
    "classicswarm, scheduler/strategy",
    "running tasks",
  ),
  entry(
    "swarm-binpack",
    swarmBinpack,
    "the heaviest agent by Swarm's weight",
    "classicswarm, scheduler/strategy",
    "running tasks",
  ),
]

/** The placement policy of that name; undefined if there is none. */
export function placementNamed(name: string): PlacementEntry | undefined {
  return placementCatalogue.find((known) => known.name === name)
}

/** For messages: the nearest name, if one is near, and all names. */
export function placementHint(name: string): string {
  const names = placementCatalogue.map((known) => known.name)
  const near = nearest(name, names)
  return `${near === undefined ? "" : `Did you mean "${near}"? `}Known: ${names.join(", ")}.`
}

function entry(
  name: string,
  make: PlacementFactory,
  about: string,
  source: string,
  looksAt: Sight = "amounts",
): PlacementEntry {
  return { name, about, source, looksAt, make }
}
