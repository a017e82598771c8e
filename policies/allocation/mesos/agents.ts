/**
 * The agents as slots: what a run looks at for every agent stands in columns, the rest in a record beside them.
 * Source: spec/mesos.md §4.1.
 */
import { assert } from "../../../sim/index.ts"
import { addInto, areEqual, covers } from "./amounts.ts"
import { availableOf } from "./available.ts"
import type { Bag } from "./bags.ts"
import type { Bundle, Bundles } from "./bundle.ts"
import { hashText } from "./chance.ts"
import { grown } from "./chains.ts"
import { HeldBag } from "./held-bag.ts"
import { Holdings } from "./holdings.ts"
import type { Seat } from "./seats.ts"
import type { AgentInfo } from "./settings.ts"
import { compareText } from "./values.ts"

export interface AgentRecord {
  readonly id: string
  readonly slot: number
  /** Agents that came later have a higher one. */
  readonly serial: number
  info: AgentInfo
  capabilities: ReadonlySet<string>
  activated: boolean
  total: Bag
  totalBundle: Bundle
  /** What is held of an agent that has more than plain resources, in the order in which Mesos has it. */
  readonly held: HeldBag
  /** Frameworks with an inverse offer that they have not answered; absent while no maintenance is scheduled. */
  outstandingInverse: Set<string> | undefined
}

export class Agents {
  readonly records: (AgentRecord | undefined)[] = []
  /** By slot: what is neither offered nor allocated. */
  readonly available: Bundle[] = []
  readonly holdings = new Holdings()
  hashes = new Int32Array(16)
  /** See agent-needs.ts. */
  needs = new Uint8Array(16)
  /** Whether anything is available. */
  some = new Uint8Array(16)
  /** Whether what is available is known to be plain and at least the least that an offer must have. */
  enough = new Uint8Array(16)
  /** Whether its total is plain. */
  plain = new Uint8Array(16)
  /** Whether it has nothing but plain scalars, and what is held and what is available come to just that. */
  exact = new Uint8Array(16)
  /** Whether it may be offered: activated, and its host on the whitelist. */
  open = new Uint8Array(16)
  /** The last state of the world in which it was found that nobody can be given anything of it; see run.ts. */
  asleep = new Float64Array(16)
  readonly #bundles: Bundles
  readonly #slots = new Map<string, number>()
  /** By id: the slots of agents that are gone. They are theirs again if they come back. */
  readonly #former = new Map<string, number>()
  readonly #ids: string[] = []
  #sorted: number[] = []
  #serials = 0

  constructor(bundles: Bundles) {
    this.#bundles = bundles
  }

  get count(): number {
    return this.#slots.size
  }

  /** The serial of the next agent. */
  get nextSerial(): number {
    return this.#serials
  }

  find(id: string): AgentRecord | undefined {
    const slot = this.#slots.get(id)
    return slot === undefined ? undefined : this.records[slot]
  }

  /** In the order of the bytes of their ids. */
  get sortedSlots(): readonly number[] {
    return this.#sorted
  }

