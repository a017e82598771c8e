/** What a run gives away: each framework, role and agent once. */
import type { AgentRecord } from "./agents.ts"
import type { Amounts } from "./amounts.ts"
import { allocate, type Bag } from "./bags.ts"
import type { Bundle, Bundles } from "./bundle.ts"
import type { Seat } from "./seats.ts"

/** An offer costs little as long as nobody asks what is in it. */
export class Offer {
  readonly #seat: Seat
  readonly #agent: AgentRecord
  readonly #bundle: Bundle
  #resources: Bag | undefined

  constructor(seat: Seat, agent: AgentRecord, bundle: Bundle) {
    this.#seat = seat
    this.#agent = agent
    this.#bundle = bundle
  }

  get seat(): Seat {
    return this.#seat
  }

  /** Of the agent. */
  get slot(): number {
    return this.#agent.slot
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
    return this.#agent.id
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
    return new Offer(this.#seat, this.#agent, bundles.sum(this.#bundle, more))
  }
}
