/**
 * The allocator of Apache Mesos in the plainest words: what is available, consumed, shared or free is counted anew from
 * totals and holdings whenever it is asked for. Kept besides is only what is history: subscriptions, quotas, refusals,
 * and in the sorters how often each was served. Source: spec/mesos.md §4; the recordings of the real one decide.
 */
import { assert, type Micros } from "../../../../sim/index.ts"
import { equalAttributes } from "../attributes.ts"
import { addBags, type Bag, emptyBag, equalBags, unallocate } from "../bags.ts"
import * as conversion from "../conversions.ts"
import type { Quota } from "../quantities.ts"
import { refusalTime } from "../refusal-time.ts"
import { type Mailbox, Runs } from "../runs.ts"
import { type AgentSetting, type AllocatorOptions, type BagsById, equalInfo, equalSets } from "../settings.ts"
import type { FrameworkSetting, InverseOffer } from "../settings.ts"
import { availableOf, exchange, type Filter, known, type Offer, ReferenceBooks } from "./reference-books.ts"
import { ReferenceRun } from "./reference-run.ts"

export interface AllocatorSetting {
  readonly options: AllocatorOptions
  readonly mailbox: Mailbox
  /** Called once per run, also without offers. */
  readonly onOffers: (offers: readonly Offer[]) => void
  readonly onInverseOffers: (offers: readonly InverseOffer[]) => void
}

export class ReferenceAllocator {
  readonly #options: AllocatorOptions
  readonly #mailbox: Mailbox
  readonly #runs: Runs
  readonly #books = new ReferenceBooks()
  #whitelist: ReadonlySet<string> | undefined
  #expectedAgents = Infinity
  #candidates = new Set<string>()
  #runNumber = 0