  *all(): Iterable<AgentRecord> {
    for (const slot of this.#slots.values()) yield this.at(slot)
  }

  at(slot: number): AgentRecord {
    const record = this.records[slot]
    assert(record !== undefined, `no agent stands in slot ${slot}`)
    return record
  }

  /** Also of an agent that is gone. */
  idOf(slot: number): string {
    return this.#ids[slot]
  }

  add(id: string, info: AgentInfo, capabilities: ReadonlySet<string>, total: Bag): AgentRecord {
    const slot = this.#former.get(id) ?? this.records.length
    if (slot >= this.hashes.length) this.#grow()
    const totalBundle = this.#bundles.shared(total)
    const record: AgentRecord = {
      id,
      slot,
      serial: this.#serials++,
      info,
      capabilities,
      activated: true,
      total: totalBundle.bag,
      totalBundle,
      held: new HeldBag(),
      outstandingInverse: undefined,
    }
    this.records[slot] = record
    this.#ids[slot] = id
    this.#former.delete(id)
    this.plain[slot] = record.totalBundle.isPlain ? 1 : 0
    this.hashes[slot] = hashText(id)
    this.#slots.set(id, slot)
    this.#sorted.splice(this.#placeOf(id), 0, slot)
    this.#recount(record.slot)
    return record
  }

  remove({ id, slot }: AgentRecord): void {
    this.#sorted.splice(this.#placeOf(id), 1)
    this.#slots.delete(id)
    this.records[slot] = undefined
    this.#setAvailable(slot, this.#bundles.empty)
    this.open[slot] = 0
    this.#former.set(id, slot)
  }

  setTotal(record: AgentRecord, total: Bag, roleOf: (row: number) => string): void {
    const wasPlain = record.totalBundle.isPlain
    record.totalBundle = this.#bundles.shared(total)
    record.total = record.totalBundle.bag
    this.plain[record.slot] = record.totalBundle.isPlain ? 1 : 0
    if (record.totalBundle.isPlain) record.held.clear()
    else if (wasPlain)
      for (const { row, bundle } of this.holdings.of(record.slot).toReversed())
        record.held.give(bundle, roleOf(row))
    this.#recount(record.slot)
  }

  /** Gives the seat what is available, all or part of it. */
  hold(slot: number, seat: Seat, bundle: Bundle, isCharged: boolean): void {
    const entry = this.holdings.find(slot, seat.row)
    if (entry === -1) {
      this.holdings.add(slot, seat.row, bundle, isCharged)
      if (isCharged) seat.holdings++
    } else this.holdings.replace(entry, this.#bundles.sum(this.holdings.bundle(entry), bundle))
    if (this.plain[slot] === 0) this.at(slot).held.give(bundle, seat.role.name)
    const available = this.available[slot]
    // What is shared stays available.
    if (available === bundle && (bundle.isPlain || !bundle.traits.hasShared))
      this.#setAvailable(slot, this.#bundles.empty)
    else if (this.plain[slot] === 0) this.#takePart(slot, available, bundle)
    else if (this.#isExactPart(slot, available, bundle))
      this.#setAvailable(slot, this.#bundles.difference(available, bundle))
    else this.#recount(slot)
  }

  /** Takes back what the seat holds, all or part of it. */
  release(slot: number, seat: Seat, bundle: Bundle): void {
    const entry = this.holdings.find(slot, seat.row)
    let isExact = false
    if (entry !== -1) {
      const held = this.holdings.bundle(entry)
      isExact = this.#isExactPart(slot, held, bundle)
      const left = this.#bundles.difference(held, bundle)
      if (left.isEmpty) {
        if (this.holdings.isCharged(entry)) seat.holdings--
        this.holdings.remove(slot, entry, this.#bundles.empty)
      } else this.holdings.replace(entry, left)
    }
    if (this.plain[slot] === 0) this.at(slot).held.take(bundle, seat.role.name)
    // Where nothing was available, this very bundle is now: who refused it is found again without looking into it.
    if (isExact) this.#setAvailable(slot, this.#bundles.sum(this.available[slot], bundle))
    else this.#recount(slot)
  }

  /** Where the same was given of the same before, in the same order, what is left is remembered. */
  #takePart(slot: number, available: Bundle, part: Bundle): void {
    const isKnown = this.at(slot).held.isSimple && !available.isEmpty
    const left = isKnown ? available.leftWithout(part) : undefined
    if (left === undefined) this.#recount(slot)
    else this.#setAvailable(slot, left)
    if (isKnown) available.remember(part, this.available[slot])
  }

  #recount(slot: number): void {
    const record = this.at(slot)
    const { totalBundle } = record
    if (this.holdings.isNone(slot)) this.#setAvailable(slot, totalBundle)
    else if (!totalBundle.isPlain)
      this.#setAvailable(
        slot,
        this.#bundles.unplainOrEmpty(availableOf({ total: record.total, held: record.held.bag })),
      )
    else this.#setAvailable(slot, this.#bundles.less(totalBundle, this.holdings.bundlesOf(slot)))
    this.exact[slot] = this.#addsUp(slot, totalBundle) ? 1 : 0
  }

  /** More may be held than there is, and other things: then a change has to be counted from the beginning. */
  #addsUp(slot: number, total: Bundle): boolean {
    if (!isScalar(total)) return false
    if (this.holdings.isNone(slot)) return true
    const bundles = [...this.holdings.bundlesOf(slot), this.available[slot]]
    if (!bundles.every(isScalar)) return false
    const sum: number[] = []
    for (const { amounts } of bundles) addInto(sum, amounts)
    return areEqual(sum, total.amounts)
  }

  /** Whether taking `part` out of `whole`, which is held or available, leaves the agent exact. */
  #isExactPart(slot: number, whole: Bundle, part: Bundle): boolean {
    return this.exact[slot] === 1 && isScalar(part) && (whole === part || covers(whole.amounts, part.amounts))
  }

  #setAvailable(slot: number, bundle: Bundle): void {
    this.available[slot] = bundle
    this.some[slot] = bundle.isEmpty ? 0 : 1
    this.asleep[slot] = -1
    this.noteEnough(slot)
  }

  /** To be called when it was found out whether what is available is enough. */
  noteEnough(slot: number): void {
    const { isPlain, meetsMinimum } = this.available[slot]
    this.enough[slot] = isPlain && meetsMinimum === true ? 1 : 0
  }

  #placeOf(id: string): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareText(this.at(this.#sorted[middle]).id, id) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #grow(): void {
    const { hashes, asleep } = this
    this.hashes = grown(hashes)
    this.asleep = new Float64Array(hashes.length * 2)
    this.asleep.set(asleep)
    this.needs = grownBytes(this.needs)
    this.open = grownBytes(this.open)
    this.some = grownBytes(this.some)
    this.enough = grownBytes(this.enough)
    this.plain = grownBytes(this.plain)
    this.exact = grownBytes(this.exact)
  }
}

function isScalar({ isPlain, rest }: Bundle): boolean {
  return isPlain && rest.length === 0
}

function grownBytes(column: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const wider = new Uint8Array(column.length * 2)
  wider.set(column)
  return wider
}
