/**
 * Open offers as columns. Slots are used again; an offer's id is its slot and the slot's generation, so that an
 * answer to an offer that is gone is noticed.
 */
import { assert } from "../kernel/assert.ts"
import type { AgentId, FrameworkId, OfferId } from "../kernel/units.ts"
import { scalarCount } from "./resources.ts"

const slotsAtMost = 2 ** 22
const slotMask = slotsAtMost - 1

export class OfferTable {
  /** How many offers were ever made, and how many are open. */
  made = 0
  openCount = 0
  agent = new Int32Array(64)
  framework = new Int32Array(64)
  /** One row of scalars per slot: what is left in the offer, in thousandths. */
  amounts = new Float64Array(64 * scalarCount)
  #generation = new Int32Array(64)
  #isOpen = new Uint8Array(64)
  #free = new Int32Array(64)
  #freeCount = 0
  #slots = 0

  /** A slot for a new offer; its amounts are the ledger's to fill. */
  open(agent: AgentId, framework: FrameworkId): number {
    const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount] : this.#newSlot()
    this.agent[slot] = agent
    this.framework[slot] = framework
    this.#isOpen[slot] = 1
    this.made++
    this.openCount++
    return slot
  }

  idAt(slot: number): OfferId {
    return this.#generation[slot] * slotsAtMost + slot
  }

  isOpen(offer: OfferId): boolean {
    const slot = offer & slotMask
    return slot < this.#slots && this.#isOpen[slot] === 1 && this.idAt(slot) === offer
  }

  slotOf(offer: OfferId): number {
    if (!this.isOpen(offer))
      assert(false, `offer ${offer} is not open: it was answered, rescinded or never made`)
    return offer & slotMask
  }

  close(slot: number): void {
    this.#isOpen[slot] = 0
    this.#generation[slot]++
    this.#free[this.#freeCount++] = slot
    this.openCount--
  }

  /** Slots in use now or before; a walk over all open offers looks at each with `slotIsOpen`. */
  get slotCount(): number {
    return this.#slots
  }

  slotIsOpen(slot: number): boolean {
    return this.#isOpen[slot] === 1
  }

  #newSlot(): number {
    const slot = this.#slots++
    assert(slot < slotsAtMost, `more than ${slotsAtMost} offers are open at once`)
    if (slot === this.agent.length) this.#grow(slot * 2)
    return slot
  }

  #grow(capacity: number): void {
    this.agent = wider(this.agent, new Int32Array(capacity))
    this.framework = wider(this.framework, new Int32Array(capacity))
    this.amounts = wider(this.amounts, new Float64Array(capacity * scalarCount))
    this.#generation = wider(this.#generation, new Int32Array(capacity))
    this.#isOpen = wider(this.#isOpen, new Uint8Array(capacity))
    this.#free = wider(this.#free, new Int32Array(capacity))
  }
}

function wider<T extends Int32Array | Float64Array | Uint8Array>(old: T, roomier: T): T {
  roomier.set(old)
  return roomier
}
