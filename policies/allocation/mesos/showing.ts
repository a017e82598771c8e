/** One agent, as it is shown to those who want offers: what of it each may be offered. Source: spec/mesos.md §4.5. */
import type { Accounts } from "./accounts.ts"
import { type Bag, containsQuantities } from "./bags.ts"
import type { Bundle } from "./bundle.ts"
import { canHandle } from "./capabilities.ts"
import { isExcluded } from "./offer-constraints.ts"
import type { Quantities } from "./quantities.ts"
import type { Refusals } from "./refusals.ts"
import { flowsTo, isAllocatableTo, type Resource } from "./resources.ts"
import type { Role, Seat } from "./seats.ts"
import { sizeOf, toFloat } from "./values.ts"

export class Showing {
  readonly #accounts: Accounts
  readonly #refusals: Refusals
  readonly #minimums: readonly Quantities[]
  #slot = 0
  #available: Bundle
  #hasRefusals = false
  /** What of an agent with reservations the last role is shown. */
  #role: Role | undefined
  #shown: Bundle
  /** Whether all that is left is reserved, and then the mark of the roles that it is reserved to. */
  #isReservedOnly = false
  #mark = 0
  #audience: Role | "none" | "several" | undefined

  /** What of the agent a seat would be shown. */
  readonly #shownTo = (row: number): Bundle => {
    const seat = this.#accounts.seats[row]
    if (this.#available.isPlain || seat === undefined) return this.#available
    const { name } = seat.role
    const { capabilities } = seat.framework
    return this.#part(
      this.#available,
      (resource) => isAllocatableTo(resource, name) && canHandle(capabilities, resource),
    )
  }

  constructor(accounts: Accounts, refusals: Refusals, minimums: readonly Quantities[]) {
    this.#accounts = accounts
    this.#refusals = refusals
    this.#minimums = minimums
    this.#available = this.#shown = accounts.bundles.empty
  }

  /** To be called again when the agent has less. */
  open(slot: number): void {
    const { agents, bundles, seats } = this.#accounts
    const available = agents.available[slot]
    this.#slot = slot
    this.#available = available
    this.#role = undefined
    this.#audience = undefined
    this.#shown = bundles.empty
    this.#hasRefusals = this.#refusals.anyOn(slot)
    if (this.#hasRefusals) this.#refusals.settle(slot, seats.length, available, this.#shownTo)
    this.#isReservedOnly = available.traits.isAllReserved
    if (this.#isReservedOnly) this.#markOwners()
  }

  /**
   * Whether the seat, that asks for no more than the least and has no constraints, may have all of the agent, told by its
   * columns alone: enough of it is plain and free, and nobody refuses any of it. False where more has to be looked at.
   */
  isOpenToAll(slot: number, { lacks }: Seat): boolean {
    const { enough, needs } = this.#accounts.agents
    return enough[slot] === 1 && (needs[slot] & lacks) === 0 && !this.#refusals.anyOn(slot)
  }

  /** Whether there is enough for anybody. */
  isWorthShowing(): boolean {
    return this.#accounts.seatsWithMinimum > 0 || this.#meetsDefault(this.#available)
  }

  /** False if all that is left is reserved to others. */
  concerns(role: Role): boolean {
    if (!this.#isReservedOnly || role.mark === this.#mark) return true
    for (const above of role.above) if (above.mark === this.#mark) return true
    return false
  }

  /**
   * Where all that is left is reserved: the only role that can be shown it, or "none". "several" where roles have to be
   * asked in their order, and where a volume is shared: that stays available to be given again.
   */
  get audience(): Role | "none" | "several" {
    return this.#isReservedOnly ? (this.#audience ??= this.#audienceOf(this.#available)) : "several"
  }

  /** What is unreserved or reserved to the role or one above it. */
  to(role: Role): Bundle {
    const available = this.#available
    if (available.isPlain) return available
    if (this.#role !== role) {
      this.#role = role
      this.#shown = this.#partFor(available, role)
    }
    return this.#shown
  }

  /** Whether it is known that the seat refused all that it can be shown. */
  isBlocked(seat: Seat): boolean {
    return this.#hasRefusals && this.#refusals.isBlocked(this.#slot, seat)
  }

  isFor(seat: Seat, shown: Bundle): boolean {
    const { agents } = this.#accounts
    if ((agents.needs[this.#slot] & seat.lacks) !== 0) return false
    const { constraints } = seat
    if (constraints !== undefined && isExcluded(constraints, seat.role.name, agents.at(this.#slot).info))
      return false
    return this.#isAllocatable(shown, seat)
  }

  /** Without what the framework cannot handle. */
  strip(seat: Seat, shown: Bundle): Bundle {
    if (shown.traits.isForAll) return shown
    const { capabilities } = seat.framework
    return this.#part(shown, (resource) => canHandle(capabilities, resource))
  }

  /** Whether the offer is worth it and not refused; `isAll` says that it is all that the seat could be shown. */
  mayReceive(seat: Seat, offer: Bundle, isAll: boolean): boolean {
    if (!(isAll && offer === this.#available) && !this.#isAllocatable(offer, seat)) return false
    if (!this.#hasRefusals) return true
    // Whether all is refused is known already.
    if (isAll) return !this.isBlocked(seat)
    return !this.isBlocked(seat) && !this.#refusals.isRefused(this.#slot, seat, offer)
  }

  #partFor(available: Bundle, { name }: Role): Bundle {
    const { owners } = available.traits
    const isOwner = (owner: string) => flowsTo(owner, name)
    if (owners.every(isOwner)) return available
    if (!owners.some(isOwner)) return available.unreserved
    return this.#part(available, (resource) => isAllocatableTo(resource, name))
  }

  #part(bundle: Bundle, isMeant: (resource: Resource) => boolean): Bundle {
    const { rest } = bundle
    if (rest.every(isMeant)) return bundle
    return this.#accounts.bundles.unplainOrEmpty(rest.filter(isMeant))
  }

  #isAllocatable(bundle: Bundle, { minimum }: Seat): boolean {
    if (minimum === undefined) return this.#meetsDefault(bundle)
    return !bundle.isEmpty && this.#meets(bundle, minimum)
  }

  #meetsDefault(bundle: Bundle): boolean {
    return (bundle.meetsMinimum ??= !bundle.isEmpty && this.#meets(bundle, this.#minimums))
  }

  #meets(bundle: Bundle, minimums: readonly Quantities[]): boolean {
    if (minimums.length === 0) return true
    return minimums.some((minimum) =>
      bundle.isPlain ? this.#plainContains(bundle, minimum) : containsQuantities(bundle.rest, minimum),
    )
  }

  #plainContains({ amounts, rest }: Bundle, minimum: Quantities): boolean {
    for (const [name, amount] of minimum) {
      const has = amounts[this.#accounts.names.columnOf(name)] ?? 0
      if (has < amount && !this.#ranges(rest, name, toFloat(amount))) return false
    }
    return true
  }

  /** Ports are counted one by one. */
  #ranges(rest: Bag, name: string, amount: number): boolean {
    return rest.some(({ kind, value }) => kind.name === name && sizeOf(value) >= amount)
  }

  #audienceOf({ traits }: Bundle): Role | "none" | "several" {
    if (traits.hasShared) return "several"
    const wanting = new Set<Role>()
    for (const owner of traits.owners) collectWanting(this.#accounts.role(owner), wanting)
    const [only] = wanting
    return wanting.size > 1 ? "several" : (only ?? "none")
  }

  #markOwners(): void {
    this.#mark = ++this.#accounts.marks
    for (const owner of this.#available.traits.owners) this.#accounts.role(owner).mark = this.#mark
  }
}

/** The role and those below it, as far as somebody in them wants offers. */
function collectWanting(role: Role, wanting: Set<Role>): void {
  if (role.seats.length > 0) wanting.add(role)
  for (const below of role.below) collectWanting(below, wanting)
}
