/**
 * A placement policy in a batch plane. A gang is placed task by task in thought; what has really started and ended is
 * read from the agents that the plane says have changed.
 */
import {
  type AgentId,
  PlacementBoard,
  type PlacementFactory as PolicyFactory,
  type PlacementPolicy,
  running,
  type TaskId,
  type World,
} from "../../../../sim/index.ts"
import type { Placement, PlacementFactory } from "./placement.ts"

export function placedBy(make: PolicyFactory): PlacementFactory {
  return (world) => new PlacedBy(world, make)
}

interface Plan {
  readonly task: TaskId
  readonly agent: AgentId
  readonly devices: readonly number[]
}

class PlacedBy implements Placement {
  readonly #world: World
  readonly #board: PlacementBoard
  readonly #policy: PlacementPolicy
  /** By agent: the tasks that the board has there. */
  readonly #known: Set<TaskId>[] = []
  #plans: readonly Plan[] = []

  constructor(world: World, make: PolicyFactory) {
    this.#world = world
    this.#board = new PlacementBoard(world.view)
    this.#policy = make({ board: this.#board, random: world.random })
  }

  place(tasks: readonly TaskId[]): readonly AgentId[] | undefined {
    const plans: Plan[] = []
    for (const task of tasks) {
      const agent = this.#policy.choose(task)
      if (agent < 0) break
      const devices = this.#policy.devices(task, agent)
      plans.push({ task, agent, devices })
      if (tasks.length > 1) this.#board.pretend(task, agent, devices)
    }
    this.#board.endPretending()
    if (plans.length < tasks.length) return undefined
    this.#plans = plans
    return plans.map(({ agent }) => agent)
  }

  changed(agent: AgentId): void {
    const { tasks } = this.#world.view
    const runsHere = (task: TaskId) => tasks.state[task] === running && tasks.agent[task] === agent
    const known = (this.#known[agent] ??= new Set())
    for (const task of known)
      if (!runsHere(task)) {
        known.delete(task)
        this.#board.ended(task, agent)
      }
    for (const plan of this.#plans)
      if (plan.agent === agent && runsHere(plan.task) && !known.has(plan.task)) {
        known.add(plan.task)
        this.#board.started(plan.task, agent, plan.devices)
      }
    this.#board.agentChanged(agent)
  }
}
