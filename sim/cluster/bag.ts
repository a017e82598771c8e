/**
 * A bag of scalar resources of any kinds: a short list of (kind, thousandths), in ascending order of kind, without
 * empty entries. What is rare on a machine (reserved, revocable, a volume) is held in bags; the unreserved scalars of
 * all agents stand in dense columns (accounts.ts). Source: spec/mesos.md §1.3.
 */
import type { Thousandths } from "../kernel/units.ts"
import type { KindId } from "./kinds.ts"

export interface BagEntry {
  readonly kind: KindId
  readonly amount: Thousandths
}

export type Bag = readonly BagEntry[]

/** A bag of these amounts; those of one kind add up, those that are 0 are left out. */
export function bagOf(entries: Iterable<BagEntry>): Bag {
  const sums = new Map<KindId, number>()
  for (const { kind, amount } of entries) sums.set(kind, (sums.get(kind) ?? 0) + amount)
  return [...sums]
    .filter(([, amount]) => amount !== 0)
    .sort(([a], [b]) => a - b)
    .map(([kind, amount]) => ({ kind, amount }))
}

export function addBags(a: Bag, b: Bag): Bag {
  return bagOf([...a, ...b])
}

/** What of `a` is left without `b`. There are no negative resources: what `b` has more is ignored, as in Mesos. */
export function subtractBag(a: Bag, b: Bag): Bag {
  return a.flatMap(({ kind, amount }) => {
    const left = amount - amountIn(b, kind)
    return left > 0 ? [{ kind, amount: left }] : []
  })
}

/** True if `whole` has at least as much of every kind as `part`. */
export function containsBag(whole: Bag, part: Bag): boolean {
  return part.every(({ kind, amount }) => amountIn(whole, kind) >= amount)
}

export function amountIn(bag: Bag, kind: KindId): Thousandths {
  return bag.find((entry) => entry.kind === kind)?.amount ?? 0
}
