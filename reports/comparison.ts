/** What a comparison may claim. A claim needs both intervals on one side of zero; nothing else is said to differ. */
import type { ComparisonRow, ExperimentResults } from "../lab/results/index.ts"
import { policyLabels } from "./names.ts"
import { type Metric, metricOf } from "./metrics.ts"

export type Finding = "policy" | "baseline" | "differs" | "equal" | "unknown"

export interface Comparison {
  readonly row: ComparisonRow
  readonly policy: string
  readonly baseline: string
  readonly metric: Metric
  readonly role: string | null
  /** Who is better; "differs" where neither side is good or bad; "unknown" where the intervals leave it open. */
  readonly finding: Finding
}

export function comparisonsOf(results: ExperimentResults): Comparison[] {
  const labels = policyLabels(results.policies)
  return results.comparisons.map((row) => ({
    row,
    policy: labels.get(row.policy) ?? row.policy,
    baseline: labels.get(row.baseline) ?? row.baseline,
    metric: metricOf(row.metric, row.unit),
    role: row.role,
    finding: findingOf(row, results.indifference),
  }))
}

/** The lab's own word, unless the intervals do not bear it out. */
export function findingOf(row: ComparisonRow, indifference: number): Finding {
  const { lo, hi, bootstrap_lo, bootstrap_hi, better } = row
  const ends = [lo, hi, bootstrap_lo, bootstrap_hi]
  if (!ends.every(Number.isFinite) || row.n < 2) return "unknown"
  // The lab tests sameness by its 90 % interval (two one-sided tests), which the row does not hold: only its middle.
  const zone = indifference * Math.abs(row.baseline_mean)
  if (row.verdict.startsWith("equivalent")) return Math.abs(row.difference) <= zone ? "equal" : "unknown"
  const apart = Math.max(...ends) < 0 || Math.min(...ends) > 0
  if (!apart) return "unknown"
  if (better === "policy" || better === "baseline") return better
  return better === "neither" ? "differs" : "unknown"
}
