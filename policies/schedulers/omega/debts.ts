import { type AgentId, type Amounts, scalarCount } from "../../../sim/index.ts"
import type { FreeRows } from "./machine-rows.ts"

/**
 * An agent that shrinks below what its tasks use owes the difference. What its tasks give back pays that first, and only
 * the rest is free, so that no offer ever holds less than nothing.
 */
export class Debts implements FreeRows {
  readonly #owed: Amounts
  /** How many machines owe something. */
  #debtors = 0
  readonly #add: (machine: AgentId, table: Amounts, row: number) => void
  readonly #drop: (machine: AgentId) => void
  readonly #rest = new Float64Array(scalarCount)

  /** `add` and `drop` are told what is free more, and that nothing is free any more. */
  constructor(
    machineCount: number,
    add: (machine: AgentId, table: Amounts, row: number) => void,
    drop: (machine: AgentId) => void,
  ) {
    this.#owed = new Float64Array(machineCount * scalarCount)
    this.#add = add
    this.#drop = drop
  }

  owedBy(machine: AgentId, kind: number): number {
    return this.#owed[machine * scalarCount + kind]
  }

  set(machine: AgentId, table: Amounts, row: number): void {
    this.takeDown(machine)
    this.#give(machine, table, row)
  }

  takeDown(machine: AgentId): void {
    this.#drop(machine)
    if (this.#owes(machine)) this.#debtors--
    this.#owed.fill(0, machine * scalarCount, (machine + 1) * scalarCount)
  }

  release(machine: AgentId, shapes: Amounts, shape: number): void {
    if (this.#debtors === 0) this.#add(machine, shapes, shape)
    else this.#give(machine, shapes, shape)
  }

  /** Adds the amounts less what is owed; amounts below zero are owed. */
  #give(machine: AgentId, table: Amounts, row: number): void {
    const didOwe = this.#owes(machine)
    for (let k = 0; k < scalarCount; k++) {
      const sum = table[row * scalarCount + k] - this.#owed[machine * scalarCount + k]
      this.#rest[k] = Math.max(0, sum)
      this.#owed[machine * scalarCount + k] = Math.max(0, -sum)
    }
    this.#debtors += Number(this.#owes(machine)) - Number(didOwe)
    this.#add(machine, this.#rest, 0)
  }

  #owes(machine: AgentId): boolean {
    for (let k = 0; k < scalarCount; k++) if (this.#owed[machine * scalarCount + k] > 0) return true
    return false
  }
}
