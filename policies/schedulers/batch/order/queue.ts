import type { Micros } from "../../../../sim/index.ts"
import type { Entry } from "../plane/entry.ts"
import type { Order } from "./orders.ts"

/**
 * Who waits, in order. Where scores stay what they are, entries stand sorted; where they move with time, they are
 * scored anew whenever somebody asks.
 */
export class WaitingQueue {
  readonly #order: Order
  #entries: Entry[] = []
  /** Entries before this one have left; they are removed now and then, many at once. */
  #head = 0
  /** No entry needs less of the first scalar, the processors, than this. */
  #leastProcessors = Infinity

  constructor(order: Order) {
    this.#order = order
  }

  get isEmpty(): boolean {
    return this.#head === this.#entries.length
  }

  /** A lower bound of what any entry needs, in thousandths. */
  get leastProcessors(): number {
    return this.#leastProcessors
  }

  add(entry: Entry, now: Micros): void {
    this.#leastProcessors = Math.min(this.#leastProcessors, entry.need[0])
    if (!this.#order.isSteady) {
      this.#entries.push(entry)
      return
    }
    entry.score = this.#order.score(entry, now)
    let [low, high] = [this.#head, this.#entries.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBefore(entry, this.#entries[middle])) high = middle
      else low = middle + 1
    }
    if (low === this.#entries.length) this.#entries.push(entry)
    else this.#entries.splice(low, 0, entry)
  }

  /** The first of those that wait. The queue must not be empty. */
  first(now: Micros): Entry {
    if (this.#order.isSteady) return this.#entries[this.#head]
    let best = this.#scored(this.#head, now)
    for (let i = this.#head + 1; i < this.#entries.length; i++) {
      const entry = this.#scored(i, now)
      if (isBefore(entry, best)) best = entry
    }
    return best
  }

  /** All that wait, the first first. Not to be kept: the next change makes another. */
  inOrder(now: Micros): readonly Entry[] {
    if (this.#head > 0) this.#entries = this.#entries.slice(this.#head)
    this.#head = 0
    if (!this.#order.isSteady) {
      for (let i = 0; i < this.#entries.length; i++) this.#scored(i, now)
      this.#entries.sort((a, b) => a.score - b.score || a.number - b.number)
    }
    return this.#entries
  }

  /** The entry that `first` gave has started. */
  removeFirst(entry: Entry): void {
    if (!this.#order.isSteady) {
      const last = this.#entries.pop()
      if (last !== undefined && last !== entry) this.#entries[this.#entries.indexOf(entry)] = last
    } else this.#head++
    if (this.isEmpty) this.#leastProcessors = Infinity
    if (this.#head > 1000 && this.#head * 2 > this.#entries.length) {
      this.#entries.splice(0, this.#head)
      this.#head = 0
    }
  }

  /** Removes all that have started, wherever they stood. */
  removeStarted(): void {
    this.#leastProcessors = Infinity
    this.#entries = this.#entries.filter((entry, i) => {
      if (i < this.#head || !entry.isWaiting) return false
      this.#leastProcessors = Math.min(this.#leastProcessors, entry.need[0])
      return true
    })
    this.#head = 0
  }

  #scored(i: number, now: Micros): Entry {
    const entry = this.#entries[i]
    entry.score = this.#order.score(entry, now)
    return entry
  }
}

const isBefore = (a: Entry, b: Entry) => a.score < b.score || (a.score === b.score && a.number < b.number)
