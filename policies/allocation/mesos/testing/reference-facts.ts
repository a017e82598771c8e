/**
 * What the reference knows: agents with what is held there by whom, frameworks, quotas, refusals. All amounts are counted
 * anew from that whenever they are asked for; history is in the sorters. Source: spec/mesos.md §4.1, §4.4.
 */
import { assert } from "../../../../sim/index.ts"
import { addBags, type Bag, bagOf, byRole, emptyBag, isShared, subtractBags, unallocate } from "../bags.ts"
import { type Quantities, quantitiesOf, type Quota } from "../quantities.ts"
import type { Resource } from "../resources.ts"
import type { AgentSetting, FrameworkSetting } from "../settings.ts"
import type { SorterSetting } from "../sorter-setting.ts"
import { ReferenceSorter } from "./reference-sorter.ts"

export interface Agent extends AgentSetting {
  readonly id: string
  active: boolean
  /** Frameworks that were asked to leave and have not answered; absent while no maintenance is scheduled. */
  asked: Set<string> | undefined
  /** By framework, known or not; and all together, in the order in which it was given. */
  readonly heldBy: Map<string, Bag>
  held: Bag
}

export interface Framework extends Omit<FrameworkSetting, "roles" | "suppressed"> {
  readonly id: string
  active: boolean
  /** What it wants there. Faithful to a flaw of Mesos: in a role that it revives while inactive, it is awake. */
  roles: Map<string, "awake" | "asleep" | "suppressed">
}

/** Who, in which role, where and what: an offer, or a refusal. */
export interface Portion {
  readonly framework: string
  readonly role: string
  readonly agent: string
  readonly resources: Bag
}

export class Facts {
  readonly agents = new Map<string, Agent>()
  readonly frameworks = new Map<string, Framework>()
  readonly quotas = new Map<string, Quota>()
  readonly roles = new ReferenceSorter()
  readonly #members = new Map<string, ReferenceSorter>()
  /** Of inverse offers too, which have no role: "". */
  refusals: readonly Portion[] = []

  agent(id: string): Agent {
    const agent = this.agents.get(id)
    assert(agent !== undefined, `no agent ${id}`)
    return agent
  }

  framework(id: string): Framework {
    const framework = this.frameworks.get(id)
    assert(framework !== undefined, `no framework ${id}`)
    return framework
  }

  /** Frameworks are members of the roles that they are in or hold something in; a role is there while it has members. */
  noteMembers(): void {
    const agents = [...this.agents.values()]
    const seats = [...this.frameworks.values()].flatMap(({ id, roles }) => {
      const held = byRole(agents.flatMap(({ heldBy }) => heldBy.get(id) ?? emptyBag))
      return [...new Set([...roles.keys(), ...held.map(([role]) => role)])].map((role) => ({ id, role }))
    })
    this.roles.setClients(seats.map(({ role }) => role))
    for (const { role } of seats) if (!this.#members.has(role)) this.#members.set(role, new ReferenceSorter())
    for (const [role, members] of this.#members)
      members.setClients(seats.filter((seat) => seat.role === role).map(({ id }) => id))
  }

  /** On the agent, the framework has `after` in place of `before`. */
  exchange(agent: Agent, framework: string, before: Bag, after: Bag): void {
    const held = addBags(subtractBags(agent.heldBy.get(framework) ?? emptyBag, before), after)
    if (held.length === 0) agent.heldBy.delete(framework)
    else agent.heldBy.set(framework, held)
    agent.held = addBags(subtractBags(agent.held, before), after)
    this.noteMembers()
  }

  give(agent: Agent, framework: string, bag: Bag): void {
    this.exchange(agent, framework, emptyBag, bag)
    this.countServed(framework, bag)
  }

  countServed(framework: string, bag: Bag): void {
    for (const [role] of this.frameworks.has(framework) ? byRole(bag) : []) {
      this.roles.serve(role)
      this.#members.get(role)?.serve(framework)
    }
  }

  rolesInOrder(setting: SorterSetting, draw: number): string[] {
    const isAt = (path: string, role = "") => `${role}/.` === path || isWithin(role, path)
    const held = (path: string) => this.held(({ role }) => isAt(path, role))
    return this.roles.sort(setting, this.total(), held, draw)
  }

  membersInOrder(role: string, setting: SorterSetting, draw: number): Framework[] {
    const held = (id: string) => this.held((resource, by) => resource.role === role && by === id)
    const ids = this.#members.get(role)?.sort(setting, this.total(), held, draw) ?? []
    return ids.map((id) => this.framework(id)).filter(({ roles }) => roles.get(role) === "awake")
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
}

/** More may be held than there is, after a total shrank. Shared volumes are available, in use or not. */
export function availableOf({ total, held }: Agent): Bag {
  const isOwned = (resource: Resource) => !isShared(resource)
  const left = subtractBags(total.filter(isOwned), unallocate(held).filter(isOwned))
  return addBags(left, total.filter(isShared))
}

export function isWithin(role: string, top: string): boolean {
  return role === top || role.startsWith(`${top}/`)
}
