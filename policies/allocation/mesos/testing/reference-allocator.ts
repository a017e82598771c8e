/**
 * The allocator of Apache Mesos in the plainest words: what each call changes, and what runs follow. Source: spec/mesos.md
 * §4; the recordings of the real one decide. Shared with the fast one is only what decides nothing by itself: bags and how
 * they are written, cut and converted, what capabilities and offer constraints say, the time of a refusal, and the hashes
 * that stand for chance. Sorters, books, quota, headroom, refusals, triggers and batches are its own.
 */
import { assert } from "../../../../sim/index.ts"
import { convertAvailable, convertOffered } from "../agent-conversions.ts"
import { equalAttributes } from "../attributes.ts"
import { availableOf } from "../available.ts"
import { addBags, type Bag, emptyBag, equalBags, unallocate } from "../bags.ts"
import type { AllocatorCalls, CallsSetting, Portion } from "../calls.ts"
import { refusalTime } from "../refusal-time.ts"
import { equalInfo, equalSets, type InverseOffer } from "../settings.ts"
import { type Agent, Facts, known } from "./reference-facts.ts"
import { offersOf } from "./reference-run.ts"

export function referenceAllocator({
  options,
  mailbox,
  onOffers,
  onInverseOffers,
}: CallsSetting): AllocatorCalls {
  const facts = new Facts()
  const { agents, frameworks } = facts
  const candidates = new Set<string>()
  let whitelist: ReadonlySet<string> | undefined
  let expectedAgents = Infinity
  let isPaused = false
  let isRunComing = false
  let runs = 0

  /** What is asked for while paused is forgotten; a run that finds itself paused leaves its candidates to the next. */
  function trigger(...ids: string[]): void {
    if (isPaused) return
    for (const id of ids) candidates.add(id)
    if (!isRunComing) mailbox.enqueue(run)
    isRunComing = true
  }

  function run(): void {
    isRunComing = false
    if (isPaused) return
    const asked = [...agents.values()].filter(({ id }) => candidates.has(id))
    candidates.clear()
    const open = asked.filter(({ active, info }) => active && (whitelist?.has(info.hostname) ?? true))
    onOffers(offersOf(facts, options, open, runs++))
    onInverseOffers(asked.flatMap(inverseOffersFor))
  }

  function startBatch(): void {
    trigger(...agents.keys())
    mailbox.enqueue(() => mailbox.after(options.interval, startBatch))
  }

  /** To all that hold something there, and were not asked yet. */
  function inverseOffersFor({ id: agent, asked, heldBy }: Agent): InverseOffer[] {
    const isOpen = (id: string) => asked?.has(id) === false && facts.refusalsOf(id, "", agent).length === 0
    const wanted = [...heldBy.keys()].filter((id) => frameworks.get(id)?.active === true && isOpen(id))
    for (const framework of wanted) asked?.add(framework)
    return wanted.map((framework) => ({ framework, agent }))
  }

  function refuse(refusal: Portion, seconds = 0): void {
    const time = refusalTime(seconds)
    if (time === 0) return
    facts.refusals = [...facts.refusals, refusal]
    const end = () => facts.forget((one) => one === refusal)
    // That of an offer outlives a batch; its timer asks the allocator to ask itself, for a batch that is due at the same time.
    if (refusal.role === "") mailbox.after(time, end)
    else mailbox.after(Math.max(options.interval, time), () => mailbox.enqueue(end))
  }

  mailbox.after(options.interval, startBatch)
  const calls: AllocatorCalls = {
    recover(expected, quotas) {
      for (const [role, quota] of quotas) facts.quotas.set(role, quota)
      if (quotas.size === 0) return
      expectedAgents = Math.trunc(expected * options.agentRecoveryFactor)
      if (expectedAgents === 0) return
      isPaused = true
      mailbox.after(options.recoveryTimeout, () => calls.resume())
    },
    pause: () => void (isPaused = true),
    resume: () => void (isPaused = false),
    updateWhitelist: (hosts) => void (whitelist = hosts),
    updateQuota: (role, quota) => void facts.quotas.set(role, quota),
    updateWeight: (role, weight) => facts.roles.setWeight(role, weight),

    addAgent(id, setting, used, maintenance) {
      assert(!agents.has(id), `agent ${id} is added twice`)
      const asked = maintenance ? new Set<string>() : undefined
      agents.set(id, { ...setting, id, active: true, asked, heldBy: new Map(), held: emptyBag })
      for (const [framework, bag] of used) facts.exchange(known(agents, id), framework, emptyBag, bag)
      if (isPaused && agents.size >= expectedAgents) {
        expectedAgents = Infinity
        isPaused = false
      }
      trigger(id)
    },
    updateAgent(id, changes) {
      const agent = known(agents, id)
      const before = { ...agent }
      Object.assign(agent, changes)
      if (equalBags(before.total, agent.total)) Object.assign(agent, { total: before.total })
      if (!equalAttributes(before.info.attributes, agent.info.attributes))
        facts.forget((one) => one.agent === id)
      const isSame = equalInfo(before.info, agent.info) && equalSets(before.capabilities, agent.capabilities)
      if (!isSame || agent.total !== before.total) trigger(id)
    },
    removeAgent(id) {
      agents.delete(known(agents, id).id)
      candidates.delete(id)
      facts.forget(({ agent }) => agent === id)
      facts.noteMembers()
    },
    activateAgent: (id) => void (known(agents, id).active = true),
    deactivateAgent: (id) => void (known(agents, id).active = false),
    addResourceProvider(id, total, used) {
      const agent = known(agents, id)
      Object.assign(agent, { total: addBags(agent.total, total) })
      for (const [framework, bag] of used)
        if (frameworks.has(framework)) facts.exchange(agent, framework, emptyBag, bag)
    },
    updateUnavailability(id, maintenance) {
      known(agents, id).asked = maintenance ? new Set() : undefined
      facts.forget(({ agent, role }) => agent === id && role === "")
      trigger(id)
    },
    updateInverseOffer(agent, framework, refuseSeconds) {
      known(agents, agent).asked?.delete(framework)
      refuse({ framework, role: "", agent, resources: emptyBag }, refuseSeconds)
    },

    addFramework(id, setting, active, used = new Map<string, Bag>()) {
      assert(!frameworks.has(id), `framework ${id} is added twice`)
      frameworks.set(id, { ...setting, id, active, roles: new Map() })
      calls.updateFramework(id, setting)
      // The agent has said already what is used there.
      for (const [agent, bag] of used) if (agents.has(agent)) facts.countServed(id, bag)
      if (active) trigger(...agents.keys())
      else calls.deactivateFramework(id)
    },
    updateFramework(id, setting) {
      const framework = known(frameworks, id)
      const before = framework.roles
      const asleep = (role: string) => (before.get(role) === "asleep" ? "asleep" : "awake")
      const wishOf = (role: string) => (setting.suppressed.has(role) ? "suppressed" : asleep(role))
      const after = new Map([...setting.roles].map((role) => [role, wishOf(role)]))
      Object.assign(framework, setting, { roles: after })
      const isWantedAgain = (role: string) => before.get(role) === "suppressed" && after.get(role) === "awake"
      const isLost = (role: string) => before.has(role) && !after.has(role)
      facts.forget(
        ({ framework: by, role }) => by === id && (role === "" || isLost(role) || isWantedAgain(role)),
      )
      facts.noteMembers()
    },
    removeFramework(id) {
      frameworks.delete(known(frameworks, id).id)
      for (const agent of agents.values())
        facts.exchange(agent, id, agent.heldBy.get(id) ?? emptyBag, emptyBag)
      facts.forget(({ framework }) => framework === id)
    },
    activateFramework(id) {
      const framework = known(frameworks, id)
      framework.active = true
      for (const [role, wish] of framework.roles) if (wish === "asleep") framework.roles.set(role, "awake")
      trigger(...agents.keys())
    },
    deactivateFramework(id) {
      const framework = known(frameworks, id)
      framework.active = false
      for (const [role, wish] of framework.roles) if (wish === "awake") framework.roles.set(role, "asleep")
      facts.forget((refusal) => refusal.framework === id)
    },
    suppressOffers(id, roles) {
      const { roles: wishes } = known(frameworks, id)
      for (const role of roles.length === 0 ? wishes.keys() : roles) wishes.set(role, "suppressed")
    },
    reviveOffers(id, roles) {
      const { roles: wishes } = known(frameworks, id)
      const wanted = roles.length === 0 ? [...wishes.keys()] : roles
      for (const role of wanted) wishes.set(role, "awake")
      facts.forget(({ framework, role }) => framework === id && (role === "" || wanted.includes(role)))
      trigger(...agents.keys())
    },

    recoverResources(framework, agentId, bag, refuseSeconds) {
      const agent = agents.get(agentId)
      const role = bag.at(0)?.role
      if (!frameworks.has(framework) || agent === undefined || role === undefined) return
      facts.exchange(agent, framework, bag, emptyBag)
      refuse({ framework, role, agent: agentId, resources: unallocate(bag) }, refuseSeconds)
    },
    updateAllocation(framework, id, before, conversions) {
      const agent = known(agents, id)
      const { total, offered } = convertOffered(agent, framework, before, conversions)
      Object.assign(agent, { total })
      facts.exchange(agent, framework, before, offered)
    },
    updateAvailable(id, operations) {
      const agent = known(agents, id)
      const total = convertAvailable(agent, availableOf(agent), operations)
      Object.assign(agent, total && { total })
      return total !== undefined
    },
  }
  return calls
}
