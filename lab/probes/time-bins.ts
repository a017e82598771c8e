/**
 * Levels over a run whose end nobody knows yet, as means over at most 240 bins of equal length: when time outgrows the
 * bins, they merge two by two and their length doubles. Sums of level × time, so that merging loses nothing; doubles or
 * floats, which round in the last place.
 */
import { type ClusterView, type Micros, microsPerSecond, never } from "../../sim/index.ts"

/** Even, because bins merge two by two. */
export const mostBins = 240

type Sums = Float64Array | Float32Array

export class TimeBins {
  readonly #rows: number
  readonly #sums: Sums
  #width: Micros

  /** `make` gives the column of sums, bin after bin: Float64Array, or Float32Array where there are very many rows. */
  constructor(rows: number, width: Micros, make: new (length: number) => Sums = Float64Array) {
    this.#rows = rows
    this.#width = width
    this.#sums = new make(rows * mostBins)
  }

  /** µs. */
  get width(): Micros {
    return this.#width
  }

  /** Each row has its level from `from` to `to`. */
  holdAll(levels: Float64Array, from: Micros, to: Micros): void {
    this.#reach(to)
    const rows = this.#rows
    for (let bin = Math.floor(from / this.#width); from < to; bin++) {
      const until = Math.min(to, (bin + 1) * this.#width)
      const span = until - from
      const at = bin * rows
      for (let row = 0; row < rows; row++) this.#sums[at + row] += levels[row] * span
      from = until
    }
  }

  /** One row has the level from `from` to `to`. */
  hold(row: number, level: number, from: Micros, to: Micros): void {
    if (level === 0) return
    this.#reach(to)
    for (let bin = Math.floor(from / this.#width); from < to; bin++) {
      const until = Math.min(to, (bin + 1) * this.#width)
      this.#sums[bin * this.#rows + row] += level * (until - from)
      from = until
    }
  }

  /** How many bins a run that ends at `end` has; the last may be cut short. */
  count(end: Micros): number {
    this.#reach(end)
    return Math.ceil(end / this.#width)
  }

  start(bin: number): Micros {
    return bin * this.#width
  }

  /** The mean level of the row over the part of the bin before `end`. */
  mean(row: number, bin: number, end: Micros): number {
    const span = Math.min(end, (bin + 1) * this.#width) - bin * this.#width
    return this.#sums[bin * this.#rows + row] / span
  }

  #reach(time: Micros): void {
    while (time > mostBins * this.#width) this.#merge()
  }

  #merge(): void {
    const sums = this.#sums
    const rows = this.#rows
    for (let bin = 0; bin < mostBins / 2; bin++)
      for (let row = 0; row < rows; row++)
        sums[bin * rows + row] = sums[2 * bin * rows + row] + sums[(2 * bin + 1) * rows + row]
    sums.fill(0, (mostBins / 2) * rows)
    this.#width *= 2
  }
}

const roundSeconds = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
]

/**
 * The length of bins to begin with, µs: the shortest round one of which 240 reach the last arrival, or `until` if that is
 * earlier. All probes of a run begin with the same, so their bins stay the same.
 */
export function binWidth({ jobs }: ClusterView, until: Micros = never): Micros {
  const lastArrival = jobs.jobCount === 0 ? 0 : jobs.jobArrival[jobs.jobCount - 1]
  const reach = Math.min(until, lastArrival)
  const round = roundSeconds.find((length) => length * microsPerSecond * mostBins >= reach)
  return (round ?? roundSeconds[roundSeconds.length - 1]) * microsPerSecond
}
