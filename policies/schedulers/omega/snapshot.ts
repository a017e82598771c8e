import { type AgentId, type Amounts, scalarCount } from "../../../sim/index.ts"
import { type CellState, takeAway } from "./cell-state.ts"
import type { Room } from "./first-fit.ts"

/**
 * A scheduler's private copy of the cell, as it was when last synchronised, less what the scheduler has claimed in it
 * since. `sync` copies what has changed in the cell and what was claimed here; after a long pause, everything.
 */
export class Snapshot implements Room {
  readonly free: Amounts
  readonly sequence: Int32Array
  readonly #cell: CellState
  #seen = 0
  /** The first `#claims` places are machines on which something was claimed. */
  readonly #claimed: AgentId[] = []
  #claims = 0

  constructor(cell: CellState) {
    this.#cell = cell
    this.free = cell.free.slice()
    this.sequence = cell.sequence.slice()
    this.#seen = cell.changes
  }

  sync(): void {
    const { free, sequence, journal, journalMask, changes } = this.#cell
    if (changes - this.#seen > Math.min(journal.length, this.#cell.machineCount)) {
      this.free.set(free)
      this.sequence.set(sequence)
    } else {
      for (let c = this.#seen; c < changes; c++) this.#copyRow(journal[c & journalMask])
      for (let i = 0; i < this.#claims; i++) this.#copyRow(this.#claimed[i])
    }
    this.#seen = changes
    this.#claims = 0
  }

  claim(machine: AgentId, shapes: Amounts, shape: number): number {
    takeAway(this.free, machine, shapes, shape)
    this.#claimed[this.#claims++] = machine
    return this.sequence[machine]++
  }

  #copyRow(machine: AgentId): void {
    const { free, sequence } = this.#cell
    const row = machine * scalarCount
    for (let k = row; k < row + scalarCount; k++) this.free[k] = free[k]
    this.sequence[machine] = sequence[machine]
  }
}
