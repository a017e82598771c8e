/**
 * The allocator's books: agents, frameworks and their seats, roles, and the sorters. Whatever is held stands in several
 * places at once: with the agent, with the role that has quota, in the role sorter and in the role's framework sorter.
 * This is the one place that moves it. Source: spec/mesos.md §2.3, §4.1, §4.4.
 */
import { assert } from "../../../sim/index.ts"
import { lacksOf } from "./agent-needs.ts"
import { type AgentRecord, Agents } from "./agents.ts"
import { addInto, type Amounts, nothing, put, ScalarNames, subtractFrom } from "./amounts.ts"
import { type Bag, containsBag, isShared } from "./bags.ts"
import { type Bundle, Bundles } from "./bundle.ts"
import { hashText } from "./chance.ts"
import { Labels } from "./labels.ts"
import type { Quota } from "./quantities.ts"
import { reservationRole, type Resource } from "./resources.ts"
import { RoleSorter } from "./role-sorter.ts"
import { ancestorsOf } from "./role-names.ts"
import type { Framework, Role, RoleQuota, Seat } from "./seats.ts"
import { ShareTable } from "./share-table.ts"
import { Siblings } from "./siblings.ts"

export class Accounts {
  readonly names = new ScalarNames()
  readonly bundles = new Bundles(this.names)
  readonly agents = new Agents(this.bundles)
  readonly frameworks = new Map<string, Framework>()
  readonly roles = new Map<string, Role>()
  readonly seatTable: ShareTable
  readonly roleSorter: RoleSorter
  /** By row of the seat table. */
  readonly seats: (Seat | undefined)[] = []
  readonly rolesWithQuota = new Set<Role>()
  /** Slots of agents that have something revocable. */
  readonly revocable = new Set<number>()
  /** All reservations, and what of them is held. */
  readonly reservations: number[] = []
  readonly heldReserved: number[] = []
  activeSeats = 0
  /** Active or not, seats whose framework says itself what is worth offering. */
  seatsWithMinimum = 0
  /** Goes up whenever somebody may want what nobody wanted before. */
  world = 0
  /** Questions for which roles were marked. */
  marks = 0
  readonly #totals: number[] = []

  constructor(excludedForRoles: ReadonlySet<string>, excludedForFrameworks: ReadonlySet<string>) {
    const labels = new Labels()
    this.roleSorter = new RoleSorter(new ShareTable(this.names, labels, excludedForRoles))
    this.seatTable = new ShareTable(this.names, labels, excludedForFrameworks)
  }

  role(name: string): Role {
    const known = this.roles.get(name)
    if (known !== undefined) return known
    const role: Role = {
      name,
      hash: hashText(name),
      above: ancestorsOf(name).map((above) => this.role(above)),
      below: [],
      quota: undefined,
      node: undefined,
      tracked: 0,
      seats: new Siblings(this.seatTable),
      reservations: [],
      heldUnderQuota: [],
      consumed: [],
      mark: 0,
    }
    this.roles.set(name, role)
    role.above[0]?.below.push(role)
    return role
  }

  /** Of a framework that may be unknown, as one that holds something. */
  framework(id: string): Framework {
    const known = this.frameworks.get(id)
    if (known !== undefined) return known
    assert(!id.includes("/"), `a framework is named ${id}; ids have no slash`)
    const framework: Framework = {
      id,
      known: false,
      active: false,
      roles: new Set(),
      suppressed: new Set(),
      capabilities: new Set(),
      minAllocatable: new Map(),
      constraints: undefined,
      seats: new Map(),
      inverseFilters: new Map(),
    }
    this.frameworks.set(id, framework)
    return framework
  }

  seat(framework: Framework, roleName: string): Seat {
    const known = framework.seats.get(roleName)
    if (known !== undefined) return known
    const seat: Seat = {
      row: this.seatTable.add(framework.id),
      framework,
      role: this.role(roleName),
      isTracked: false,
      isActive: false,
      isCounted: false,
      holdings: 0,
      lacks: 0,
      minimum: undefined,
      constraints: undefined,
    }
    this.seats[seat.row] = seat
    framework.seats.set(roleName, seat)
    this.suit(seat)
    return seat
  }

