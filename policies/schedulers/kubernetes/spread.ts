/**
 * PodTopologySpread as it is by default for the pods of a Deployment: soft constraints over nodes (maxSkew 3) and zones
 * (maxSkew 5), normalised over the feasible nodes, weight 2. Source: kubernetes/kubernetes, plugins/podtopologyspread.
 */
import type { AgentId, JobId, PlacementBoard } from "../../../sim/index.ts"
import { Spread } from "../../placement/topology-spread.ts"

const weight = 2

/** Adds to the score of each feasible node, in their order. */
export function spreadScores(
  spread: Spread,
  board: PlacementBoard,
  job: JobId,
  feasible: readonly AgentId[],
): Float64Array {
  const raw = spread.scores(board, job, feasible)
  let least = Infinity
  let most = 0
  for (const one of raw) {
    least = Math.min(least, one)
    most = Math.max(most, one)
  }
  return raw.map((one) => weight * (most === 0 ? 100 : Math.floor((100 * (most + least - one)) / most)))
}
