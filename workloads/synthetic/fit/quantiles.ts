/** Tables of quantiles: how a column of numbers becomes a few, and is drawn from again. */
import { assert, type RandomStream } from "../../../sim/index.ts"

/**
 * At most `most` values at equally spaced quantiles from 0 to 1, both ends among them: all of them where there are no
 * more. `values` must be in ascending order, and at least one.
 */
export function quantileTable(values: ArrayLike<number>, most: number): number[] {
  assert(values.length > 0 && most >= 2, `a table of ${most} quantiles of ${values.length} values`)
  const count = Math.min(most, values.length)
  if (count === 1) return [values[0]]
  return Array.from({ length: count }, (_, i) => quantileAt(values, i / (count - 1)))
}

/** At most `most` values that stand for equal parts of the ascending `values`, each the middle one of its part. */
export function middleTable(values: ArrayLike<number>, most: number): number[] {
  const count = Math.min(most, values.length)
  return Array.from({ length: count }, (_, i) => quantileAt(values, (i + 0.5) / count))
}

/** The value below which the share `p`, 0 to 1, of the ascending `sorted` lies: the nearest one seen. */
export function quantileAt(sorted: ArrayLike<number>, p: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]
}

/** A draw from between the table's values: straight lines from one to the next. */
export function drawBetween(table: readonly number[], stream: RandomStream): number {
  return between(table, stream.next())
}

/** The value at the quantile `p`, from 0 up to 1, of such draws. */
export function between(table: readonly number[], p: number): number {
  const place = p * (table.length - 1)
  const below = Math.floor(place)
  if (table.length === 1) return table[0]
  return table[below] + (place - below) * (table[below + 1] - table[below])
}

/** The mean of such draws. */
export function meanBetween(table: readonly number[]): number {
  if (table.length === 1) return table[0]
  let sum = 0
  for (let i = 0; i + 1 < table.length; i++) sum += (table[i] + table[i + 1]) / 2
  return sum / (table.length - 1)
}

/** A draw of one of the table's values. */
export function drawOne(table: readonly number[], stream: RandomStream): number {
  return table[stream.integer(table.length)]
}

export const ascending = (a: number, b: number) => a - b
