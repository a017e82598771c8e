/** What a run gives away: each framework, role and agent once. */
import type { Agents } from "./agents.ts"
import type { Amounts } from "./amounts.ts"
import { allocate, type Bag } from "./bags.ts"
import type { Bundle, Bundles } from "./bundle.ts"
import type { Seat } from "./seats.ts"

/** An offer costs little as long as nobody asks what is in it. */
export class Offer {
  readonly #seat: Seat
  readonly #agents: Agents
  /** Of the agent. */
  readonly slot: number
  readonly #bundle: Bundle
  #resources: Bag | undefined

  constructor(seat: Seat, agents: Agents, slot: number, bundle: Bundle) {
    this.#seat = seat
    this.#agents = agents
    this.slot = slot
    this.#bundle = bundle
  }

  get seat(): Seat {
    return this.#seat
  }

  /** Whether all scalars are unreserved and plain: then `amounts` say it all. */
  get isPlain(): boolean {
    return this.#bundle.isPlain
  }

  get framework(): string {
    return this.#seat.framework.id
  }

  get role(): string {
    return this.#seat.role.name
  }

  get agent(): string {
    return this.#agents.idOf(this.slot)
  }

  /** All scalars of it by name, in thousandths, in the allocator's order of names. */
  get amounts(): Amounts {
    return this.#bundle.quantities
  }

  /** Allocated to the role. Made when first asked for. */
  get resources(): Bag {
    return (this.#resources ??= allocate(this.#bundle.bag, this.role))
  }

  plus(more: Bundle, bundles: Bundles): Offer {
    return new Offer(this.#seat, this.#agents, this.slot, bundles.sum(this.#bundle, more))
  }
}
