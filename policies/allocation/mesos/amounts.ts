/**
 * Thousandths by column, for adding up quickly. The columns are the names of scalars in the order in which they were
 * first met; a column beyond the end of a row is 0. Quantities say the same by name, and are what callers speak.
 */
import type { Quantities } from "./quantities.ts"
import { toFloat } from "./values.ts"

export type Amounts = readonly number[]

export const nothing: Amounts = []

export class ScalarNames {
  readonly #columns = new Map<string, number>()
  readonly #names: string[] = []

  columnOf(name: string): number {
    const known = this.#columns.get(name)
    if (known !== undefined) return known
    this.#columns.set(name, this.#names.length)
    return this.#names.push(name) - 1
  }

  nameOf(column: number): string {
    return this.#names[column]
  }

  amountsOf(quantities: Quantities): Amounts {
    const amounts: number[] = []
    for (const [name, amount] of quantities) put(amounts, this.columnOf(name), amount)
    return amounts
  }

  /** Without those of which there is nothing. */
  quantitiesOf(amounts: Amounts): Quantities {
    const quantities = new Map<string, number>()
    for (let k = 0; k < amounts.length; k++) if (amounts[k] > 0) quantities.set(this.nameOf(k), amounts[k])
    return quantities
  }
}

/** Adds to one column of a row, which grows as needed. */
export function put(row: number[], column: number, amount: number): void {
  while (row.length <= column) row.push(0)
  row[column] += amount
}

export function addInto(row: number[], amounts: Amounts): void {
  while (row.length < amounts.length) row.push(0)
  for (let k = 0; k < amounts.length; k++) row[k] += amounts[k]
}

/** There is never less than nothing. */
export function subtractFrom(row: number[], amounts: Amounts): void {
  const columns = Math.min(row.length, amounts.length)
  for (let k = 0; k < columns; k++) row[k] = row[k] > amounts[k] ? row[k] - amounts[k] : 0
}

export function sumOf(a: Amounts, b: Amounts): Amounts {
  const sum = [...a]
  addInto(sum, b)
  return sum
}

export function differenceOf(a: Amounts, b: Amounts): Amounts {
  const rest = [...a]
  subtractFrom(rest, b)
  return rest
}

export function isNone(amounts: Amounts): boolean {
  for (let k = 0; k < amounts.length; k++) if (amounts[k] > 0) return false
  return true
}

/** Whether each column of `part` is at most that of `whole`. */
export function covers(whole: Amounts, part: Amounts): boolean {
  for (let k = 0; k < part.length; k++) if (part[k] > 0 && !(whole[k] >= part[k])) return false
  return true
}

export function areEqual(a: Amounts, b: Amounts): boolean {
  return covers(a, b) && covers(b, a)
}

/** The doubles of Mesos; see `toFloat`. */
export function floatsOf(amounts: Amounts): number[] {
  return amounts.map(toFloat)
}
