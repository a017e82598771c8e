/** The offers of one message to one framework, and how they are answered. */
import type { OfferTable } from "../cluster/offers.ts"
import { scalarCount } from "../cluster/resources.ts"
import type { World } from "../contracts/control-plane.ts"
import type { OfferList } from "../contracts/framework.ts"
import type { AgentId, FrameworkId, Micros, OfferId, Thousandths } from "../kernel/units.ts"

export interface Envelope extends OfferList {
  readonly framework: FrameworkId
  /** Declines what was not answered yet. */
  declineRest(refusal: Micros): void
  /** How many offers are still without an answer. */
  unanswered(): number
}

/** Offers that were made one by one. */
export class Message implements Envelope {
  readonly framework: FrameworkId
  readonly #offers: readonly OfferId[]
  readonly #table: OfferTable
  readonly #decline: (offer: OfferId, refusal: Micros) => void

  constructor(
    framework: FrameworkId,
    offers: readonly OfferId[],
    table: OfferTable,
    decline: (offer: OfferId, refusal: Micros) => void,
  ) {
    this.framework = framework
    this.#offers = offers
    this.#table = table
    this.#decline = decline
  }

  get length(): number {
    return this.#offers.length
  }

  id(position: number): OfferId {
    return this.#offers[position]
  }

  agent(position: number): AgentId {
    return this.#table.agent[this.#table.slotOf(this.#offers[position])]
  }

  amount(position: number, kind: number): Thousandths {
    return this.#table.amounts[this.#table.slotOf(this.#offers[position]) * scalarCount + kind]
  }

  declineRest(refusal: Micros): void {
    const table = this.#table
    for (const offer of this.#offers) if (table.isOpen(offer)) this.#decline(offer, refusal)
  }

  unanswered(): number {
    return this.#offers.reduce((count, offer) => count + (this.#table.isOpen(offer) ? 1 : 0), 0)
  }
}

export interface DealSetting {
  readonly world: World
  readonly framework: FrameworkId
  /** How many agents there are to offer, and the next of them; −1 after the last. */
  readonly length: number
  readonly next: () => AgentId
  /** Makes the offer of all that is free on the agent. */
  readonly make: (agent: AgentId) => OfferId
  /** Declines an offer that was made, and one that was not. */
  readonly decline: (offer: OfferId, refusal: Micros) => void
  readonly refuse: (agent: AgentId, refusal: Micros) => void
}

const notMade: OfferId = -1

/**
 * All agents of a run for the one framework that asks. Most of them it will not look at before it has all it wants, so
 * an offer is made in the ledger only when the framework answers it by name; the others are declined without having
 * moved anything. What happens is exactly what happens with a Message of the same offers (allocator.test.ts).
 */
export class Deal implements Envelope {
  readonly framework: FrameworkId
  readonly length: number
  readonly #setting: DealSetting
  readonly #agents: AgentId[] = []
  readonly #offers: OfferId[] = []
  #unmade: number

  constructor(setting: DealSetting) {
    this.framework = setting.framework
    this.length = setting.length
    this.#setting = setting
    this.#unmade = setting.length
  }

  id(position: number): OfferId {
    const agent = this.agent(position)
    if (this.#offers[position] === notMade) {
      this.#offers[position] = this.#setting.make(agent)
      this.#unmade--
    }
    return this.#offers[position]
  }

  agent(position: number): AgentId {
    while (this.#agents.length <= position) this.#draw()
    return this.#agents[position]
  }

  amount(position: number, kind: number): Thousandths {
    const { offers, view } = this.#setting.world
    const agent = this.agent(position)
    const offer = this.#offers[position]
    return offer === notMade
      ? view.free(agent, kind)
      : offers.amounts[offers.slotOf(offer) * scalarCount + kind]
  }

  declineRest(refusal: Micros): void {
    const { world, decline, refuse } = this.#setting
    const looksAt = refusal > 0 ? this.length : this.#agents.length
    for (let position = 0; position < looksAt; position++) {
      const agent = this.agent(position)
      const offer = this.#offers[position]
      if (offer === notMade) refuse(agent, refusal)
      else if (this.#isOpen(offer)) decline(offer, refusal)
    }
    world.declineUnmade(this.#unmade)
    this.#unmade = 0
  }

  unanswered(): number {
    return this.#unmade + this.#offers.reduce((count, offer) => count + (this.#isOpen(offer) ? 1 : 0), 0)
  }

  /** Settles which agents these are, before the candidates of the run change. */
  drawAll(): void {
    while (this.#agents.length < this.length) this.#draw()
  }

  #isOpen(offer: OfferId): boolean {
    return offer !== notMade && this.#setting.world.offers.isOpen(offer)
  }

  #draw(): void {
    this.#agents.push(this.#setting.next())
    this.#offers.push(notMade)
  }
}
