/**
 * The allocator's books: agents and frameworks, the tree of roles, and the sorters. Whatever is held stands in four
 * places at once, the agent, the tree of roles, the role sorter and the role's framework sorter; this is the one place
 * that moves it. Source: spec/mesos.md §4.1, §4.4.
 */
import { assert } from "../../../../sim/index.ts"
import { type Bag, byRole } from "../bags.ts"
import { ClientTree } from "./client-tree.ts"
import { addQuantities, none, type Quantities, quantitiesOf, subtractQuantities } from "../quantities.ts"
import { RoleTree } from "./role-tree.ts"
import type { Agent, Framework } from "./state.ts"

export class Books {
  readonly frameworks = new Map<string, Framework>()
  readonly agents = new Map<string, Agent>()
  readonly roles = new RoleTree()
  readonly roleSorter = new ClientTree()
  readonly #frameworkSorters = new Map<string, ClientTree>()
  #total = none

  /** The scalars of all agents together, also of those that are deactivated. Every sorter takes shares of this. */
  get total(): Quantities {
    return this.#total
  }

  frameworkSorter(role: string): ClientTree {
    const sorter = this.#frameworkSorters.get(role)
    assert(sorter !== undefined, `no framework is tracked under ${role}`)
    return sorter
  }

  addAgent(agent: Agent): void {
    this.agents.set(agent.id, agent)
    this.#countTotal(agent)
    for (const [framework, bag] of agent.heldBy) this.chargeKnown(framework, agent.id, bag)
  }

  removeAgent(agent: Agent): void {
    for (const [framework, bag] of agent.heldBy) this.dischargeKnown(framework, agent.id, bag)
    this.#uncountTotal(agent)
    this.agents.delete(agent.id)
  }

  setTotal(agent: Agent, total: Bag): void {
    this.#uncountTotal(agent)
    agent.total = total
    this.#countTotal(agent)
  }

  isTracked(framework: string, role: string): boolean {
    return this.roles.get(role)?.frameworks.has(framework) === true
  }

  /** The framework begins inactive in the role's sorter. */
  track(framework: string, role: string): void {
    if (!this.#frameworkSorters.has(role)) {
      this.roleSorter.add(role)
      this.roleSorter.activate(role)
      this.#frameworkSorters.set(role, new ClientTree())
    }
    this.roles.trackFramework(framework, role)
    this.frameworkSorter(role).add(framework)
  }

  /** Does nothing while the framework still holds something in the role. */
  untrack(framework: string, role: string): void {
    const sorter = this.frameworkSorter(role)
    for (const [, bag] of sorter.heldBy(framework).agents) if (bag.length > 0) return
    sorter.remove(framework)
    this.roles.untrackFramework(framework, role)
    if (this.roles.get(role)?.frameworks.size) return
    this.#frameworkSorters.delete(role)
    this.roleSorter.remove(role)
  }

  /** Gives a framework what an agent has available. */
  charge(framework: string, agent: Agent, bag: Bag): void {
    agent.hold(framework, bag)
    this.chargeKnown(framework, agent.id, bag)
  }

  /** Gives an agent back what a framework held. */
  discharge(framework: string, agent: Agent, bag: Bag): void {
    agent.release(framework, bag)
    this.dischargeKnown(framework, agent.id, bag)
  }

  /** Charges all but the agent, which has it in its own books already; nothing for a framework that is not known. */
  chargeKnown(framework: string, agent: string, bag: Bag): void {
    if (!this.frameworks.has(framework)) return
    for (const [role, part] of byRole(bag)) {
      if (!this.isTracked(framework, role)) this.track(framework, role)
      this.roles.trackHeld(agent, part)
      this.roleSorter.allocated(role, agent, part)
      this.frameworkSorter(role).allocated(framework, agent, part)
    }
  }

  dischargeKnown(framework: string, agent: string, bag: Bag): void {
    const known = this.frameworks.get(framework)
    if (known === undefined) return
    for (const [role, part] of byRole(bag)) {
      this.roles.untrackHeld(agent, part)
      this.roleSorter.unallocated(role, agent, part)
      this.frameworkSorter(role).unallocated(framework, agent, part)
      if (!known.roles.has(role)) this.untrack(framework, role)
    }
  }

  /** An operation turned what a framework holds in a role from `before` into `after`. */
  convert(framework: string, agent: Agent, role: string, before: Bag, after: Bag): void {
    agent.release(framework, before)
    agent.hold(framework, after)
    this.roles.untrackHeld(agent.id, before)
    this.roles.trackHeld(agent.id, after)
    this.roleSorter.update(role, agent.id, before, after)
    this.frameworkSorter(role).update(framework, agent.id, before, after)
  }

  #countTotal({ total }: Agent): void {
    this.roles.trackReservations(total)
    this.#total = addQuantities(this.#total, quantitiesOf(total))
  }

  #uncountTotal({ total }: Agent): void {
    this.roles.untrackReservations(total)
    this.#total = subtractQuantities(this.#total, quantitiesOf(total))
  }
}
