/**
 * A trial is one point of an experiment with one seed: a pure value. Running it reads no file and no clock, so it
 * gives the same result in any thread on any machine.
 */
import { resolvePolicy } from "../policies/index.ts"
import {
  type AgentTable,
  type ClusterView,
  createSimulation,
  describeAmounts,
  failed,
  finished,
  heeded,
  type Micros,
  never,
  type Recorder,
  type RoleSettings,
  tellAll,
  unplaceable,
  type Workload,
} from "../sim/index.ts"
import { frameworkNamed, type LoadTarget, offeredLoad, scaleLoad } from "../workloads/index.ts"
import {
  type Counts,
  counts,
  intervalLength,
  intervals,
  type Utilisation,
  utilisation,
  type Waits,
  waiting,
} from "./probes/index.ts"
import type { Table } from "./results/index.ts"
import { intervalsTable, jobsTable, tasksTable } from "./run-tables.ts"
import {
  assertUntouched,
  choiceOf,
  keepBuiltIns,
  ownCopy,
  type PolicyScript,
  withoutClocks,
} from "./user-policy/index.ts"

export interface Trial {
  /** In the grammar of policies/grammar.ts, or the user's own. */
  readonly policy: string | PolicyScript
  readonly seed: number
  readonly load: LoadTarget
  /** What is set for roles; by default nothing but the workload's own weights. */
  readonly roles?: RoleSettings
  /** µs; by default as far as the trace observes, or until nothing more can happen. */
  readonly until?: Micros | undefined
  /** µs that are left out of what is measured at the beginning; or to be found, while nothing is left out. Default 0. */
  readonly warmUp?: Micros | "find" | undefined
}

/** µs from which on a trial is measured. */
export function measuredSince({ warmUp = 0 }: Pick<Trial, "warmUp">): Micros {
  return warmUp === "find" ? 0 : warmUp
}

export interface TrialResult {
  /** The policy's canonical name. */
  readonly policy: string
  readonly seed: number
  readonly digest: string
  /** µs at which the run ended. */
  readonly end: Micros
  readonly jobs: Counts["jobs"]
  readonly tasks: Counts["tasks"]
  readonly waits: Waits
  readonly utilisation: Utilisation
  /** Demand over capacity of the scarcest resource, after scaling; null where it has no value. */
  readonly offeredLoad: number | null
  readonly events: number
  readonly offers: number
  /** One of the tasks that no agent can hold, described; undefined if there are none. */
  readonly unplaceableExample?: string
  /** tasks, jobs, intervals: views of the run, to be read before it is let go. */
  readonly tables: readonly Table[]
}

/** The names of `tables`, known before a trial has run. */
export const trialTableNames = ["tasks", "jobs", "intervals"] as const

export interface TrialProgress {
  /** µs of simulated time. */
  readonly now: Micros
  /** 0 to 1, of simulated time where the end is known, else of tasks ended. */
  readonly fraction: number
  readonly events: number
  readonly offers: number
}

export interface TrialSettings {
  readonly onProgress?: (progress: TrialProgress) => void
  /** Told all facts of the run as well. */
  readonly recorders?: readonly Recorder[]
}

export function runTrial(
  trial: Trial,
  workload: Workload,
  agents: AgentTable,
  settings: TrialSettings = {},
): TrialResult {
  const steps = trialSteps(trial, workload, agents, settings)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    settings.onProgress?.(step.value)
  }
}

/** The same in steps of a minute of simulated time, for whoever must answer to signals in between. */
export function trialSteps(
  trial: Trial,
  workload: Workload,
  agents: AgentTable,
  settings: TrialSettings = {},
): Iterator<TrialProgress, TrialResult, void> {
  const { policy } = trial
  return typeof policy === "string"
    ? stepsOf(trial, workload, agents, settings)
    : watchedSteps(policy, trial, workload, agents, settings)
}

