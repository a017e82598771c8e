/**
 * What was refused, by whom and where: one pooled record each, linked with the others of its agent, of its seat and of
 * its end, so that any of them can be dropped without a search. Who is refused all that an agent has now is kept as one
 * bit per seat. Source: spec/mesos.md §4.8, §4.9.
 */
import type { Micros } from "../../../sim/index.ts"
import type { Bundle } from "./bundle.ts"
import { Chains, grown } from "./chains.ts"
import type { Mailbox } from "./runs.ts"
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
  /** By slot: bits of the seats that refuse all of `#blockedFor`. */
  readonly #blocked: (Uint32Array | undefined)[] = []
  readonly #blockedFor: (Bundle | undefined)[] = []

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
    const blocked = this.#blocked[slot]
    const blockedFor = this.#blockedFor[slot]
    if (blocked === undefined || blockedFor === undefined) return
    if (row >> 5 >= blocked.length || !refused.isPlain || !blockedFor.isPlain)
      this.#blockedFor[slot] = undefined
    else if (refused.contains(blockedFor)) blocked[row >> 5] |= 1 << (row & 31)
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
   * The seats, up to `seats` of them, that refuse all that the agent has now, as bits; undefined where nobody refuses
   * anything. `shown` is what of it a seat would be shown.
   */
  blockedOn(
    slot: number,
    seats: number,
    available: Bundle,
    shown: (row: number) => Bundle,
  ): Uint32Array | undefined {
    if (!this.anyOn(slot)) return undefined
    let blocked = this.#blocked[slot]
    const before = this.#blockedFor[slot]
    const words = (seats + 31) >> 5
    if (blocked === undefined || blocked.length < words)
      this.#blocked[slot] = blocked = new Uint32Array(words)
    else if (before === available) return blocked
    else if (before?.equals(available) === true) {
      this.#blockedFor[slot] = available
      return blocked
    } else blocked.fill(0)
    this.#blockedFor[slot] = available
    for (let item = this.#bySlot.first(slot); item >= 0; item = this.#bySlot.next(item)) {
      const row = this.#rows[item]
      if (this.#refused[item]?.contains(shown(row)) === true) blocked[row >> 5] |= 1 << (row & 31)
    }
    return blocked
  }

  /** The seat may be shown more, or less, than before. */
  doubt({ row }: Seat): void {
    for (let item = this.#byRow.first(row); item >= 0; item = this.#byRow.next(item))
      this.#blockedFor[this.#slots[item]] = undefined
  }

  forgetAgent(slot: number): void {
    for (let item = this.#bySlot.first(slot); item >= 0; item = this.#bySlot.first(slot)) this.#drop(item)
    this.#blocked[slot] = undefined
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
    this.#refused[item] = undefined
    this.#free.push(item)
    this.#blockedFor[slot] = undefined
    this.#freed(slot)
  }
}
