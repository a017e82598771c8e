/**
 * How much of what an agent has available goes to a role: all of it, or what its guarantee, its limits and the headroom
 * leave. Reservations, ports, sets and revocable resources come along uncut. Source: spec/mesos.md §4.6, §4.7.
 */
import { type Amounts, areEqual, isNone, nothing } from "./amounts.ts"
import { addBags, type Bag, isUnderQuota, subtractBags } from "./bags.ts"
import type { Bundle, Bundles } from "./bundle.ts"
import { limitsUnder, quantitiesWithin } from "./quota-limits.ts"
import type { QuotaRoom } from "./quota-room.ts"
import { reservationRole, type Resource } from "./resources.ts"
import type { Role } from "./seats.ts"
import { type ChopOrder, shrinkToLimits, shrinkToQuantities } from "./shrink.ts"

export interface Slice {
  readonly offer: Bundle
  /** Whether it is all that there was, if in another order. */
  readonly isAll: boolean
  /** What counts against quota and headroom. */
  readonly amounts: Amounts
  /** The part of it that meets a guarantee. */
  readonly guaranteed: Amounts
}

export class Slicer {
  readonly #bundles: Bundles
  readonly #room: QuotaRoom
  readonly #order: ChopOrder

  constructor(bundles: Bundles, room: QuotaRoom, order: ChopOrder) {
    this.#bundles = bundles
    this.#room = room
    this.#order = order
  }

  /** For a role whose guarantee is not met; undefined if nothing of this would meet it. */
  toGuarantee(candidates: Bundle, role: Role, draw: () => number): Slice | undefined {
    return candidates.isPlain
      ? this.#plainToGuarantee(candidates, role)
      : this.#bagToGuarantee(candidates.rest, role, draw)
  }

  fairly(candidates: Bundle, role: Role, draw: () => number): Slice {
    if (candidates.isPlain) return this.#plainFairly(candidates, role)
    return this.#bagFairly(candidates, role, draw)
  }

  #plainToGuarantee(candidates: Bundle, role: Role): Slice | undefined {
    const { amounts: free, rest } = candidates
    const unmet = this.#room.unmet(role)
    const guaranteed = free.map((amount, k) => Math.min(amount, unmet[k] ?? 0))
    if (isNone(guaranteed)) return undefined
    const amounts = free.map(
      (amount, k) =>
        guaranteed[k] +
        Math.min(
          amount - guaranteed[k],
          this.#room.underLimit(role, k, guaranteed[k]),
          this.#room.surplus(k),
        ),
    )
    const offer = areEqual(amounts, free) ? candidates : this.#bundles.plain(amounts, rest)
    return { offer, isAll: false, amounts, guaranteed }
  }

  #plainFairly(candidates: Bundle, role: Role): Slice {
    const room = this.#room
    const { amounts: free, rest } = candidates
    if (!room.cuts(role)) return { offer: candidates, isAll: true, amounts: free, guaranteed: nothing }
    let isWhole = true
    const amounts = free.map((amount, k) => {
      const part = Math.min(amount, room.underLimit(role, k, 0), room.surplus(k))
      if (part < amount) isWhole = false
      return part
    })
    const offer = isWhole ? candidates : this.#bundles.plain(amounts, rest)
    return { offer, isAll: isWhole, amounts, guaranteed: nothing }
  }

  #bagToGuarantee(candidates: Bag, role: Role, draw: () => number): Slice | undefined {
    const { names } = this.#bundles
    const free = candidates.filter(isUnderQuota)
    const unmet = names.quantitiesOf(this.#room.unmet(role))
    const guaranteed = shrinkToQuantities(free, unmet, this.#order, draw())
    if (guaranteed.length === 0) return undefined
    const met = this.#bundles.quantitiesOf(guaranteed)
    const along = candidates.filter((one) => reservationRole(one) === role.name || comesAlong(one))
    const extra = this.#cut(subtractBags(free, guaranteed), role, met, draw)
    // What comes along comes first, as in Mesos: sums of doubles depend on it.
    const offer = addBags(addBags(along, guaranteed), extra)
    return {
      offer: this.#bundles.unplainOrEmpty(offer),
      isAll: false,
      amounts: this.#bundles.quantitiesOf([...guaranteed, ...extra]),
      guaranteed: met,
    }
  }

  #bagFairly(candidates: Bundle, role: Role, draw: () => number): Slice {
    const room = this.#room
    const guaranteed = nothing
    if (!room.cuts(role)) {
      const amounts = room.isNeeded ? candidates.underQuota : nothing
      return { offer: candidates.inOfferOrder, isAll: true, amounts, guaranteed }
    }
    const along = candidates.rest.filter((resource) => !isUnderQuota(resource))
    const extra = this.#cut(candidates.rest.filter(isUnderQuota), role, nothing, draw)
    const offer = this.#bundles.unplainOrEmpty([...along, ...extra])
    return { offer, isAll: false, amounts: this.#bundles.quantitiesOf(extra), guaranteed }
  }

  /** To the role's limits, of which `taken` is used up, and to what must not stay free. */
  #cut(free: Bag, role: Role, taken: Amounts, draw: () => number): Bag {
    const { names } = this.#bundles
    const within = shrinkToLimits(free, limitsUnder(this.#room, role, taken, names), this.#order, draw())
    if (within.length === 0 || this.#room.surplus(0) === Infinity) return within
    return shrinkToQuantities(within, quantitiesWithin(this.#room, within, names), this.#order, draw())
  }
}

/** Neither limits nor headroom speak of ports and sets, nor of what may be taken back. */
function comesAlong({ kind, value }: Resource): boolean {
  return value.type !== "scalar" || kind.revocable
}
