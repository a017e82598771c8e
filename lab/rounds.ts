/**
 * A sweep whose warm-up or seeds depend on its results: rounds of trials, each decided by the outcomes before it alone. The same
 * outcomes lead to the same rounds, however many threads there are and however often the sweep was killed between.
 */
import { valuesOf } from "./column-values.ts"
import { type Experiment, type Outcome, policyName } from "./experiment.ts"
import type { SeedRule } from "./experiment-file/index.ts"
import {
  precisionOf,
  runsBeforeNextLook,
  sampleOf,
  type StoppingRule,
  whetherToStop,
} from "./statistics/index.ts"
import type { Sweep } from "./sweep.ts"
import { pilotOf, settled } from "./warm-up.ts"

/** How well one policy is known. */
export interface Known {
  readonly policy: string
  readonly n: number
  /** Half of the 95 % interval, and how wide it may be, in the column's unit; null for fewer than two values. */
  readonly half: number | null
  readonly aim: number | null
  readonly stop: "go on" | "precise enough" | "out of runs"
}

/** The first seed of every policy, where the warm-up is to be found; else the seeds before the rule's first look, or all. */
export function firstRound(whole: Sweep, rule: SeedRule | undefined): Sweep {
  if (isPilot(whole)) return { ...whole, pages: false, experiments: whole.experiments.map(pilotOf) }
  return rule === undefined ? whole : withSeeds(whole, whole, () => rule.least)
}

/** The round finds the warm-up, and its trials are no part of the results. */
export function isPilot({ experiments }: Sweep): boolean {
  return experiments.some(({ warmUp }) => warmUp === "auto")
}

/**
 * The round after `now`: the warm-up that the pilot has found, or more seeds, where some point needs them; undefined where all
 * is known. `whole` has all seeds that may be used, and `outcomes` are those of `now`, point by point. Throws InputError where
 * runs are too short to settle.
 */
export function nextRound(
  whole: Sweep,
  now: Sweep,
  rule: SeedRule | undefined,
  outcomes: Iterable<readonly Outcome[]>,
): Sweep | undefined {
  if (isPilot(now)) {
    const experiments = Array.from(outcomes, (of, point) =>
      settled(whole.experiments[point], of, whereOf(whole, point)),
    )
    return firstRound({ ...whole, experiments }, rule)
  }
  if (rule === undefined) return undefined
  const wanted = Array.from(outcomes, (of, point) => seedsWanted(now.experiments[point], rule, of))
  if (wanted.every((count, point) => count === now.experiments[point].seeds.length)) return undefined
  return withSeeds(whole, now, (point) => wanted[point])
}

/** " at load 0.9" */
function whereOf({ varied, points }: Sweep, point: number): string {
  return varied.length === 0 ? "" : ` at ${varied.map((name, i) => `${name} ${points[point][i]}`).join(", ")}`
}

/** What the rule looks at, policy by policy; the baseline has no difference. `outcomes` in the order of the grid. */
export function knownOf(
  { policies, seeds }: Experiment,
  rule: SeedRule,
  outcomes: readonly Outcome[],
): Known[] {
  return samplesOf(policies.map(policyName), rule, outcomes).map(({ policy, sample, stopping }) => {
    const { half, aim } = precisionOf(sample, stopping)
    const stop = whetherToStop(sample, stopping)
    // Seeds that failed count as spent.
    const isSpent = stop === "go on" && seeds.length >= rule.most
    return { policy, n: sample.n, half: finite(half), aim: finite(aim), stop: isSpent ? "out of runs" : stop }
  })
}

function seedsWanted(experiment: Experiment, rule: SeedRule, outcomes: readonly Outcome[]): number {
  const count = experiment.seeds.length
  const names = experiment.policies.map(policyName)
  const more = samplesOf(names, rule, outcomes).flatMap(({ sample, stopping }) =>
    whetherToStop(sample, stopping) === "go on" ? [runsBeforeNextLook(sample, stopping)] : [],
  )
  // A seed that failed has no value, so another one is needed in its place.
  return more.length === 0 ? count : Math.min(rule.most, Math.max(count + 1, ...more))
}

function samplesOf([baseline, ...others]: readonly string[], rule: SeedRule, outcomes: readonly Outcome[]) {
  const ended = outcomes.flatMap((outcome) => (outcome.kind === "ended" ? [outcome.rows] : []))
  const rows = { trials: ended.map(({ trial }) => trial), roles: ended.flatMap(({ roles }) => roles) }
  const valuesFor = (policy: string) => valuesOf(rows, policy, rule.column)
  if (!rule.isDifference)
    return [baseline, ...others].map((policy) => ({
      policy,
      sample: sampleOf([...valuesFor(policy).values()]),
      stopping: stoppingOf(rule, rule.relative, rule.absolute),
    }))
  const base = valuesFor(baseline)
  return others.map((policy) => {
    const pairs = [...valuesFor(policy)].flatMap(([seed, value]) => {
      const other = base.get(seed)
      return other === undefined ? [] : [{ value, other }]
    })
    const part =
      (rule.relative / (1 + rule.relative)) * Math.abs(sampleOf(pairs.map(({ other }) => other)).mean)
    return {
      policy,
      sample: sampleOf(pairs.map(({ value, other }) => value - other)),
      stopping: stoppingOf(rule, 0, Math.max(rule.absolute, part)),
    }
  })
}

function stoppingOf({ least, most }: SeedRule, relative: number, absolute: number): StoppingRule {
  return { relative, absolute, least, most, confidence: 0.95 }
}

/** What `now` runs, with the first of all seeds. */
function withSeeds(whole: Sweep, now: Sweep, countAt: (point: number) => number): Sweep {
  const experiments = now.experiments.map((experiment, point) => ({
    ...experiment,
    seeds: whole.experiments[point].seeds.slice(0, countAt(point)),
  }))
  return { ...now, experiments }
}

const finite = (value: number) => (Number.isFinite(value) ? value : null)
