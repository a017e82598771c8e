/** Which agents the next run is about: all that there were when all were asked for, and some. */
import type { Agents } from "./agents.ts"

export class Candidates {
  readonly #agents: Agents
  /** Agents with a lower serial were there when all were asked for. */
  #before = 0
  readonly #some = new Set<number>()

  constructor(agents: Agents) {
    this.#agents = agents
  }

  addAll(): void {
    this.#before = this.#agents.nextSerial
  }

  add(slot: number): void {
    this.#some.add(slot)
  }

  /** Its agent is gone. */
  delete(slot: number): void {
    this.#some.delete(slot)
  }

  has(slot: number): boolean {
    return this.#some.has(slot) || this.#agents.at(slot).serial < this.#before
  }

  /** In the order of the bytes of their ids. */
  slots(): readonly number[] {
    if (this.#before === this.#agents.nextSerial) return this.#agents.sortedSlots
    if (this.#before > 0) return this.#agents.sortedSlots.filter((slot) => this.has(slot))
    return this.#some.size === 1 ? [...this.#some] : this.#agents.sortedSlots.filter((slot) => this.has(slot))
  }

  clear(): void {
    this.#before = 0
    this.#some.clear()
  }
}
