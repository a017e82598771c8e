import { type AgentId, scalarCount, type TaskId, type World } from "../../../../sim/index.ts"
import { FitTree } from "./fit-tree.ts"
import type { Placement, PlacementFactory } from "./placement.ts"

/** Each task on the first agent, in order of id, that has room; equal tasks fill one agent after the other. */
export const firstFit: PlacementFactory = (world) => new FirstFit(world)

class FirstFit implements Placement {
  readonly #world: World
  readonly #tree: FitTree

  constructor(world: World) {
    this.#world = world
    this.#tree = new FitTree(world.view, world.agents.count)
  }

  changed(agent: AgentId): void {
    this.#tree.update(agent)
  }

  place(tasks: readonly TaskId[]): readonly AgentId[] | undefined {
    const { jobs, view } = this.#world
    const shape = jobs.taskShape[tasks[0]]
    const isPlain = this.#asksForSomething(shape) && tasks.every((task) => jobs.taskShape[task] === shape)
    // Mixed gangs, and tasks that ask for nothing, are rare: the plain way is quick enough.
    return isPlain ? this.#placeAlike(tasks.length, shape) : view.firstFitAll(tasks)
  }

  #placeAlike(count: number, shape: number): AgentId[] | undefined {
    const { shapes } = this.#world.jobs
    const places: AgentId[] = []
    for (let agent = -1; places.length < count;) {
      agent = this.#tree.first(shapes, shape, agent + 1)
      if (agent < 0) return undefined
      for (let room = this.#timesThatFit(agent, shape); room > 0 && places.length < count; room--)
        places.push(agent)
    }
    return places
  }

  #timesThatFit(agent: AgentId, shape: number): number {
    const { view, jobs } = this.#world
    let times = Infinity
    for (let k = 0; k < scalarCount; k++) {
      const amount = jobs.shapes[shape * scalarCount + k]
      if (amount > 0) times = Math.min(times, Math.floor(view.free(agent, k) / amount))
    }
    return times
  }

  #asksForSomething(shape: number): boolean {
    const row = shape * scalarCount
    return this.#world.jobs.shapes.subarray(row, row + scalarCount).some((amount) => amount > 0)
  }
}
