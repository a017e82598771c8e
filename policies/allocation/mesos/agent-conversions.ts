/** What operations make of an agent's total, and of what is offered or available of it. Source: spec/mesos.md §1.8, §4.3. */
import { assert } from "../../../sim/index.ts"
import { type Bag, equalBags } from "./bags.ts"
import { allocatedConversion, applyConversions, type Conversion } from "./conversions.ts"
import { conversionsOf, isExtraCopy, type Operation } from "./conversions.ts"

interface Converted {
  readonly id: string
  readonly total: Bag
}

/** Operations of a framework on what it was `offered` in one role: what it has instead, and the agent's new total. */
export function convertOffered(
  { id, total }: Converted,
  framework: string,
  offered: Bag,
  conversions: readonly Conversion[],
): { readonly offered: Bag; readonly total: Bag } {
  const role = offered.at(0)?.role
  if (role === undefined) return { offered, total }
  const mine = conversions.map((one) => allocatedConversion(one, role))
  const updated = applyConversions(offered, mine)
  assert(updated !== undefined, `framework ${framework} converts what it was not offered on agent ${id}`)
  const after = applyConversions(
    total,
    conversions.filter((one) => !isExtraCopy(one)),
  )
  assert(after !== undefined, `agent ${id} does not have what framework ${framework} converts`)
  return { offered: updated, total: keptIfEqual(total, after) }
}

/** Operations of an operator: the agent's new total, or undefined if what is converted is not `available`. */
export function convertAvailable(
  { id, total }: Converted,
  available: Bag,
  operations: readonly Operation[],
): Bag | undefined {
  const conversions = operations.flatMap(conversionsOf)
  if (applyConversions(available, conversions) === undefined) return undefined
  const after = applyConversions(total, conversions)
  assert(after !== undefined, `agent ${id} has available what it does not have`)
  return keptIfEqual(total, after)
}

/** The order of entries shows in sums, so a total that is the same afterwards stays as it was. */
function keptIfEqual(before: Bag, after: Bag): Bag {
  return equalBags(before, after) ? before : after
}
