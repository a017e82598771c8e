/** Who holds what of which agent, as pooled columns: one list per agent, one entry per seat. */
import { grown } from "./chains.ts"
import type { Bundle } from "./bundle.ts"

export interface Holding {
  /** Of the seat. */
  readonly row: number
  readonly bundle: Bundle
  /** False while the framework is not known: then only the agent has it in its books. */
  readonly isCharged: boolean
}

export class Holdings {
  /** By slot: its first entry, or −1. */
  #firsts = new Int32Array(64).fill(-1)
  /** By entry. */
  #nexts = new Int32Array(64)
  #rows = new Int32Array(64)
  #charged = new Int32Array(64)
  readonly #bundles: Bundle[] = []
  readonly #free: number[] = []

  isNone(slot: number): boolean {
    return slot >= this.#firsts.length || this.#firsts[slot] < 0
  }

  /** The oldest last. */
  of(slot: number): Holding[] {
    const all: Holding[] = []
    if (this.isNone(slot)) return all
    for (let entry = this.#firsts[slot]; entry >= 0; entry = this.#nexts[entry])
      all.push({
        row: this.#rows[entry],
        bundle: this.#bundles[entry],
        isCharged: this.#charged[entry] === 1,
      })
    return all
  }

  /** The entry of the seat, or −1. */
  find(slot: number, row: number): number {
    if (slot >= this.#firsts.length) return -1
    let entry = this.#firsts[slot]
    while (entry >= 0 && this.#rows[entry] !== row) entry = this.#nexts[entry]
    return entry
  }

  bundle(entry: number): Bundle {
    return this.#bundles[entry]
  }

  isCharged(entry: number): boolean {
    return this.#charged[entry] === 1
  }

  setCharged(entry: number): void {
    this.#charged[entry] = 1
  }

  replace(entry: number, bundle: Bundle): void {
    this.#bundles[entry] = bundle
  }

  add(slot: number, row: number, bundle: Bundle, isCharged: boolean): void {
    while (slot >= this.#firsts.length) {
      const length = this.#firsts.length
      this.#firsts = grown(this.#firsts).fill(-1, length)
    }
    const entry = this.#free.pop() ?? this.#bundles.length
    if (entry >= this.#rows.length) {
      this.#nexts = grown(this.#nexts)
      this.#rows = grown(this.#rows)
      this.#charged = grown(this.#charged)
    }
    this.#rows[entry] = row
    this.#bundles[entry] = bundle
    this.#charged[entry] = isCharged ? 1 : 0
    this.#nexts[entry] = this.#firsts[slot]
    this.#firsts[slot] = entry
  }

  /** `empty` takes the place of what it held, so that it is not kept alive. */
  remove(slot: number, entry: number, empty: Bundle): void {
    let before = -1
    let at = this.#firsts[slot]
    while (at !== entry) {
      before = at
      at = this.#nexts[at]
    }
    if (before < 0) this.#firsts[slot] = this.#nexts[entry]
    else this.#nexts[before] = this.#nexts[entry]
    this.#bundles[entry] = empty
    this.#free.push(entry)
  }

  bundlesOf(slot: number): Bundle[] {
    const bundles: Bundle[] = []
    for (let entry = this.#firsts[slot]; entry >= 0; entry = this.#nexts[entry])
      bundles.push(this.#bundles[entry])
    return bundles
  }
}
