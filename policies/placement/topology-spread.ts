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

class TopologySpread implements PlacementPolicy {
  readonly name = "topology-spread"
  readonly #board: PlacementBoard
  readonly #rank: ArrayLike<number> | undefined
  /** By agent; agents without a zone are in none. */
  readonly #zoneOf: Int32Array
  readonly #zoneCount: number

  constructor({ board, rank }: PlacementSetting) {
    this.#board = board
    this.#rank = rank
    const { agents } = board.view
    const names = agents.attributeSets.map((set) => set["zone"])
    const zones = [...new Set(names.filter((name) => name !== undefined))]
    this.#zoneCount = zones.length
    this.#zoneOf = Int32Array.from({ length: agents.count }, (_, agent) => {
      const name = names[agents.attributes === undefined ? 0 : agents.attributes[agent]]
      return name === undefined ? -1 : zones.indexOf(name)
    })
  }

  choose(task: TaskId, among?: ArrayLike<AgentId>): AgentId {
    const board = this.#board
    const { jobs, agents } = board.view
    const demand = board.demandOf(task)
    const job = jobs.stageJob[jobs.taskStage[task]]
    const most = board.mostOfJob(demand)
    const inZone = this.#tasksByZone(job)
    const all = among ?? { length: agents.count }
    let best: AgentId = -1
    let least = Infinity
    for (let i = 0; i < all.length; i++) {
      const agent = among === undefined ? i : among[i]
      const here = board.tasksOfJob(job, agent)
      if (here >= most || !board.canHold(demand, agent)) continue
      const zone = this.#zoneOf[agent]
      const raw = Math.round(
        spreadScore(here, agents.count, agentSkew) +
          (zone < 0 ? 0 : spreadScore(inZone[zone], this.#zoneCount, zoneSkew)),
      )
      if (raw < least || (raw === least && this.#isBefore(agent, best))) {
        best = agent
        least = raw
      }
    }
    return best
  }

  devices(task: TaskId, agent: AgentId): readonly number[] {
    return smallestThatFits(this.#board, this.#board.demandOf(task), agent)
  }

  #tasksByZone(job: JobId): Int32Array {
    const inZone = new Int32Array(this.#zoneCount)
    if (this.#zoneCount === 0) return inZone
    for (const [agent, zone] of this.#zoneOf.entries())
      if (zone >= 0) inZone[zone] += this.#board.tasksOfJob(job, agent)
    return inZone
  }

  #isBefore(agent: AgentId, best: AgentId): boolean {
    const rank = this.#rank
    return rank === undefined ? agent < best : rank[agent] < rank[best]
  }
}
