/**
 * Student's t and the normal distribution, within 1e-10, in the same bits on every engine.
 * Source: Abramowitz & Stegun, "Handbook of Mathematical Functions", 26.5.8 (incomplete beta as a continued fraction,
 * evaluated by Lentz's method), 26.7.1 (t from beta), 26.2.10 and 26.2.14 (normal).
 */
import { assert, exp, log } from "../../sim/index.ts"

/** P(T ≤ t) for Student's t with `freedom` > 0 degrees of freedom. */
export function studentCdf(t: number, freedom: number): number {
  const tail = upperTail(t < 0 ? -t : t, freedom)
  return t < 0 ? tail : 1 - tail
}

/** The t below which the share `p` of the distribution lies; 0 < p < 1. */
export function studentQuantile(p: number, freedom: number): number {
  assert(p > 0 && p < 1 && freedom > 0, `there is no t quantile ${p} with ${freedom} degrees of freedom`)
  if (p < 0.5) return -studentQuantile(1 - p, freedom)
  return rootOf((t) => 1 - p - upperTail(t, freedom))
}

/** P(Z ≤ z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  const tail = normalTail(z < 0 ? -z : z)
  return z < 0 ? tail : 1 - tail
}

/** −Infinity at 0 and Infinity at 1. */
export function normalQuantile(p: number): number {
  assert(p >= 0 && p <= 1, `there is no normal quantile ${p}`)
  if (p < 0.5) return -normalQuantile(1 - p)
  return p === 1 ? Infinity : rootOf((z) => 1 - p - normalTail(z))
}

/** P(T > t) for t ≥ 0. */
function upperTail(t: number, freedom: number): number {
  return regularisedBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
}

/** P(Z > z) for z ≥ 0: the series around 0, further out the continued fraction. */
function normalTail(z: number): number {
  const density = exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (z > 3) {
    let fraction = 0
    for (let k = 100; k >= 1; k--) fraction = k / (z + fraction)
    return density / (z + fraction)
  }
  let term = z
  let sum = z
  for (let k = 3; term > sum * 1e-17; k += 2) {
    term *= (z * z) / k
    sum += term
  }
  return 0.5 - density * sum
}

/** Where the ascending function of x ≥ 0 crosses 0, to the last bit, by halving. */
function rootOf(ascending: (x: number) => number): number {
  let below = 0
  let above = 1
  while (ascending(above) < 0) above *= 2
  for (;;) {
    const middle = (below + above) / 2
    if (middle <= below || middle >= above) return middle
    if (ascending(middle) < 0) below = middle
    else above = middle
  }
}

/** I_x(a, b), 0 ≤ x ≤ 1. */
function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1
  // The fraction converges fast on the near side of the mean only.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a)
  const front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(1 - x))
  return (front * betaFraction(x, a, b)) / a
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m <= 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    let change = 1
    for (const step of [even, odd]) {
      d = 1 / awayFromZero(1 + step * d)
      c = awayFromZero(1 + step / c)
      change = c * d
      value *= change
    }
    if (Math.abs(change - 1) < 1e-16) break
  }
  return value
}

const awayFromZero = (x: number) => (Math.abs(x) < 1e-300 ? 1e-300 : x)

/** ln Γ(x) for x > 0. Source: Abramowitz & Stegun 6.1.40 (Stirling's series), after 6.1.15 has moved x beyond 10. */
function logGamma(x: number): number {
  let shift = 1
  for (; x < 10; x++) shift *= x
  const z = 1 / (x * x)
  const series =
    (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - (z * 691) / 360360))))) / x
  return (x - 0.5) * log(x) - x + 0.5 * log(2 * Math.PI) + series - log(shift)
}
