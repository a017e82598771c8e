/**
 * Docker's classic Swarm: an agent's weight is how full it is with the task, cpus and memory in percent, summed. Spread
 * takes the lightest (of equals the one with fewer tasks), binpack the heaviest (with more tasks). Health, which changes
 * weights on failing nodes, is 0 here. Source: docker-archive/classicswarm, scheduler/strategy.
 */
import { type AgentId, cpus, type Demand, mem, type PlacementBoard } from "../../sim/index.ts"
import { scored } from "./scored.ts"

const unlimited = 100

/** (used + asked) · 100 / total for each, in whole percent; a task that asks nothing of one counts 100 there. */
export function swarmWeight(
  used: readonly number[],
  asked: readonly number[],
  total: readonly number[],
): number {
  return asked.reduce(
    (sum, amount, i) =>
      sum + (amount === 0 || total[i] === 0 ? unlimited : Math.floor(((used[i] + amount) * 100) / total[i])),
    0,
  )
}

/** More tasks than any agent runs, so that their number only decides between equal weights. */
const oneOfWeight = 10_000_000

function weigh(board: PlacementBoard, demand: Demand, agent: AgentId): number {
  const kinds = [cpus, mem]
  const total = kinds.map((kind) => board.view.capacity(agent, kind))
  const weight = swarmWeight(
    kinds.map((kind, i) => total[i] - board.free(agent, kind)),
    kinds.map((kind) => demand.amounts[kind]),
    total,
  )
  return weight * oneOfWeight + board.tasksOn(agent)
}

export const swarmSpread = scored(() => ({
  name: "swarm-spread",
  score: (board, demand, agent) => -weigh(board, demand, agent),
}))

export const swarmBinpack = scored(() => ({ name: "swarm-binpack", score: weigh }))
