/** Every policy against the first, metric by metric, paired by seed. */
import { createRandom } from "../../sim/index.ts"
import type { ComparisonRow, RoleRow, TrialRow } from "../results/index.ts"
import { bootstrapInterval, sampleOf, studentInterval } from "./intervals.ts"
import { type Metric, roleMetrics, trialMetrics } from "./metrics.ts"
import { varianceReduction } from "./several.ts"
import { type Claim, judgeFamily } from "./verdict.ts"
import { zoneOf } from "./zone.ts"

export interface Comparable {
  /** The first is the baseline. */
  readonly policies: readonly string[]
  /** The smallest difference that matters, as a part of the baseline's mean. */
  readonly margin: number
  /** Trials that failed hold null. */
  readonly trials: readonly TrialRow[]
  readonly roles: readonly RoleRow[]
}

/**
 * In the order: policy, then metrics of the whole trial, then role by role. Nothing to compare gives no row.
 * What is asked first, the leading metric of all tasks, is one family of claims; all else that is shown is another.
 */
export function compareTrials({ policies, margin, trials, roles }: Comparable): ComparisonRow[] {
  const [baseline, ...others] = policies
  const roleNames = [...new Set(roles.map(({ role }) => role))]
  const measured = others.flatMap((policy) => [
    ...trialMetrics.flatMap((metric) =>
      measure({ rows: trials, metric, policy, baseline, margin, role: null }),
    ),
    ...roleNames.flatMap((role) => {
      const rows = roles.filter((row) => row.role === role)
      return roleMetrics.flatMap((metric) => measure({ rows, metric, policy, baseline, margin, role }))
    }),
  ])
  const judged = new Map([
    ...familyOf(measured.filter((one) => isLeading(one))),
    ...familyOf(measured.filter((one) => !isLeading(one))),
  ])
  return measured.flatMap((one) => judged.get(one) ?? [])
}

/** The headline is about this. */
const leading = "wait_p95_s"

const isLeading = ({ numbers }: Measured) => numbers.role === null && numbers.metric === leading

interface SeedRow {
  readonly policy: string
  readonly seed: number
}

interface Comparison<Row> {
  readonly rows: readonly Row[]
  readonly metric: Metric<Row>
  readonly policy: string
  readonly baseline: string
  readonly margin: number
  readonly role: string | null
}

type Judgement = "family" | "p_differs" | "p_equal" | "verdict" | "better"

/** A comparison before it is judged beside the others. */
interface Measured {
  readonly numbers: Omit<ComparisonRow, Judgement>
  readonly claim: Claim
}

function measure<Row extends SeedRow>({ rows, metric, ...names }: Comparison<Row>): Measured[] {
  const { policy, baseline, margin, role } = names
  const valuesOf = (name: string) =>
    new Map(
      rows.filter((row) => row.policy === name).map((row) => [row.seed, row[metric.name] as number | null]),
    )
  const { pairs } = pairBySeed(valuesOf(policy), valuesOf(baseline))
  if (pairs.length === 0) return []
  const ours = pairs.map(([our]) => our)
  const theirs = pairs.map(([, their]) => their)
  const differences = pairs.map(([our, their]) => our - their)
  const sample = sampleOf(differences)
  const baselineMean = sampleOf(theirs).mean
  const zone = zoneOf(margin, baselineMean, metric)
  const byStudent = studentInterval(sample)
  const byBootstrap = bootstrapInterval(differences, bootstrapStream(metric.name, role, policy, baseline))
  return [
    {
      claim: {
        sample,
        zone,
        direction: metric.direction,
        isOursCutOff: isCutOff(rows, metric, policy),
        isTheirsCutOff: isCutOff(rows, metric, baseline),
      },
      numbers: {
        metric: metric.name,
        role,
        policy,
        baseline,
        n: sample.n,
        mean: sampleOf(ours).mean,
        baseline_mean: baselineMean,
        difference: sample.mean,
        lo: byStudent.lo,
        hi: byStudent.hi,
        bootstrap_lo: byBootstrap.lo,
        bootstrap_hi: byBootstrap.hi,
        zone: zone.size,
        variance_reduction: varianceReduction(ours, theirs),
        unit: metric.unit,
      },
    },
  ]
}

/** In some run so many tasks still wait at the end that the value is only a lower bound. */
function isCutOff<Row extends SeedRow>(
  rows: readonly Row[],
  { name, allowing }: Metric<Row>,
  policy: string,
): boolean {
  return (
    allowing !== undefined &&
    rows.some((row) => row.policy === policy && row[name] !== null && row[allowing] === null)
  )
}

function familyOf(measured: readonly Measured[]): [Measured, ComparisonRow][] {
  const judged = judgeFamily(measured.map(({ claim }) => claim))
  return measured.map((one, i) => {
    const { verdict, better, family, pDiffers, pEqual } = judged[i]
    return [one, { ...one.numbers, family, p_differs: pDiffers, p_equal: pEqual, verdict, better }]
  })
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
