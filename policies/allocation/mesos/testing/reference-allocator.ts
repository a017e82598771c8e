/**
 * The allocator of Apache Mesos in the plainest words: what each call changes, and what runs follow. Source: spec/mesos.md
 * §4; the recordings of the real one decide. Shared with the fast one is only what decides nothing by itself: bags and their
 * notation, cutting, conversions, the time of a refusal, what offer constraints mean, and the hashes that stand for chance.
 */
import { assert, type Micros } from "../../../../sim/index.ts"
import type { AllocatorSetting, MesosAllocator } from "../allocator.ts"
import { equalAttributes } from "../attributes.ts"
import { addBags, type Bag, emptyBag, equalBags, unallocate } from "../bags.ts"
import { allocatedConversion, applyConversions, conversionsOf, isExtraCopy } from "../conversions.ts"
import { refusalTime } from "../refusal-time.ts"
import { equalInfo, equalSets, type InverseOffer } from "../settings.ts"
import { type Agent, availableOf, Facts, type Portion } from "./reference-facts.ts"
import { offersOf } from "./reference-run.ts"

type Calls = Omit<MesosAllocator, "direct">
type Setting = Omit<AllocatorSetting, "onDeal" | "onOffers"> & {
  onOffers: (offers: readonly Portion[]) => void
}

