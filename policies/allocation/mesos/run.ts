/**
 * One allocation run. First the roles whose guarantees are not met are served, then all roles by fair share; both walk
 * the agents, per agent the roles, per role the seats, and give what is left of the agent to the first that may have it.
 * An agent of which nobody can be given anything sleeps until it changes or somebody else wants offers. Source:
 * spec/mesos.md §4.5 to §4.7.
 */
import { mix32 } from "../../../sim/index.ts"
import type { Accounts } from "./accounts.ts"
import { Offer } from "./offers.ts"
import { QuotaRoom } from "./quota-room.ts"
import type { Refusals } from "./refusals.ts"
import { RoleWalk } from "./role-walk.ts"
import type { Role, Seat } from "./seats.ts"
import type { OfferOptions } from "./settings.ts"
import { Showing } from "./showing.ts"
import { type Slice, Slicer } from "./slices.ts"
import { UnmetRoles } from "./unmet-roles.ts"
import { visitOrder } from "./visit-order.ts"
import { seatOrder } from "./seat-order.ts"

export class Run {
  readonly #accounts: Accounts
  readonly #options: OfferOptions
  readonly #showing: Showing
  readonly #walk: RoleWalk
  readonly #number: number
  readonly #room: QuotaRoom
  readonly #slicer: Slicer
  readonly #offers: Offer[] = []
  /** By slot: what the first stage offered, as places in the list of offers. */
  readonly #first = new Map<number, { readonly seat: Seat; readonly at: number }[]>()
  #stage = 1
  /** Whether nobody else is to be asked about the agent. */
  #isOver = false
  /** What chance depends on: the run and its stage, and the agent that is visited. */
  #base = 0
  #slot = 0
  readonly #draw = () => mix32(this.#base, this.#accounts.agents.hashes[this.#slot], 0)

  constructor(accounts: Accounts, refusals: Refusals, options: OfferOptions, number: number) {
    this.#accounts = accounts
    this.#options = options
    this.#number = number
    this.#showing = new Showing(accounts, refusals, options.minAllocatable)
    this.#walk = new RoleWalk(accounts.roleSorter)
    this.#room = new QuotaRoom(accounts)
    this.#slicer = new Slicer(accounts.bundles, this.#room, options.chopOrder)
  }

