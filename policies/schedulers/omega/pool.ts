import { type AgentId, type Amounts, assert, scalarCount } from "../../../sim/index.ts"
import { giveBack, takeAway } from "./cell-state.ts"
import type { Room } from "./first-fit.ts"

/**
 * What is free on machines and belongs together: all that is in nobody's offer, or all that is in one. Only the machines
 * that have anything in the pool are listed, so that "everything that is free" changes hands as one pool, and an answer
 * costs what was freed meanwhile, not a walk over the cell.
 */
export class Pool implements Room {
  readonly free: Amounts
  /** The machines in the pool are the first `count` of `order`, in no order that matters. */
  readonly order: Int32Array
  count = 0
  /** Sums over the pool. */
  readonly total: Amounts = new Float64Array(scalarCount)
  readonly #isListed: Uint8Array

  constructor(machineCount: number) {
    this.free = new Float64Array(machineCount * scalarCount)
    this.order = new Int32Array(machineCount)
    this.#isListed = new Uint8Array(machineCount)
  }

  /** Adds the amounts of a table's row to what the pool has on the machine. */
  add(machine: AgentId, table: Amounts, row: number): void {
    giveBack(this.free, machine, table, row)
    for (let k = 0; k < scalarCount; k++) this.total[k] += table[row * scalarCount + k]
    if (this.#isListed[machine] === 0) {
      this.#isListed[machine] = 1
      this.order[this.count++] = machine
    }
  }

  claim(machine: AgentId, shapes: Amounts, shape: number): number {
    takeAway(this.free, machine, shapes, shape)
    for (let k = 0; k < scalarCount; k++) this.total[k] -= shapes[shape * scalarCount + k]
    return 0
  }

  /** Takes all that the pool has on the machine out of it. */
  drop(machine: AgentId): void {
    if (this.#isListed[machine] === 0) return
    const place = this.order.subarray(0, this.count).indexOf(machine)
    assert(place >= 0, `machine ${machine} is not where the pool lists it`)
    this.order[place] = this.order[--this.count]
    this.#forget(machine)
  }

  /** Takes all of `other`, which is empty afterwards. */
  take(other: Pool): void {
    for (let i = 0; i < other.count; i++) {
      const machine = other.order[i]
      this.add(machine, other.free, machine)
      other.#forget(machine)
    }
    other.count = 0
  }

  #forget(machine: AgentId): void {
    const row = machine * scalarCount
    for (let k = 0; k < scalarCount; k++) {
      this.total[k] -= this.free[row + k]
      this.free[row + k] = 0
    }
    this.#isListed[machine] = 0
  }
}

/** The pool of what is in no offer, and those of the offers. An emptied pool is used again. */
export class Pools {
  #unlocked: Pool
  readonly #spare: Pool[] = []
  readonly #machineCount: number

  constructor(machineCount: number) {
    this.#machineCount = machineCount
    this.#unlocked = new Pool(machineCount)
  }

  get unlocked(): Pool {
    return this.#unlocked
  }

  /** Everything that is unlocked, as a pool of its own. */
  lockAll(): Pool {
    const all = this.#unlocked
    this.#unlocked = this.#spare.pop() ?? new Pool(this.#machineCount)
    return all
  }

  /** What is left in the pool is unlocked again; the pool is gone. */
  unlock(pool: Pool): void {
    const [large, small] = pool.count > this.#unlocked.count ? [pool, this.#unlocked] : [this.#unlocked, pool]
    large.take(small)
    this.#unlocked = large
    this.#spare.push(small)
  }
}
