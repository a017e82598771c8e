/**
 * The mean of noisy values with the help of a control variate: a number of each run whose true mean is known. Where the
 * control came out high by chance, the value did too, and a straight line takes that away.
 * Source: Law, "Simulation Modeling and Analysis", 5th ed., §11.4; the variance is that of a fitted line at the known mean.
 */
import { sampleOf } from "./intervals.ts"
import { studentQuantile } from "./student.ts"

export interface Estimate {
  readonly n: number
  readonly mean: number
  /** Half of the interval; NaN where there are too few values for one. */
  readonly half: number
  /** By which part the control has lowered the variance, 0 to 1; 0 without a control. */
  readonly reduction: number
}

/** A number per run, in the order of the values, and the mean that it is known to have. */
export interface Control {
  readonly values: readonly number[]
  readonly mean: number
}

/** Fewer runs than this do not tell a slope. */
const leastForSlope = 6

/** By Student's t, with n − 1 degrees of freedom, or n − 2 with a control. */
export function estimateOf(values: readonly number[], control?: Control, confidence = 0.95): Estimate {
  const { n, mean, deviation } = sampleOf(values)
  if (n < 2) return { n, mean, half: Number.NaN, reduction: 0 }
  const plain = {
    n,
    mean,
    half: (studentQuantile((1 + confidence) / 2, n - 1) * deviation) / Math.sqrt(n),
    reduction: 0,
  }
  if (control === undefined || n < leastForSlope || deviation === 0) return plain
  const centre = sampleOf(control.values).mean
  let squares = 0
  let products = 0
  for (const [i, value] of values.entries()) {
    const apart = control.values[i] - centre
    squares += apart * apart
    products += apart * (value - mean)
  }
  if (squares === 0) return plain
  const slope = products / squares
  const total = deviation * deviation * (n - 1)
  const left = Math.max(0, total - slope * products) / (n - 2)
  const shift = centre - control.mean
  const variance = left * (1 / n + (shift * shift) / squares)
  return {
    n,
    mean: mean - slope * shift,
    half: studentQuantile((1 + confidence) / 2, n - 2) * Math.sqrt(variance),
    reduction: Math.max(0, 1 - variance / ((deviation * deviation) / n)),
  }
}
