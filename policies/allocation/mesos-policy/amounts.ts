/** Rows of scalars as bags of Mesos, and back. */
import { type Amounts, scalarCount, scalarNames, thousandthsPerUnit } from "../../../sim/index.ts"
import { type Bag, parseResources } from "../mesos/index.ts"

/** Unreserved; what there is nothing of is left out. */
export function bagOfAmounts(amounts: Amounts): Bag {
  const entries = scalarNames.flatMap((name, k) =>
    amounts[k] > 0 ? [`${name}:${(amounts[k] / thousandthsPerUnit).toFixed(3)}`] : [],
  )
  return parseResources(entries.join(";"))
}

/** The unreserved scalars of a bag as a row. */
export function amountsIn(bag: Bag): Amounts {
  const row = new Float64Array(scalarCount)
  for (const { kind, value } of bag) {
    const k = (scalarNames as readonly string[]).indexOf(kind.name)
    if (k >= 0 && value.type === "scalar") row[k] += value.amount
  }
  return row
}
