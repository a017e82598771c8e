/**
 * One run of the reference: first the roles whose guarantees are not met are served, then all; each agent goes through
 * the roles and their frameworks, all sorted anew. Source: spec/mesos.md §4.5 to §4.7.
 */
import { mix32 } from "../../../../sim/index.ts"
import { addBags, allocate, type Bag, containsBag, containsQuantities, emptyBag } from "../bags.ts"
import { isUnderQuota, subtractBags } from "../bags.ts"
import { hashText } from "../chance.ts"
import { isExcluded } from "../offer-constraints.ts"
import { addQuantities, defaultQuota, isDefaultQuota, none, type Quantities } from "../quantities.ts"
import { quantitiesOf, subtractFromLimits, subtractQuantities } from "../quantities.ts"
import { isAllocatableTo, isReserved, reservationRole, type Resource } from "../resources.ts"
import { ancestorsOf } from "../role-names.ts"
import type { OfferOptions } from "../settings.ts"
import { shrinkToLimits, shrinkToQuantities } from "../shrink.ts"
import { compareText } from "../values.ts"
import {
  type Agent,
  availableOf,
  type Framework,
  known,
  type Offer,
  type ReferenceBooks,
} from "./reference-books.ts"

/** `free` is what is neither held nor reserved nor revocable, `required` what of it guarantees need that are not met. */
interface Run {
  readonly offers: Map<string, Offer>
  readonly consumed: Map<string, Quantities>
  required: Quantities
  free: Quantities
}

export class ReferenceRun {
  readonly #books: ReferenceBooks
  readonly #options: OfferOptions

  constructor(books: ReferenceBooks, options: OfferOptions) {
    this.#books = books
    this.#options = options
  }

