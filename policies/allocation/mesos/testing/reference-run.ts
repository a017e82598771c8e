/**
 * One run: first the roles whose guarantees are not met are served, then all; each agent goes through the roles and
 * their frameworks, all sorted anew. Source: spec/mesos.md §4.5 to §4.8.
 */
import { mix32 } from "../../../../sim/index.ts"
import { addBags, allocate, type Bag, containsBag, containsQuantities } from "../bags.ts"
import { emptyBag, isUnderQuota, subtractBags } from "../bags.ts"
import { hashText } from "../chance.ts"
import { isExcluded } from "../offer-constraints.ts"
import { addQuantities, defaultQuota, isDefaultQuota, none, type Quantities } from "../quantities.ts"
import { quantitiesOf, subtractFromLimits, subtractQuantities } from "../quantities.ts"
import { isAllocatableTo, isReserved, reservationRole, type Resource } from "../resources.ts"
import type { OfferOptions } from "../settings.ts"
import { shrinkToLimits, shrinkToQuantities } from "../shrink.ts"
import { compareText } from "../values.ts"
import {
  type Agent,
  availableOf,
  type Facts,
  type Framework,
  isWithin,
  type Portion,
} from "./reference-facts.ts"

export function offersOf(
  facts: Facts,
  options: OfferOptions,
  agents: readonly Agent[],
  number: number,
): Portion[] {
  const { agentOrder, chopOrder, sortRoles, sortFrameworks } = options
  const offers = new Map<string, Portion>()
  const quotas = [...facts.quotas].filter(([, quota]) => !isDefaultQuota(quota))
  const consumed = new Map(quotas.map(([role]) => [role, consumedIn(facts, role)]))
  // Each on its own: a role that has more than it is guaranteed leaves nothing to others.
  let required = quotas
    .map(([role, { guarantees }]) => subtractQuantities(guarantees, consumedIn(facts, role)))
    .reduce(addQuantities, none)
  let free = freeIn(facts)

  function serve(stage: 1 | 2, agent: Agent, role: string, framework: Framework, draw: number): void {
    const available = availableOf(agent).filter((resource) => isAllocatableTo(resource, role))
    if (!mayBeOffered(agent, role, framework, options) || !isEnough(available, role, framework, options))
      return
    const { guarantees, limits } = facts.quotas.get(role) ?? defaultQuota
    const has = consumed.get(role) ?? none
    const usable = available.filter((resource) => canHandle(framework, resource))
    const unreserved = usable.filter(isUnderQuota)
    const unmet = stage === 1 ? subtractQuantities(guarantees, has) : none
    const guaranteed = shrinkToQuantities(unreserved, unmet, chopOrder, draw)
    if (stage === 1 && guaranteed.length === 0) return

    // What else the agent has comes along, as far as limits allow and guarantees do not need it.
    const isOwn = (one: Resource) => (stage === 1 ? reservationRole(one) === role : isReserved(one))
    const along = usable.filter((one) => isOwn(one) || one.value.type !== "scalar" || one.kind.revocable)
    const room = subtractFromLimits(subtractFromLimits(limits, has), quantitiesOf(guaranteed))
    const rest = shrinkToLimits(subtractBags(unreserved, guaranteed), room, chopOrder, draw)
    const spare = subtractQuantities(free, required)
    const surplus = required.size === 0 ? rest : shrinkToQuantities(rest, spare, chopOrder, draw)

    const offer = addBags(addBags(along, guaranteed), surplus)
    if (!isEnough(offer, role, framework, options) || isRefused(facts, framework, role, agent, offer)) return
    const taken = quantitiesOf(addBags(guaranteed, surplus))
    // What a role below is given counts for those above it from the next run on only.
    if (consumed.has(role)) consumed.set(role, addQuantities(has, taken))
    required = subtractQuantities(required, quantitiesOf(guaranteed))
    free = subtractQuantities(free, taken)
    const key = JSON.stringify([framework.id, role, agent.id])
    const resources = addBags(offers.get(key)?.resources ?? emptyBag, allocate(offer, role))
    offers.set(key, { framework: framework.id, role, agent: agent.id, resources })
    facts.give(agent, framework.id, allocate(offer, role))
  }

  for (const stage of [1, 2] as const) {
    const base = mix32(number, stage, 0)
    const place = ({ id }: Agent) =>
      agentOrder.kind === "sorted" ? 0 : mix32(agentOrder.key, base, hashText(id))
    for (const agent of [...agents].sort((a, b) => place(a) - place(b) || compareText(a.id, b.id))) {
      const draw = mix32(base, hashText(agent.id), 0)
      for (const role of facts.rolesInOrder(sortRoles, draw))
        for (const framework of facts.membersInOrder(role, sortFrameworks, mix32(draw, hashText(role), 0)))
          serve(stage, agent, role, framework, draw)
    }
  }
  return [...offers.values()]
}

/** All that is reserved to the role and below, used or not, and what else is held there. */
function consumedIn(facts: Facts, top: string): Quantities {
  const reserved = facts.total((resource) => isWithin(reservationRole(resource) ?? "", top))
  return addQuantities(
    reserved,
    facts.held((resource) => isWithin(resource.role ?? "", top) && isUnderQuota(resource)),
  )
}

/** What is neither held nor reserved nor revocable. */
function freeIn(facts: Facts): Quantities {
  const available = [...facts.agents.values()].flatMap(availableOf)
  const reserved = subtractQuantities(facts.total(isReserved), facts.held(isReserved))
  const revocable = quantitiesOf(available.filter(({ kind }) => kind.revocable))
  return [facts.held(), reserved, revocable].reduce(subtractQuantities, facts.total())
}

function mayBeOffered(
  { total, info, capabilities }: Agent,
  role: string,
  framework: Framework,
  { domain, filterGpuResources }: OfferOptions,
): boolean {
  const can = (capability: string) => framework.capabilities.has(capability)
  const hasGpu = total.some(({ kind }) => kind.name === "gpus")
  const isRemote = info.domain && domain && info.domain.region !== domain.region
  return (
    !isExcluded(framework.constraints, role, info) &&
    (!hasGpu || !filterGpuResources || can("GPU_RESOURCES")) &&
    (isRemote !== true || can("REGION_AWARE")) &&
    // The agent may be too old for the framework or the role.
    (!can("MULTI_ROLE") || capabilities.has("MULTI_ROLE")) &&
    (!role.includes("/") || capabilities.has("HIERARCHICAL_ROLE"))
  )
}

function canHandle({ capabilities }: Framework, { kind }: Resource): boolean {
  if (kind.shared && !capabilities.has("SHARED_RESOURCES")) return false
  if (kind.revocable && !capabilities.has("REVOCABLE_RESOURCES")) return false
  return kind.reservations.length <= 1 || capabilities.has("RESERVATION_REFINEMENT")
}

function isEnough(bag: Bag, role: string, { minAllocatable }: Framework, options: OfferOptions): boolean {
  const minimums = minAllocatable.get(role) ?? options.minAllocatable
  return bag.length > 0 && (minimums.length === 0 || minimums.some((least) => containsQuantities(bag, least)))
}

/** Whether the framework refused as much or more there. */
function isRefused({ refusals }: Facts, { id }: Framework, role: string, agent: Agent, bag: Bag): boolean {
  const mine = refusals.filter((one) => one.framework === id && one.role === role && one.agent === agent.id)
  return mine.some(({ resources }) => containsBag(resources, bag))
}
