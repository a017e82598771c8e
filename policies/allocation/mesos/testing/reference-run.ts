/**
 * One run: first the roles whose guarantees are not met are served, then all; each agent goes through the roles and
 * their frameworks, all sorted anew. Source: spec/mesos.md §4.5 to §4.8.
 */
import { mix32 } from "../../../../sim/index.ts"
import { availableOf } from "../available.ts"
import { addBags, allocate, type Bag, containsBag, containsQuantities } from "../bags.ts"
import { emptyBag, isUnderQuota, subtractBags } from "../bags.ts"
import type { Portion } from "../calls.ts"
import { canHandle, canUse } from "../capabilities.ts"
import { hashText } from "../chance.ts"
import { isExcluded } from "../offer-constraints.ts"
import { addQuantities, defaultQuota, none, quantitiesOf } from "../quantities.ts"
import { subtractFromLimits, subtractQuantities } from "../quantities.ts"
import { isAllocatableTo } from "../resources.ts"
import type { OfferOptions } from "../settings.ts"
import { shrinkToLimits, shrinkToQuantities } from "../shrink.ts"
import { compareText } from "../values.ts"
import type { Agent, Facts, Framework } from "./reference-facts.ts"

export function offersOf(facts: Facts, options: OfferOptions, agents: Agent[], run: number): Portion[] {
  const { agentOrder, chopOrder } = options
  const offers = new Map<string, Portion>()
  const consumed = new Map([...facts.quotas.keys()].map((role) => [role, facts.consumed(role)]))
  let required = facts.required()
  let free = facts.free()

  function serve(stage: 1 | 2, agent: Agent, role: string, framework: Framework, draw: number): void {
    const { id, capabilities, constraints } = framework
    const minimums = framework.minAllocatable.get(role) ?? options.minAllocatable
    const anyOf = minimums.length === 0 ? [none] : minimums
    const isEnough = (bag: Bag) => bag.length > 0 && anyOf.some((least) => containsQuantities(bag, least))
    const isRefused = (bag: Bag) =>
      facts.refusalsOf(id, role, agent.id).some(({ resources }) => containsBag(resources, bag))

    const available = availableOf(agent).filter((one) => isAllocatableTo(one, role))
    if (isExcluded(constraints, role, agent.info) || !canUse(capabilities, role, agent, options)) return
    if (!isEnough(available)) return
    const usable = available.filter((one) => canHandle(capabilities, one))
    const { guarantees, limits } = facts.quotas.get(role) ?? defaultQuota
    const has = consumed.get(role) ?? none
    const unmet = stage === 1 ? subtractQuantities(guarantees, has) : none
    const guaranteed = shrinkToQuantities(usable.filter(isUnderQuota), unmet, chopOrder, draw)
    if (stage === 1 && guaranteed.length === 0) return

    // Reservations, ports, sets and what is revocable come along uncut. In the first stage all reservations are the
    // role's own: quotas are of roles that have none above them. The rest is as limits allow and guarantees do not need.
    const along = usable.filter((one) => !isUnderQuota(one))
    const others = subtractBags(usable.filter(isUnderQuota), guaranteed)
    const room = subtractFromLimits(subtractFromLimits(limits, has), quantitiesOf(guaranteed))
    const rest = shrinkToLimits(others, room, chopOrder, draw)
    const spare = subtractQuantities(free, required)
    const surplus = required.size === 0 ? rest : shrinkToQuantities(rest, spare, chopOrder, draw)

    const offer = addBags(addBags(along, guaranteed), surplus)
    if (!isEnough(offer) || isRefused(offer)) return
    const taken = quantitiesOf(addBags(guaranteed, surplus))
    // What a role below is given counts for those above it from the next run on only.
    if (consumed.has(role)) consumed.set(role, addQuantities(has, taken))
    required = subtractQuantities(required, quantitiesOf(guaranteed))
    free = subtractQuantities(free, taken)
    const key = JSON.stringify([id, role, agent.id])
    const resources = addBags(offers.get(key)?.resources ?? emptyBag, allocate(offer, role))
    offers.set(key, { framework: id, role, agent: agent.id, resources })
    facts.exchange(agent, id, emptyBag, allocate(offer, role))
  }

  for (const stage of [1, 2] as const) {
    const base = mix32(run, stage, 0)
    const place = (id: string) =>
      agentOrder.kind === "sorted" ? 0 : mix32(agentOrder.key, base, hashText(id))
    for (const agent of [...agents].sort((a, b) => place(a.id) - place(b.id) || compareText(a.id, b.id))) {
      const draw = mix32(base, hashText(agent.id), 0)
      const isMeant = (role: string) => stage === 2 || facts.quotas.get(role)?.guarantees.size
      for (const role of facts.rolesInOrder(options, draw).filter(isMeant))
        for (const framework of facts.membersInOrder(role, options, mix32(draw, hashText(role), 0)))
          serve(stage, agent, role, framework, draw)
    }
  }
  return [...offers.values()]
}
