/**
 * An experiment is a pure value: policies × seeds on one workload. Its trials stand in the order of the grid (policies as
 * named, then seeds as named), and so do its results, whoever was quick. A trial that fails keeps its place.
 */
import {
  type AgentTable,
  type Micros,
  microsPerSecond,
  never,
  type RoleSettings,
  type Workload,
} from "../sim/index.ts"
import type { FittedModel, GenerateSetting, LoadTarget } from "../workloads/index.ts"
import type { RoleOutcome } from "./audit/role-outcomes.ts"
import type { Twin } from "./audit/twin.ts"
import type { CrowdWatch, Settling, TrialRows, WaitWatch, WatchedWaits } from "./probes/index.ts"
import { type ExperimentResults, type TrialRow, type WorkloadFacts } from "./results/index.ts"
import { compareTrials, usualMargin } from "./statistics/index.ts"
import type { Trial } from "./trial.ts"
import type { PolicyScript } from "./user-policy/index.ts"

export interface Experiment {
  /** Canonical names of policies/catalogue.ts, or users' own; the first is the baseline. */
  readonly policies: readonly (string | PolicyScript)[]
  readonly seeds: readonly number[]
  /** The machines, as workloads/traces/clusters.ts reads them; drawn anew for each seed. */
  readonly agents: string
  readonly load: LoadTarget
  /** What is set for roles, the same for every policy. */
  readonly roles?: RoleSettings
  /** µs; by default as far as the trace observes, or until nothing more can happen. */
  readonly until?: Micros | undefined
  /** µs that are left out of what is measured, or auto: found by a pilot (warm-up.ts). Default 0. */
  readonly warmUp?: Micros | "auto" | undefined
  /** The smallest difference that matters, as a part of the baseline's mean; by default 0.05. */
  readonly margin?: number | undefined
}

/** Where a trial's jobs come from: columns that were read once, or a draw by its seed from a synthetic
 * workload, as `mesoscope traces` names it, or from a fitted model. */
export type WorkloadSource =
  | { readonly kind: "read"; readonly workload: Workload }
  | { readonly kind: "drawn"; readonly model: string }
  | { readonly kind: "fitted"; readonly model: FittedModel; readonly setting: Omit<GenerateSetting, "seed"> }

/** A point of the grid. */
export interface GridPoint {
  readonly trial: Trial
  readonly agents: string
  /** It is drawn: the first seed of each policy is, where there are pages. */
  readonly pictures: boolean
  /** A user's own policy runs a second time, and must decide the same: with its first seed. */
  readonly twice?: boolean
  /** What is to be told of waits besides. */
  readonly watch?: readonly WaitWatch[]
  /** Somebody lies, or is alone; and what became of roles is told. */
  readonly twin?: Twin
  /** What is to be told of the workload besides. */
  readonly crowd?: CrowdWatch | undefined
}

/** What became of a trial. */
export type Outcome =
  | {
      readonly kind: "ended"
      readonly rows: TrialRows
      readonly facts: RunFacts
      /** In the order of the point's `watch`; absent without. */
      readonly watched?: readonly WatchedWaits[]
      /** Of the roles of the point's `twin`, in order; absent without. */
      readonly outcomes?: readonly RoleOutcome[]
      /** Of the levels of the point's `crowd`; absent without. */
      readonly crowds?: readonly number[]
    }
  | {
      readonly kind: "failed"
      readonly error: string
      /** The machine was to blame, or its worker died: another attempt may end otherwise. */
      readonly mayPass?: true
    }

/** What a run says of its workload: the same for every policy with that seed. */
export interface RunFacts {
  readonly jobs: number
  readonly tasks: number
  readonly tasksAtStart: number
  readonly agents: number
  readonly offeredLoad: number | null
  /** Seconds of simulated time. */
  readonly spanS: number
  /** Where it was to be found. */
  readonly settling?: Settling
}

/** In the order of the results. Without `pages` nothing is drawn. */
export function gridOf(
  { policies, seeds, agents, load, roles = {}, until, warmUp = 0 }: Experiment,
  pages = true,
): GridPoint[] {
  return policies.flatMap((policy) =>
    seeds.map((seed, i) => ({
      trial: { policy, seed, load, roles, until, ...startOf(warmUp) },
      agents,
      pictures: pages && i === 0,
      twice: i === 0,
    })),
  )
}

