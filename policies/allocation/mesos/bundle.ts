/**
 * What an agent has, or a framework holds on it, as one value that never changes. Plain scalars, neither reserved nor
 * revocable nor of a disk of their own, are columns; all else is a bag beside them. A bundle that has anything unplain
 * among its scalars is one bag altogether, in the order in which Mesos has it, for sums of doubles depend on that.
 */
import {
  addInto,
  type Amounts,
  areEqual,
  covers,
  isNone,
  nothing,
  put,
  type ScalarNames,
  subtractFrom,
} from "./amounts.ts"
import {
  addBags,
  type Bag,
  containsBag,
  emptyBag,
  equalBags,
  isUnderQuota,
  subtractBags,
  unallocate,
} from "./bags.ts"
import { isReserved, type Kind, kindOf, type Resource } from "./resources.ts"
import { plainTraits, type Traits, traitsOf } from "./traits.ts"
import { scalar } from "./values.ts"

/** How many different totals are remembered. */
const mostShared = 4096

export class Bundle {
  /** Plain scalars; none in a bundle that is one bag. */
  readonly amounts: Amounts
  readonly rest: Bag
  /** All scalars by name, however reserved; a shared volume once. */
  readonly quantities: Amounts
  /** Whether all scalars are plain, and so in columns. */
  readonly isPlain: boolean
  readonly isEmpty: boolean
  /** Set by whoever asks often whether it is worth offering; undefined until then. */
  meetsMinimum: boolean | undefined
  readonly #bundles: Bundles
  #bag: Bag | undefined
  #underQuota: Amounts | undefined
  #reserved: Amounts | undefined
  #revocable: Amounts | undefined
  #unreserved: Bundle | undefined
  #inOfferOrder: Bundle | undefined
  #traits: Traits | undefined
  #part: Bundle | undefined
  #left: Bundle | undefined

  /** `bag`: the same as it was given, if it is to be kept so. */
  constructor(bundles: Bundles, amounts: Amounts, rest: Bag, isPlain: boolean, bag?: Bag) {
    this.#bundles = bundles
    this.#bag = bag
    this.amounts = amounts
    this.rest = rest
    this.isPlain = isPlain
    this.quantities = isPlain ? amounts : bundles.quantitiesOf(rest)
    this.isEmpty = rest.length === 0 && isNone(amounts)
    this.meetsMinimum = undefined
  }

