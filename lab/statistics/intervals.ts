/** Means with their 95 % intervals. */
import { type RandomStream } from "../../sim/index.ts"
import { quantile } from "../probes/quantile.ts"
import { normalCdf, normalQuantile, studentQuantile } from "./student.ts"

export interface Interval {
  readonly lo: number
  readonly hi: number
}

export interface Sample {
  readonly n: number
  readonly mean: number
  /** Standard deviation with n − 1 in the denominator; NaN for n < 2. */
  readonly deviation: number
}

export function sampleOf(values: readonly number[]): Sample {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  // Equal values have no deviation, whatever the division above has rounded.
  if (n > 1 && values.every((value) => value === values[0])) return { n, mean: values[0], deviation: 0 }
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  return { n, mean, deviation: n > 1 ? Math.sqrt(squares / (n - 1)) : Number.NaN }
}

/** mean ± t · s ÷ √n: holds the true mean in the share `confidence` of samples from a normal law. NaN for n < 2. */
export function studentInterval({ n, mean, deviation }: Sample, confidence = 0.95): Interval {
  if (n < 2) return { lo: Number.NaN, hi: Number.NaN }
  const half = deviation === 0 ? 0 : (studentQuantile((1 + confidence) / 2, n - 1) * deviation) / Math.sqrt(n)
  return { lo: mean - half, hi: mean + half }
}

/** How many samples are drawn with replacement. Source: spec/metrics-and-charts.md §2.4. */
const resamples = 2000

/**
 * The bias-corrected and accelerated bootstrap interval of the mean: needs no normal law, follows skew. NaN for n < 2.
 * Source: Efron, "Better Bootstrap Confidence Intervals", JASA 82, 1987.
 */
export function bootstrapInterval(
  values: readonly number[],
  random: RandomStream,
  confidence = 0.95,
): Interval {
  const { n, mean, deviation } = sampleOf(values)
  if (n < 2) return { lo: Number.NaN, hi: Number.NaN }
  if (deviation === 0) return { lo: mean, hi: mean }
  const means = resampledMeans(values, random)
  const bias = normalQuantile(shareBelow(means, mean))
  const skew = accelerationOf(values, mean)
  const end = (p: number) => {
    const z = bias + normalQuantile(p)
    return quantile(means, normalCdf(bias + z / (1 - skew * z)))
  }
  return { lo: end((1 - confidence) / 2), hi: end((1 + confidence) / 2) }
}

function resampledMeans(values: readonly number[], random: RandomStream): Float64Array {
  return Float64Array.from({ length: resamples }, () => {
    let sum = 0
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random.next() * values.length)]
    return sum / values.length
  }).sort()
}

/** The share of the ascending values that is below the mark, ties by half; never 0 or 1. */
function shareBelow(ascending: Float64Array, mark: number): number {
  let below = 0
  for (const value of ascending) below += value < mark ? 1 : value === mark ? 0.5 : 0
  return Math.min(Math.max(below, 0.5), ascending.length - 0.5) / ascending.length
}

/** A sixth of the skewness of the jackknife, which for a mean is that of the values. */
function accelerationOf(values: readonly number[], mean: number): number {
  let squares = 0
  let cubes = 0
  for (const value of values) {
    const apart = value - mean
    squares += apart * apart
    cubes += apart * apart * apart
  }
  return cubes / (6 * squares * Math.sqrt(squares))
}
