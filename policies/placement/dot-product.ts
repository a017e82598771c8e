/**
 * Alignment: the dot product of what is asked and what is free. A large one sends a task where much is free of what it
 * asks much of (Tetris: Grandl et al., SIGCOMM 2014; there as fractions of the agent's own capacity). FGD's authors
 * compare with the opposite sign: the agent with the smallest product, which packs (ATC 2023).
 */
import { type AgentId, cpus, type Demand, gpus, type PlacementBoard, scalarCount } from "../../sim/index.ts"
import { scored } from "./scored.ts"

/** Σ of demand × free over `kinds`, each divided by what `whole` says. */
function product(
  board: PlacementBoard,
  demand: Demand,
  agent: AgentId,
  kinds: readonly number[],
  whole: (kind: number) => number,
): number {
  let sum = 0
  for (const kind of kinds) {
    const all = whole(kind)
    if (all > 0) sum += (demand.amounts[kind] / all) * (board.free(agent, kind) / all)
  }
  return sum
}

const allKinds = Array.from({ length: scalarCount }, (_, kind) => kind)

export const dotProduct = scored(() => ({
  name: "dot-product",
  score: (board, demand, agent) => product(board, demand, agent, allKinds, (kind) => board.largest[kind]),
}))

export const tetris = scored(() => ({
  name: "tetris",
  score: (board, demand, agent) =>
    product(board, demand, agent, allKinds, (kind) => board.view.capacity(agent, kind)),
}))

/** The smallest product of cpus and GPUs, in whole percent. Source: FGD, ATC 2023, artifact ("DotProd"). */
export const dotProductSmall = scored(() => ({
  name: "dot-product-small",
  score: (board, demand, agent) =>
    Math.trunc(100 * (1 - product(board, demand, agent, [cpus, gpus], (kind) => board.largest[kind]) / 2)),
}))
