/**
 * The hierarchical allocator of Apache Mesos (HierarchicalAllocatorProcess, 1.12), decision for decision: this file has
 * what the master may call, and what each call changes. When it runs is in runs.ts, what a run decides in
 * offer-generation.ts. Written to be read beside spec/mesos.md §4; the recordings of the real one decide.
 */
import { assert } from "../../../../sim/index.ts"
import { equalAttributes } from "../attributes.ts"
import { equalInfo, equalSets } from "../settings.ts"
import { addBags, type Bag, emptyBag, equalBags } from "../bags.ts"
import { Books } from "./books.ts"
import {
  allocatedConversion,
  applyConversions,
  type Conversion,
  conversionsOf,
  isExtraCopy,
  type Operation,
} from "../conversions.ts"
import { FrameworkRoles, newFramework } from "./framework-roles.ts"
import { generateInverseOffers } from "./inverse-offers.ts"
import { clearFiltersOf, installInverseFilter, installOfferFilter } from "./filters.ts"
import { generateOffers, type Offer } from "./offer-generation.ts"
import type { Quota } from "../quantities.ts"
import { type Mailbox, Runs } from "../runs.ts"
import type { AgentSetting, AllocatorOptions, BagsById, FrameworkSetting, InverseOffer } from "../settings.ts"
import { Agent } from "./state.ts"

export interface AllocatorSetting {
  readonly options: AllocatorOptions
  readonly mailbox: Mailbox
  /** Called once per run, also without offers. */
  readonly onOffers: (offers: readonly Offer[]) => void
  readonly onInverseOffers: (offers: readonly InverseOffer[]) => void
}

export class SlowAllocator {
  readonly #options: AllocatorOptions
  readonly #mailbox: Mailbox
  readonly #books = new Books()
  readonly #roles = new FrameworkRoles(this.#books)
  readonly #runs: Runs
  #whitelist: ReadonlySet<string> | undefined
  #expectedAgents: number | undefined
  #run = 0
  readonly #candidates = new Set<string>()

