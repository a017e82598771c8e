/**
 * The mean of noisy values with the help of control variates: numbers of each run whose true means are known. Where a
 * control came out high by chance, the value did too, and a straight line takes that away.
 * Source: Law, "Simulation Modeling and Analysis", 5th ed., §11.4; Lavenberg & Welch, "A Perspective on the Use of Control
 * Variables", Management Science 27, 1981; the variance is that of the fitted plane at the known means.
 */
import { sampleOf } from "./intervals.ts"
import { studentQuantile } from "./student.ts"

export interface Estimate {
  readonly n: number
  readonly mean: number
  /** Half of the interval; NaN where there are too few values for one. */
  readonly half: number
  /** By which part the controls have lowered the variance, 0 to 1; 0 without. */
  readonly reduction: number
}

/** A number per run, in the order of the values, and the mean that it is known to have. */
export interface Control {
  readonly values: readonly number[]
  readonly mean: number
}

/** Fewer runs than this do not tell a slope; each control more needs three more. */
const leastForSlope = 6
const runsPerControl = 3

/** By Student's t, with n − 1 degrees of freedom less one per control. Controls that few runs cannot bear are left out, the last first. */
export function estimateOf(
  values: readonly number[],
  controls: readonly Control[] = [],
  confidence = 0.95,
): Estimate {
  const { n, mean, deviation } = sampleOf(values)
  if (n < 2) return { n, mean, half: Number.NaN, reduction: 0 }
  const half = (freedom: number, variance: number) =>
    studentQuantile((1 + confidence) / 2, freedom) * Math.sqrt(variance)
  const plain = (deviation * deviation) / n
  const bearable = Math.floor((n - leastForSlope) / runsPerControl) + 1
  if (deviation === 0) return { n, mean, half: 0, reduction: 0 }
  const { left, drift, spread, used } = withoutControls(values, controls.slice(0, Math.max(0, bearable)))
  if (used === 0) return { n, mean, half: half(n - 1, plain), reduction: 0 }
  const freedom = n - 1 - used
  const variance = (left / freedom) * (1 / n + spread)
  return {
    n,
    mean: mean - drift,
    half: half(freedom, variance),
    reduction: Math.max(0, 1 - variance / plain),
  }
}

/**
 * A least-squares fit on the controls, one after the other: each is freed of those before it, and takes its part of the
 * values away. `left` is the sum of squares that remains, `drift` by how much the values came out high because the controls
 * did, and `spread` what not knowing the slopes adds to the variance of the mean. A control that does not vary is not used.
 */
function withoutControls(values: readonly number[], controls: readonly Control[]) {
  const centred = (of: readonly number[]) => {
    const { mean } = sampleOf(of)
    return of.map((value) => value - mean)
  }
  let rest = centred(values)
  const columns = controls.map((control) => ({
    apart: centred(control.values),
    shift: sampleOf(control.values).mean - control.mean,
    squares: sumOfProducts(centred(control.values), centred(control.values)),
  }))
  let drift = 0
  let spread = 0
  let used = 0
  for (const [i, { apart, shift, squares }] of columns.entries()) {
    const own = sumOfProducts(apart, apart)
    if (own <= 1e-12 * squares) continue
    const slopeOn = (other: readonly number[]) => sumOfProducts(apart, other) / own
    const slope = slopeOn(rest)
    rest = rest.map((value, k) => value - slope * apart[k])
    drift += slope * shift
    spread += (shift * shift) / own
    used++
    for (const later of columns.slice(i + 1)) {
      const shared = slopeOn(later.apart)
      later.apart = later.apart.map((value, k) => value - shared * apart[k])
      later.shift -= shared * shift
    }
  }
  return { left: sumOfProducts(rest, rest), drift, spread, used }
}

function sumOfProducts(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}
