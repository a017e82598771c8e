/**
 * Laws of chance, as values: a name, a mean, and how to draw. Every draw takes a number of the stream it is given
 * and none from elsewhere; arithmetic is + − × ÷ √ and the kernel's log, exp and pow, so that engines agree.
 */
import { assert, exp, log, pow, type RandomStream } from "../../sim/index.ts"

export interface Law {
  readonly name: string
  readonly mean: number
  readonly draw: (stream: RandomStream) => number
}

/** Always `value`. */
export function constant(value: number): Law {
  return { name: "constant", mean: value, draw: () => value }
}

/** Equally likely from `low` up to, not including, `high`. */
export function uniform(low: number, high: number): Law {
  assert(low <= high, `a uniform law from ${low} to ${high}`)
  return { name: "uniform", mean: (low + high) / 2, draw: (stream) => low + (high - low) * stream.next() }
}

/** Memoryless; `mean` above 0. */
export function exponential(mean: number): Law {
  assert(mean > 0, `an exponential law of mean ${mean}`)
  return { name: "exponential", mean, draw: (stream) => mean * standardExponential(stream) }
}

/** Its logarithm is normal with mean `mu` and deviation `sigma`, 0 or more. */
export function lognormal(mu: number, sigma: number): Law {
  assert(sigma >= 0, `a lognormal law of sigma ${sigma}`)
  return {
    name: "lognormal",
    mean: exp(mu + (sigma * sigma) / 2),
    draw: (stream) => exp(mu + sigma * standardNormal(stream)),
  }
}

/** `shape` below 1 has a heavier tail than the exponential law, which it is at 1; both above 0. */
export function weibull(shape: number, scale: number): Law {
  assert(shape > 0 && scale > 0, `a Weibull law of shape ${shape}, scale ${scale}`)
  return {
    name: "weibull",
    mean: scale * gamma(1 + 1 / shape),
    draw: (stream) => scale * pow(standardExponential(stream), 1 / shape),
  }
}

/**
 * Power-law tail of exponent `alpha` above 0, cut at both ends: 0 < low < high.
 * Source: Harchol-Balter, "Performance Modeling and Design of Computer Systems", 2013, §20.3.
 */
export function boundedPareto(alpha: number, low: number, high: number): Law {
  assert(alpha > 0 && low > 0 && high > low, `a Pareto law of alpha ${alpha} from ${low} to ${high}`)
  const span = 1 - pow(low / high, alpha)
  const mean =
    alpha === 1
      ? (low / span) * log(high / low)
      : (alpha * low * (1 - pow(low / high, alpha - 1))) / ((alpha - 1) * span)
  return {
    name: "bounded Pareto",
    mean,
    draw: (stream) => low / pow(1 - stream.next() * span, 1 / alpha),
  }
}

/** Exponential with one of several means, each with its chance; the chances add up to 1. */
export function hyperexponential(
  branches: readonly { readonly chance: number; readonly mean: number }[],
): Law {
  const choose = chooser(branches.map(({ chance }) => chance))
  return {
    name: "hyperexponential",
    mean: branches.reduce((sum, { chance, mean }) => sum + chance * mean, 0),
    draw: (stream) => branches[choose(stream)].mean * standardExponential(stream),
  }
}

/** Ranks 1 to `count`, rank r with weight 1 / r^exponent; `exponent` 0 or more. Source: Zipf, 1949. */
export function zipf(count: number, exponent: number): Law {
  assert(Number.isInteger(count) && count >= 1 && exponent >= 0, `a Zipf law of ${count} ranks`)
  const weights = Array.from({ length: count }, (_, rank) => 1 / pow(rank + 1, exponent))
  const choose = chooser(weights)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const mean = weights.reduce((sum, weight, rank) => sum + weight * (rank + 1), 0) / total
  return { name: "zipf", mean, draw: (stream) => choose(stream) + 1 }
}

/** One of the values seen, all equally likely; at least one. */
export function empirical(values: ArrayLike<number>): Law {
  assert(values.length > 0, "an empirical law of no values")
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return {
    name: "empirical",
    mean: sum / values.length,
    draw: (stream) => values[stream.integer(values.length)],
  }
}

/** Draws a place in `weights` (each 0 or more, one above 0) with chance in proportion: one number of the stream. */
export function chooser(weights: readonly number[]): (stream: RandomStream) => number {
  const ends: number[] = []
  let total = 0
  for (const weight of weights) {
    assert(weight >= 0, `a weight of ${weight}`)
    ends.push((total += weight))
  }
  assert(total > 0, "no weight is above 0")
  return (stream) => {
    const target = stream.next() * total
    let low = 0
    let high = ends.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (ends[middle] > target) high = middle
      else low = middle + 1
    }
    return low
  }
}

function standardExponential(stream: RandomStream): number {
  return -log(1 - stream.next())
}

/** Marsaglia's polar method, 1964; the second number it makes is thrown away, so that a draw has no memory. */
export function standardNormal(stream: RandomStream): number {
  for (;;) {
    const x = 2 * stream.next() - 1
    const y = 2 * stream.next() - 1
    const square = x * x + y * y
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * log(square)) / square)
  }
}

/** Γ(x) for x ≥ 1, to some 14 digits. Source: Lanczos 1964, coefficients for g = 7 by Godfrey 2001. */
export function gamma(x: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ]
  const z = x - 1
  let series = 0.9999999999998099
  for (const [i, coefficient] of coefficients.entries()) series += coefficient / (z + i + 1)
  const t = z + 7.5
  return 2.5066282746310002 * pow(t, z + 0.5) * exp(-t) * series
}
