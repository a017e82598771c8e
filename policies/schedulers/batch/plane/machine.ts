/** The cluster as one machine of so many processors (and so much memory, …): what a batch scheduler reasons about. */
import { type AgentId, type Amounts, type Micros, scalarCount, type World } from "../../../../sim/index.ts"
import type { Entry } from "./entry.ts"
import type { Placement } from "./placement.ts"

export class Machine {
  readonly #world: World
  readonly #placement: Placement
  readonly #onStart: (entry: Entry) => void

  constructor(world: World, placement: Placement, onStart: (entry: Entry) => void) {
    this.#world = world
    this.#placement = placement
    this.#onStart = onStart
  }

  get now(): Micros {
    return this.#world.now
  }

  /** Of scalar `kind` on all agents together; below 0 where agents shrank under their load. */
  free(kind: number): number {
    return this.#world.view.totalCapacity(kind) - this.#world.view.totalUsed(kind)
  }

  capacity(kind: number): number {
    return this.#world.view.totalCapacity(kind)
  }

  /** Whether there is enough in sum. It may be scattered so that nothing can start. */
  hasRoomFor(need: Amounts): boolean {
    for (let k = 0; k < scalarCount; k++) if (need[k] > 0 && need[k] > this.free(k)) return false
    return true
  }

  /** Starts the entry if it can be placed. */
  start(entry: Entry): boolean {
    if (!this.hasRoomFor(entry.need)) return false
    const agents = this.#placement.place(entry.tasks)
    if (agents === undefined) return false
    entry.isWaiting = false
    let last: AgentId = -1
    for (const [i, task] of entry.tasks.entries()) {
      this.#world.launch(task, agents[i])
      if (last >= 0 && last !== agents[i]) this.#placement.changed(last)
      last = agents[i]
    }
    this.#placement.changed(last)
    this.#onStart(entry)
    return true
  }
}