  seatAt(row: number): Seat {
    const seat = this.seats[row]
    assert(seat !== undefined, `there is no seat ${row}`)
    return seat
  }

  /** The framework has become known, or asks for other things than before. */
  suit(seat: Seat): void {
    const { known, capabilities, minAllocatable, constraints } = seat.framework
    if (seat.minimum !== undefined) this.seatsWithMinimum--
    seat.lacks = lacksOf(capabilities, seat.role.name)
    seat.minimum = minAllocatable.get(seat.role.name)
    if (seat.minimum !== undefined) this.seatsWithMinimum++
    seat.constraints = constraints
    seat.isCounted = known && seat.role.name !== ""
  }

  /** For good: nothing is held in it and nothing refused. */
  dropSeat(seat: Seat): void {
    if (seat.minimum !== undefined) this.seatsWithMinimum--
    seat.framework.seats.delete(seat.role.name)
    this.seats[seat.row] = undefined
    this.seatTable.remove(seat.row)
  }

  /** It begins inactive. */
  track(seat: Seat): void {
    const { role } = seat
    if (role.tracked++ === 0) this.roleSorter.add(role)
    seat.isTracked = true
    this.seatTable.reset(seat.row)
  }

  /** Does nothing while the framework still holds something in the role. */
  untrack(seat: Seat): void {
    if (seat.holdings > 0 || !seat.isTracked) return
    this.setActive(seat, false)
    seat.isTracked = false
    if (--seat.role.tracked === 0) this.roleSorter.remove(seat.role)
  }

  setActive(seat: Seat, isActive: boolean): void {
    const { role, row } = seat
    assert(seat.isTracked, `framework ${seat.framework.id} is not in the role ${role.name}`)
    if (seat.isActive === isActive) return
    seat.isActive = isActive
    if (isActive) {
      this.activeSeats++
      this.world++
      role.seats.add(row)
      if (role.seats.length === 1) this.roleSorter.want(role, true)
    } else {
      this.activeSeats--
      role.seats.remove(row)
      if (role.seats.length === 0) this.roleSorter.want(role, false)
    }
  }

  setQuota(role: Role, quota: Quota): void {
    role.quota = this.#compiled(quota)
    if (role.quota === undefined) this.rolesWithQuota.delete(role)
    else this.rolesWithQuota.add(role)
  }

