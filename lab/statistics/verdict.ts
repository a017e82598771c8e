/** What paired differences say, in words, when they are looked at together. */
import type { Sample } from "./intervals.ts"
import { equivalenceP, holm, pValue } from "./several.ts"
import { normalQuantile, studentQuantile } from "./student.ts"
import type { Zone } from "./zone.ts"

export type Direction = "lower is better" | "higher is better" | "neither"

export interface Verdict {
  readonly verdict: string
  readonly better: "policy" | "baseline" | "neither" | "unknown"
}

export interface Claim {
  /** Differences, policy − baseline. */
  readonly sample: Sample
  readonly zone: Zone
  readonly direction: Direction
  /** The policy's, or the baseline's, values are only lower bounds: runs ended before they could be known. */
  readonly isOursCutOff?: boolean
  readonly isTheirsCutOff?: boolean
}

export interface Judged extends Verdict {
  /** How many claims were judged together. */
  readonly family: number
  /** The chance of such a difference if there is none, corrected for the family: below 5 % it is one. */
  readonly pDiffers: number
  /** The chance of such a sample if the difference is outside the zone, corrected: below 5 % they are equal. */
  readonly pEqual: number
}

/** Of a wrong claim among all of a family. */
const level = 0.05

/**
 * Judges a family of claims, so that the chance of a single wrong "differs" among all of them stays below 5 %, and that of a
 * single wrong "equal" too (Holm). First whether two are the same for all that matters (two one-sided tests), then whether they
 * differ: the difference is no chance, and it is itself large enough to matter. Else more runs are needed.
 */
export function judgeFamily(claims: readonly Claim[]): Judged[] {
  const differs = holm(claims.map(({ sample }) => pValue(sample)))
  const equal = holm(claims.map(({ sample, zone }) => equivalenceP(sample, zone.size)))
  const isDecided = (i: number) => equal[i] < level || isDifferent(claims[i], differs[i])
  const open = claims.filter((_, i) => !isDecided(i)).length
  return claims.map((claim, i) => ({
    ...verdictOn(claim, { pDiffers: differs[i], pEqual: equal[i], open }),
    family: claims.length,
    pDiffers: differs[i],
    pEqual: equal[i],
  }))
}

function isDifferent({ sample, zone }: Claim, pDiffers: number): boolean {
  return pDiffers < level && Math.abs(sample.mean) >= zone.size
}

interface Evidence {
  readonly pDiffers: number
  readonly pEqual: number
  /** How many claims of the family are undecided: so many times smaller a chance the next one needs. */
  readonly open: number
}

function verdictOn(claim: Claim, { pDiffers, pEqual, open }: Evidence): Verdict {
  const { sample, zone, direction, isOursCutOff = false, isTheirsCutOff = false } = claim
  if (isTooEarly()) return { verdict: "runs end too early to tell", better: "unknown" }
  if (sample.n < 2) return { verdict: "not enough runs: need at least 2", better: "unknown" }
  if (pEqual < level) return { verdict: `equivalent within ${zone.text}`, better: "neither" }
  if (isDifferent(claim, pDiffers))
    return sample.mean < 0
      ? { verdict: "less", better: winner(direction, "lower is better") }
      : { verdict: "more", better: winner(direction, "higher is better") }
  const size = Math.abs(sample.mean)
  // What is sure to be a difference, but may be too small to matter, is to be shown to be small; anything else to be what it is.
  const runs =
    pDiffers < level
      ? pairsFor(sample.deviation, zone.size - size, level / open)
      : runsNeeded(sample.deviation, Math.max(zone.size, size), level / open)
  return { verdict: needs(Math.max(sample.n + 1, runs)), better: "unknown" }

  /** A lower bound is sure to be more than the other side, and that is all that it is sure of. */
  function isTooEarly(): boolean {
    if (!isOursCutOff && !isTheirsCutOff) return false
    const isMore = isOursCutOff && !isTheirsCutOff && sample.mean > 0
    const isLess = isTheirsCutOff && !isOursCutOff && sample.mean < 0
    return !((isMore || isLess) && isDifferent(claim, pDiffers))
  }
}

/**
 * How many pairs in all would show a true difference of `effect` with 80 % probability at that level, if they scatter
 * by `deviation`: the smallest n ≥ 2 with n ≥ ((t(1 − level ÷ 2) + t(.80)) · s ÷ effect)², t with n − 1 degrees of freedom.
 * Infinity for an effect of 0. Source: Cohen, "Statistical Power Analysis", 1988, §2.4.
 */
export function runsNeeded(deviation: number, effect: number, chance = level): number {
  return pairsFor(deviation, effect, chance / 2)
}

/** The same of a test to one side. */
function pairsFor(deviation: number, effect: number, chance: number): number {
  const scatter = deviation / effect
  if (deviation === 0) return 2
  if (!(scatter > 0 && scatter < manyRuns)) return Infinity
  // The normal law asks for the fewest; from there upwards a few steps do.
  const fewest = (normalQuantile(1 - chance) + normalQuantile(0.8)) * scatter
  for (let n = Math.max(2, Math.floor(fewest * fewest)); ; n++) {
    const reach = (knownQuantile(1 - chance, n - 1) + knownQuantile(0.8, n - 1)) * scatter
    if (n >= reach * reach) return n
  }
}

/** Families ask for the same few again and again, and each takes a root. */
const quantiles = new Map<string, number>()

function knownQuantile(p: number, freedom: number): number {
  const name = `${p} ${freedom}`
  const known = quantiles.get(name) ?? studentQuantile(p, freedom)
  quantiles.set(name, known)
  return known
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
