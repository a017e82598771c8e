/**
 * Resources as Mesos has them: a quantity of a kind, where a kind is name × reservation stack × revocable ×
 * volume × shared (spec: Mesos' Resource message). Kinds are interned to small integers. The unreserved scalars
 * come first and have dense columns over agents (see agents.ts); every rarer kind is an entry of a sparse Bag.
 */
import type { Thousandths } from "../kernel/units.ts"

/** The unreserved scalars, in column order: kind k of a dense column is `scalarNames[k]`. */
export const scalarNames = ["cpus", "mem", "disk", "gpus"] as const
export type ScalarName = (typeof scalarNames)[number]

/** How many dense columns a table of amounts has; the amount of kind k on row i is `table[i * scalarCount + k]`. */
export const scalarCount = scalarNames.length

export const cpus = 0
export const mem = 1
export const disk = 2
export const gpus = 3

/** The unit a person reads each scalar in: cores, MiB, MiB, devices. One unit is 1,000 thousandths. */
export const scalarUnits = ["cores", "MiB", "MiB", "devices"] as const

export const thousandthsPerUnit = 1000

/** One amount for each scalar, in thousandths: a request, a capacity, what an offer holds. */
export type Amounts = Float64Array

/** Amounts from units (cores, MiB, MiB, devices), each rounded to the nearest thousandth, halves up. */
export function amounts(units: Partial<Record<ScalarName, number>>): Amounts {
  return Float64Array.from(scalarNames, (name) => toThousandths(units[name] ?? 0))
}

/** Whole thousandths of a number of units. Throws a RangeError unless finite, not negative and exact below 2^53. */
export function toThousandths(units: number): Thousandths {
  const scaled = Math.round(units * thousandthsPerUnit)
  if (!(scaled >= 0 && Number.isSafeInteger(scaled)))
    throw new RangeError(`${units} is no amount of a resource`)
  return scaled
}

/** True if row `need` of `request` fits into row `have` of `free`: every scalar at once, so none can be forgotten. */
export function fits(request: Amounts, need: number, free: Amounts, have: number): boolean {
  const r = need * scalarCount
  const f = have * scalarCount
  return (
    request[r] <= free[f] &&
    request[r + 1] <= free[f + 1] &&
    request[r + 2] <= free[f + 2] &&
    request[r + 3] <= free[f + 3]
  )
}

/** Row `row` of a table as text for messages: "4 cpus, 1024 MiB mem"; "nothing" where all are zero. */
export function describeAmounts(table: Amounts, row = 0): string {
  const parts: string[] = []
  for (const [k, name] of scalarNames.entries()) {
    const amount = table[row * scalarCount + k]
    if (amount !== 0) parts.push(`${amount / thousandthsPerUnit} ${name}`)
  }
  return parts.join(", ") || "nothing"
}
