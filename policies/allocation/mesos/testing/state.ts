/** What the allocator knows of agents and frameworks. Source: spec/mesos.md §4.1. */
import type { AgentInfo, BagsById } from "../settings.ts"
import { addBags, type Bag, emptyBag, isShared, subtractBags, unallocate } from "../bags.ts"
import type { OfferConstraints } from "../offer-constraints.ts"
import type { Quantities } from "../quantities.ts"

export interface Framework {
  readonly id: string
  active: boolean
  roles: ReadonlySet<string>
  suppressed: Set<string>
  capabilities: ReadonlySet<string>
  /** By role: what an offer must have at least, any of these; instead of the allocator's own. */
  minAllocatable: ReadonlyMap<string, readonly Quantities[]>
  constraints: OfferConstraints | undefined
  /** What it refused, by role and agent. Each entry is a filter of its own. */
  readonly offerFilters: Map<string, Map<string, Set<OfferFilter>>>
  readonly inverseFilters: Map<string, Set<object>>
}

export interface OfferFilter {
  readonly refused: Bag
}

export class Agent {
  readonly id: string
  info: AgentInfo
  capabilities: ReadonlySet<string>
  activated = true
  /** Frameworks with an inverse offer that they have not answered; absent while no maintenance is scheduled. */
  outstandingInverse: Set<string> | undefined
  readonly #heldBy = new Map<string, Bag>()
  #held: Bag = emptyBag
  #total: Bag
  #available: Bag = emptyBag

  constructor(id: string, info: AgentInfo, capabilities: ReadonlySet<string>, total: Bag) {
    this.id = id
    this.info = info
    this.capabilities = capabilities
    this.#total = total
    this.#recount()
  }

  /** Reserved or not, revocable ones included. */
  get total(): Bag {
    return this.#total
  }

  set total(total: Bag) {
    this.#total = total
    this.#recount()
  }

  /** Neither offered nor allocated. Shared volumes are always available, in use or not. */
  get available(): Bag {
    return this.#available
  }

  /** What is offered or allocated, by framework; also by those that the allocator does not know. */
  get heldBy(): BagsById {
    return this.#heldBy
  }

  get hasGpu(): boolean {
    return this.#total.some(({ kind }) => kind.name === "gpus")
  }

  hold(framework: string, bag: Bag): void {
    if (bag.length === 0) return
    this.#heldBy.set(framework, addBags(this.#heldBy.get(framework) ?? emptyBag, bag))
    this.#held = addBags(this.#held, bag)
    this.#recount()
  }

  release(framework: string, bag: Bag): void {
    const left = subtractBags(this.#heldBy.get(framework) ?? emptyBag, bag)
    if (left.length === 0) this.#heldBy.delete(framework)
    else this.#heldBy.set(framework, left)
    this.#held = subtractBags(this.#held, bag)
    this.#recount()
  }

  #recount(): void {
    const held = unallocate(this.#held)
    const shared = this.#total.filter(isShared)
    // More may be held than there is, after a total shrank; then nothing is available.
    if (shared.length === 0) this.#available = subtractBags(this.#total, held)
    else
      this.#available = addBags(
        subtractBags(
          this.#total.filter((resource) => !isShared(resource)),
          held.filter((resource) => !isShared(resource)),
        ),
        shared,
      )
  }
}
