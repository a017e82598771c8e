/** The room that quota leaves, by name, for cutting bags. */
import type { Amounts, ScalarNames } from "./amounts.ts"
import type { Bag } from "./bags.ts"
import type { Limits, Quantities } from "./quantities.ts"
import type { QuotaRoom } from "./quota-room.ts"
import type { Role } from "./seats.ts"

/** The role's limits without what it has and what it is about to get. */
export function limitsUnder(room: QuotaRoom, role: Role, taken: Amounts, names: ScalarNames): Limits {
  const limits = new Map<string, number>()
  for (const k of (role.quota?.limits ?? []).keys()) {
    const most = room.underLimit(role, k, taken[k] ?? 0)
    if (most !== Infinity) limits.set(names.nameOf(k), most)
  }
  return limits
}

/** What of the names in the bag need not stay free. */
export function quantitiesWithin(room: QuotaRoom, bag: Bag, names: ScalarNames): Quantities {
  const surplus = new Map<string, number>()
  for (const { kind } of bag) {
    const most = room.surplus(names.columnOf(kind.name))
    if (most > 0) surplus.set(kind.name, most)
  }
  return surplus
}
