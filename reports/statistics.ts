/** Means with intervals over seeds, for pictures and tables; comparisons come ready-made with the results. */

export interface Estimate {
  readonly n: number
  readonly mean: number
  /** Half width of the 95 % interval by Student's t; null with fewer than two values. */
  readonly half: number | null
}

/** Mean of the values that are there, or undefined if there are none. */
export function estimate(values: Iterable<number | null>): Estimate | undefined {
  const present = [...values].filter((value) => value !== null)
  const n = present.length
  if (n === 0) return undefined
  const mean = sum(present) / n
  if (n === 1) return { n, mean, half: null }
  const variance = sum(present.map((value) => (value - mean) * (value - mean))) / (n - 1)
  return { n, mean, half: studentT(n - 1) * Math.sqrt(variance / n) }
}

/** 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom. Source: any table, e.g. NIST/SEMATECH 1.3.6.7.2. */
const tTable = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
]

/** Beyond the table by the first terms of the expansion in 1/df: Abramowitz and Stegun 26.7.5. */
export function studentT(degrees: number): number {
  const z = 1.959964
  if (degrees <= tTable.length) return tTable[degrees - 1]
  const first = (z * z * z + z) / 4
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  return z + first / degrees + second / (degrees * degrees)
}

/** The quantile of sorted values by linear interpolation (type 7). */
export function quantileOf(sorted: readonly number[], quantile: number): number {
  const at = (sorted.length - 1) * quantile
  const below = Math.floor(at)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (at - below) * (sorted[above] - sorted[below])
}

/** Groups in the order in which their keys first appear. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

export function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
