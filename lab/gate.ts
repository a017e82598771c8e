/**
 * Thresholds judged with confidence: broken only where the whole interval of the mean over seeds is on the wrong side, met where
 * it is on the right side, else open. The confidence is that of all checks together (Bonferroni), so that many of them do
 * not raise a false alarm by their number.
 */
import { isLowerBound, valuesOf } from "./column-values.ts"
import type { Threshold } from "./experiment-file/index.ts"
import type { ExperimentResults } from "./results/index.ts"
import { sampleOf, studentInterval } from "./statistics/index.ts"

export interface Rule {
  readonly threshold: Threshold
  /** Canonical names; all policies if absent. */
  readonly policies?: readonly string[] | undefined
}

export interface Check {
  readonly rule: string
  readonly point: number
  readonly policy: string
  readonly outcome: "met" | "broken" | "open"
  /** What would decide is only a lower bound: so many tasks still wait at the end of some run. */
  readonly too_early: boolean
  readonly n: number
  /** What is judged, in the column's unit; for a rule "of" another policy the difference to what is allowed. */
  readonly mean: number | null
  readonly lo: number | null
  readonly hi: number | null
  /** In the same unit. */
  readonly bound: number
}

/** Every rule at every point for every policy it is about; a policy is not compared with itself. */
export function judgeAll(
  rules: readonly Rule[],
  results: readonly ExperimentResults[],
  confidence: number,
): Check[] {
  const open = results.flatMap((one, point) =>
    rules.flatMap(({ threshold, policies = one.policies }) => {
      const { bound } = threshold
      return policies.flatMap((policy) =>
        "of" in bound && bound.of === policy ? [] : [{ one, point, threshold, policy }],
      )
    }),
  )
  const each = 1 - (1 - confidence) / Math.max(1, open.length)
  return open.map(({ one, point, threshold, policy }) => judged(one, point, threshold, policy, each))
}

function judged(
  results: ExperimentResults,
  point: number,
  threshold: Threshold,
  policy: string,
  confidence: number,
): Check {
  const { bound, sense } = threshold
  const own = valuesOf(results, policy, threshold.column)
  const other = "of" in bound ? valuesOf(results, bound.of, threshold.column) : undefined
  const values = [...own].flatMap(([seed, value]) => {
    if (other === undefined || !("of" in bound)) return [value]
    const pair = other.get(seed)
    return pair === undefined ? [] : [value - bound.times * pair]
  })
  const limit = "of" in bound ? 0 : bound.value
  const { n, mean } = sampleOf(values)
  const { lo, hi } = studentInterval(sampleOf(values), confidence)
  const isAbove = lo > limit
  const isBelow = hi < limit
  // What is known to be longer may yet be above; what is measured against it may yet be below.
  const isUnsure =
    (isBelow && isLowerBound(results, policy, threshold.column)) ||
    (isAbove && "of" in bound && isLowerBound(results, bound.of, threshold.column))
  const outcome = isAbove === isBelow || isUnsure ? "open" : isAbove === (sense === ">") ? "met" : "broken"
  const known = (value: number) => (Number.isFinite(value) ? value : null)
  return {
    rule: threshold.text,
    point,
    policy,
    outcome,
    too_early: isUnsure,
    n,
    mean: known(mean),
    lo: known(lo),
    hi: known(hi),
    bound: limit,
  }
}
