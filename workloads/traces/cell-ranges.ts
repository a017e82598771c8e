/** What numbers in traces may be, so that whatever is made of them stays a whole number below 2^53. */
import { type Micros, microsPerSecond } from "../../sim/index.ts"
import type { CellRange } from "./card-notes.ts"
import type { NamedRow } from "./named-rows.ts"

/** Of devices, cores, instances: times a thousand thousandths it is still exact. */
export const countRange: CellRange = {
  least: 0,
  most: 1e6,
  expected: "a count must be a whole number, 0 to 1,000,000",
}

/** Of whole units or thousandths: up to 9 EiB in MiB. */
export const amountRange: CellRange = { least: 0, most: 9e12, expected: "an amount must be 0 to 9e12" }

/** Seconds, before or after the start, less than 285 years. */
const secondsRange: CellRange = {
  least: -9e9,
  most: 9e9,
  whole: false,
  expected: "a time must be a number of seconds, less than 285 years",
}

/** The cell's seconds in whole microseconds; undefined where it is empty. */
export function microsCell(row: NamedRow, name: string): Micros | undefined {
  return row.isEmpty(name) ? undefined : Math.round(row.number(name, secondsRange) * microsPerSecond)
}
