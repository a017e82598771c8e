/**
 * What must stay free for guarantees that are not met yet, and what is free: counted at the start of a run and kept
 * while it gives. Source: spec/mesos.md §4.5, 1 to 4.
 */
import type { Bag } from "../bags.ts"
import type { Books } from "./books.ts"
import {
  addQuantities,
  isDefaultQuota,
  none,
  type Quantities,
  quantitiesOf,
  subtractQuantities,
} from "../quantities.ts"
import { ancestorsOf, consumedQuota } from "./role-tree.ts"
import { type ChopOrder, shrinkToQuantities } from "../shrink.ts"

export class Headroom {
  readonly #consumed = new Map<string, Quantities>()
  #required = none
  #available: Quantities

  constructor(books: Books) {
    for (const role of books.roles.topLevelRoles()) {
      if (isDefaultQuota(role.quota)) continue
      const consumed = consumedQuota(role)
      this.#consumed.set(role.name, consumed)
      // Each role on its own: one that has more than it is guaranteed leaves nothing to the others.
      this.#required = addQuantities(this.#required, subtractQuantities(role.quota.guarantees, consumed))
    }
    this.#available = freeQuantities(books)
  }

  /** What of its quota a role has used up; nothing for a role without quota. */
  consumed(role: string): Quantities {
    return this.#consumed.get(role) ?? none
  }

  /** The part of `bag` that can be given without touching what must stay free. */
  withinSurplus(bag: Bag, order: ChopOrder, draw: number): Bag {
    if (this.#required.size === 0 || bag.length === 0) return bag
    return shrinkToQuantities(bag, subtractQuantities(this.#available, this.#required), order, draw)
  }

  /** A role with quota was given something. */
  consume(role: string, amounts: Quantities): void {
    for (const path of [role, ...ancestorsOf(role)]) {
      this.#consumed.set(path, addQuantities(this.consumed(path), amounts))
    }
  }

  /** Guarantees were met, so less must stay free. */
  satisfy(amounts: Quantities): void {
    this.#required = subtractQuantities(this.#required, amounts)
  }

  take(amounts: Quantities): void {
    this.#available = subtractQuantities(this.#available, amounts)
  }
}

/** The scalars of all agents that are neither held nor reserved nor revocable. */
function freeQuantities({ total, roleSorter, roles, agents }: Books): Quantities {
  const { reservations, heldReserved } = roles.root
  let free = subtractQuantities(total, roleSorter.root.held.quantities)
  free = subtractQuantities(free, subtractQuantities(reservations, heldReserved.quantities))
  for (const { available } of agents.values())
    free = subtractQuantities(free, quantitiesOf(available.filter(({ kind }) => kind.revocable)))
  return free
}
