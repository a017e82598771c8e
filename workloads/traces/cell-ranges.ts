/** What numbers in traces may be, so that whatever is made of them stays a whole number below 2^53. */
import { type Micros, microsPerSecond, never } from "../../sim/index.ts"
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
export const secondsRange: CellRange = {
  least: -9e9,
  most: 9e9,
  whole: false,
  expected: "a time must be a number of seconds, less than 285 years",
}

/** The cell's seconds in whole microseconds; undefined where it is empty. */
export function microsCell(row: NamedRow, name: string): Micros | undefined {
  return row.isEmpty(name) ? undefined : Math.round(row.number(name, secondsRange) * microsPerSecond)
}

/** Of cores, GiB, shares and the like, with fractions. */
export const unitsRange: CellRange = {
  least: 0,
  most: 1e9,
  whole: false,
  expected: "an amount must be 0 to 1,000,000,000",
}

export const idRange: CellRange = {
  least: 0,
  most: never,
  expected: "an id must be a whole number, 0 or more",
}

/** From time 0 on, in units of `unit` µs each. */
export function timeRange(unit: number): CellRange {
  return {
    least: 0,
    most: Math.floor(never / unit),
    whole: false,
    expected: "a time must be 0 or more, and less than 285 years",
  }
}
