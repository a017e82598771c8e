/**
 * What is held of an agent that has more than plain resources, as one bag in the order in which Mesos has it. What was
 * given is put in when the bag is asked for: often it has all come back before.
 */
import { addBags, allocate, type Bag, emptyBag, subtractBags } from "./bags.ts"
import type { Bundle } from "./bundle.ts"

interface Gift {
  readonly bundle: Bundle
  readonly role: string
}

export class HeldBag {
  #bag: Bag = emptyBag
  readonly #given: Gift[] = []
  /** Whether all of it was given since nothing was held, to a role each: then it is the same whatever the roles. */
  isSimple = true

  get bag(): Bag {
    for (const { bundle, role } of this.#given) this.#bag = addBags(this.#bag, allocate(bundle.bag, role))
    this.#given.length = 0
    return this.#bag
  }

  give(bundle: Bundle, role: string): void {
    if (this.#bag.length > 0) this.isSimple = false
    else this.isSimple = this.#given.length === 0 || (this.isSimple && !this.#hasGot(role))
    this.#given.push({ bundle, role })
  }

  take(bundle: Bundle, role: string): void {
    this.#bag = subtractBags(this.bag, allocate(bundle.bag, role))
    this.isSimple = false
  }

  /** Nothing is held, or not kept here. */
  clear(): void {
    this.#bag = emptyBag
    this.#given.length = 0
  }

  #hasGot(role: string): boolean {
    return this.#given.some((gift) => gift.role === role)
  }
}
