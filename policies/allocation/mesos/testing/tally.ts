/**
 * What is held on which agent, and the sum of its scalars. A volume that is shared counts once per agent, however often
 * it is held there. Source: spec/mesos.md §3.2.
 */
import { addBags, type Bag, containsBag, emptyBag, isShared, subtractBags } from "../bags.ts"
import { addQuantities, none, type Quantities, quantitiesOf, subtractQuantities } from "../quantities.ts"

export class Tally {
  readonly #bags = new Map<string, Bag>()
  #quantities = none

  get quantities(): Quantities {
    return this.#quantities
  }

  get agents(): Iterable<readonly [agent: string, Bag]> {
    return this.#bags
  }

  copy(): Tally {
    const copy = new Tally()
    for (const [agent, bag] of this.#bags) copy.#bags.set(agent, bag)
    copy.#quantities = this.#quantities
    return copy
  }

  add(agent: string, bag: Bag): void {
    const before = this.#bags.get(agent) ?? emptyBag
    const counted = bag.filter((resource) => !isShared(resource) || !containsBag(before, [resource]))
    this.#set(agent, addBags(before, bag))
    this.#quantities = addQuantities(this.#quantities, quantitiesOf(counted))
  }

  subtract(agent: string, bag: Bag): void {
    const after = subtractBags(this.#bags.get(agent) ?? emptyBag, bag)
    const counted = bag.filter((resource) => !isShared(resource) || !containsBag(after, [once(resource)]))
    this.#set(agent, after)
    this.#quantities = subtractQuantities(this.#quantities, quantitiesOf(counted))
  }

  /** An operation turned `before` into `after`, as a reservation does. */
  replace(agent: string, before: Bag, after: Bag): void {
    this.#set(agent, addBags(subtractBags(this.#bags.get(agent) ?? emptyBag, before), after))
    this.#quantities = addQuantities(
      subtractQuantities(this.#quantities, quantitiesOf(before)),
      quantitiesOf(after),
    )
  }

  #set(agent: string, bag: Bag): void {
    if (bag.length === 0) this.#bags.delete(agent)
    else this.#bags.set(agent, bag)
  }
}

function once<T extends { readonly count: number }>(resource: T): T {
  return { ...resource, count: 1 }
}
