/**
 * A placement policy from a formula: the agent with the highest score among those that can hold the task. A score that
 * depends on what is asked and on the agent alone is kept until something changes there, so placing one task costs a
 * walk over kept numbers, and a formula is worked out only for the agents that changed since the like was asked last.
 */
import type {
  AgentId,
  Demand,
  PlacementBoard,
  PlacementFactory,
  PlacementPolicy,
  PlacementSetting,
  TaskId,
} from "../../sim/index.ts"
import { smallestThatFits, type DeviceRule } from "./devices.ts"

export interface Formula {
  readonly name: string
  /** Higher is better. Called only for agents that can hold the demand; may look at nothing but this agent. */
  readonly score: Score
  /** Default: the device that is left with least. */
  readonly device?: DeviceRule
}

export type Score = (board: PlacementBoard, demand: Demand, agent: AgentId) => number

export function scored(formula: (setting: PlacementSetting) => Formula): PlacementFactory {
  return (setting) => new Scored(formula(setting), setting)
}

const cannotHold = -Infinity

class Scored implements PlacementPolicy {
  readonly name: string
  readonly #score: Score
  readonly #device: DeviceRule
  readonly #board: PlacementBoard
  readonly #rank: ArrayLike<number> | undefined
  /** By type of demand, then agent: the score, and the version of the agent that it belongs to. */
  readonly #kept: { readonly scores: Float64Array; readonly versions: Int32Array }[] = []

  constructor({ name, score, device = smallestThatFits }: Formula, { board, rank }: PlacementSetting) {
    this.name = name
    this.#score = score
    this.#device = device
    this.#board = board
    this.#rank = rank
  }

  choose(task: TaskId, among?: ArrayLike<AgentId>): AgentId {
    const board = this.#board
    const demand = board.demandOf(task)
    const { scores, versions } = this.#keptOf(demand)
    const { version } = board
    const { jobs, agents } = board.view
    const most = board.mostOfJob(demand)
    const job = jobs.stageJob[jobs.taskStage[task]]
    const length = among === undefined ? agents.count : among.length
    let best: AgentId = -1
    let highest = cannotHold
    for (let i = 0; i < length; i++) {
      const agent = among === undefined ? i : among[i]
      if (versions[agent] !== version[agent]) {
        versions[agent] = version[agent]
        scores[agent] = board.canHold(demand, agent) ? this.#score(board, demand, agent) : cannotHold
      }
      const score = scores[agent]
      if (score < highest || score === cannotHold) continue
      if (score === highest && !this.#isBefore(agent, best)) continue
      if (most !== Infinity && board.tasksOfJob(job, agent) >= most) continue
      best = agent
      highest = score
    }
    return best
  }

  devices(task: TaskId, agent: AgentId): readonly number[] {
    return this.#device(this.#board, this.#board.demandOf(task), agent)
  }

  #isBefore(agent: AgentId, best: AgentId): boolean {
    const rank = this.#rank
    return rank === undefined ? agent < best : rank[agent] < rank[best]
  }

  #keptOf({ type }: Demand) {
    const { count } = this.#board.view.agents
    return (this.#kept[type] ??= { scores: new Float64Array(count), versions: new Int32Array(count) })
  }
}
