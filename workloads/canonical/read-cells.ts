/** Cells of canonical tables as integers with units; an empty cell is what its column's default says. */
import { type Micros, scalarCount, thousandthsPerUnit } from "../../sim/index.ts"
import type { CellRange } from "../traces/card-notes.ts"
import { countRange } from "../traces/cell-ranges.ts"
import { numberFromText } from "../traces/numbers.ts"
import type { NamedRow } from "../traces/named-rows.ts"

const secondsRange: CellRange = {
  least: 0,
  most: 9e9,
  whole: false,
  expected: "a time must be a number of seconds, 0 or more and less than 285 years",
}
const amountRange: CellRange = {
  least: 0,
  most: 9e12,
  whole: false,
  expected: "an amount must be a number, 0 to 9e12",
}
export const wholeRange: CellRange = {
  least: 0,
  most: Number.MAX_SAFE_INTEGER,
  expected: "this must be a whole number, 0 to 2^53 − 1",
}
export const smallRange: CellRange = {
  least: 0,
  most: 2 ** 31 - 1,
  expected: "this must be a whole number, 0 to 2,147,483,647",
}
const flagRange: CellRange = { least: 0, most: 1, expected: "this must be 0 or 1" }

/** µs; `otherwise` where the cell is empty, an error where there is no such value. */
export function micros(row: NamedRow, name: string, otherwise?: Micros): Micros {
  if (otherwise !== undefined && row.isEmpty(name)) return otherwise
  return Math.round(row.number(name, secondsRange) * 1_000_000)
}

export function whole(row: NamedRow, name: string, range: CellRange, otherwise: number): number {
  return row.isEmpty(name) ? otherwise : row.number(name, range)
}

export function flag(row: NamedRow, name: string, otherwise: number): number {
  return whole(row, name, flagRange, otherwise)
}

/** How many equal tasks a row stands for. */
export function count(row: NamedRow, name: string): number {
  return whole(row, name, countRange, 1)
}

const amountNames = ["cpus", "mem_mib", "disk_mib", "gpus"] as const

/** Thousandths of all scalars, into a row that is used again; cpus must be told where `needsCpus`. */
export function amounts(
  row: NamedRow,
  needsCpus: boolean,
  into = new Float64Array(scalarCount),
): Float64Array {
  for (const [k, name] of amountNames.entries()) {
    const isMissing = row.isEmpty(name) && (k > 0 || !needsCpus)
    into[k] = isMissing ? 0 : Math.round(row.number(name, amountRange) * thousandthsPerUnit)
  }
  return into
}

/** Undefined where the cell is empty. A leading apostrophe before = + - @ is the writer's guard against formulas. */
export function text(row: NamedRow, name: string): string | undefined {
  return row.isEmpty(name) ? undefined : row.text(name).replace(/^'(?=[=+\-@\t\r\n])/, "")
}

export function oneOf(row: NamedRow, name: string, known: readonly string[], otherwise?: number): number {
  if (otherwise !== undefined && row.isEmpty(name)) return otherwise
  const place = known.indexOf(row.text(name))
  if (place < 0) throw row.error(name, `this must be one of ${known.join(", ")}`)
  return place
}

/** What names a row: its text, and the number that it is, if it is one. */
export interface Id {
  readonly text: string
  readonly number?: number
}

export function id(row: NamedRow, name: string): Id {
  const own = text(row, name)
  if (own === undefined) throw row.error(name, "a row needs a name of its own, a whole number or a text")
  const isNumber = /^\d{1,15}$/.test(own)
  return isNumber ? { text: own, number: numberFromText(own) } : { text: own }
}
