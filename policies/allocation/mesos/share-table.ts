/**
 * The clients of the sorters as rows: what each holds, how often it was given something, what it weighs, and its share
 * of all there is. Shares are computed when an order is asked for, as Mesos does. Source: spec/mesos.md §3.2 to §3.4.
 */
import { type Amounts, floatsOf, type ScalarNames } from "./amounts.ts"
import type { Labels } from "./labels.ts"
import { toFloat } from "./values.ts"

export class ShareTable {
  /** By row: how many times it was given something since it was made. Never goes down. */
  counts = new Float64Array(16)
  weights = new Float64Array(16)
  /** What the order goes by, as of when the row was last put in its place. */
  shares = new Float64Array(16)
  sortedCounts = new Float64Array(16)
  labels = new Float64Array(16)
  /** Where the row stands with its siblings. */
  places = new Uint8Array(16)
  /** Goes up when all shares change at once. */
  version = 0
  /** What each row holds, row after row, so many names wide. */
  #held = new Float64Array(16 * 4)
  #width = 4
  readonly #texts: string[] = []
  readonly #free: number[] = []
  readonly #excluded: ReadonlySet<string>
  readonly #names: ScalarNames
  readonly #labels: Labels
  #labelVersion = 0
  #totals: readonly number[] = []

  /** Shares ignore the `excluded` names. */
  constructor(names: ScalarNames, labels: Labels, excluded: ReadonlySet<string>) {
    this.#names = names
    this.#labels = labels
    this.#excluded = excluded
  }

  /** A row for a client of that name, which holds nothing. */
  add(text: string): number {
    const row = this.#free.pop() ?? this.#texts.length
    if (row >= this.shares.length) this.#grow()
    this.#texts[row] = text
    this.reset(row)
    this.labels[row] = this.#labels.of(text)
    this.#relabel()
    return row
  }

  /** As if it were new. */
  reset(row: number): void {
    this.#held.fill(0, row * this.#width, (row + 1) * this.#width)
    this.counts[row] = 0
    this.weights[row] = 1
  }

  remove(row: number): void {
    this.#texts[row] = ""
    this.#free.push(row)
  }

  /** What all agents have together. */
  setTotals(totals: Amounts): void {
    this.#totals = floatsOf(totals).map((total, k) => (this.#excluded.has(this.#names.nameOf(k)) ? 0 : total))
    this.version++
  }

  /** What the row holds; a copy. */
  heldBy(row: number): Amounts {
    return Array.from(this.#held.subarray(row * this.#width, (row + 1) * this.#width))
  }

  give(row: number, amounts: Amounts): void {
    if (amounts.length > this.#width) this.#widen(amounts.length)
    const held = this.#held
    const start = row * this.#width
    for (let k = 0; k < amounts.length; k++) held[start + k] += amounts[k]
  }

  /** There is never less than nothing. */
  take(row: number, amounts: Amounts): void {
    const held = this.#held
    const start = row * this.#width
    const columns = Math.min(amounts.length, this.#width)
    for (let k = 0; k < columns; k++) held[start + k] = Math.max(0, held[start + k] - amounts[k])
  }

  /** Takes the row as it is now for what the order goes by. */
  refresh(row: number): void {
    const held = this.#held
    const totals = this.#totals
    const start = row * this.#width
    const columns = this.#width < totals.length ? this.#width : totals.length
    let share = 0
    for (let k = 0; k < columns; k++) {
      if (held[start + k] === 0 || totals[k] === 0) continue
      // As a double divided by a double, as Mesos does: other roundings give other ties.
      const part = toFloat(held[start + k]) / totals[k]
      if (part > share) share = part
    }
    this.shares[row] = share / this.weights[row]
    this.sortedCounts[row] = this.counts[row]
  }

  /** Below 0 if row `a` comes first. */
  compare(a: number, b: number): number {
    return (
      this.shares[a] - this.shares[b] ||
      this.sortedCounts[a] - this.sortedCounts[b] ||
      this.labels[a] - this.labels[b]
    )
  }

  #relabel(): void {
    if (this.#labels.version === this.#labelVersion) return
    this.#labelVersion = this.#labels.version
    for (const [row, text] of this.#texts.entries()) this.labels[row] = this.#labels.of(text)
  }

  #widen(names: number): void {
    const width = Math.max(names, this.#width * 2)
    const wider = new Float64Array(this.shares.length * width)
    for (let row = 0; row < this.#texts.length; row++)
      wider.set(this.#held.subarray(row * this.#width, (row + 1) * this.#width), row * width)
    this.#held = wider
    this.#width = width
  }

  #grow(): void {
    this.#held = twice(this.#held)
    this.counts = twice(this.counts)
    this.weights = twice(this.weights)
    this.shares = twice(this.shares)
    this.sortedCounts = twice(this.sortedCounts)
    this.labels = twice(this.labels)
    const places = new Uint8Array(this.places.length * 2)
    places.set(this.places)
    this.places = places
  }
}

function twice(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(column.length * 2)
  wider.set(column)
  return wider
}
