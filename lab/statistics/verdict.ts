/** What a paired difference says, in words. */
import { type Sample, studentInterval } from "./intervals.ts"
import { normalQuantile, studentQuantile } from "./student.ts"

export type Direction = "lower is better" | "higher is better" | "neither"

export interface Verdict {
  readonly verdict: string
  readonly better: "policy" | "baseline" | "neither" | "unknown"
}

export interface Claim {
  /** Differences, policy − baseline. */
  readonly sample: Sample
  readonly baselineMean: number
  /** The smallest effect that matters, as a share of the baseline's mean. */
  readonly indifference: number
  readonly direction: Direction
}

/**
 * First whether the two are the same for all that matters (two one-sided t tests at 5 %: the 90 % interval lies within
 * the zone of indifference), then whether the 95 % interval leaves out 0; else more runs are needed.
 * Source: Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15, 1987 (two one-sided tests).
 */
export function judge({ sample, baselineMean, indifference, direction }: Claim): Verdict {
  if (sample.n < 2) return { verdict: "not enough runs: need at least 2", better: "unknown" }
  const zone = indifference * Math.abs(baselineMean)
  if (isEquivalent(sample, zone))
    return { verdict: `equivalent within ${+(100 * indifference).toFixed(3)} %`, better: "neither" }
  const { lo, hi } = studentInterval(sample)
  if (hi < 0) return { verdict: "less", better: winner(direction, "lower is better") }
  if (lo > 0) return { verdict: "more", better: winner(direction, "higher is better") }
  return { verdict: needs(Math.max(sample.n + 1, runsNeeded(sample.deviation, zone))), better: "unknown" }
}

/** True if the 90 % interval of the mean lies within ± `zone`. */
export function isEquivalent(sample: Sample, zone: number): boolean {
  const { lo, hi } = studentInterval(sample, 0.9)
  return lo >= -zone && hi <= zone
}

/**
 * How many pairs in all would show a true difference of `effect` with 80 % probability at the 5 % level, if they scatter
 * by `deviation`: the smallest n ≥ 2 with n ≥ ((t.975 + t.80) · s ÷ effect)², t with n − 1 degrees of freedom.
 * Infinity for an effect of 0. Source: Cohen, "Statistical Power Analysis", 1988, §2.4.
 */
export function runsNeeded(deviation: number, effect: number): number {
  const scatter = deviation / effect
  if (deviation === 0) return 2
  if (!(scatter < manyRuns)) return Infinity
  // The normal law asks for the fewest; from there upwards a few steps do.
  const fewest = (normalQuantile(0.975) + normalQuantile(0.8)) * scatter
  for (let n = Math.max(2, Math.floor(fewest * fewest)); ; n++) {
    const reach = (studentQuantile(0.975, n - 1) + studentQuantile(0.8, n - 1)) * scatter
    if (n >= reach * reach) return n
  }
}

const manyRuns = 10_000

function needs(runs: number): string {
  return runs > manyRuns
    ? `not enough runs: need more than ${manyRuns}`
    : `not enough runs: need about ${runs}`
}

function winner(direction: Direction, ifThis: Direction): Verdict["better"] {
  if (direction === "neither") return "neither"
  return direction === ifThis ? "policy" : "baseline"
}
