/** Placement without a formula: the first agent that can hold the task, the next one, or any. */
import type {
  AgentId,
  PlacementBoard,
  PlacementFactory,
  PlacementPolicy,
  PlacementSetting,
  TaskId,
} from "../../sim/index.ts"
import { anyThatFits, type DeviceRule, smallestThatFits } from "./devices.ts"

/** The agent with the lowest rank that can hold the task. */
export const firstFit: PlacementFactory = (setting) =>
  new Walk("first-fit", setting, smallestThatFits, (agents) => firstOf(agents))

/** The first that can hold the task from the one on that took the last task, going round. */
export const nextFit: PlacementFactory = (setting) => {
  let last: AgentId = 0
  return new Walk("next-fit", setting, smallestThatFits, (agents) => {
    let first: AgentId = -1
    for (const agent of agents) {
      if (first < 0) first = agent
      if (agent < last) continue
      first = agent
      break
    }
    if (first >= 0) last = first
    return first
  })
}

/** Any of those that can hold the task, all equally likely; and any of the devices. */
export const randomFit: PlacementFactory = (setting) => {
  const stream = setting.random.stream("placement/random-fit")
  return new Walk(
    "random-fit",
    setting,
    anyThatFits(setting.random.stream("placement/random-fit/device")),
    (agents) => {
      const found = [...agents]
      return found.length === 0 ? -1 : found[stream.integer(found.length)]
    },
  )
}

class Walk implements PlacementPolicy {
  readonly name: string
  readonly #board: PlacementBoard
  readonly #device: DeviceRule
  /** Chooses among the agents that can hold the task, told in order of rank; −1 if there are none. */
  readonly #pick: (agents: Iterable<AgentId>) => AgentId
  readonly #inOrder: readonly AgentId[]
  readonly #rank: ArrayLike<number> | undefined

  constructor(
    name: string,
    { board, rank }: PlacementSetting,
    device: DeviceRule,
    pick: (agents: Iterable<AgentId>) => AgentId,
  ) {
    this.name = name
    this.#board = board
    this.#device = device
    this.#pick = pick
    this.#rank = rank
    this.#inOrder = this.#sorted(Array.from({ length: board.view.agents.count }, (_, agent) => agent))
  }

  choose(task: TaskId, among?: ArrayLike<AgentId>): AgentId {
    return this.#pick(
      this.#holders(task, among === undefined ? this.#inOrder : this.#sorted(Array.from(among))),
    )
  }

  devices(task: TaskId, agent: AgentId): readonly number[] {
    return this.#device(this.#board, this.#board.demandOf(task), agent)
  }

  *#holders(task: TaskId, agents: readonly AgentId[]): Iterable<AgentId> {
    const board = this.#board
    const demand = board.demandOf(task)
    const most = board.mostOfJob(demand)
    const { jobs } = board.view
    const job = jobs.stageJob[jobs.taskStage[task]]
    for (const agent of agents)
      if (board.canHold(demand, agent) && (most === Infinity || board.tasksOfJob(job, agent) < most))
        yield agent
  }

  #sorted(agents: AgentId[]): AgentId[] {
    const rank = this.#rank
    return agents.sort((a, b) => (rank === undefined ? a - b : rank[a] - rank[b]))
  }
}

function firstOf(agents: Iterable<AgentId>): AgentId {
  for (const agent of agents) return agent
  return -1
}
