/**
 * The cell as all schedulers share it: what is free on each machine and how often it was changed, with a journal of
 * changes so that a private copy is brought up to date by what has changed, not by copying the cell.
 */
import { type AgentId, type Amounts, assert, fits, scalarCount } from "../../../sim/index.ts"

/** What a machine that is down has free of each resource: not even a request of nothing fits. */
const down = -Infinity

export class CellState {
  readonly machineCount: number
  /** A row per machine, in thousandths. */
  readonly free: Amounts
  /** Raised whenever something is claimed on the machine. */
  readonly sequence: Int32Array
  /** Changes so far; change c is of machine `journal[c & journalMask]` as long as it has not been overwritten. */
  changes = 0
  readonly journal: Int32Array
  readonly journalMask: number

  constructor(machineCount: number) {
    this.machineCount = machineCount
    this.free = new Float64Array(machineCount * scalarCount).fill(down)
    this.sequence = new Int32Array(machineCount)
    const kept = 1 << (32 - Math.clz32(Math.max(1023, machineCount)))
    this.journal = new Int32Array(kept)
    this.journalMask = kept - 1
  }

  /** The machine has these amounts free from now on, of a table's row. */
  set(machine: AgentId, table: Amounts, row: number): void {
    for (let k = 0; k < scalarCount; k++) this.free[machine * scalarCount + k] = table[row * scalarCount + k]
    this.sequence[machine]++
    this.#changed(machine)
  }

  takeDown(machine: AgentId): void {
    this.free.fill(down, machine * scalarCount, (machine + 1) * scalarCount)
    this.sequence[machine]++
    this.#changed(machine)
  }

  has(machine: AgentId, shapes: Amounts, shape: number): boolean {
    return fits(shapes, shape, this.free, machine)
  }

  claim(machine: AgentId, shapes: Amounts, shape: number): void {
    takeAway(this.free, machine, shapes, shape)
    this.sequence[machine]++
    this.#changed(machine)
  }

  release(machine: AgentId, shapes: Amounts, shape: number): void {
    giveBack(this.free, machine, shapes, shape)
    this.#changed(machine)
  }

  /** Takes a claim's raise of the sequence number back. */
  lower(machine: AgentId): void {
    this.sequence[machine]--
  }

  #changed(machine: AgentId): void {
    this.journal[this.changes++ & this.journalMask] = machine
  }
}

/** Takes a request out of what is free on the machine; it must fit. */
export function takeAway(free: Amounts, machine: AgentId, shapes: Amounts, shape: number): void {
  const f = machine * scalarCount
  const s = shape * scalarCount
  for (let k = 0; k < scalarCount; k++) {
    const left = free[f + k] - shapes[s + k]
    if (left < 0)
      assert(false, `machine ${machine} has ${free[f + k]} of resource ${k}, not ${shapes[s + k]}`)
    free[f + k] = left
  }
}

export function giveBack(free: Amounts, machine: AgentId, shapes: Amounts, shape: number): void {
  const f = machine * scalarCount
  const s = shape * scalarCount
  for (let k = 0; k < scalarCount; k++) free[f + k] += shapes[s + k]
}
