/**
 * Fits: how much is left on an agent when the task has started there, resource by resource as a fraction of the largest
 * agent. Best fit leaves least, worst fit most; the L2 norm counts squares (Panigrahy et al., "Heuristics for Vector
 * Bin Packing", 2011).
 */
import { cpus, type Demand, gpus, type PlacementBoard, scalarCount, type AgentId } from "../../sim/index.ts"
import type { Score } from "./kept-scores.ts"
import { scored } from "./scored.ts"

/** By kind of scalar: how much it counts. Kinds that no agent has do not count. */
export type Weights = readonly number[]

const equalWeights: Weights = Array.from({ length: scalarCount }, () => 1)

/** Σ wₖ · |left of k as a fraction|^power, over the sum of the weights that count. */
function leftOver(
  board: PlacementBoard,
  demand: Demand,
  agent: AgentId,
  weights: Weights,
  power: 1 | 2,
): number {
  let sum = 0
  let all = 0
  for (let kind = 0; kind < scalarCount; kind++) {
    const largest = board.largest[kind]
    if (largest === 0 || weights[kind] === 0) continue
    const left = (board.free(agent, kind) - demand.amounts[kind]) / largest
    sum += weights[kind] * (power === 1 ? left : left * left)
    all += weights[kind]
  }
  return sum / all
}

export const bestFitScore: Score = (board, demand, agent) => -leftOver(board, demand, agent, equalWeights, 1)
export const worstFitScore: Score = (board, demand, agent) => leftOver(board, demand, agent, equalWeights, 1)
export const l2Score: Score = (board, demand, agent) => -leftOver(board, demand, agent, equalWeights, 2)

export const bestFit = scored(() => ({ name: "best-fit", score: bestFitScore }))
export const worstFit = scored(() => ({ name: "worst-fit", score: worstFitScore }))
export const l2Norm = scored(() => ({ name: "l2-norm", score: l2Score }))

const cpusAndGpus: Weights = Array.from({ length: scalarCount }, (_, kind) =>
  kind === cpus || kind === gpus ? 1 : 0,
)

/** Best fit as FGD's authors compare with it: cpus and GPUs only, in whole percent. Source: FGD, ATC 2023, artifact. */
export const bestFitPercent = scored(() => ({
  name: "best-fit-percent",
  score: (board, demand, agent) => Math.trunc(100 * (1 - leftOver(board, demand, agent, cpusAndGpus, 1))),
}))