  /** `slots`: in the order of their ids. */
  offersOf(slots: readonly number[]): Offer[] {
    if (this.#room.isNeeded) this.#satisfyGuarantees(slots)
    this.#stage = 2
    this.#base = mix32(this.#number, 2, 0)
    const order = this.#inOrder(slots)
    for (let i = 0; i < order.length; i++) this.#shareFairly(order[i])
    return this.#offers
  }

  /**
   * The same where one seat wants offers, nobody has quota and all that is free is plain: the agents that it would all
   * be offered whole, in order. They are counted as offers and not charged. Undefined where this is not so.
   */
  dealTo(seat: Seat, slots: readonly number[]): number[] | undefined {
    if (this.#room.isNeeded) return undefined
    const { agents, world } = this.#accounts
    const showing = this.#showing
    this.#base = mix32(this.#number, 2, 0)
    const order = this.#inOrder(slots)
    for (let i = 0; i < order.length; i++) if (agents.plain[order[i]] === 0) return undefined
    const isPlainAsker = seat.minimum === undefined && seat.constraints === undefined
    const dealt: number[] = []
    for (let i = 0; i < order.length; i++) {
      const slot = order[i]
      if (isPlainAsker && showing.isOpenToAll(slot, seat)) {
        dealt.push(slot)
        continue
      }
      showing.open(slot)
      const isWanted = showing.isWorthShowing() && !showing.isBlocked(seat)
      const shown = showing.to(seat.role)
      if (isWanted && showing.isFor(seat, shown) && showing.mayReceive(seat, shown, true)) dealt.push(slot)
      else agents.asleep[slot] = world
      agents.noteEnough(slot)
    }
    if (dealt.length > 0) this.#accounts.countOffers(seat, dealt.length)
    return dealt
  }

  #satisfyGuarantees(slots: readonly number[]): void {
    if (!this.#room.isAnyUnmet) return
    this.#base = mix32(this.#number, 1, 0)
    let unmet: UnmetRoles | undefined
    const order = this.#inOrder(slots)
    for (let i = 0; i < order.length; i++) {
      this.#slot = order[i]
      if (unmet === undefined || this.#options.sortRoles.kind === "random") unmet = this.#unmetRoles()
      if (unmet.inOrder.length === 0) return
      const served = this.#satisfy(this.#slot, unmet.inOrder)
      if (served.length > 0 && !unmet.reorder(served)) unmet = undefined
    }
  }

  #unmetRoles(): UnmetRoles {
    this.#startWalk()
    return new UnmetRoles(this.#room, this.#accounts.roleSorter, rolesOf(this.#walk))
  }

  /** Those of the roles that were given something. */
  #satisfy(slot: number, roles: readonly Role[]): readonly Role[] {
    const served: Role[] = []
    this.#showing.open(slot)
    for (const role of roles) {
      if (this.#accounts.agents.some[slot] === 0) break
      if (this.#showing.concerns(role) && this.#satisfyOne(slot, role)) served.push(role)
    }
    return served
  }

  /** Whether anything was given. */
  #satisfyOne(slot: number, role: Role): boolean {
    const showing = this.#showing
    let isChanged = false
    for (const row of this.#seatOrder(role).slice(0, role.seats.length)) {
      if (!this.#room.isUnmet(role)) break
      const shown = showing.to(role)
      if (shown.isEmpty) break
      const seat = this.#accounts.seats[row]
      if (seat === undefined || !showing.isFor(seat, shown)) continue
      const slice = this.#slicer.toGuarantee(showing.strip(seat, shown), role, this.#draw)
      if (slice === undefined || !showing.mayReceive(seat, slice.offer, false)) continue
      this.#give(slot, seat, slice)
      showing.open(slot)
      isChanged = true
    }
    return isChanged
  }

  #shareFairly(slot: number): void {
    const { agents, world } = this.#accounts
    const showing = this.#showing
    this.#slot = slot
    showing.open(slot)
    if (!showing.isWorthShowing()) {
      agents.asleep[slot] = world
      return
    }
    this.#startWalk()
    this.#isOver = false
    let isLasting = true
    for (let role = this.#nextRole(); role !== undefined; role = this.#nextRole()) {
      const outcome = this.#shareWith(slot, role)
      if (agents.some[slot] === 0) return
      if (outcome !== "nobody can") isLasting = false
    }
    if (isLasting) agents.asleep[slot] = world
  }

  /** Where all that is left is reserved to one role, that is asked, and then nobody any more. */
  #nextRole(): Role | undefined {
    if (this.#isOver) return undefined
    const { audience } = this.#showing
    if (audience === "several") return this.#walk.next()
    this.#isOver = true
    return audience === "none" ? undefined : audience
  }

  /** "nobody can" holds until the agent changes or somebody else wants offers. */
  #shareWith(slot: number, role: Role): "given" | "nobody can" | "not now" {
    const { agents, seats } = this.#accounts
    const showing = this.#showing
    if (!showing.concerns(role)) return "nobody can"
    let outcome: "given" | "nobody can" | "not now" = "nobody can"
    const count = role.seats.length
    const order = count === 1 ? undefined : this.#seatOrder(role)
    let rows: ArrayLike<number> | undefined = order
    for (let i = 0; i < count; i++) {
      const seat = seats[rows === undefined ? role.seats.only : rows[i]]
      if (seat === undefined || showing.isBlocked(seat)) continue
      const shown = showing.to(role)
      if (shown.isEmpty) break
      if (!showing.isFor(seat, shown)) continue
      const candidates = showing.strip(seat, shown)
      const slice = this.#slicer.fairly(candidates, role, this.#draw)
      if (!showing.mayReceive(seat, slice.offer, slice.isAll)) {
        if (!slice.isAll) outcome = outcome === "given" ? outcome : "not now"
        continue
      }
      const isLast =
        slice.offer === agents.available[slot] && (slice.offer.isPlain || !slice.offer.traits.hasShared)
      // Whoever comes next sees the order as it was.
      if (!isLast && order !== undefined && rows === order) rows = order.slice(0, count)
      this.#give(slot, seat, slice)
      if (isLast) return "given"
      this.#walk.given()
      outcome = "given"
      showing.open(slot)
    }
    return outcome
  }

  #give(slot: number, seat: Seat, { offer, amounts, guaranteed }: Slice): void {
    const { agents, bundles } = this.#accounts
    if (this.#room.isNeeded) this.#room.take(seat.role, amounts, guaranteed)
    this.#accounts.charge(seat, slot, offer)
    const isAgain = this.#first.size > 0
    const earlier = isAgain ? this.#first.get(slot)?.find((one) => one.seat === seat) : undefined
    if (earlier !== undefined) {
      this.#offers[earlier.at] = this.#offers[earlier.at].plus(offer, bundles)
      return
    }
    const at = this.#offers.push(new Offer(seat, agents, slot, offer)) - 1
    if (this.#stage === 2) return
    const entries = this.#first.get(slot)
    if (entries === undefined) this.#first.set(slot, [{ seat, at }])
    else entries.push({ seat, at })
  }

  #isWorthVisiting(slot: number): boolean {
    const { agents, world } = this.#accounts
    return agents.some[slot] === 1 && agents.open[slot] === 1 && agents.asleep[slot] !== world
  }

  #inOrder(slots: readonly number[]): ArrayLike<number> {
    const worth: number[] = []
    // No iterator: a run may begin with a hundred thousand agents and visit none.
    for (let i = 0; i < slots.length; i++) if (this.#isWorthVisiting(slots[i])) worth.push(slots[i])
    return visitOrder(this.#options.agentOrder, worth, this.#accounts.agents.hashes, this.#base)
  }

  #startWalk(): void {
    const { sortRoles } = this.#options
    if (sortRoles.kind === "drf") this.#walk.start()
    else this.#walk.startWith(this.#accounts.roleSorter.shuffled(mix32(sortRoles.key, this.#draw(), 0)))
  }

  #seatOrder(role: Role): Int32Array {
    return seatOrder(this.#options.sortFrameworks, role, this.#accounts.seats, this.#draw)
  }
}

function* rolesOf(walk: RoleWalk): Iterable<Role> {
  for (let role = walk.next(); role !== undefined; role = walk.next()) yield role
}
