/** Fitting a point process to times of arrival: first the rhythm, then the slow ups and downs, then the gaps. */
import { exp, log, type Micros, microsPerSecond } from "../../../sim/index.ts"
import { square } from "./distances.ts"
import type { FittedArrivals, FittedModulation } from "./fitted-model.ts"
import { ascending, meanBetween, quantileTable } from "./quantiles.ts"

export const hour = 3600 * microsPerSecond
const day = 24 * hour

/** Widths of bins that people can name, s. */
const binSeconds = [60, 300, 900, 3600, 10_800, 21_600, 86_400]
const fewestPerBin = 4
const fewestBins = 48

const gapQuantiles = 257
/** From so many weeks or days on, the level of each is told from chance. */
const fewestWeeks = 4
const fewestDays = 3

/** `times` in µs, ascending, below `span`; `grain` is what all of them are multiples of. At least one. */
export function fitArrivals(times: Float64Array, span: Micros, grain: Micros): FittedArrivals {
  const rate = (times.length / span) * microsPerSecond
  const rhythm = rhythmOf(times, span)
  const bin = binFor(times.length, span)
  const counts = countsPerBin(times, span, bin)
  const expected = Array.from(counts, (_, i) =>
    expectedIn({ rate, ...rhythm }, i * bin, widthOf(i, bin, span)),
  )
  const gaps = gapsOnTheirClock(dithered(times, grain), counts, bin)
  const runs = runsOf(gaps)
  return {
    rate,
    ...rhythm,
    bin,
    modulation: fitModulation(counts, expected, squaredVariation(gaps)),
    gaps: ofMeanOne(quantileTable(gaps.sort(ascending), gapQuantiles)),
    runs,
  }
}

type Rhythm = Pick<FittedArrivals, "daily" | "weekly" | "level">

/**
 * The level by weeks where there are many, else by days where there are some; weekdays only beside a level by weeks, and
 * hours within what either leaves.
 */
function rhythmOf(times: Float64Array, span: Micros): Rhythm {
  const weeks = span / (7 * day)
  const days = span / day
  const part = weeks >= fewestWeeks ? 7 * day : days >= fewestDays ? day : span
  const daily = factors(times, span, hour, 24)
  const weekly = weeks >= fewestWeeks ? factors(times, span, day, 7) : Array.from({ length: 7 }, () => 1)
  return { daily, weekly, level: { part, factors: levelOf(times, span, part, { daily, weekly }) } }
}

/** Part by part how many more come than by rate, weekday and hour: so that in all as many are expected as came. */
function levelOf(
  times: Float64Array,
  span: Micros,
  part: Micros,
  { daily, weekly }: Pick<Rhythm, "daily" | "weekly">,
): number[] {
  const seen = countsPerBin(times, span, part)
  const flat = {
    daily,
    weekly,
    level: { part: span, factors: [1] },
    rate: (times.length / span) * microsPerSecond,
  }
  const expected = new Float64Array(seen.length)
  for (let i = 0; i < seen.length; i++) expected[i] = expectedIn(flat, i * part, widthOf(i, part, span))
  return Array.from(seen, (count, i) => (expected[i] === 0 ? 1 : count / expected[i]))
}

/** How many are expected in the `width` µs from `start` on, before modulation. */
export function expectedIn(law: Rhythm & { readonly rate: number }, start: Micros, width: Micros): number {
  let expected = 0
  for (let from = start; from < start + width; from += hour)
    expected += expectedWithinHour(law, from, Math.min(hour, start + width - from))
  return expected
}

function expectedWithinHour(
  { rate, daily, weekly, level }: Rhythm & { readonly rate: number },
  start: Micros,
  width: Micros,
): number {
  const middle = start + width / 2
  const slow = level.factors[Math.floor(middle / level.part) % level.factors.length]
  return ((rate * width) / microsPerSecond) * slow * weekly[dayOf(middle)] * daily[hourOf(middle)]
}

export const hourOf = (time: Micros) => Math.floor((time % day) / hour)
const dayOf = (time: Micros) => Math.floor(time / day) % 7

/** The narrowest width that leaves some arrivals to a bin; wider ones only while there are bins enough to compare. */
export function binFor(count: number, span: Micros): Micros {
  const widths = binSeconds.map((s) => s * microsPerSecond)
  const wide = widths.find((width) => (count * width) / span >= fewestPerBin) ?? widths[widths.length - 1]
  const usable = widths.filter((width) => width <= wide && span / width >= fewestBins)
  return usable.at(-1) ?? widths[0]
}

export function countsPerBin(times: Float64Array, span: Micros, bin: Micros): Float64Array {
  const counts = new Float64Array(Math.max(1, Math.ceil(span / bin)))
  for (const time of times) counts[Math.min(counts.length - 1, Math.floor(time / bin))]++
  return counts
}

const widthOf = (i: number, bin: Micros, span: Micros) => Math.min(bin, span - i * bin)

/** Two arrivals more, as at the mean rate, in every slot: what is seldom seen stays near 1. */
const caution = 2

/** How many more than on average come in each of `slots` slots of `width` that follow each other again and again. */
function factors(times: Float64Array, span: Micros, width: Micros, slots: number): number[] {
  const rate = times.length / span
  const seen = new Float64Array(slots)
  for (const time of times) seen[Math.floor(time / width) % slots]++
  return Array.from(seen, (count, slot) => {
    const expected = rate * timeInSlot(span, width, slots, slot)
    return (count + caution) / (expected + caution)
  })
}

