import type { AgentId, TaskId } from "../../../sim/index.ts"
import { scalarCount } from "../../../sim/index.ts"
import type { Site } from "./site.ts"

/** What is kept of free amounts per machine: a shared cell, or what is free and not locked. */
export interface FreeRows {
  set(machine: AgentId, table: Float64Array, row: number): void
  takeDown(machine: AgentId): void
  release(machine: AgentId, shapes: Float64Array, shape: number): void
}

/** Keeps rows of free amounts in step with the site: agents as they come and go, tasks as they start and end. */
export class MachineRows {
  readonly #site: Site
  readonly #rows: FreeRows
  readonly #machineOf: Int32Array

  constructor(site: Site, rows: FreeRows) {
    this.#site = site
    this.#rows = rows
    this.#machineOf = new Int32Array(site.jobs.taskCount).fill(-1)
  }

  begin(): void {
    const { agents } = this.#site
    for (let agent = 0; agent < agents.count; agent++)
      if (agents.upAtStart[agent] === 1) this.#rows.set(agent, agents.capacity, agent)
  }

  /** Starts a task whose claim the rows have already. */
  start(task: TaskId, machine: AgentId): void {
    this.#machineOf[task] = machine
    this.#site.launch(task, machine)
  }

  taskEnded(task: TaskId): void {
    const { shapes, taskShape } = this.#site.jobs
    this.#rows.release(this.#machineOf[task], shapes, taskShape[task])
  }

  /** The agent has joined, been lost or been resized. What its tasks use beyond its size is a debt: less than nothing is free. */
  agentChanged(agent: AgentId): void {
    const { view } = this.#site
    if (!view.isUp(agent)) return this.#rows.takeDown(agent)
    const free = new Float64Array(scalarCount)
    for (let k = 0; k < scalarCount; k++) free[k] = view.capacity(agent, k) - view.used(agent, k)
    this.#rows.set(agent, free, 0)
  }
}
