/**
 * The hyper-Erlang law of common order: with chance p one sum of `order` exponential numbers, else another. It meets three
 * moments of what is seen. Source: Johnson, Taaffe, "Matching moments to phase distributions", Stochastic Models 5 (1989),
 * as used by Jann et al., "Modeling of workload in MPPs", JSSPP 1997.
 */
import { log, type RandomStream } from "../../sim/index.ts"
import type { Law } from "./laws.ts"

export interface HyperErlang {
  readonly order: number
  /** The chance of the first branch. */
  readonly p: number
  /** Means of one exponential stage of either branch. */
  readonly first: number
  readonly second: number
}

export function hyperErlang({ order, p, first, second }: HyperErlang): Law {
  return {
    name: "hyper-Erlang",
    mean: order * (p * first + (1 - p) * second),
    draw: (stream: RandomStream) => {
      const stage = stream.next() < p ? first : second
      let sum = 0
      for (let i = 0; i < order; i++) sum -= stage * log(1 - stream.next())
      return sum
    },
  }
}

const mostStages = 32

/** The one of lowest order with the means of x, x² and x³ that are given; undefined where 32 stages do not suffice. */
export function matchMoments(moments: readonly [number, number, number]): HyperErlang | undefined {
  for (let order = 1; order <= mostStages; order++) {
    const [one, two, three] = [
      moments[0] / order,
      moments[1] / (order * (order + 1)),
      moments[2] / (order * (order + 1) * (order + 2)),
    ]
    // Two points x with chances p and 1 − p have these moments: both solve x² − s x + q = 0.
    const variance = two - one * one
    if (variance <= 1e-9 * two) continue
    const s = (three - one * two) / variance
    const q = s * one - two
    const square = s * s - 4 * q
    if (q <= 0 || square <= 0) continue
    const [first, second] = [(s - Math.sqrt(square)) / 2, (s + Math.sqrt(square)) / 2]
    const p = (second - one) / (second - first)
    if (p >= 0 && p <= 1) return { order, p, first, second }
  }
  return undefined
}
