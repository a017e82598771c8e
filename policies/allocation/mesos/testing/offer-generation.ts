/**
 * One allocation run. First the roles whose guarantees are not met are served, then all roles by fair share; both walk
 * the agents, per agent the roles, per role the frameworks, and give what is left of the agent to the first that may
 * have it. Source: spec/mesos.md §4.5 to §4.7.
 */
import { mix32 } from "../../../../sim/index.ts"
import { addBags, allocate, type Bag, emptyBag, isUnderQuota, subtractBags } from "../bags.ts"
import type { Books } from "./books.ts"
import { hashText } from "../chance.ts"
import { canHandle, isAllocatable, isCapable, isFiltered } from "./eligibility.ts"
import { Headroom } from "./headroom.ts"
import { isExcluded } from "../offer-constraints.ts"
import {
  addQuantities,
  isDefaultQuota,
  quantitiesOf,
  subtractFromLimits,
  subtractQuantities,
} from "../quantities.ts"
import { isAllocatableTo, isReserved, reservationRole, type Resource } from "../resources.ts"
import { shrinkToLimits, shrinkToQuantities } from "../shrink.ts"
import { sortClients } from "./sorters.ts"
import type { OfferOptions } from "../settings.ts"
import type { Agent, Framework } from "./state.ts"
import { compareText } from "../values.ts"

export interface Offer {
  readonly framework: string
  readonly role: string
  readonly agent: string
  readonly resources: Bag
}

/** What the run gives away, each (framework, role, agent) once; it stands in the books already. */
export function generateOffers(
  books: Books,
  agents: readonly string[],
  options: OfferOptions,
  number: number,
): Offer[] {
  const run = new Run(books, options, number)
  run.satisfyGuarantees(agents)
  run.shareFairly(agents)
  return run.offers()
}

class Run {
  readonly #books: Books
  readonly #options: OfferOptions
  readonly #headroom: Headroom
  readonly #offers = new Map<string, Offer>()

  /** What chance depends on: the run and its stage, then the agent too. */
  #draw = 0
  readonly #number: number

  constructor(books: Books, options: OfferOptions, number: number) {
    this.#number = number
    this.#books = books
    this.#options = options
    this.#headroom = new Headroom(books)
  }

