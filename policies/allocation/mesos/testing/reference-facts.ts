/**
 * What the reference knows: agents with what is held there by whom, frameworks, quotas, refusals. All amounts are counted
 * anew from that whenever they are asked for; history is in the sorters. Source: spec/mesos.md §4.1, §4.4, §4.5.
 */
import { assert } from "../../../../sim/index.ts"
import { availableOf } from "../available.ts"
import { addBags, type Bag, bagOf, byRole, emptyBag, isUnderQuota, subtractBags } from "../bags.ts"
import type { Portion } from "../calls.ts"
import { addQuantities, none, type Quantities, quantitiesOf } from "../quantities.ts"
import { type Quota, subtractQuantities } from "../quantities.ts"
import { isReserved, reservationRole, type Resource } from "../resources.ts"
import { isWithin } from "../role-names.ts"
import type { AgentSetting, FrameworkSetting, OfferOptions } from "../settings.ts"
import { ReferenceSorter } from "./reference-sorter.ts"

export interface Agent extends AgentSetting {
  readonly id: string
  active: boolean
  /** Frameworks with an inverse offer that they have not answered; absent while no maintenance is scheduled. */
  asked: Set<string> | undefined
  /** By framework, known or not; and all together, in the order in which it was given. */
  readonly heldBy: Map<string, Bag>
  held: Bag
}

export interface Framework extends Omit<FrameworkSetting, "roles" | "suppressed"> {
  readonly id: string
  active: boolean
  /** Faithful to a flaw of Mesos: in a role that it revives while it is inactive, it is awake. */
  readonly roles: Map<string, "awake" | "asleep" | "suppressed">
}

export class Facts {
  readonly agents = new Map<string, Agent>()
  readonly frameworks = new Map<string, Framework>()
  readonly quotas = new Map<string, Quota>()
  readonly roles = new ReferenceSorter()
  readonly #members = new Map<string, ReferenceSorter>()
  /** Those of inverse offers have no role: "". */
  refusals: readonly Portion[] = []

  /** Frameworks are members of the roles that they are in or hold something in; a role is there while it has members. */
  noteMembers(): void {
    const held = [...this.agents.values()].flatMap(({ heldBy }) => [...heldBy])
    const seats = [...this.frameworks.values()].flatMap(({ id, roles }) => {
      const heldIn = held.flatMap(([by, bag]) => (by === id ? bag.flatMap(({ role }) => role ?? []) : []))
      return [...new Set([...roles.keys(), ...heldIn])].map((role) => ({ id, role }))
    })
    this.roles.setClients(seats.map(({ role }) => role))
    for (const { role } of seats) if (!this.#members.has(role)) this.#members.set(role, new ReferenceSorter())
    for (const [role, members] of this.#members)
      members.setClients(seats.filter((seat) => seat.role === role).map(({ id }) => id))
  }

  /** On the agent, the framework has `after` in place of `before`. What it is given for nothing counts as served. */
  exchange(agent: Agent, framework: string, before: Bag, after: Bag): void {
    const held = addBags(subtractBags(agent.heldBy.get(framework) ?? emptyBag, before), after)
    if (held.length === 0) agent.heldBy.delete(framework)
    else agent.heldBy.set(framework, held)
    agent.held = addBags(subtractBags(agent.held, before), after)
    this.noteMembers()
    if (before.length === 0) this.countServed(framework, after)
  }

  countServed(framework: string, bag: Bag): void {
    for (const [role] of this.frameworks.has(framework) ? byRole(bag) : []) {
      this.roles.serve(role)
      this.#members.get(role)?.serve(framework)
    }
  }

  rolesInOrder({ sortRoles }: OfferOptions, draw: number): string[] {
    const isAt = (path: string, role = "") => `${role}/.` === path || isWithin(role, path)
    const held = (path: string) => this.held(({ role }) => isAt(path, role))
    return this.roles.sort(sortRoles, this.total(), held, draw)
  }

  /** Those that want offers. */
  membersInOrder(role: string, { sortFrameworks }: OfferOptions, draw: number): Framework[] {
    const held = (id: string) => this.held((one, by) => one.role === role && by === id)
    const ids = this.#members.get(role)?.sort(sortFrameworks, this.total(), held, draw) ?? []
    return ids.map((id) => known(this.frameworks, id)).filter(({ roles }) => roles.get(role) === "awake")
  }

  /** Of all agents, also those that are not offered. */
  total(isCounted: (resource: Resource) => boolean = () => true): Quantities {
    return quantitiesOf([...this.agents.values()].flatMap(({ total }) => total.filter(isCounted)))
  }

  /** By known frameworks in roles. A shared volume counts once per agent and role, however often it is held there. */
  held(isCounted: (resource: Resource, framework: string) => boolean = () => true): Quantities {
    const part = ([framework, bag]: [string, Bag]) =>
      bag.filter(
        (one) => this.frameworks.has(framework) && one.role !== undefined && isCounted(one, framework),
      )
    return quantitiesOf([...this.agents.values()].flatMap(({ heldBy }) => bagOf([...heldBy].flatMap(part))))
  }

  /** Against a quota: all that is reserved to the role and below, used or not, and what else is held there. */
  consumed(top: string): Quantities {
    const isMeant = (role = "") => isWithin(role, top)
    const reserved = this.total((one) => isReserved(one) && isMeant(reservationRole(one)))
    return addQuantities(
      reserved,
      this.held((one) => isUnderQuota(one) && isMeant(one.role)),
    )
  }

  /** What guarantees still need. Each on its own: a role that has more than its own leaves nothing to others. */
  required(): Quantities {
    const unmet = [...this.quotas].map(([role, { guarantees }]) =>
      subtractQuantities(guarantees, this.consumed(role)),
    )
    return unmet.reduce(addQuantities, none)
  }

  /** What is neither held nor reserved nor revocable. */
  free(): Quantities {
    const available = [...this.agents.values()].flatMap(availableOf)
    const reserved = subtractQuantities(this.total(isReserved), this.held(isReserved))
    const revocable = quantitiesOf(available.filter(({ kind }) => kind.revocable))
    return [this.held(), reserved, revocable].reduce(subtractQuantities, this.total())
  }

  refusalsOf(framework: string, role: string, agent: string): readonly Portion[] {
    return this.refusals.filter(
      (one) => one.framework === framework && one.role === role && one.agent === agent,
    )
  }

  forget(isOver: (refusal: Portion) => boolean): void {
    this.refusals = this.refusals.filter((refusal) => !isOver(refusal))
  }
}

export function known<T>(map: ReadonlyMap<string, T>, id: string): T {
  const found = map.get(id)
  assert(found !== undefined, `${id} is not known`)
  return found
}