  constructor({ options, mailbox, onOffers, onInverseOffers }: AllocatorSetting) {
    this.#options = options
    this.#mailbox = mailbox
    this.#runs = new Runs(mailbox, () => {
      const candidates = [...this.#candidates]
      this.#candidates.clear()
      onOffers(
        new ReferenceRun(this.#books, options).generateOffers(
          candidates.filter((id) => this.#isOpen(id)),
          this.#runNumber++,
        ),
      )
      onInverseOffers(candidates.flatMap((id) => this.#inverseOffers(id)))
    })
    this.#runs.startBatches(options.interval, () => this.#noteAll())
  }

  recover(expectedAgents: number, quotas: ReadonlyMap<string, Quota>): void {
    for (const [role, quota] of quotas) this.updateQuota(role, quota)
    if (quotas.size === 0) return
    this.#expectedAgents = Math.trunc(expectedAgents * this.#options.agentRecoveryFactor)
    if (this.#expectedAgents === 0) return
    this.pause()
    this.#mailbox.after(this.#options.recoveryTimeout, () => this.resume())
  }

  pause(): void {
    this.#runs.pause()
  }

  resume(): void {
    this.#runs.resume()
  }

  addFramework(id: string, setting: FrameworkSetting, active: boolean, used: BagsById = new Map()): void {
    assert(!this.#books.frameworks.has(id), `framework ${id} is added twice`)
    this.#books.frameworks.set(id, { ...setting, roles: new Set(), active: true, suppressed: new Set() })
    this.updateFramework(id, setting)
    // The agent has said already what is used there.
    for (const [agent, bag] of used) if (this.#books.agents.has(agent)) this.#books.count(id, bag)
    if (active) this.#runs.trigger(() => this.#noteAll())
    else this.deactivateFramework(id)
  }

  removeFramework(id: string): void {
    const { roles } = known(this.#books.frameworks, "framework", id)
    for (const agent of this.#books.agents.values())
      this.#books.release(id, agent, agent.heldBy.get(id) ?? emptyBag)
    for (const role of roles) this.#books.untrack(id, role)
    this.#books.forget((filter) => filter.framework === id)
    this.#books.frameworks.delete(id)
  }

  activateFramework(id: string): void {
    const framework = known(this.#books.frameworks, "framework", id)
    framework.active = true
    for (const role of framework.roles)
      if (!framework.suppressed.has(role)) this.#books.membersOf(role).setActive(id, true)
    this.#runs.trigger(() => this.#noteAll())
  }

  deactivateFramework(id: string): void {
    const framework = known(this.#books.frameworks, "framework", id)
    framework.active = false
    for (const role of framework.roles) this.#books.membersOf(role).setActive(id, false)
    this.#books.forget((filter) => filter.framework === id)
  }

  updateFramework(id: string, setting: FrameworkSetting): void {
    const before = known(this.#books.frameworks, "framework", id)
    const { active, suppressed } = before
    const gained = [...setting.roles].filter((role) => !before.roles.has(role))
    const lost = [...before.roles].filter((role) => !setting.roles.has(role))
    const wantedAgain = [...suppressed].filter(
      (role) => setting.roles.has(role) && !setting.suppressed.has(role),
    )
    this.#books.frameworks.set(id, { ...setting, active, suppressed })
    for (const role of gained) this.#books.track(id, role)
    for (const role of lost) {
      this.#books.membersOf(role).setActive(id, false)
      this.#books.untrack(id, role)
      suppressed.delete(role)
    }
    this.#books.forget(
      ({ framework, role }) => framework === id && (role === undefined || lost.includes(role)),
    )
    this.#revive(id, wantedAgain)
    this.#revive(id, gained)
    this.#suppress(id, setting.suppressed)
  }

  addAgent(id: string, setting: AgentSetting, used: BagsById, maintenance: boolean): void {
    assert(!this.#books.agents.has(id), `agent ${id} is added twice`)
    const asked = maintenance ? new Set<string>() : undefined
    const agent = { ...setting, active: true, asked, heldBy: new Map<string, Bag>(), held: emptyBag }
    this.#books.agents.set(id, agent)
    for (const [framework, bag] of used) this.#books.hold(framework, agent, bag)
    if (this.#runs.paused && this.#books.agents.size >= this.#expectedAgents) {
      this.#expectedAgents = Infinity
      this.resume()
    }
    this.#runs.trigger(() => this.#candidates.add(id))
  }

  updateAgent(id: string, { info, capabilities, total }: Partial<AgentSetting>): void {
    const agent = known(this.#books.agents, "agent", id)
    const after = {
      info: info ?? agent.info,
      capabilities: capabilities ?? agent.capabilities,
      total: agent.total,
    }
    if (total !== undefined && !equalBags(agent.total, total)) after.total = total
    if (!equalAttributes(agent.info.attributes, after.info.attributes))
      this.#books.forget((filter) => filter.agent === id)
    const same = equalInfo(agent.info, after.info) && equalSets(agent.capabilities, after.capabilities)
    const sameTotal = after.total === agent.total
    Object.assign(agent, after)
    if (!same || !sameTotal) this.#runs.trigger(() => this.#candidates.add(id))
  }

  removeAgent(id: string): void {
    const agent = known(this.#books.agents, "agent", id)
    for (const [framework, bag] of agent.heldBy) this.#books.release(framework, agent, bag)
    this.#books.agents.delete(id)
    this.#candidates.delete(id)
    this.#books.forget((filter) => filter.agent === id)
  }

  activateAgent(id: string): void {
    known(this.#books.agents, "agent", id).active = true
  }

  deactivateAgent(id: string): void {
    known(this.#books.agents, "agent", id).active = false
  }

  addResourceProvider(id: string, total: Bag, used: BagsById): void {
    const agent = known(this.#books.agents, "agent", id)
    Object.assign(agent, { total: addBags(agent.total, total) })
    for (const [framework, bag] of used)
      if (this.#books.frameworks.has(framework)) this.#books.hold(framework, agent, bag)
  }

  updateUnavailability(id: string, maintenance: boolean): void {
    known(this.#books.agents, "agent", id).asked = maintenance ? new Set() : undefined
    this.#books.forget(({ agent, role }) => agent === id && role === undefined)
    this.#runs.trigger(() => this.#candidates.add(id))
  }

  updateInverseOffer(agent: string, framework: string, refuseSeconds: number | undefined): void {
    known(this.#books.agents, "agent", agent).asked?.delete(framework)
    const time = refuseSeconds === undefined ? 0 : refusalTime(refuseSeconds)
    const filter = { framework, agent, refused: emptyBag }
    if (time > 0) this.#filter(filter, time, () => this.#books.forget((other) => other === filter))
  }

  suppressOffers(id: string, roles: readonly string[]): void {
    this.#suppress(id, roles.length === 0 ? known(this.#books.frameworks, "framework", id).roles : roles)
  }

  reviveOffers(id: string, roles: readonly string[]): void {
    this.#books.forget(({ framework, role }) => framework === id && role === undefined)
    this.#revive(id, roles.length === 0 ? known(this.#books.frameworks, "framework", id).roles : roles)
    this.#runs.trigger(() => this.#noteAll())
  }

  updateWhitelist(hosts: ReadonlySet<string> | undefined): void {
    this.#whitelist = hosts
  }

  updateQuota(role: string, quota: Quota): void {
    this.#books.quotas.set(role, quota)
  }

  updateWeight(role: string, weight: number): void {
    this.#books.roles.updateWeight(role, weight)
  }

  recoverResources(framework: string, agentId: string, bag: Bag, refuseSeconds: number | undefined): void {
    const agent = this.#books.agents.get(agentId)
    const role = bag.at(0)?.role
    if (!this.#books.frameworks.has(framework) || agent === undefined || role === undefined) return
    this.#books.release(framework, agent, bag)
    const time = refuseSeconds === undefined ? 0 : refusalTime(refuseSeconds)
    if (time === 0) return
    const filter = { framework, agent: agentId, role, refused: unallocate(bag) }
    // It outlives a batch. The timer asks the allocator to ask itself, as a batch that is due at the same time needs.
    const end = () => this.#mailbox.enqueue(() => this.#books.forget((other) => other === filter))
    this.#filter(filter, Math.max(this.#options.interval, time), end)
  }

  updateAllocation(id: string, agentId: string, offered: Bag, made: readonly conversion.Conversion[]): void {
    const agent = known(this.#books.agents, "agent", agentId)
    const role = offered.at(0)?.role
    if (role === undefined) return
    const updated = conversion.applyConversions(
      offered,
      made.map((one) => conversion.allocatedConversion(one, role)),
    )
    assert(updated !== undefined, `framework ${id} converts what it was not offered on agent ${agentId}`)
    exchange(agent, id, offered, updated)
    const changes = made.filter((one) => !conversion.isExtraCopy(one))
    const total = conversion.applyConversions(agent.total, changes)
    assert(total !== undefined, `agent ${agentId} does not have what framework ${id} converts`)
    if (!equalBags(total, agent.total)) Object.assign(agent, { total })
  }

  updateAvailable(id: string, operations: readonly conversion.Operation[]): boolean {
    const agent = known(this.#books.agents, "agent", id)
    const changes = operations.flatMap(conversion.conversionsOf)
    if (conversion.applyConversions(availableOf(agent), changes) === undefined) return false
    const total = conversion.applyConversions(agent.total, changes)
    assert(total !== undefined, `agent ${id} has available what it does not have`)
    if (!equalBags(total, agent.total)) Object.assign(agent, { total })
    return true
  }

  #inverseOffers(id: string): InverseOffer[] {
    const { asked, heldBy = new Map<string, Bag>() } = this.#books.agents.get(id) ?? {}
    const isRefused = (by: string) =>
      this.#books.filters.some(
        ({ framework, agent, role }) => framework === by && agent === id && role === undefined,
      )
    const wanted = [...heldBy.keys()].filter(
      (by) => asked?.has(by) === false && this.#books.frameworks.get(by)?.active === true && !isRefused(by),
    )
    for (const framework of wanted) asked?.add(framework)
    return wanted.map((framework) => ({ framework, agent: id }))
  }

  #filter(filter: Filter, time: Micros, end: () => void): void {
    this.#books.filters.push(filter)
    this.#mailbox.after(time, end)
  }

  #suppress(id: string, roles: Iterable<string>): void {
    for (const role of roles) {
      this.#books.membersOf(role).setActive(id, false)
      known(this.#books.frameworks, "framework", id).suppressed.add(role)
    }
  }

  #revive(id: string, roles: Iterable<string>): void {
    const { suppressed } = known(this.#books.frameworks, "framework", id)
    for (const role of roles) {
      this.#books.forget((filter) => filter.framework === id && filter.role === role)
      this.#books.membersOf(role).setActive(id, true)
      suppressed.delete(role)
    }
  }

  #noteAll(): void {
    for (const id of this.#books.agents.keys()) this.#candidates.add(id)
  }

  #isOpen(id: string): boolean {
    const agent = this.#books.agents.get(id)
    return agent?.active === true && (this.#whitelist?.has(agent.info.hostname) ?? true)
  }
}
