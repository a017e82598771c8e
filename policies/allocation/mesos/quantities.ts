/**
 * Amounts by name, without reservations and the rest. In quantities a name that is absent has none; in limits it is
 * unlimited. Values of these types never change. Source: spec/mesos.md §1.4.
 */
import type { Thousandths } from "../../../sim/index.ts"
import type { Bag } from "./bags.ts"

/** Above 0 each. */
export type Quantities = ReadonlyMap<string, Thousandths>

/** 0 or more each; a limit of 0 means none allowed. */
export type Limits = ReadonlyMap<string, Thousandths>

export interface Quota {
  readonly guarantees: Quantities
  readonly limits: Limits
}

export const none: Quantities = new Map()

/** Nothing guaranteed and nothing limited. */
export const defaultQuota: Quota = { guarantees: none, limits: none }

/** The scalars of a bag. A shared volume counts once, however often it is held. */
export function quantitiesOf(bag: Bag): Quantities {
  const sums = new Map<string, Thousandths>()
  for (const { kind, value } of bag)
    if (value.type === "scalar") sums.set(kind.name, (sums.get(kind.name) ?? 0) + value.amount)
  return sums
}

export function addQuantities(a: Quantities, b: Quantities): Quantities {
  const sum = new Map(a)
  for (const [name, amount] of b) sum.set(name, (sum.get(name) ?? 0) + amount)
  return sum
}

/** What of `a` is left; a name of which nothing is left is dropped. */
export function subtractQuantities(a: Quantities, b: Quantities): Quantities {
  const rest = new Map<string, Thousandths>()
  for (const [name, amount] of a) {
    const left = amount - (b.get(name) ?? 0)
    if (left > 0) rest.set(name, left)
  }
  return rest
}

/** The room that is left under limits; a limit that is reached stays, as 0. */
export function subtractFromLimits(limits: Limits, used: Quantities): Limits {
  return new Map([...limits].map(([name, limit]) => [name, Math.max(0, limit - (used.get(name) ?? 0))]))
}
