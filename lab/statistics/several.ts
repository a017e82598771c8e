/** Several comparisons at once, and how long to go on: what keeps many looks from finding what is not there. */
import { type Sample, sampleOf, studentInterval } from "./intervals.ts"
import { studentCdf } from "./student.ts"

/** The chance, if the true mean is 0, of a mean as far from 0 as this one, by Student's t. 0 to 1; 1 for n < 2. */
export function pValue({ n, mean, deviation }: Sample): number {
  if (n < 2) return 1
  if (deviation === 0) return mean === 0 ? 1 : 0
  const t = Math.abs(mean) / (deviation / Math.sqrt(n))
  return 2 * (1 - studentCdf(t, n - 1))
}

/**
 * p values for a family of comparisons, in the order given: below the level only where the chance of a single wrong one among
 * all is below it too. Source: Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statistics 6, 1979.
 */
export function holm(pValues: readonly number[]): number[] {
  const ascending = pValues.map((p, place) => ({ p, place })).sort((a, b) => a.p - b.p || a.place - b.place)
  const adjusted = new Array<number>(pValues.length)
  let highest = 0
  for (const [i, { p, place }] of ascending.entries()) {
    highest = Math.max(highest, Math.min(1, (pValues.length - i) * p))
    adjusted[place] = highest
  }
  return adjusted
}

/**
 * Two one-sided t tests: the p value of "the means differ by `zone` or more", either way. Below 0.05 they are equivalent
 * within the zone. Source: Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15, 1987.
 */
export function equivalenceP({ n, mean, deviation }: Sample, zone: number): number {
  if (n < 2) return 1
  if (deviation === 0) return Math.abs(mean) < zone ? 0 : 1
  const error = deviation / Math.sqrt(n)
  return 1 - studentCdf((zone - Math.abs(mean)) / error, n - 1)
}

/**
 * By which part pairing by seed has lowered the variance of the difference: 1 − Var(A − B) ÷ (Var A + Var B). 0 without
 * common random numbers, 1 where both sides move together; below 0 where pairing has done harm. NaN for n < 2.
 */
export function varianceReduction(ours: readonly number[], theirs: readonly number[]): number {
  const variance = (values: readonly number[]) => sampleOf(values).deviation ** 2
  const apart = variance(ours) + variance(theirs)
  const paired = variance(ours.map((value, i) => value - theirs[i]))
  return apart === 0 ? 0 : 1 - paired / apart
}

export interface StoppingRule {
  /** Relative half width that is aimed at, such as 0.05. */
  readonly relative: number
  /** The same, absolute, for means near 0; in the unit of the values. */
  readonly absolute: number
  readonly least: number
  readonly most: number
  readonly confidence: number
}

export type Stop = "go on" | "precise enough" | "out of runs"

/** Half of the interval, and how wide it may be. Both NaN for n < 2. */
export interface Precision {
  readonly half: number
  readonly aim: number
}

export function precisionOf({ n, mean, deviation }: Sample, rule: StoppingRule): Precision {
  const { lo, hi } = studentInterval({ n, mean, deviation }, rule.confidence)
  return {
    half: (hi - lo) / 2,
    aim: Math.max(rule.absolute, (rule.relative / (1 + rule.relative)) * Math.abs(mean)),
  }
}

/**
 * After each run: whether the mean is known well enough. A half width of γ ÷ (1 + γ) of the mean found is one of γ of the
 * true mean. Source: Law & Kelton, "Simulation Modeling and Analysis", §9.4.1.
 */
export function whetherToStop(sample: Sample, rule: StoppingRule): Stop {
  if (sample.n < Math.max(2, rule.least)) return "go on"
  const { half, aim } = precisionOf(sample, rule)
  if (half <= aim) return "precise enough"
  return sample.n >= rule.most ? "out of runs" : "go on"
}

/**
 * How many runs to have before the next look: as many as the scatter so far asks for, at least one more and at most twice as
 * many, for a scatter known from few runs is a guess.
 */
export function runsBeforeNextLook(sample: Sample, rule: StoppingRule): number {
  const { half, aim } = precisionOf(sample, rule)
  const asked = Math.ceil(sample.n * (half / aim) * (half / aim))
  const most = Math.min(rule.most, Math.max(2, 2 * sample.n))
  return asked < most ? Math.max(sample.n + 1, asked) : most
}
