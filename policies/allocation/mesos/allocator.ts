/**
 * The hierarchical allocator of Apache Mesos (HierarchicalAllocatorProcess, 1.12), decision for decision: this file has
 * what the master may call, and what each call changes. When it runs is in runs.ts, what a run decides in
 * run.ts, and who holds what in accounts.ts. Written to be read beside spec/mesos.md §4; the recordings of the real one decide.
 */
import { assert } from "../../../sim/index.ts"
import { Accounts } from "./accounts.ts"
import { AgentChanges } from "./agent-changes.ts"
import { convertAvailable, convertOffered } from "./agent-conversions.ts"
import type { AgentRecord } from "./agents.ts"
import { equalAttributes } from "./attributes.ts"
import { addBags, type Bag, equalBags } from "./bags.ts"
import { Candidates } from "./candidates.ts"
import type { Conversion, Operation } from "./conversions.ts"
import { DirectCalls } from "./direct.ts"
import { FrameworkRoles } from "./framework-roles.ts"
import { generateInverseOffers, refuseInverse } from "./inverse-offers.ts"
import { refusalTime } from "./refusal-time.ts"
import type { Offer } from "./offers.ts"
import type { Quota } from "./quantities.ts"
import { Refusals } from "./refusals.ts"
import { Run } from "./run.ts"
import { type Mailbox, Runs } from "./runs.ts"
import type { Framework } from "./seats.ts"
import type { SorterSetting } from "./sorter-setting.ts"
import {
  type AgentSetting,
  type AllocatorOptions,
  type BagsById,
  equalInfo,
  equalSets,
  type FrameworkSetting,
  type InverseOffer,
} from "./settings.ts"

export interface AllocatorSetting {
  readonly options: AllocatorOptions
  readonly mailbox: Mailbox
  /** Called once per run, also without offers. */
  readonly onOffers: (offers: readonly Offer[]) => void
  readonly onInverseOffers: (offers: readonly InverseOffer[]) => void
  /**
   * Called before a run in which one seat wants offers. True if it took what `deal` gives, the slots of agents that the
   * seat would all be offered whole (direct.ts): then the run makes no offers.
   */
  readonly onDeal?: (deal: () => readonly number[] | undefined) => boolean
}

export class MesosAllocator {
  /** The same by handles. */
  readonly direct: DirectCalls
  readonly #options: AllocatorOptions
  readonly #onDeal: AllocatorSetting["onDeal"]
  /** The mailbox, for all but refusals. */
  readonly #timers: Mailbox
  readonly #accounts: Accounts
  readonly #refusals: Refusals
  readonly #roles: FrameworkRoles
  readonly #changes: AgentChanges
  readonly #candidates: Candidates
  readonly #runs: Runs
  /** Agents that are to be unavailable at some time. */
  readonly #maintenance = new Set<AgentRecord>()
  #expectedAgents: number | undefined
  #run = 0

