/** What operations make of an agent's total, and of what is offered or available of it. Source: spec/mesos.md §1.8, §4.3. */
import { assert } from "../../../sim/index.ts"
import { type Bag, equalBags } from "./bags.ts"
import {
  allocatedConversion,
  applyConversions,
  type Conversion,
  conversionsOf,
  isExtraCopy,
  type Operation,
} from "./conversions.ts"

/** Of a framework, on what it was offered in one role. */
export function convertOffered(
  total: Bag,
  offered: Bag,
  conversions: readonly Conversion[],
): { readonly total: Bag; readonly offered: Bag } {
  const role = offered.at(0)?.role
  const mine = role === undefined ? [] : conversions.map((one) => allocatedConversion(one, role))
  const updated = applyConversions(offered, mine)
  assert(updated !== undefined, "a framework converts what it was not offered")
  return {
    total: convertTotal(
      total,
      conversions.filter((one) => !isExtraCopy(one)),
    ),
    offered: updated,
  }
}

/** Of an operator: the new total, or undefined if something that is converted is not available. */
export function convertAvailable(
  total: Bag,
  available: Bag,
  operations: readonly Operation[],
): Bag | undefined {
  const conversions = operations.flatMap(conversionsOf)
  return applyConversions(available, conversions) && convertTotal(total, conversions)
}

/** As it was, entries in their order, if the same comes out. */
function convertTotal(total: Bag, conversions: readonly Conversion[]): Bag {
  const after = applyConversions(total, conversions)
  assert(after !== undefined, "an agent does not have what is converted")
  return equalBags(after, total) ? total : after
}