  generateOffers(agents: readonly string[], number: number): Offer[] {
    const run = this.#newRun()
    for (const stage of [1, 2]) {
      const base = mix32(number, stage, 0)
      const { agentOrder } = this.#options
      const place = (id: string) =>
        agentOrder.kind === "sorted" ? 0 : mix32(agentOrder.key, base, hashText(id))
      for (const id of [...agents].sort((a, b) => place(a) - place(b) || compareText(a, b))) {
        const draw = mix32(base, hashText(id), 0)
        const held = (path: string) =>
          this.#books.held((role) => `${role}/.` === path || role === path || role.startsWith(`${path}/`))
        for (const role of this.#books.roles.sort(this.#options.sortRoles, this.#books.total(), held, draw))
          this.#serve(run, id, role, { inStage1: stage === 1, draw })
      }
    }
    return [...run.offers.values()]
  }

  /** What counts against a quota: all reservations to the role and below, and what else is held there. */
  #newRun(): Run {
    const available = [...this.#books.agents.values()].flatMap(availableOf)
    const reserved = (isMeant: (role: string) => boolean) =>
      this.#books.total((resource) => isReserved(resource) && isMeant(reservationRole(resource) ?? ""))
    const heldReserved = this.#books.held(() => true, isReserved)
    let free = subtractQuantities(
      this.#books.total(),
      this.#books.held(() => true),
    )
    free = subtractQuantities(
      free,
      subtractQuantities(
        reserved(() => true),
        heldReserved,
      ),
    )
    free = subtractQuantities(free, quantitiesOf(available.filter(({ kind }) => kind.revocable)))
    const run: Run = { offers: new Map(), consumed: new Map(), required: none, free }
    for (const [top, quota] of this.#books.quotas) {
      if (top.includes("/") || isDefaultQuota(quota)) continue
      const isMeant = (role: string) => role === top || role.startsWith(`${top}/`)
      const consumed = addQuantities(reserved(isMeant), this.#books.held(isMeant, isUnderQuota))
      run.consumed.set(top, consumed)
      // Each role on its own: one that has more than it is guaranteed leaves nothing to the others.
      run.required = addQuantities(run.required, subtractQuantities(quota.guarantees, consumed))
    }
    return run
  }

  /** Stage 1 serves the roles whose guarantees are not met, and stage 2 all. */
  #serve(
    run: Run,
    agentId: string,
    role: string,
    { inStage1, draw }: { inStage1: boolean; draw: number },
  ): void {
    const { chopOrder, sortFrameworks } = this.#options
    const agent = known(this.#books.agents, "agent", agentId)
    const quota = this.#books.quotas.get(role) ?? defaultQuota
    if (availableOf(agent).length === 0 || (inStage1 && quota.guarantees.size === 0)) return
    const held = (framework: string) => this.#books.held((of, by) => of === role && by === framework)
    const memberDraw = mix32(draw, hashText(role), 0)
    for (const id of this.#books
      .membersOf(role)
      .sort(sortFrameworks, this.#books.total(), held, memberDraw)) {
      const framework = known(this.#books.frameworks, "framework", id)
      const consumed = run.consumed.get(role) ?? none
      const available = availableOf(agent).filter((resource) => isAllocatableTo(resource, role))
      if (!this.#isCapable(framework, agent) || !this.#isAllocatable(available, role, framework)) continue
      if (isExcluded(framework.constraints, role, agent.info)) continue
      const candidates = available.filter((resource) => canHandle(framework, resource))
      const unreserved = candidates.filter(isUnderQuota)
      const unmet = inStage1 ? subtractQuantities(quota.guarantees, consumed) : none
      const guaranteed = shrinkToQuantities(unreserved, unmet, chopOrder, draw)
      if (inStage1 && guaranteed.length === 0) continue
      const amounts = quantitiesOf(guaranteed)

      // What else the agent has comes along, as far as limits allow and guarantees do not need it.
      const isOwn = (resource: Resource) =>
        inStage1 ? reservationRole(resource) === role : isReserved(resource)
      const along = candidates.filter((resource) => isOwn(resource) || hasNoQuota(resource))
      const room = subtractFromLimits(subtractFromLimits(quota.limits, consumed), amounts)
      const rest = shrinkToLimits(subtractBags(unreserved, guaranteed), room, chopOrder, draw)
      const spare = subtractQuantities(run.free, run.required)
      const surplus = run.required.size === 0 ? rest : shrinkToQuantities(rest, spare, chopOrder, draw)

      const offer = addBags(addBags(along, guaranteed), surplus)
      if (!this.#isAllocatable(offer, role, framework) || this.#isFiltered(id, role, agentId, offer)) continue
      const taken = addQuantities(amounts, quantitiesOf(surplus))
      // A role without quota is counted for those above it from the next run on only.
      for (const path of isDefaultQuota(quota) ? [] : [role, ...ancestorsOf(role)])
        run.consumed.set(path, addQuantities(run.consumed.get(path) ?? none, taken))
      run.required = subtractQuantities(run.required, amounts)
      run.free = subtractQuantities(run.free, taken)
      const key = JSON.stringify([id, role, agentId])
      const resources = allocate(offer, role)
      const before = run.offers.get(key)?.resources ?? emptyBag
      run.offers.set(key, { framework: id, role, agent: agentId, resources: addBags(before, resources) })
      this.#books.hold(id, agent, resources)
    }
  }

  #isCapable({ capabilities }: Framework, { total, info }: Agent): boolean {
    const { domain, filterGpuResources } = this.#options
    const hasGpu = total.some(({ kind }) => kind.name === "gpus")
    if (filterGpuResources && hasGpu && !capabilities.has("GPU_RESOURCES")) return false
    const isRemote = info.domain && domain && info.domain.region !== domain.region
    return isRemote !== true || capabilities.has("REGION_AWARE")
  }

  #isAllocatable(bag: Bag, role: string, { minAllocatable }: Framework): boolean {
    const minimums = minAllocatable.get(role) ?? this.#options.minAllocatable
    const isEnough = minimums.length === 0 || minimums.some((least) => containsQuantities(bag, least))
    return bag.length > 0 && isEnough
  }

  /** Whether the agent is too old for the framework or role, or the framework refused as much or more there. */
  #isFiltered(id: string, role: string, agentId: string, bag: Bag): boolean {
    const { capabilities } = known(this.#books.agents, "agent", agentId)
    const isMultiRole = known(this.#books.frameworks, "framework", id).capabilities.has("MULTI_ROLE")
    if (isMultiRole && !capabilities.has("MULTI_ROLE")) return true
    if (role.includes("/") && !capabilities.has("HIERARCHICAL_ROLE")) return true
    return this.#books.filters.some(
      ({ framework, agent, role: of, refused }) =>
        framework === id && agent === agentId && of === role && containsBag(refused, bag),
    )
  }
}

function canHandle({ capabilities }: Framework, { kind }: Resource): boolean {
  if (kind.shared && !capabilities.has("SHARED_RESOURCES")) return false
  if (kind.revocable && !capabilities.has("REVOCABLE_RESOURCES")) return false
  return kind.reservations.length <= 1 || capabilities.has("RESERVATION_REFINEMENT")
}

/** Neither limits nor guarantees speak of ports and sets, nor of what may be taken back. */
function hasNoQuota({ kind, value }: Resource): boolean {
  return value.type !== "scalar" || kind.revocable
}
