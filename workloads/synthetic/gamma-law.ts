/** The gamma law: how to draw from it, and its distribution. */
import { assert, exp, log, pow, type RandomStream } from "../../sim/index.ts"
import { gamma, type Law, standardNormal } from "./laws.ts"

/**
 * Mean `shape` × `scale`, both above 0; `shape` at least 1.
 * Source: Marsaglia, Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000).
 */
export function gammaLaw(shape: number, scale: number): Law {
  assert(shape >= 1 && scale > 0, `a gamma law of shape ${shape}, scale ${scale}`)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  const draw = (stream: RandomStream) => {
    for (;;) {
      const x = standardNormal(stream)
      const root = 1 + c * x
      const u = 1 - stream.next()
      if (root <= 0) continue
      const v = root * root * root
      if (log(u) < (x * x) / 2 + d - d * v + d * log(v)) return scale * d * v
    }
  }
  return { name: "gamma", mean: shape * scale, draw }
}

/**
 * The chance that such a number is at most `x`, to some 12 digits; x / scale and `shape` below 100.
 * Source: the power series of the incomplete gamma function, Abramowitz, Stegun 1964, 6.5.29.
 */
export function gammaCdf(x: number, shape: number, scale: number): number {
  const z = x / scale
  if (z <= 0) return 0
  let term = 1
  let sum = 1
  for (let n = 1; term > sum * 1e-16; n++) sum += term *= z / (shape + n)
  return Math.min(1, (pow(z, shape) * exp(-z) * sum) / gamma(shape + 1))
}