  countTotal(record: AgentRecord, isThere: boolean): void {
    const { totalBundle, slot } = record
    const change = isThere ? addInto : subtractFrom
    change(this.#totals, totalBundle.quantities)
    if (!totalBundle.isPlain) {
      for (const resource of totalBundle.rest) this.#countReservation(resource, change)
      if (isThere && totalBundle.rest.some(({ kind }) => kind.revocable)) this.revocable.add(slot)
      else this.revocable.delete(slot)
    }
    this.roleSorter.table.setTotals(this.#totals)
    this.seatTable.setTotals(this.#totals)
  }

  get totals(): Amounts {
    return this.#totals
  }

  /** Gives a framework what an agent has available. */
  charge(seat: Seat, slot: number, bundle: Bundle): void {
    if (seat.isCounted) this.chargeKnown(seat, slot, bundle)
    this.agents.hold(slot, seat, bundle, seat.isCounted)
  }

  /** Charges all but the agent, which has it in its own books already or gets it next. */
  chargeKnown(seat: Seat, slot: number, bundle: Bundle): void {
    if (!seat.isTracked) this.track(seat)
    const { role, row } = seat
    const counted = this.#once(slot, bundle, (other) => other.role === role)
    this.#countHeld(role, counted, addInto)
    this.roleSorter.allocated(role, counted.quantities)
    this.seatTable.give(row, this.#once(slot, bundle, (other) => other === seat).quantities)
    this.seatTable.counts[row]++
    role.seats.touch(row)
  }

  /** So many offers were made to the seat, whatever was in them. */
  countOffers({ role, row }: Seat, count: number): void {
    this.roleSorter.countOffers(role, count)
    this.seatTable.counts[row] += count
    role.seats.touch(row)
  }

  /**
   * Of what a seat gives back: the very bundle that it holds there, if that is all of it and plain, so that all who
   * refuse what alike agents have keep one bundle.
   */
  bundleOf(bag: Bag, seat: Seat, slot: number): Bundle {
    const given = this.bundles.of(bag)
    const held = this.heldBy(seat, slot)
    return held?.isPlain === true && held.equals(given) ? held : given
  }

  heldBy({ row }: Seat, slot: number): Bundle | undefined {
    const entry = this.agents.holdings.find(slot, row)
    return entry === -1 ? undefined : this.agents.holdings.bundle(entry)
  }

  /** Gives an agent back what a framework held. */
  discharge(seat: Seat, slot: number, bundle: Bundle): void {
    const { holdings } = this.agents
    const entry = holdings.find(slot, seat.row)
    const isCharged = entry === -1 ? seat.isTracked : holdings.isCharged(entry)
    this.agents.release(slot, seat, bundle)
    if (isCharged) this.dischargeKnown(seat, slot, bundle)
  }

  dischargeKnown(seat: Seat, slot: number, bundle: Bundle): void {
    const { role, row } = seat
    const counted = this.#once(slot, bundle, (other) => other.role === role)
    this.#countHeld(role, counted, subtractFrom)
    this.roleSorter.changed(role, counted.quantities, nothing)
    this.seatTable.take(row, this.#once(slot, bundle, (other) => other === seat).quantities)
    role.seats.touch(row)
    if (!seat.framework.roles.has(role.name)) this.untrack(seat)
  }

  /** An operation turned what a framework holds in a role from `before` into `after`. */
  convert(seat: Seat, slot: number, before: Bundle, after: Bundle): void {
    this.agents.release(slot, seat, before)
    const inRole = (other: Seat) => other.role === seat.role
    this.#countHeld(seat.role, this.#once(slot, before, inRole), subtractFrom)
    this.#countHeld(seat.role, this.#once(slot, after, inRole), addInto)
    this.agents.hold(slot, seat, after, true)
    this.seatTable.take(seat.row, before.quantities)
    this.seatTable.give(seat.row, after.quantities)
    seat.role.seats.touch(seat.row)
    this.roleSorter.changed(seat.role, before.quantities, after.quantities)
  }

  /** For the role that has quota, and for all roles together. */
  #countHeld(role: Role, bundle: Bundle, change: typeof addInto): void {
    const { above } = role
    const top = above.length === 0 ? role : above[above.length - 1]
    change(top.heldUnderQuota, bundle.underQuota)
    if (!bundle.isPlain) change(this.heldReserved, bundle.reserved)
  }

  /** The bundle without the shared volumes that one of those seats holds there anyway: they count once. */
  #once(slot: number, bundle: Bundle, isMeant: (seat: Seat) => boolean): Bundle {
    if (bundle.isPlain || !bundle.traits.hasShared) return bundle
    const isHeld = (volume: Resource) =>
      this.agents.holdings.of(slot).some(({ row, bundle: held, isCharged }) => {
        const isAsked = isCharged && isMeant(this.seatAt(row))
        return isAsked && containsBag(held.bag, [{ ...volume, count: 1 }])
      })
    return this.bundles.unplain(bundle.bag.filter((resource) => !isShared(resource) || !isHeld(resource)))
  }

  /** Scalars only: ports may be reserved too, but are not counted. */
  #countReservation(resource: Resource, change: typeof addInto): void {
    const owner = reservationRole(resource)
    if (owner === undefined || resource.value.type !== "scalar") return
    const amounts: number[] = []
    put(amounts, this.names.columnOf(resource.kind.name), resource.value.amount)
    const role = this.role(owner)
    change((role.above.at(-1) ?? role).reservations, amounts)
    change(this.reservations, amounts)
  }

  #compiled({ guarantees, limits }: Quota): RoleQuota | undefined {
    if (guarantees.size === 0 && limits.size === 0) return undefined
    const most: number[] = []
    for (const [name, limit] of limits) {
      const column = this.names.columnOf(name)
      while (most.length <= column) most.push(Infinity)
      most[column] = limit
    }
    return { guarantees: this.names.amountsOf(guarantees), limits: most, isLimited: limits.size > 0 }
  }
}
