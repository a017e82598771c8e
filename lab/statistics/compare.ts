/** Every policy against the first, metric by metric, paired by seed. */
import { createRandom } from "../../sim/index.ts"
import type { ComparisonRow, RoleRow, TrialRow } from "../results/index.ts"
import { bootstrapInterval, sampleOf, studentInterval } from "./intervals.ts"
import { type Metric, roleMetrics, trialMetrics } from "./metrics.ts"
import { judge } from "./verdict.ts"

export interface Comparable {
  /** The first is the baseline. */
  readonly policies: readonly string[]
  readonly indifference: number
  /** Trials that failed hold null. */
  readonly trials: readonly TrialRow[]
  readonly roles: readonly RoleRow[]
}

/** In the order: policy, then metrics of the whole trial, then role by role. Nothing to compare gives no row. */
export function compareTrials({ policies, indifference, trials, roles }: Comparable): ComparisonRow[] {
  const [baseline, ...others] = policies
  const roleNames = [...new Set(roles.map(({ role }) => role))]
  return others.flatMap((policy) => [
    ...trialMetrics.flatMap((metric) =>
      compare({ rows: trials, metric, policy, baseline, indifference, role: null }),
    ),
    ...roleNames.flatMap((role) => {
      const rows = roles.filter((row) => row.role === role)
      return roleMetrics.flatMap((metric) => compare({ rows, metric, policy, baseline, indifference, role }))
    }),
  ])
}

interface SeedRow {
  readonly policy: string
  readonly seed: number
}

interface Comparison<Row> {
  readonly rows: readonly Row[]
  readonly metric: Metric<Row>
  readonly policy: string
  readonly baseline: string
  readonly indifference: number
  readonly role: string | null
}

function compare<Row extends SeedRow>({ rows, metric, ...names }: Comparison<Row>): ComparisonRow[] {
  const { policy, baseline, indifference, role } = names
  const valuesOf = (name: string) =>
    new Map(
      rows.filter((row) => row.policy === name).map((row) => [row.seed, row[metric.name] as number | null]),
    )
  const { pairs } = pairBySeed(valuesOf(policy), valuesOf(baseline))
  if (pairs.length === 0) return []
  const differences = pairs.map(([ours, theirs]) => ours - theirs)
  const sample = sampleOf(differences)
  const baselineMean = sampleOf(pairs.map(([, theirs]) => theirs)).mean
  const byStudent = studentInterval(sample)
  const byBootstrap = bootstrapInterval(differences, bootstrapStream(metric.name, role, policy, baseline))
  return [
    {
      metric: metric.name,
      role,
      policy,
      baseline,
      n: sample.n,
      mean: sampleOf(pairs.map(([ours]) => ours)).mean,
      baseline_mean: baselineMean,
      difference: sample.mean,
      lo: byStudent.lo,
      hi: byStudent.hi,
      bootstrap_lo: byBootstrap.lo,
      bootstrap_hi: byBootstrap.hi,
      ...judge({ sample, baselineMean, indifference, direction: metric.direction }),
      unit: metric.unit,
    },
  ]
}

export interface Pairs {
  /** Ours and theirs, seeds ascending. */
  readonly pairs: readonly (readonly [number, number])[]
  /** Seeds that have a value on one side only, or on none. */
  readonly dropped: number
}

/** The values that both sides have, seed by seed. */
export function pairBySeed(
  ours: ReadonlyMap<number, number | null>,
  theirs: ReadonlyMap<number, number | null>,
): Pairs {
  const seeds = [...new Set([...ours.keys(), ...theirs.keys()])].sort((a, b) => a - b)
  const pairs: (readonly [number, number])[] = []
  for (const seed of seeds) {
    const our = ours.get(seed) ?? null
    const their = theirs.get(seed) ?? null
    if (our !== null && their !== null) pairs.push([our, their])
  }
  return { pairs, dropped: seeds.length - pairs.length }
}

/** A stream of its own for each comparison: one more metric or policy moves no other interval. */
function bootstrapStream(...names: readonly (string | null)[]) {
  return createRandom(1).stream(`bootstrap/${names.map((name) => name ?? "").join("/")}`)
}
