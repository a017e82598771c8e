/**
 * Rows of a share table in their order: share, then count, then name. Whoever changed is put in its place when the
 * order is next asked for, by bisection; only if all shares changed at once is everything looked at.
 */
import type { ShareTable } from "./share-table.ts"

/** Where a row stands: not among its siblings, in its place, to be moved, or without a place yet. */
const out = 0
const placed = 1
const changed = 2
const joining = 3

export class Siblings {
  length = 0
  /** The row that is alone, if `length` is 1. */
  only = -1
  readonly #table: ShareTable
  #order = new Int32Array(4)
  /** How many have a place: the beginning of the order. */
  #placed = 0
  readonly #changed: number[] = []
  #changes = 0
  #joining: number[] = []
  #version = -1

  constructor(table: ShareTable) {
    this.#table = table
  }

  has(row: number): boolean {
    return this.#table.places[row] !== out
  }

  add(row: number): void {
    this.#table.places[row] = joining
    this.#joining.push(row)
    if (++this.length === 1) this.only = row
  }

  remove(row: number): void {
    const { places } = this.#table
    this.length--
    if (places[row] === joining) this.#joining = this.#joining.filter((other) => other !== row)
    else {
      if (places[row] === changed) this.#settle(row)
      this.#order.copyWithin(this.#placeOf(row), this.#placeOf(row) + 1, this.#placed)
      this.#placed--
    }
    places[row] = out
    if (this.length === 1) this.only = this.#placed === 1 ? this.#order[0] : this.#joining[0]
  }

  /** The row holds more or less than before, or weighs otherwise. */
  touch(row: number): void {
    // One alone is in order however much it holds: it is looked at when it gets company.
    if (this.length === 1) this.#version = -1
    const { places } = this.#table
    if (this.length === 1 || places[row] !== placed) return
    places[row] = changed
    this.#changed[this.#changes++] = row
  }

  /** The first `length` of it, first served first. Valid until something changes. */
  order(): Int32Array {
    if (this.length === 1 && this.#placed === 1) return this.#order
    const pending = this.#changes + this.#joining.length
    if (this.#version !== this.#table.version || pending * 8 > this.length + 64) this.#rebuild()
    else if (pending > 0) this.#repair()
    return this.#order
  }

  #repair(): void {
    const table = this.#table
    for (let i = 0; i < this.#changes; i++) {
      const row = this.#changed[i]
      const from = this.#placeOf(row)
      table.refresh(row)
      this.#move(row, from)
      table.places[row] = placed
    }
    this.#changes = 0
    if (this.#joining.length === 0) return
    for (const row of this.#joining) {
      table.refresh(row)
      this.#join(row)
      table.places[row] = placed
    }
    this.#joining.length = 0
  }

  /** It need not be moved any more. */
  #settle(row: number): void {
    const at = this.#changed.indexOf(row)
    this.#changed[at] = this.#changed[--this.#changes]
  }

  /** Puts a row of the order, whose keys have changed, where it belongs. */
  #move(row: number, from: number): void {
    const order = this.#order
    const table = this.#table
    let at = from
    if (from + 1 < this.#placed && table.compare(row, order[from + 1]) > 0) {
      at = this.#firstAfter(row, from + 1, this.#placed) - 1
      order.copyWithin(from, from + 1, at + 1)
    } else if (from > 0 && table.compare(order[from - 1], row) > 0) {
      at = this.#firstAfter(row, 0, from)
      order.copyWithin(at + 1, at, from)
    }
    order[at] = row
  }

  #join(row: number): void {
    this.#makeRoom()
    const at = this.#firstAfter(row, 0, this.#placed)
    this.#order.copyWithin(at + 1, at, this.#placed)
    this.#order[at] = row
    this.#placed++
  }

  #rebuild(): void {
    const table = this.#table
    this.#makeRoom()
    const order = this.#order
    order.set(this.#joining, this.#placed)
    this.#version = table.version
    this.#placed = this.length
    this.#joining.length = 0
    this.#changes = 0
    for (let i = 0; i < this.length; i++) {
      table.refresh(order[i])
      table.places[order[i]] = placed
    }
    if (!this.#isInOrder())
      // An array's own sort is quick where parts are in order already, as they are when the total has changed.
      order.set(Array.from(order.subarray(0, this.length)).sort((a, b) => table.compare(a, b)))
  }

  #isInOrder(): boolean {
    for (let i = 1; i < this.length; i++)
      if (this.#table.compare(this.#order[i - 1], this.#order[i]) > 0) return false
    return true
  }

  /** Where a row stands, by the keys by which it was placed. */
  #placeOf(row: number): number {
    return this.#firstAfter(row, 0, this.#placed) - 1
  }

  /** The first place in [low, high) whose row comes after `row`. */
  #firstAfter(row: number, low: number, high: number): number {
    const order = this.#order
    const { shares, sortedCounts, labels } = this.#table
    const share = shares[row]
    const count = sortedCounts[row]
    const label = labels[row]
    while (low < high) {
      const middle = (low + high) >> 1
      const other = order[middle]
      const above = shares[other] - share || sortedCounts[other] - count || labels[other] - label
      if (above <= 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #makeRoom(): void {
    if (this.length <= this.#order.length) return
    const wider = new Int32Array(Math.max(this.length, this.#order.length * 2))
    wider.set(this.#order)
    this.#order = wider
  }
}
