/**
 * Topology spread: the agent where fewest tasks of the job run already, on it and in its zone. The soft constraints that
 * Kubernetes sets by default: agents may differ by 3, zones by 5. Lower is better:
 * Σ over both of count · ln(number of domains + 2) + (maxSkew − 1), rounded.
 * Source: kubernetes/kubernetes, pkg/scheduler/framework/plugins/podtopologyspread.
 */
import {
  type AgentId,
  type JobId,
  log,
  type PlacementBoard,
  type PlacementFactory,
  type PlacementPolicy,
  type PlacementSetting,
  type TaskId,
} from "../../sim/index.ts"
import { smallestThatFits } from "./devices.ts"

export const topologySpread: PlacementFactory = (setting) => new TopologySpread(setting)

const agentSkew = 3
const zoneSkew = 5

/** What a count of the job's tasks in one of so many domains is worth. */
export function spreadScore(count: number, domains: number, maxSkew: number): number {
  return count * log(domains + 2) + (maxSkew - 1)
}

/** The domains of a cluster, and what a job's tasks in them make of each agent. */
export class Spread {
  /** By agent; −1 where it is in no zone. */
  readonly #zoneOf: Int32Array
  readonly #zoneCount: number

  constructor({ view: { agents } }: PlacementBoard) {
    const names = agents.attributeSets.map((set) => set["zone"])
    const zones = [...new Set(names.filter((name) => name !== undefined))]
    this.#zoneCount = zones.length
    this.#zoneOf = Int32Array.from({ length: agents.count }, (_, agent) => {
      const name = names[agents.attributes === undefined ? 0 : agents.attributes[agent]]
      return name === undefined ? -1 : zones.indexOf(name)
    })
  }

  /** Of each of `among`, in that order: lower is better. */
  scores(board: PlacementBoard, job: JobId, among: ArrayLike<AgentId>): Float64Array {
    const { count } = board.view.agents
    const inZone = this.#tasksByZone(board, job)
    return Float64Array.from(among, (agent) => {
      const zone = this.#zoneOf[agent]
      const here = spreadScore(board.tasksOfJob(job, agent), count, agentSkew)
      return Math.round(here + (zone < 0 ? 0 : spreadScore(inZone[zone], this.#zoneCount, zoneSkew)))
    })
  }

  #tasksByZone(board: PlacementBoard, job: JobId): Int32Array {
    const inZone = new Int32Array(this.#zoneCount)
    if (this.#zoneCount === 0) return inZone
    for (const [agent, zone] of this.#zoneOf.entries())
      if (zone >= 0) inZone[zone] += board.tasksOfJob(job, agent)
    return inZone
  }
}

class TopologySpread implements PlacementPolicy {
  readonly name = "topology-spread"
  readonly #board: PlacementBoard
  readonly #rank: ArrayLike<number> | undefined
  readonly #spread: Spread
  readonly #all: Int32Array

  constructor({ board, rank }: PlacementSetting) {
    this.#board = board
    this.#rank = rank
    this.#spread = new Spread(board)
    this.#all = Int32Array.from({ length: board.view.agents.count }, (_, agent) => agent)
  }

  choose(task: TaskId, among: ArrayLike<AgentId> = this.#all): AgentId {
    const board = this.#board
    const { jobs } = board.view
    const demand = board.demandOf(task)
    const job = jobs.stageJob[jobs.taskStage[task]]
    const most = board.mostOfJob(demand)
    const scores = this.#spread.scores(board, job, among)
    let best: AgentId = -1
    let least = Infinity
    for (let i = 0; i < among.length; i++) {
      const agent = among[i]
      if (scores[i] > least || (scores[i] === least && !this.#isBefore(agent, best))) continue
      if (!board.canHold(demand, agent) || board.tasksOfJob(job, agent) >= most) continue
      best = agent
      least = scores[i]
    }
    return best
  }

  devices(task: TaskId, agent: AgentId): readonly number[] {
    return smallestThatFits(this.#board, this.#board.demandOf(task), agent)
  }

  #isBefore(agent: AgentId, best: AgentId): boolean {
    const rank = this.#rank
    return rank === undefined ? agent < best : rank[agent] < rank[best]
  }
}
