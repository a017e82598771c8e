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
    finding: findingOf(row),
  }))
}

/** "5 %" or "0.1 s": within what the lab found the two to be equal, if it did. */
export function equalWithin({ verdict }: ComparisonRow): string | undefined {
  return /^equivalent within (.*)$/.exec(verdict)?.[1]
}

/** The lab's own word, unless the intervals do not bear it out. */
export function findingOf(row: ComparisonRow): Finding {
  const { lo, hi, bootstrap_lo, bootstrap_hi, better, zone } = row
  const ends = [lo, hi, bootstrap_lo, bootstrap_hi]
  if (!ends.every(Number.isFinite) || row.n < 2) return "unknown"
  // The lab tests sameness by two one-sided tests, whose 90 % interval the row does not hold: only its middle.
  if (equalWithin(row) !== undefined) return Math.abs(row.difference) <= zone ? "equal" : "unknown"
  const apart = Math.max(...ends) < 0 || Math.min(...ends) > 0
  if (!apart) return "unknown"
  if (better === "policy" || better === "baseline") return better
  return better === "neither" ? "differs" : "unknown"
}