/** How much of the time from 0 to `span` lies in slot number `slot`. */
function timeInSlot(span: Micros, width: Micros, slots: number, slot: number): Micros {
  const round = width * slots
  const rest = (span % round) - slot * width
  return Math.floor(span / round) * width + Math.max(0, Math.min(width, rest))
}

/** Arrivals that a coarse clock puts at one instant, spread evenly until its next tick. */
function dithered(times: Float64Array, grain: Micros): Float64Array {
  const spread = times.slice()
  for (let first = 0; first < times.length;) {
    let next = first
    while (next < times.length && times[next] === times[first]) next++
    for (let i = first; i < next; i++) spread[i] += (grain * (i - first + 0.5)) / (next - first)
    first = next
  }
  return spread
}

/** The gaps on a clock that ticks once per arrival of the bin it is in: what is left when the counts are known. */
function gapsOnTheirClock(times: Float64Array, counts: Float64Array, bin: Micros): Float64Array {
  const before = new Float64Array(counts.length + 1)
  for (const [i, count] of counts.entries()) before[i + 1] = before[i] + count
  const ticks = Float64Array.from(times, (time) => {
    const place = Math.min(counts.length - 1, Math.floor(time / bin))
    return before[place] + counts[place] * (time / bin - place)
  })
  if (ticks.length < 2) return Float64Array.of(1)
  return Float64Array.from({ length: ticks.length - 1 }, (_, i) => Math.max(0, ticks[i + 1] - ticks[i]))
}

/** Gaps are told apart as quarters: the shortest, shorter, longer, longest. */
export const gapClasses = 4

/** The chance, beyond one in four, that a gap is of the same quarter as the one before. */
function runsOf(gaps: Float64Array): number {
  if (gaps.length < 2 * gapClasses) return 0
  const order = Int32Array.from(gaps, (_, i) => i).sort((a, b) => gaps[a] - gaps[b] || a - b)
  const quarter = new Int32Array(gaps.length)
  for (const [rank, i] of order.entries()) quarter[i] = Math.floor((gapClasses * rank) / gaps.length)
  let same = 0
  for (let i = 1; i < quarter.length; i++) if (quarter[i] === quarter[i - 1]) same++
  const byChance = 1 / gapClasses
  return Math.max(0, (same / (gaps.length - 1) - byChance) / (1 - byChance))
}

function ofMeanOne(table: readonly number[]): number[] {
  const mean = meanBetween(table)
  return mean > 0 ? table.map((gap) => gap / mean) : [1]
}

/** Variance over squared mean. */
function squaredVariation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (mean === 0) return 0
  return values.reduce((sum, value) => sum + square(value - mean), 0) / values.length / square(mean)
}

/** Lags, in bins, at which the modulation is to be as alike as the counts are. */
const lags = [1, 2, 3, 5, 8, 13, 21, 34]
const fastGrid = [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9]
const slowGrid = [0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998]
const shareGrid = Array.from({ length: 21 }, (_, i) => i / 20)

/**
 * By moments: the counts vary more than gaps of `gapVariation` alone would make them, and the rest is the modulation's;
 * its memory is the pair of autoregressions, of a grid, that comes nearest to the covariances of the counts.
 */
function fitModulation(
  counts: Float64Array,
  expected: readonly number[],
  gapVariation: number,
): FittedModulation {
  const covariance = (lag: number) => {
    let [seen, scale] = [0, 0]
    for (let i = 0; i + lag < counts.length; i++) {
      const noise = lag === 0 ? gapVariation * expected[i] : 0
      seen += (counts[i] - expected[i]) * (counts[i + lag] - expected[i + lag]) - noise
      scale += expected[i] * expected[i + lag]
    }
    return scale === 0 ? 0 : seen / scale
  }
  const variance = log(1 + Math.max(0, covariance(0)))
  if (variance < 1e-3) return { variance: 0, fast: 0, slow: 0, slowShare: 0 }
  const usable = lags.filter((lag) => lag * 4 <= counts.length)
  const wanted = usable.map((lag) => log(Math.max(1e-6, 1 + covariance(lag))) / variance)
  return { variance, ...nearestMemory(usable, wanted) }
}

function nearestMemory(usable: readonly number[], wanted: readonly number[]) {
  let best = { fast: 0, slow: slowGrid[0], slowShare: 0 }
  let least = Number.POSITIVE_INFINITY
  for (const slow of slowGrid)
    for (const fast of fastGrid)
      for (const slowShare of shareGrid) {
        const error = usable.reduce((sum, lag, i) => {
          const has = slowShare * power(slow, lag) + (1 - slowShare) * power(fast, lag)
          return sum + square(has - wanted[i])
        }, 0)
        if (error >= least) continue
        least = error
        best = { fast, slow, slowShare }
      }
  return best
}

/** x to a whole power, by products. */
function power(x: number, times: number): number {
  let result = 1
  for (let i = 0; i < times; i++) result *= x
  return result
}

/** Factors of mean 1 for the bins one after the other, drawn from the two streams of normal numbers. */
export function* modulationOf(
  { variance, fast, slow, slowShare }: FittedModulation,
  normal: () => number,
): Generator<number> {
  const [fastSpread, slowSpread] = [Math.sqrt(variance * (1 - slowShare)), Math.sqrt(variance * slowShare)]
  let [quick, lazy] = [normal(), normal()]
  for (;;) {
    yield exp(fastSpread * quick + slowSpread * lazy - variance / 2)
    quick = fast * quick + Math.sqrt(1 - fast * fast) * normal()
    lazy = slow * lazy + Math.sqrt(1 - slow * slow) * normal()
  }
}
