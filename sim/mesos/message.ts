/** The offers of one message to a framework, as the framework sees them. */
import type { OfferTable } from "../cluster/offers.ts"
import { scalarCount } from "../cluster/resources.ts"
import type { OfferList } from "../contracts/framework.ts"
import type { AgentId, OfferId, Thousandths } from "../kernel/units.ts"

export class Message implements OfferList {
  readonly offers: readonly OfferId[]
  readonly #table: OfferTable

  constructor(offers: readonly OfferId[], table: OfferTable) {
    this.offers = offers
    this.#table = table
  }

  get length(): number {
    return this.offers.length
  }

  id(position: number): OfferId {
    return this.offers[position]
  }

  agent(position: number): AgentId {
    return this.#table.agent[this.#table.slotOf(this.offers[position])]
  }

  amount(position: number, kind: number): Thousandths {
    return this.#table.amounts[this.#table.slotOf(this.offers[position]) * scalarCount + kind]
  }
}
