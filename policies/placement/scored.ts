/**
 * A placement policy from a formula: the agent with the highest score among those that can hold the task. A score that
 * depends on what is asked and on the agent alone is kept until something changes there, so placing one task costs a
 * walk over kept numbers, and a formula is worked out only for the agents that changed since the like was asked last.
 */
import type {
  AgentId,
  PlacementBoard,
  PlacementFactory,
  PlacementPolicy,
  PlacementSetting,
  TaskId,
} from "../../sim/index.ts"
import { type DeviceRule, smallestThatFits } from "./devices.ts"
import { cannotHold, KeptScores, type Score, type TieOrder } from "./kept-scores.ts"

export interface Formula {
  readonly name: string
  readonly score: Score
  /** Default: the device that is left with least. */
  readonly device?: DeviceRule
}

export function scored(formula: (setting: PlacementSetting) => Formula): PlacementFactory {
  return (setting) => new Scored(formula(setting), setting)
}

class Scored implements PlacementPolicy {
  readonly name: string
  readonly #kept: KeptScores
  readonly #device: DeviceRule
  readonly #board: PlacementBoard
  readonly #order: TieOrder

  constructor({ name, score, device = smallestThatFits }: Formula, { board, rank }: PlacementSetting) {
    this.name = name
    this.#kept = new KeptScores(board, score)
    this.#device = device
    this.#board = board
    this.#order = rank === undefined ? (a, b) => a - b : (a, b) => rank[a] - rank[b]
  }

  choose(task: TaskId, among?: ArrayLike<AgentId>): AgentId {
    const board = this.#board
    const demand = board.demandOf(task)
    const kept = this.#kept.of(demand)
    const { jobs, agents } = board.view
    const most = board.mostOfJob(demand)
    if (among === undefined && most === Infinity) return kept.best(this.#order)
    const job = jobs.stageJob[jobs.taskStage[task]]
    const length = among === undefined ? agents.count : among.length
    let best: AgentId = -1
    let highest = cannotHold
    for (let i = 0; i < length; i++) {
      const agent = among === undefined ? i : among[i]
      const score = kept.at(agent)
      if (score < highest || score === cannotHold) continue
      if (score === highest && this.#order(agent, best) > 0) continue
      if (most !== Infinity && board.tasksOfJob(job, agent) >= most) continue
      best = agent
      highest = score
    }
    return best
  }

  devices(task: TaskId, agent: AgentId): readonly number[] {
    return this.#device(this.#board, this.#board.demandOf(task), agent)
  }
}