  constructor({ options, mailbox, onOffers, onInverseOffers }: AllocatorSetting) {
    this.#options = options
    this.#mailbox = mailbox
    this.#runs = new Runs(mailbox, () => {
      const candidates = [...this.#candidates]
      this.#candidates.clear()
      onOffers(
        generateOffers(
          this.#books,
          candidates.filter((id) => this.#isOpen(id)),
          options,
          this.#run++,
        ),
      )
      onInverseOffers(generateInverseOffers(this.#books, candidates))
    })
    this.#runs.startBatches(options.interval, () => this.#noteAll())
  }

  /** After a failover: with quotas to keep, waits for most of the agents before anything is offered. */
  recover(expectedAgents: number, quotas: ReadonlyMap<string, Quota>): void {
    if (quotas.size === 0) return
    for (const [role, quota] of quotas) this.updateQuota(role, quota)
    const wanted = Math.trunc(expectedAgents * this.#options.agentRecoveryFactor)
    if (wanted === 0) return
    this.#expectedAgents = wanted
    this.pause()
    this.#mailbox.after(this.#options.recoveryTimeout, () => this.resume())
  }

  pause(): void {
    this.#runs.pause()
  }

  resume(): void {
    this.#runs.resume()
  }

  /** `used` by agent. What is used on agents that are not known yet comes with them. */
  addFramework(id: string, setting: FrameworkSetting, active: boolean, used: BagsById = new Map()): void {
    assert(!this.#books.frameworks.has(id), `framework ${id} is added twice`)
    const framework = newFramework(id)
    this.#books.frameworks.set(id, framework)
    framework.active = true
    this.#roles.update(framework, setting)
    for (const [agent, bag] of used)
      if (this.#books.agents.has(agent)) this.#books.chargeKnown(id, agent, bag)
    if (active) this.#triggerAll()
    else this.deactivateFramework(id)
  }

  removeFramework(id: string): void {
    const framework = this.#framework(id)
    for (const agent of this.#books.agents.values())
      this.#books.discharge(id, agent, agent.heldBy.get(id) ?? emptyBag)
    for (const role of framework.roles) this.#books.untrack(id, role)
    this.#books.frameworks.delete(id)
  }

  activateFramework(id: string): void {
    const framework = this.#framework(id)
    framework.active = true
    this.#roles.revive(
      framework,
      [...framework.roles].filter((role) => !framework.suppressed.has(role)),
    )
    this.#triggerAll()
  }

  /** It keeps what it holds, and everything that it refused is forgotten. */
  deactivateFramework(id: string): void {
    const framework = this.#framework(id)
    framework.active = false
    for (const role of framework.roles) this.#books.frameworkSorter(role).deactivate(id)
    framework.offerFilters.clear()
    framework.inverseFilters.clear()
  }

  updateFramework(id: string, setting: FrameworkSetting): void {
    this.#roles.update(this.#framework(id), setting)
  }

  /** `used` by framework, known or not. `maintenance` says whether the agent is to be unavailable at some time. */
  addAgent(
    id: string,
    { info, capabilities, total }: AgentSetting,
    used: BagsById,
    maintenance: boolean,
  ): void {
    assert(!this.#books.agents.has(id), `agent ${id} is added twice`)
    const agent = new Agent(id, info, capabilities, total)
    for (const [framework, bag] of used) agent.hold(framework, bag)
    if (maintenance) agent.outstandingInverse = new Set()
    this.#books.addAgent(agent)
    if (this.#runs.paused && this.#books.agents.size >= (this.#expectedAgents ?? Infinity)) {
      this.#expectedAgents = undefined
      this.resume()
    }
    this.#runs.trigger(() => this.#candidates.add(id))
  }

  /** What is absent stays as it is. */
  updateAgent(id: string, { info, capabilities, total }: Partial<AgentSetting>): void {
    const agent = this.#agent(id)
    let changed = false
    if (info !== undefined) {
      if (!equalAttributes(agent.info.attributes, info.attributes))
        clearFiltersOf(id, this.#books.frameworks.values())
      changed = !equalInfo(agent.info, info)
      agent.info = info
    }
    if (capabilities !== undefined && !equalSets(agent.capabilities, capabilities)) {
      agent.capabilities = capabilities
      changed = true
    }
    if (total !== undefined && !equalBags(agent.total, total)) {
      this.#books.setTotal(agent, total)
      changed = true
    }
    if (changed) this.#runs.trigger(() => this.#candidates.add(id))
  }

  removeAgent(id: string): void {
    this.#books.removeAgent(this.#agent(id))
    this.#candidates.delete(id)
    clearFiltersOf(id, this.#books.frameworks.values())
  }

  activateAgent(id: string): void {
    this.#agent(id).activated = true
  }

  deactivateAgent(id: string): void {
    this.#agent(id).activated = false
  }

  /** `used` by framework, in addition to what is used already. */
  addResourceProvider(id: string, total: Bag, used: BagsById): void {
    const agent = this.#agent(id)
    this.#books.setTotal(agent, addBags(agent.total, total))
    for (const [framework, bag] of used) this.#books.charge(framework, agent, bag)
  }

  updateUnavailability(id: string, maintenance: boolean): void {
    const agent = this.#agent(id)
    for (const { inverseFilters } of this.#books.frameworks.values()) inverseFilters.delete(id)
    agent.outstandingInverse = maintenance ? new Set() : undefined
    this.#runs.trigger(() => this.#candidates.add(id))
  }

  /** An answer to an inverse offer, or its end without one. */
  updateInverseOffer(id: string, framework: string, refuseSeconds: number | undefined): void {
    this.#agent(id).outstandingInverse?.delete(framework)
    if (refuseSeconds !== undefined)
      installInverseFilter(this.#framework(framework), id, refuseSeconds, this.#mailbox)
  }

  /** No role means all of the framework's. */
  suppressOffers(id: string, roles: readonly string[]): void {
    const framework = this.#framework(id)
    this.#roles.suppress(framework, roles.length === 0 ? framework.roles : roles)
  }

  /** Also forgets what the framework refused for these roles, and every inverse offer that it refused. */
  reviveOffers(id: string, roles: readonly string[]): void {
    const framework = this.#framework(id)
    const wanted = roles.length === 0 ? framework.roles : roles
    framework.inverseFilters.clear()
    for (const role of wanted) framework.offerFilters.delete(role)
    this.#roles.revive(framework, wanted)
    this.#triggerAll()
  }

  /** Undefined admits all hosts. */
  updateWhitelist(hosts: ReadonlySet<string> | undefined): void {
    this.#whitelist = hosts
  }

  updateQuota(role: string, quota: Quota): void {
    this.#books.roles.updateQuota(role, quota)
  }

  updateWeight(role: string, weight: number): void {
    this.#books.roles.updateWeight(role, weight)
    this.#books.roleSorter.updateWeight(role, weight)
  }

  /** Gives back what was offered or allocated to one role; `refuseSeconds` is absent where nothing is refused. */
  recoverResources(id: string, agentId: string, bag: Bag, refuseSeconds: number | undefined): void {
    const framework = this.#books.frameworks.get(id)
    const agent = this.#books.agents.get(agentId)
    const role = bag.at(0)?.role
    if (framework === undefined || agent === undefined || role === undefined) return
    this.#books.discharge(id, agent, bag)
    if (refuseSeconds === undefined) return
    const { interval } = this.#options
    installOfferFilter(framework, role, agentId, bag, {
      seconds: refuseSeconds,
      interval,
      mailbox: this.#mailbox,
    })
  }

  /** Operations of a framework on what it is offered: its allocation and the agent's total change alike. */
  updateAllocation(id: string, agentId: string, offered: Bag, conversions: readonly Conversion[]): void {
    const agent = this.#agent(agentId)
    const role = offered.at(0)?.role
    if (role === undefined) return
    const updated = applyConversions(
      offered,
      conversions.map((one) => allocatedConversion(one, role)),
    )
    assert(updated !== undefined, `framework ${id} converts what it was not offered on agent ${agentId}`)
    this.#books.convert(id, agent, role, offered, updated)
    const total = applyConversions(
      agent.total,
      conversions.filter((one) => !isExtraCopy(one)),
    )
    assert(total !== undefined, `agent ${agentId} does not have what framework ${id} converts`)
    if (!equalBags(total, agent.total)) this.#books.setTotal(agent, total)
  }

  /** Operations of an operator on what an agent has available. False, and nothing happens, if it is not available. */
  updateAvailable(id: string, operations: readonly Operation[]): boolean {
    const agent = this.#agent(id)
    const conversions = operations.flatMap(conversionsOf)
    if (applyConversions(agent.available, conversions) === undefined) return false
    const total = applyConversions(agent.total, conversions)
    assert(total !== undefined, `agent ${id} has available what it does not have`)
    if (!equalBags(total, agent.total)) this.#books.setTotal(agent, total)
    return true
  }

  #triggerAll(): void {
    this.#runs.trigger(() => this.#noteAll())
  }

  #noteAll(): void {
    for (const id of this.#books.agents.keys()) this.#candidates.add(id)
  }

  /** Whether the agent may be offered now. */
  #isOpen(id: string): boolean {
    const agent = this.#books.agents.get(id)
    return agent?.activated === true && (this.#whitelist?.has(agent.info.hostname) ?? true)
  }

  #framework(id: string) {
    const framework = this.#books.frameworks.get(id)
    assert(framework !== undefined, `no framework ${id}`)
    return framework
  }

  #agent(id: string) {
    const agent = this.#books.agents.get(id)
    assert(agent !== undefined, `no agent ${id}`)
    return agent
  }
}