export function referenceAllocator({ options, mailbox, onOffers, onInverseOffers }: Setting): Calls {
  const facts = new Facts()
  const { agents, frameworks } = facts
  const candidates = new Set<string>()
  let whitelist: ReadonlySet<string> | undefined
  let expectedAgents = Infinity
  let isPaused = false
  let isRunComing = false
  let runNumber = 0

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
    onOffers(offersOf(facts, options, open, runNumber++))
    onInverseOffers(asked.flatMap(inverseOffersFor))
  }

  function startBatch(): void {
    trigger(...agents.keys())
    mailbox.enqueue(() => mailbox.after(options.interval, startBatch))
  }

  function inverseOffersFor({ id: agent, asked, heldBy }: Agent): InverseOffer[] {
    const isRefused = (id: string) =>
      facts.refusals.some((one) => one.framework === id && one.agent === agent && one.role === "")
    const wanted = [...heldBy.keys()].filter(
      (id) => asked?.has(id) === false && frameworks.get(id)?.active === true && !isRefused(id),
    )
    for (const framework of wanted) asked?.add(framework)
    return wanted.map((framework) => ({ framework, agent }))
  }

  function forget(isOver: (refusal: Portion) => boolean): void {
    facts.refusals = facts.refusals.filter((refusal) => !isOver(refusal))
  }

  function refuse(refusal: Portion, time: Micros, end: () => void): void {
    facts.refusals = [...facts.refusals, refusal]
    mailbox.after(time, end)
  }

  function setRoles(id: string, roles: readonly string[], wish: "awake" | "suppressed"): void {
    const framework = facts.framework(id)
    for (const role of roles.length === 0 ? [...framework.roles.keys()] : roles)
      framework.roles.set(role, wish)
  }

  function setTotal(agent: Agent, total: Bag): boolean {
    const isNew = !equalBags(agent.total, total)
    if (isNew) Object.assign(agent, { total })
    return isNew
  }

  mailbox.after(options.interval, startBatch)
  const calls: Calls = {
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
      const agent = { ...setting, id, active: true, asked, heldBy: new Map<string, Bag>(), held: emptyBag }
      agents.set(id, agent)
      for (const [framework, bag] of used) facts.give(agent, framework, bag)
      if (isPaused && agents.size >= expectedAgents) {
        expectedAgents = Infinity
        isPaused = false
      }
      trigger(id)
    },
    updateAgent(id, { info, capabilities, total }) {
      const agent = facts.agent(id)
      const before = { ...agent }
      Object.assign(agent, { info: info ?? agent.info, capabilities: capabilities ?? agent.capabilities })
      if (!equalAttributes(before.info.attributes, agent.info.attributes)) forget((one) => one.agent === id)
      const isSame = equalInfo(before.info, agent.info) && equalSets(before.capabilities, agent.capabilities)
      if (setTotal(agent, total ?? agent.total) || !isSame) trigger(id)
    },
    removeAgent(id) {
      agents.delete(facts.agent(id).id)
      candidates.delete(id)
      forget(({ agent }) => agent === id)
      facts.noteMembers()
    },
    activateAgent: (id) => void (facts.agent(id).active = true),
    deactivateAgent: (id) => void (facts.agent(id).active = false),
    addResourceProvider(id, total, used) {
      const agent = facts.agent(id)
      setTotal(agent, addBags(agent.total, total))
      for (const [framework, bag] of used) if (frameworks.has(framework)) facts.give(agent, framework, bag)
    },
    updateUnavailability(id, maintenance) {
      facts.agent(id).asked = maintenance ? new Set() : undefined
      forget(({ agent, role }) => agent === id && role === "")
      trigger(id)
    },
    updateInverseOffer(agent, framework, refuseSeconds) {
      facts.agent(agent).asked?.delete(framework)
      const time = refuseSeconds === undefined ? 0 : refusalTime(refuseSeconds)
      const refusal = { framework, role: "", agent, resources: emptyBag }
      if (time > 0) refuse(refusal, time, () => forget((one) => one === refusal))
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
      const framework = facts.framework(id)
      const { roles } = framework
      const wishFor = (role: string) => {
        if (setting.suppressed.has(role)) return "suppressed"
        return roles.get(role) === "asleep" ? "asleep" : "awake"
      }
      const after = new Map([...setting.roles].map((role) => [role, wishFor(role)] as const))
      Object.assign(framework, setting, { roles: after })
      const isWantedAgain = (role: string) => roles.get(role) === "suppressed" && after.get(role) === "awake"
      const isLost = (role: string) => roles.has(role) && !after.has(role)
      forget(({ framework: by, role }) => by === id && (role === "" || isLost(role) || isWantedAgain(role)))
      facts.noteMembers()
    },
    removeFramework(id) {
      for (const agent of agents.values())
        facts.exchange(agent, id, agent.heldBy.get(id) ?? emptyBag, emptyBag)
      frameworks.delete(facts.framework(id).id)
      forget(({ framework }) => framework === id)
      facts.noteMembers()
    },
    activateFramework(id) {
      const framework = facts.framework(id)
      framework.active = true
      for (const [role, wish] of framework.roles) if (wish === "asleep") framework.roles.set(role, "awake")
      trigger(...agents.keys())
    },
    deactivateFramework(id) {
      const framework = facts.framework(id)
      framework.active = false
      for (const [role, wish] of framework.roles) if (wish === "awake") framework.roles.set(role, "asleep")
      forget((refusal) => refusal.framework === id)
    },
    suppressOffers: (id, roles) => setRoles(id, roles, "suppressed"),
    reviveOffers(id, roles) {
      const isMeant = (role: string) => roles.length === 0 || roles.includes(role)
      forget(({ framework, role }) => framework === id && (role === "" || isMeant(role)))
      setRoles(id, roles, "awake")
      trigger(...agents.keys())
    },

    recoverResources(framework, agentId, bag, refuseSeconds) {
      const agent = agents.get(agentId)
      const role = bag.at(0)?.role
      if (!frameworks.has(framework) || agent === undefined || role === undefined) return
      facts.exchange(agent, framework, bag, emptyBag)
      const time = refuseSeconds === undefined ? 0 : refusalTime(refuseSeconds)
      const refusal = { framework, role, agent: agentId, resources: unallocate(bag) }
      // It outlives a batch. The timer asks the allocator to ask itself, as a batch that is due at the same time needs.
      const end = () => mailbox.enqueue(() => forget((one) => one === refusal))
      if (time > 0) refuse(refusal, Math.max(options.interval, time), end)
    },
    updateAllocation(id, agentId, offered, made) {
      const agent = facts.agent(agentId)
      const role = offered.at(0)?.role
      if (role === undefined) return
      const mine = made.map((one) => allocatedConversion(one, role))
      const updated = applyConversions(offered, mine)
      assert(updated !== undefined, `framework ${id} converts what it was not offered on agent ${agentId}`)
      facts.exchange(agent, id, offered, updated)
      const total = applyConversions(
        agent.total,
        made.filter((one) => !isExtraCopy(one)),
      )
      assert(total !== undefined, `agent ${agentId} does not have what framework ${id} converts`)
      setTotal(agent, total)
    },
    updateAvailable(id, operations) {
      const agent = facts.agent(id)
      const changes = operations.flatMap(conversionsOf)
      if (applyConversions(availableOf(agent), changes) === undefined) return false
      const total = applyConversions(agent.total, changes)
      assert(total !== undefined, `agent ${id} has available what it does not have`)
      setTotal(agent, total)
      return true
    },
  }
  return calls
}
