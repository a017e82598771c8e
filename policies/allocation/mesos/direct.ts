/**
 * Calls by handles and columns instead of names and bags, for the simulation, which makes a hundred million of them; and
 * offers that are dealt: counted as made, and charged only when somebody looks at them. What they do is what the calls
 * by name do.
 */
import type { Micros } from "../../../sim/index.ts"
import type { Accounts } from "./accounts.ts"
import { type Amounts, areEqual, isNone } from "./amounts.ts"
import { emptyBag } from "./bags.ts"
import type { Bundle } from "./bundle.ts"
import type { Refusals } from "./refusals.ts"
import type { Seat } from "./seats.ts"

export class DirectCalls {
  readonly #accounts: Accounts
  readonly #refusals: Refusals
  readonly #interval: Micros

  constructor(accounts: Accounts, refusals: Refusals, interval: Micros) {
    this.#accounts = accounts
    this.#refusals = refusals
    this.#interval = interval
  }

  /** The column of a scalar in amounts. */
  columnOf(name: string): number {
    return this.#accounts.names.columnOf(name)
  }

  /** Of an agent, as long as it is there. */
  slotOf(agent: string): number {
    return this.#accounts.agents.find(agent)?.slot ?? -1
  }

  seatOf(framework: string, role: string): Seat {
    return this.#accounts.seat(this.#accounts.framework(framework), role)
  }

  /** Gives back unreserved scalars, `amounts` being read and not kept; refused for `refusal`, 0 for not at all. */
  recover(seat: Seat, slot: number, amounts: Amounts, refusal: Micros): void {
    if (isNone(amounts)) return
    const held = this.#accounts.heldBy(seat, slot)
    const isAll = held?.isPlain === true && held.rest.length === 0 && areEqual(held.amounts, amounts)
    const bundle = isAll ? held : this.#accounts.bundles.plain([...amounts], emptyBag)
    this.#accounts.discharge(seat, slot, bundle)
    this.#refuse(seat, slot, bundle, refusal)
  }

  /** An agent that was dealt is offered after all: whole. It was counted then. */
  take(seat: Seat, slot: number): void {
    this.#accounts.countOffers(seat, -1)
    this.#accounts.charge(seat, slot, this.#accounts.agents.available[slot])
  }

  /** An agent that was dealt is declined. */
  decline(seat: Seat, slot: number, refusal: Micros): void {
    this.#refuse(seat, slot, this.#accounts.agents.available[slot], refusal)
  }

  #refuse(seat: Seat, slot: number, bundle: Bundle, refusal: Micros): void {
    if (refusal > 0) this.#refusals.add(slot, seat, bundle, Math.max(this.#interval, refusal))
  }
}