  constructor({ options, mailbox, onOffers, onInverseOffers, onDeal }: AllocatorSetting) {
    this.#options = options
    this.#accounts = new Accounts(excludedBy(options.sortRoles), excludedBy(options.sortFrameworks))
    const { agents } = this.#accounts
    this.#refusals = new Refusals(mailbox, (slot) => (agents.asleep[slot] = -1))
    this.#onDeal = onDeal
    this.direct = new DirectCalls(this.#accounts, this.#refusals, options.interval)
    this.#timers = {
      now: () => mailbox.now(),
      enqueue: (message) => mailbox.enqueue(message),
      after: (delay, message) => {
        this.#refusals.otherTimers++
        mailbox.after(delay, message)
      },
    }
    this.#roles = new FrameworkRoles(this.#accounts, this.#refusals)
    this.#changes = new AgentChanges(this.#accounts, options)
    this.#candidates = new Candidates(agents)
    this.#runs = new Runs(this.#timers, () => {
      const offers = this.#offersOf(this.#candidates.slots())
      const inverse = generateInverseOffers(this.#accounts, this.#maintained())
      this.#candidates.clear()
      onOffers(offers)
      onInverseOffers(inverse)
    })
    this.#runs.startBatches(options.interval, () => this.#candidates.addAll())
  }

  /** After a failover: with quotas to keep, waits for most of the agents before anything is offered. */
  recover(expectedAgents: number, quotas: ReadonlyMap<string, Quota>): void {
    if (quotas.size === 0) return
    for (const [role, quota] of quotas) this.updateQuota(role, quota)
    this.#expectedAgents = Math.trunc(expectedAgents * this.#options.agentRecoveryFactor)
    if (this.#expectedAgents === 0) return
    this.pause()
    this.#timers.after(this.#options.recoveryTimeout, () => this.resume())
  }

  pause(): void {
    this.#runs.pause()
  }

  resume(): void {
    this.#runs.resume()
  }

  /** `used` by agent. What is used on agents that are not known yet comes with them. */
  addFramework(id: string, setting: FrameworkSetting, active: boolean, used: BagsById = new Map()): void {
    const framework = this.#accounts.framework(id)
    assert(!framework.known, `framework ${id} is added twice`)
    framework.known = true
    framework.active = true
    this.#roles.update(framework, setting)
    for (const [agent, bag] of used) this.#changes.chargeUsed(framework, agent, bag)
    if (active) this.#triggerAll()
    else this.deactivateFramework(id)
  }

  removeFramework(id: string): void {
    this.#roles.remove(this.#framework(id))
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
    for (const role of framework.roles) this.#accounts.setActive(this.#accounts.seat(framework, role), false)
    for (const seat of framework.seats.values()) this.#refusals.forgetSeat(seat)
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
    const { agents } = this.#accounts
    assert(agents.find(id) === undefined, `agent ${id} is added twice`)
    const agent = agents.add(id, info, capabilities, total)
    this.#changes.describe(agent)
    this.#accounts.countTotal(agent, true)
    for (const [framework, bag] of used) this.#changes.use(framework, agent, bag)
    this.#plan(agent, maintenance)
    if (this.#runs.paused && agents.count >= (this.#expectedAgents ?? Infinity)) {
      this.#expectedAgents = undefined
      this.resume()
    }
    this.#runs.trigger(() => this.#candidates.add(agent.slot))
  }

  /** What is absent stays as it is. */
  updateAgent(id: string, { info, capabilities, total }: Partial<AgentSetting>): void {
    const agent = this.#agent(id)
    let changed = false
    if (info !== undefined) {
      if (!equalAttributes(agent.info.attributes, info.attributes)) this.#forgetRefusalsOn(agent)
      changed = !equalInfo(agent.info, info)
      agent.info = info
    }
    if (capabilities !== undefined && !equalSets(agent.capabilities, capabilities)) {
      agent.capabilities = capabilities
      changed = true
    }
    if (total !== undefined && !equalBags(agent.total, total)) {
      this.#changes.setTotal(agent, total)
      changed = true
    }
    this.#changes.describe(agent)
    if (changed) this.#runs.trigger(() => this.#candidates.add(agent.slot))
  }

  removeAgent(id: string): void {
    const agent = this.#agent(id)
    for (const { row, bundle } of this.#accounts.agents.holdings.of(agent.slot))
      this.#accounts.discharge(this.#accounts.seatAt(row), agent.slot, bundle)
    this.#accounts.countTotal(agent, false)
    this.#forgetRefusalsOn(agent)
    this.#candidates.delete(agent.slot)
    this.#plan(agent, false)
    this.#accounts.agents.remove(agent)
  }

  activateAgent(id: string): void {
    const agent = this.#agent(id)
    agent.activated = true
    this.#changes.describe(agent)
  }

  deactivateAgent(id: string): void {
    const agent = this.#agent(id)
    agent.activated = false
    this.#changes.describe(agent)
  }

  /** `used` by framework, in addition to what is used already; what frameworks use that are not known does not count. */
  addResourceProvider(id: string, total: Bag, used: BagsById): void {
    const agent = this.#agent(id)
    this.#changes.setTotal(agent, addBags(agent.total, total))
    this.#changes.describe(agent)
    for (const [framework, bag] of used)
      if (this.#accounts.frameworks.get(framework)?.known === true) this.#changes.use(framework, agent, bag)
  }

  updateUnavailability(id: string, maintenance: boolean): void {
    const agent = this.#agent(id)
    for (const { inverseFilters } of this.#accounts.frameworks.values()) inverseFilters.delete(id)
    this.#plan(agent, maintenance)
    this.#runs.trigger(() => this.#candidates.add(agent.slot))
  }

  /** An answer to an inverse offer, or its end without one. */
  updateInverseOffer(id: string, framework: string, refuseSeconds: number | undefined): void {
    this.#agent(id).outstandingInverse?.delete(framework)
    if (refuseSeconds !== undefined)
      refuseInverse(this.#framework(framework), id, refuseSeconds, this.#timers)
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
    for (const role of wanted) this.#roles.forget(framework, role)
    this.#roles.revive(framework, wanted)
    this.#triggerAll()
  }

  /** Undefined admits all hosts. */
  updateWhitelist(hosts: ReadonlySet<string> | undefined): void {
    this.#changes.whitelist = hosts
    for (const agent of this.#accounts.agents.all()) this.#changes.describe(agent)
  }

  updateQuota(role: string, quota: Quota): void {
    this.#accounts.setQuota(this.#accounts.role(role), quota)
  }

  updateWeight(role: string, weight: number): void {
    this.#accounts.roleSorter.updateWeight(role, weight, this.#accounts.roles.get(role))
  }

  /** Gives back what was offered or allocated to one role; `refuseSeconds` is absent where nothing is refused. */
  recoverResources(id: string, agentId: string, bag: Bag, refuseSeconds: number | undefined): void {
    const framework = this.#accounts.frameworks.get(id)
    const agent = this.#accounts.agents.find(agentId)
    const role = bag.at(0)?.role
    if (framework?.known !== true || agent === undefined || role === undefined) return
    const seat = this.#accounts.seat(framework, role)
    const bundle = this.#accounts.bundleOf(bag, seat, agent.slot)
    this.#accounts.discharge(seat, agent.slot, bundle)
    if (refuseSeconds === undefined) return
    const time = refusalTime(refuseSeconds)
    if (time > 0) this.#refusals.add(agent.slot, seat, bundle, Math.max(this.#options.interval, time))
  }

  /** Operations of a framework on what it is offered: its allocation and the agent's total change alike. */
  updateAllocation(id: string, agentId: string, offered: Bag, conversions: readonly Conversion[]): void {
    const agent = this.#agent(agentId)
    const role = offered.at(0)?.role
    if (role === undefined) return
    const after = convertOffered(agent, id, offered, conversions)
    const { bundles } = this.#accounts
    const seat = this.#accounts.seat(this.#framework(id), role)
    this.#accounts.convert(seat, agent.slot, bundles.of(offered), bundles.of(after.offered))
    if (after.total !== agent.total) this.#changes.setTotal(agent, after.total)
  }

  /** Operations of an operator on what an agent has available. False, and nothing happens, if it is not available. */
  updateAvailable(id: string, operations: readonly Operation[]): boolean {
    const agent = this.#agent(id)
    const { bag: available } = this.#accounts.agents.available[agent.slot]
    const total = convertAvailable(agent, available, operations)
    if (total === undefined) return false
    if (total !== agent.total) this.#changes.setTotal(agent, total)
    return true
  }

  #offersOf(slots: readonly number[]): Offer[] {
    const { agents, roleSorter, activeSeats } = this.#accounts
    const number = this.#run++
    const { open } = agents
    if (slots.some((slot) => open[slot] === 1)) roleSorter.fixWeights()
    if (activeSeats === 0) return []
    const run = new Run(this.#accounts, this.#refusals, this.#options, number)
    const isDealt = activeSeats === 1 && this.#onDeal?.(() => this.#dealt(run, slots)) === true
    return isDealt ? [] : run.offersOf(slots)
  }

  #dealt(run: Run, slots: readonly number[]): readonly number[] | undefined {
    const seat = this.#accounts.seats.find((one) => one?.isActive === true)
    return seat === undefined ? undefined : run.dealTo(seat, slots)
  }

  *#maintained(): Iterable<AgentRecord> {
    for (const agent of this.#maintenance) if (this.#candidates.has(agent.slot)) yield agent
  }

  #triggerAll(): void {
    this.#runs.trigger(() => this.#candidates.addAll())
  }

  #plan(agent: AgentRecord, maintenance: boolean): void {
    agent.outstandingInverse = maintenance ? new Set() : undefined
    if (maintenance) this.#maintenance.add(agent)
    else this.#maintenance.delete(agent)
  }

  #forgetRefusalsOn({ id, slot }: AgentRecord): void {
    this.#refusals.forgetAgent(slot)
    for (const { inverseFilters } of this.#accounts.frameworks.values()) inverseFilters.delete(id)
  }

  #framework(id: string): Framework {
    const framework = this.#accounts.frameworks.get(id)
    assert(framework?.known === true, `no framework ${id}`)
    return framework
  }

  #agent(id: string): AgentRecord {
    const agent = this.#accounts.agents.find(id)
    assert(agent !== undefined, `no agent ${id}`)
    return agent
  }
}

function excludedBy(sorter: SorterSetting): ReadonlySet<string> {
  return sorter.kind === "drf" ? sorter.excluded : new Set()
}