  get bag(): Bag {
    return (this.#bag ??= this.isPlain ? [...this.#bundles.scalarsOf(this.amounts), ...this.rest] : this.rest)
  }

  /** What quota speaks of. */
  get underQuota(): Amounts {
    if (this.isPlain) return this.amounts
    return (this.#underQuota ??= this.#bundles.quantitiesOf(this.rest.filter(isUnderQuota)))
  }

  get reserved(): Amounts {
    if (this.isPlain) return nothing
    return (this.#reserved ??= this.#bundles.quantitiesOf(this.rest.filter(isReserved)))
  }

  get revocable(): Amounts {
    if (this.isPlain) return nothing
    return (this.#revocable ??= this.#bundles.quantitiesOf(this.rest.filter(({ kind }) => kind.revocable)))
  }

  /** What of it is for all roles. */
  get unreserved(): Bundle {
    if (this.isPlain) return this
    return (this.#unreserved ??= this.#with(this.rest.filter((resource) => !isReserved(resource))))
  }

  /** The same with what quota does not speak of first, as Mesos puts offers together: sums of doubles depend on it. */
  get inOfferOrder(): Bundle {
    if (this.isPlain) return this
    return (this.#inOfferOrder ??= this.#putInOfferOrder())
  }

  get traits(): Traits {
    return this.isPlain ? plainTraits : (this.#traits ??= traitsOf(this.rest))
  }

  /** What was left without the part, if that was the last to be remembered. */
  leftWithout(part: Bundle): Bundle | undefined {
    return this.#part === part ? this.#left : undefined
  }

  remember(part: Bundle, left: Bundle): void {
    this.#part = part
    this.#left = left
  }

  contains(part: Bundle): boolean {
    if (this === part) return true
    if (!this.isPlain || !part.isPlain) return containsBag(this.bag, part.bag)
    if (!covers(this.amounts, part.amounts)) return false
    return this.rest === part.rest || containsBag(this.rest, part.rest)
  }

  equals(other: Bundle): boolean {
    if (this === other) return true
    if (!this.isPlain || !other.isPlain)
      return this.isPlain === other.isPlain && equalBags(this.bag, other.bag)
    return areEqual(this.amounts, other.amounts) && equalBags(this.rest, other.rest)
  }

  #putInOfferOrder(): Bundle {
    const along = this.rest.filter((resource) => !isUnderQuota(resource))
    if (along.length === 0 || along.length === this.rest.length) return this
    return this.#bundles.unplain([...along, ...this.rest.filter(isUnderQuota)])
  }

  #with(part: Bag): Bundle {
    return part.length === this.rest.length ? this : this.#bundles.unplainOrEmpty(part)
  }
}

/** Makes bundles for one allocator. */
export class Bundles {
  readonly names: ScalarNames
  readonly empty: Bundle
  readonly #plainKinds: Kind[] = []
  readonly #shared = new Map<string, Bundle>()

  constructor(names: ScalarNames) {
    this.names = names
    this.empty = new Bundle(this, nothing, emptyBag, true)
  }

  plain(amounts: Amounts, rest: Bag): Bundle {
    return new Bundle(this, amounts, rest, true)
  }

  /** One bag, as it is. */
  unplain(bag: Bag): Bundle {
    return new Bundle(this, nothing, bag, false)
  }

  /** As `of`, but one bundle with one bag for all that are alike in the same order, as the totals of many agents are. */
  shared(bag: Bag): Bundle {
    const key = JSON.stringify(bag.map(({ kind, value, count }) => [kind.key, value, count]))
    const known = this.#shared.get(key)
    if (known !== undefined) return known
    const { isPlain, amounts, rest } = this.of(bag)
    const bundle = isPlain ? new Bundle(this, amounts, rest, true, bag) : this.unplain(bag)
    if (this.#shared.size >= mostShared) this.#shared.clear()
    this.#shared.set(key, bundle)
    return bundle
  }

  /** The same, or the one bundle that is empty. */
  unplainOrEmpty(bag: Bag): Bundle {
    return bag.length === 0 ? this.empty : this.unplain(bag)
  }

  /** Of resources, whomever they are allocated to. */
  of(given: Bag): Bundle {
    if (given.length === 0) return this.empty
    const bag = given[0].role === undefined ? given : unallocate(given)
    const amounts: number[] = []
    const rest: Resource[] = []
    for (const resource of bag) {
      const { kind, value } = resource
      if (!isPlainKind(kind)) return this.unplain(bag)
      if (value.type === "scalar") put(amounts, this.names.columnOf(kind.name), value.amount)
      else rest.push(resource)
    }
    return this.plain(amounts, rest)
  }

  sum(a: Bundle, b: Bundle): Bundle {
    if (a.isEmpty) return b
    if (b.isEmpty) return a
    if (!a.isPlain || !b.isPlain) return this.of(addBags(a.bag, b.bag))
    const amounts = [...a.amounts]
    addInto(amounts, b.amounts)
    return this.plain(amounts, addBags(a.rest, b.rest))
  }

  /** What `a` does not have is not taken. */
  difference(a: Bundle, b: Bundle): Bundle {
    if (a === b) return this.empty
    if (!a.isPlain || !b.isPlain) return this.of(subtractBags(a.bag, b.bag))
    const amounts = a.amounts.map((amount, k) => Math.max(0, amount - (b.amounts[k] ?? 0)))
    const rest = this.plain(amounts, a.rest === b.rest ? emptyBag : subtractBags(a.rest, b.rest))
    return rest.isEmpty ? this.empty : rest
  }

  /** What is left of a plain bundle without all of `parts`. */
  less(whole: Bundle, parts: readonly Bundle[]): Bundle {
    if (parts.length === 1) return this.difference(whole, parts[0])
    const amounts = [...whole.amounts]
    let { rest } = whole
    for (const bundle of parts) {
      if (!bundle.isPlain) return parts.reduce((left, part) => this.difference(left, part), whole)
      subtractFrom(amounts, bundle.amounts)
      if (bundle.rest.length > 0 && rest.length > 0) rest = subtractBags(rest, bundle.rest)
    }
    const left = this.plain(amounts, rest)
    return left.isEmpty ? this.empty : left
  }

  quantitiesOf(bag: Bag): Amounts {
    const sums: number[] = []
    for (const { kind, value } of bag)
      if (value.type === "scalar") put(sums, this.names.columnOf(kind.name), value.amount)
    return sums
  }

  scalarsOf(amounts: Amounts): Resource[] {
    const scalars: Resource[] = []
    for (let k = 0; k < amounts.length; k++)
      if (amounts[k] > 0) scalars.push({ kind: this.#plainKind(k), value: scalar(amounts[k]), count: 1 })
    return scalars
  }

  #plainKind(column: number): Kind {
    const name = this.names.nameOf(column)
    return (this.#plainKinds[column] ??= kindOf({ name, reservations: [], revocable: false, shared: false }))
  }
}

function isPlainKind({ reservations, source, volume, provider, revocable, shared }: Kind): boolean {
  const disk = source ?? volume ?? provider
  return reservations.length === 0 && disk === undefined && !revocable && !shared
}