/**
 * With a user's own policy: the clocks are taken away while a step lasts, what it is given is a copy, and what it changed
 * of that or of the language itself is an error at the end.
 */
function* watchedSteps(
  { name }: PolicyScript,
  trial: Trial,
  workload: Workload,
  agents: AgentTable,
  settings: TrialSettings,
): Generator<TrialProgress, TrialResult, void> {
  const given = ownCopy({ jobs: workload.jobs, agents })
  const asserted = keepBuiltIns(name)
  try {
    const steps = stepsOf(trial, { ...workload, jobs: given.jobs }, given.agents, settings)
    for (;;) {
      const step = withoutClocks(name, () => steps.next())
      if (step.done !== true) {
        yield step.value
        continue
      }
      assertUntouched(name, { jobs: workload.jobs, agents }, given)
      return step.value
    }
  } finally {
    asserted()
  }
}

function* stepsOf(
  trial: Trial,
  workload: Workload,
  agents: AgentTable,
  { recorders = [] }: TrialSettings,
): Generator<TrialProgress, TrialResult, void> {
  const policy = typeof trial.policy === "string" ? resolvePolicy(trial.policy) : choiceOf(trial.policy)
  const { jobs, horizon = never } = scaleLoad(workload, agents, trial.load, trial.seed)
  const until = Math.min(trial.until ?? never, horizon)
  const probes = {
    counts: counts(),
    waiting: waiting(measuredSince(trial)),
    utilisation: utilisation(measuredSince(trial)),
    intervals: intervals({ offersMade: (): number => simulation.offersMade }),
  }
  const simulation = createSimulation({
    jobs,
    agents,
    plane: policy.make({ frameworks: frameworkNamed }),
    seed: trial.seed,
    roles: heeded(trial.roles ?? {}, policy.heeds),
    recorder: tellAll([...Object.values(probes).map((probe) => probe.recorder), ...recorders]),
    until,
  })
  const { view } = simulation
  for (let boundary = intervalLength; !simulation.isOver; boundary += intervalLength) {
    // What happens at the boundary belongs to the next interval.
    simulation.run(boundary - 1)
    if (simulation.isOver) break
    probes.intervals.advance(boundary)
    yield progress(boundary)
  }
  const end = simulation.now
  const { load } = offeredLoad(jobs, agents, workload.horizon)
  const example = exampleOfUnplaceable(view)
  return {
    policy: policy.name,
    seed: trial.seed,
    digest: simulation.digest(),
    end,
    ...probes.counts.result(end),
    waits: probes.waiting.result(end),
    utilisation: probes.utilisation.result(end),
    offeredLoad: Number.isFinite(load) ? load : null,
    events: simulation.eventsHandled,
    offers: simulation.offersMade,
    ...(example === undefined ? {} : { unplaceableExample: example }),
    tables: [tasksTable(view, end), jobsTable(view, end), intervalsTable(probes.intervals.result(end))],
  }

  function progress(now: Micros): TrialProgress {
    const { counts: inState } = view.tasks
    const ended = inState[finished] + inState[failed] + inState[unplaceable]
    const fraction = until === never ? ended / Math.max(1, jobs.taskCount) : now / until
    return { now, fraction, events: simulation.eventsHandled, offers: simulation.offersMade }
  }
}

function exampleOfUnplaceable({ tasks, jobs }: ClusterView): string | undefined {
  const task = tasks.state.indexOf(unplaceable)
  if (task < 0) return undefined
  const stage = jobs.taskStage[task]
  const name = `task ${jobs.taskLabel[task]} of ${jobs.jobLabelPrefix || "job "}${jobs.jobLabel[jobs.stageJob[stage]]}`
  const size = jobs.stageFirstTask[stage + 1] - jobs.stageFirstTask[stage]
  const gang = jobs.stageGang[stage] === 1 && size > 1 ? `, together with ${size - 1} others` : ""
  return `${name} asks for ${describeAmounts(jobs.shapes, jobs.taskShape[task])}${gang}`
}
