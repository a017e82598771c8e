/**
 * What the reference knows: totals and holdings, from which all amounts are counted anew whenever they are asked for, and
 * what is history. Source: spec/mesos.md §4.1, §4.4.
 */
import { assert } from "../../../../sim/index.ts"
import { addBags, type Bag, bagOf, byRole, emptyBag, isShared, subtractBags, unallocate } from "../bags.ts"
import { type Quantities, quantitiesOf, type Quota } from "../quantities.ts"
import type { Resource } from "../resources.ts"
import type { AgentSetting, FrameworkSetting } from "../settings.ts"
import { ReferenceSorter } from "./reference-sorter.ts"

export interface Agent extends AgentSetting {
  active: boolean
  /** Frameworks with an inverse offer that they have not answered; absent while no maintenance is scheduled. */
  asked: Set<string> | undefined
  /** By framework, known or not; and all together, in the order in which it was given. */
  readonly heldBy: Map<string, Bag>
  held: Bag
}

export interface Framework extends FrameworkSetting {
  active: boolean
  readonly suppressed: Set<string>
}

/** Without a role it is an inverse offer that was refused. */
export interface Filter {
  readonly framework: string
  readonly agent: string
  readonly role?: string
  readonly refused: Bag
}

export interface Offer {
  readonly framework: string
  readonly role: string
  readonly agent: string
  readonly resources: Bag
}

export class ReferenceBooks {
  readonly agents = new Map<string, Agent>()
  readonly frameworks = new Map<string, Framework>()
  readonly roles = new ReferenceSorter()
  /** By role: the frameworks that are subscribed to it or hold something in it. */
  readonly members = new Map<string, ReferenceSorter>()
  readonly quotas = new Map<string, Quota>()
  filters: Filter[] = []

  membersOf(role: string): ReferenceSorter {
    return known(this.members, "role", role)
  }

  track(framework: string, role: string): void {
    if (!this.members.has(role)) {
      this.roles.add(role)
      this.roles.setActive(role, true)
      this.members.set(role, new ReferenceSorter())
    }
    if (!this.membersOf(role).has(framework)) this.membersOf(role).add(framework)
  }

  /** Does nothing while the framework still holds something in the role. */
  untrack(framework: string, role: string): void {
    for (const { heldBy } of this.agents.values())
      if (heldBy.get(framework)?.some((resource) => resource.role === role) === true) return
    this.membersOf(role).remove(framework)
    if (!this.membersOf(role).isEmpty) return
    this.members.delete(role)
    this.roles.remove(role)
  }

  hold(framework: string, agent: Agent, bag: Bag): void {
    exchange(agent, framework, emptyBag, bag)
    this.count(framework, bag)
  }

  count(framework: string, bag: Bag): void {
    for (const [role] of this.frameworks.has(framework) ? byRole(bag) : []) {
      this.track(framework, role)
      this.roles.count(role)
      this.membersOf(role).count(framework)
    }
  }

  release(framework: string, agent: Agent, bag: Bag): void {
    exchange(agent, framework, bag, emptyBag)
    const subscribed = this.frameworks.get(framework)?.roles
    for (const [role] of byRole(bag)) if (subscribed?.has(role) === false) this.untrack(framework, role)
  }

  total(isMeant: (resource: Resource) => boolean = () => true): Quantities {
    return sumOf([...this.agents.values()].map(({ total }) => total.filter(isMeant)))
  }

  /** What frameworks hold in roles. A shared volume counts once per agent, however often it is held there. */
  held(
    isMeant: (role: string, framework: string) => boolean,
    isCounted: (resource: Resource) => boolean = () => true,
  ): Quantities {
    const part = ([framework, bag]: [string, Bag]) =>
      this.frameworks.has(framework)
        ? bag.filter((one) => one.role !== undefined && isMeant(one.role, framework) && isCounted(one))
        : []
    const once = (bag: Bag) => [...bag.filter((one) => !isShared(one)), ...bagOf(bag.filter(isShared))]
    return sumOf([...this.agents.values()].map(({ heldBy }) => once([...heldBy].flatMap(part))))
  }

  forget(isOver: (filter: Filter) => boolean): void {
    this.filters = this.filters.filter((filter) => !isOver(filter))
  }
}

function sumOf(all: readonly Bag[]): Quantities {
  return quantitiesOf(all.flat())
}

/** More may be held than there is, after a total shrank. Shared volumes are available, in use or not. */
export function availableOf({ total, held }: Agent): Bag {
  const isOwned = (resource: Resource) => !isShared(resource)
  const left = subtractBags(total.filter(isOwned), unallocate(held).filter(isOwned))
  return addBags(left, total.filter(isShared))
}

export function exchange(agent: Agent, framework: string, before: Bag, after: Bag): void {
  const held = addBags(subtractBags(agent.heldBy.get(framework) ?? emptyBag, before), after)
  if (held.length === 0) agent.heldBy.delete(framework)
  else agent.heldBy.set(framework, held)
  agent.held = addBags(subtractBags(agent.held, before), after)
}

export function known<T>(map: ReadonlyMap<string, T>, what: string, id: string): T {
  const found = map.get(id)
  assert(found !== undefined, `no ${what} ${id}`)
  return found
}