/** A pilot measures from the start, and finds when it has settled. */
function startOf(warmUp: Micros | "auto"): Pick<Trial, "warmUp"> {
  return warmUp === 0 ? {} : { warmUp: warmUp === "auto" ? "find" : warmUp }
}

export interface ExperimentTexts {
  readonly question: string
  readonly command: string
  readonly version: string
  /** The command that repeats one trial. */
  readonly repeat: (policy: string, seed: number) => string
}

/** What is known of the workload before anything has run. */
export type ReadFacts = Pick<WorkloadFacts, "name" | "provenance" | "card">

/** `outcomes` in the order of the grid. */
export function resultsOf(
  experiment: Experiment,
  outcomes: readonly Outcome[],
  workload: ReadFacts,
  { question, command, version, repeat }: ExperimentTexts,
): ExperimentResults {
  const { margin = usualMargin } = experiment
  const policies = experiment.policies.map(policyName)
  const ended = outcomes.flatMap((outcome) => (outcome.kind === "ended" ? [outcome] : []))
  const trials = gridOf(experiment).map(({ trial: { seed, policy } }, i) => {
    const outcome = outcomes[i]
    const told = repeat(policyName(policy), seed)
    return outcome.kind === "ended"
      ? inOrder({ ...outcome.rows.trial, policy: policyName(policy), error: null, repeat: told })
      : inOrder({ ...noValues, policy: policyName(policy), seed, error: outcome.error, repeat: told })
  })
  const rows = <Name extends Exclude<keyof TrialRows, "trial">>(name: Name) =>
    ended.flatMap((outcome) => outcome.rows[name] as TrialRows[Name][number][])
  const roles = rows("roles")
  const facts = ended[0]?.facts
  return {
    question,
    command,
    version,
    workload: {
      name: workload.name,
      provenance: workload.provenance,
      jobs: facts?.jobs ?? 0,
      tasks: facts?.tasks ?? 0,
      tasks_at_start: facts?.tasksAtStart ?? 0,
      agents: facts?.agents ?? 0,
      span_s: facts?.spanS ?? 0,
      offered_load: facts?.offeredLoad ?? null,
      card: workload.card,
    },
    policies,
    seeds: experiment.seeds,
    warm_up_s: typeof experiment.warmUp === "number" ? experiment.warmUp / microsPerSecond : 0,
    indifference: margin,
    trials,
    roles,
    series: rows("series"),
    waits: rows("waits"),
    agents: rows("agents"),
    queue: rows("queue"),
    comparisons: compareTrials({ policies, margin, trials, roles }),
  }
}

export function policyName(policy: string | PolicyScript): string {
  return typeof policy === "string" ? policy : policy.name
}

/** Until when a trial runs at the latest, where that is known. */
export function latestEnd({ until }: Trial, { horizon }: Workload): Micros | undefined {
  const end = Math.min(until ?? never, horizon ?? never)
  return end === never ? undefined : end
}

/** The machines and jobs of a trial. */
export interface Input {
  readonly workload: Workload
  readonly agents: AgentTable
}

const noValues: Omit<TrialRow, "policy" | "seed" | "error" | "repeat"> = {
  digest: null,
  tasks: null,
  finished: null,
  failed: null,
  running: null,
  waiting: null,
  unplaceable: null,
  not_arrived: null,
  wait_mean_s: null,
  wait_p50_s: null,
  wait_p95_s: null,
  wait_p50_km_s: null,
  wait_p95_km_s: null,
  censored: null,
  allocated_cpus: null,
  allocated_mem: null,
  allocated_gpus: null,
  offered_cpus: null,
  jain: null,
  share_deviation: null,
  starvation_s: null,
  offers: null,
  offers_accepted: null,
  events: null,
}

/** The fields in the order of the table, whoever made them. */
function inOrder(row: TrialRow): TrialRow {
  const { policy, seed, digest, error, repeat, ...values } = row
  return { policy, seed, digest, error, repeat, ...values }
}
