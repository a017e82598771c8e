/**
 * What was refused, by whom and where: one pooled record each, linked with the others of its agent, of its seat and of
 * its end, so that any of them can be dropped without a search. Who is refused all that an agent has now is kept as one
 * bit per seat. Source: spec/mesos.md §4.8, §4.9.
 */
import type { Micros } from "../../../sim/index.ts"
import type { Bundle } from "./bundle.ts"
import { Chains, grown } from "./chains.ts"
import type { Mailbox } from "./runs.ts"
import { SeatBits } from "./seat-bits.ts"
import type { Seat } from "./seats.ts"

interface Ending {
  readonly chain: number
  /** How many other timers had been set when this one was. */
  readonly others: number
}

export class Refusals {
  /** Timers that the allocator has set for other things: see `end`. */
  otherTimers = 0
  readonly #mailbox: Mailbox
  /** An agent lost a refusal, so it may be wanted again. */
  readonly #freed: (slot: number) => void
  #slots = new Int32Array(64)
  #rows = new Int32Array(64)
  readonly #refused: (Bundle | undefined)[] = []
  readonly #free: number[] = []
  readonly #bySlot = new Chains()
  readonly #byRow = new Chains()
  readonly #byEnd = new Chains()
  readonly #endings = new Map<Micros, Ending>()
  readonly #freeEndings: number[] = []
  #endingCount = 0
  /** Who refuses all of `#blockedFor`, which stands by slot; that is undefined where it has to be found out anew. */
  readonly #blocked = new SeatBits()
  readonly #blockedFor: (Bundle | undefined)[] = []
  /** By slot: whether it may be that one of those seats did so twice. */
  readonly #isTwice: boolean[] = []

  constructor(mailbox: Mailbox, freed: (slot: number) => void) {
    this.#mailbox = mailbox
    this.#freed = freed
  }

  /** For `time`, from now on. */
  add(slot: number, { row }: Seat, refused: Bundle, time: Micros): void {
    const item = this.#free.pop() ?? this.#refused.length
    if (item >= this.#slots.length) {
      this.#slots = grown(this.#slots)
      this.#rows = grown(this.#rows)
    }
    this.#slots[item] = slot
    this.#rows[item] = row
    this.#refused[item] = refused
    this.#bySlot.push(slot, item)
    this.#byRow.push(row, item)
    this.#byEnd.push(this.#endIn(time), item)
    const blockedFor = this.#blockedFor[slot]
    if (blockedFor === undefined) return
    this.#blocked.reserve(slot, row + 1)
    if (!refused.isPlain || !blockedFor.isPlain) this.#blockedFor[slot] = undefined
    else if (refused.contains(blockedFor)) this.#block(slot, row)
  }

  anyOn(slot: number): boolean {
    return this.#bySlot.first(slot) >= 0
  }

  anyOf({ row }: Seat): boolean {
    return this.#byRow.first(row) >= 0
  }

  /** Whether the seat refused as much or more there. */
  isRefused(slot: number, { row }: Seat, offer: Bundle): boolean {
    for (let item = this.#bySlot.first(slot); item >= 0; item = this.#bySlot.next(item))
      if (this.#rows[item] === row && this.#refused[item]?.contains(offer) === true) return true
    return false
  }

  /**
   * To be called before `isBlocked` when anything has changed: finds out which seats, of `seats` that there are, refuse
   * all that the agent has now. `shown` is what of it a seat would be shown.
   */
  settle(slot: number, seats: number, available: Bundle, shown: (row: number) => Bundle): void {
    // One after another: an array that is written far beyond its end becomes a slow one.
    while (this.#blockedFor.length <= slot) {
      this.#blockedFor.push(undefined)
      this.#isTwice.push(false)
    }
    const before = this.#blockedFor[slot]
    if (before === available) return
    this.#blockedFor[slot] = available
    if (before?.equals(available) === true) return
    this.#blocked.reserve(slot, seats)
    this.#blocked.clear(slot)
    this.#isTwice[slot] = false
    for (let item = this.#bySlot.first(slot); item >= 0; item = this.#bySlot.next(item)) {
      const row = this.#rows[item]
      if (this.#refused[item]?.contains(shown(row)) === true) this.#block(slot, row)
    }
  }

  /** Whether it is known that the seat refused all that the agent has. */
  isBlocked(slot: number, { row }: Seat): boolean {
    return this.#blocked.has(slot, row)
  }

  /** The seat may be shown more, or less, than before. */
  doubt({ row }: Seat): void {
    for (let item = this.#byRow.first(row); item >= 0; item = this.#byRow.next(item))
      if (this.#slots[item] < this.#blockedFor.length) this.#blockedFor[this.#slots[item]] = undefined
  }

  forgetAgent(slot: number): void {
    for (let item = this.#bySlot.first(slot); item >= 0; item = this.#bySlot.first(slot)) this.#drop(item)
  }

  forgetSeat({ row }: Seat): void {
    for (let item = this.#byRow.first(row); item >= 0; item = this.#byRow.first(row)) this.#drop(item)
  }

  /**
   * Refusals that end at one time share a timer. As timers that are due at one time fire in the order in which they
   * were made, those before and after another timer of the allocator do not.
   */
  #endIn(time: Micros): number {
    const due = this.#mailbox.now() + time
    const open = this.#endings.get(due)
    if (open?.others === this.otherTimers) return open.chain
    const ending = { chain: this.#freeEndings.pop() ?? this.#endingCount++, others: this.otherTimers }
    this.#endings.set(due, ending)
    // The timer asks the allocator to ask itself: two messages, as a batch that is due at the same time needs.
    this.#mailbox.after(time, () => {
      if (this.#endings.get(due) === ending) this.#endings.delete(due)
      this.#mailbox.enqueue(() => this.#end(ending.chain))
    })
    return ending.chain
  }

  #end(chain: number): void {
    for (let item = this.#byEnd.first(chain); item >= 0; item = this.#byEnd.first(chain)) this.#drop(item)
    this.#freeEndings.push(chain)
  }

  #drop(item: number): void {
    const slot = this.#slots[item]
    this.#bySlot.remove(item)
    this.#byRow.remove(item)
    this.#byEnd.remove(item)
    this.#unblock(slot, this.#rows[item], this.#refused[item])
    this.#refused[item] = undefined
    this.#free.push(item)
    this.#freed(slot)
  }

  #block(slot: number, row: number): void {
    if (this.#blocked.has(slot, row)) this.#isTwice[slot] = true
    else this.#blocked.set(slot, row)
  }

  /** A refusal is over. Most were the only one of their seat there: then the others need not be looked at. */
  #unblock(slot: number, row: number, refused: Bundle | undefined): void {
    const blockedFor = this.#blockedFor[slot]
    if (refused === undefined || blockedFor === undefined) return
    if (!refused.isPlain || !blockedFor.isPlain || this.#isTwice[slot]) this.#blockedFor[slot] = undefined
    else if (refused.contains(blockedFor)) this.#blocked.unset(slot, row)
  }
}