  offers(): Offer[] {
    return [...this.#offers.values()]
  }

  satisfyGuarantees(agents: readonly string[]): void {
    for (const agent of this.#each(agents, 1))
      for (const role of this.#sortedRoles()) {
        const { guarantees } = this.#books.roles.quotaOf(role)
        if (guarantees.size === 0) continue
        if (agent.available.length === 0) break
        this.#satisfyRole(agent, role)
      }
  }

  shareFairly(agents: readonly string[]): void {
    for (const agent of this.#each(agents, 2))
      for (const role of this.#sortedRoles()) {
        if (agent.available.length === 0) break
        this.#shareWithRole(agent, role)
      }
  }

  #satisfyRole(agent: Agent, role: string): void {
    const headroom = this.#headroom
    const { guarantees, limits } = this.#books.roles.quotaOf(role)
    for (const framework of this.#sortedFrameworks(role)) {
      const unmet = subtractQuantities(guarantees, headroom.consumed(role))
      if (unmet.size === 0) break
      const candidates = this.#candidates(agent, role, framework)
      if (candidates === "nothing left") break
      if (candidates === "not for it") continue
      const free = candidates.filter(isUnderQuota)
      const guaranteed = shrinkToQuantities(free, unmet, this.#options.chopOrder, this.#draw)
      if (guaranteed.length === 0) continue
      const amounts = quantitiesOf(guaranteed)

      // What else the agent has comes along, as far as limits and headroom allow.
      const along = candidates.filter(
        (resource) => reservationRole(resource) === role || comesAlong(resource),
      )
      const room = subtractFromLimits(subtractFromLimits(limits, headroom.consumed(role)), amounts)
      const rest = shrinkToLimits(subtractBags(free, guaranteed), room, this.#options.chopOrder, this.#draw)
      const surplus = headroom.withinSurplus(rest, this.#options.chopOrder, this.#draw)

      const offer = addBags(addBags(guaranteed, along), surplus)
      if (!this.#mayReceive(framework, role, agent, offer)) continue
      const taken = addQuantities(amounts, quantitiesOf(surplus))
      headroom.consume(role, taken)
      headroom.satisfy(amounts)
      headroom.take(taken)
      this.#give(framework, role, agent, offer)
    }
  }

  #shareWithRole(agent: Agent, role: string): void {
    const headroom = this.#headroom
    const quota = this.#books.roles.quotaOf(role)
    for (const framework of this.#sortedFrameworks(role)) {
      const candidates = this.#candidates(agent, role, framework)
      if (candidates === "nothing left") break
      if (candidates === "not for it") continue
      const along = candidates.filter((resource) => isReserved(resource) || comesAlong(resource))
      const room = subtractFromLimits(quota.limits, headroom.consumed(role))
      const free = shrinkToLimits(candidates.filter(isUnderQuota), room, this.#options.chopOrder, this.#draw)
      const surplus = headroom.withinSurplus(free, this.#options.chopOrder, this.#draw)

      const offer = addBags(along, surplus)
      if (!this.#mayReceive(framework, role, agent, offer)) continue
      const taken = quantitiesOf(surplus)
      // A role without quota is counted for those above it from the next run on only.
      if (!isDefaultQuota(quota)) headroom.consume(role, taken)
      headroom.take(taken)
      this.#give(framework, role, agent, offer)
    }
  }

  /**
   * What of the agent the framework could be offered for the role. "nothing left" holds for all frameworks of the role.
   * Mesos means to offer a shared volume once per run, but looks for it in a way that finds nothing; so do we.
   */
  #candidates(agent: Agent, role: string, framework: Framework): Bag | "nothing left" | "not for it" {
    const options = this.#options
    if (isExcluded(framework.constraints, role, agent.info)) return "not for it"
    const bag = agent.available.filter((resource) => isAllocatableTo(resource, role))
    if (bag.length === 0) return "nothing left"
    if (!isAllocatable(bag, role, framework, options)) return "not for it"
    if (!isCapable(framework, agent, options)) return "not for it"
    return bag.filter((resource) => canHandle(framework, resource))
  }

  #mayReceive(framework: Framework, role: string, agent: Agent, offer: Bag): boolean {
    return isAllocatable(offer, role, framework, this.#options) && !isFiltered(framework, role, agent, offer)
  }

  #give({ id: framework }: Framework, role: string, agent: Agent, bag: Bag): void {
    const resources = allocate(bag, role)
    const key = JSON.stringify([framework, role, agent.id])
    const before = this.#offers.get(key)?.resources ?? emptyBag
    this.#offers.set(key, { framework, role, agent: agent.id, resources: addBags(before, resources) })
    this.#books.charge(framework, agent, resources)
  }

  *#each(ids: readonly string[], stage: number): Iterable<Agent> {
    const { agentOrder } = this.#options
    const base = mix32(this.#number, stage, 0)
    const key = (id: string) => (agentOrder.kind === "sorted" ? 0 : mix32(agentOrder.key, base, hashText(id)))
    const order = ids
      .map((id) => ({ id, key: key(id) }))
      .sort((a, b) => a.key - b.key || compareText(a.id, b.id))
    for (const { id } of order) {
      this.#draw = mix32(base, hashText(id), 0)
      const agent = this.#books.agents.get(id)
      if (agent !== undefined) yield agent
    }
  }

  #sortedRoles(): string[] {
    return sortClients(this.#options.sortRoles, this.#books.roleSorter, this.#books.total, this.#draw)
  }

  *#sortedFrameworks(role: string): Iterable<Framework> {
    const sorter = this.#books.frameworkSorter(role)
    const draw = mix32(this.#draw, hashText(role), 0)
    for (const id of sortClients(this.#options.sortFrameworks, sorter, this.#books.total, draw)) {
      const framework = this.#books.frameworks.get(id)
      if (framework !== undefined) yield framework
    }
  }
}

/** Neither limits nor headroom speak of ports and sets, nor of what may be taken back. */
function comesAlong({ kind, value }: Resource): boolean {
  return value.type !== "scalar" || kind.revocable
}
