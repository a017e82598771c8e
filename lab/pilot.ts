/** How long an experiment will take, and how much memory: a few of its trials, run for a moment each. */
import { type AgentTable, heeded, type Workload } from "../sim/index.ts"
import { clusterOf } from "../workloads/index.ts"
import { type GridPoint, latestEnd } from "./experiment.ts"
import { reportProbes } from "./probes/index.ts"
import { heedsOf } from "./roles/index.ts"
import { trialSteps } from "./trial.ts"

export interface Pilot {
  /** Of one core, for all trials. */
  readonly seconds: number
  /** How many trials were looked at. */
  readonly looked: number
  /** By how much the process grew for one trial at a time. */
  readonly mebibytesPerWorker: number
}

export interface PilotSetting {
  /** Of the first seed. */
  readonly workload: Workload
  /** For all of it. */
  readonly budgetSeconds: number
  /** Seconds. */
  readonly clock: () => number
}

/** Trials of catalogue policies, evenly chosen from all; undefined if there are none. */
export function pilot(
  trials: readonly GridPoint[],
  { workload, budgetSeconds, clock }: PilotSetting,
): Pilot | undefined {
  const known = trials.filter(({ trial }) => typeof trial.policy === "string")
  if (known.length === 0) return undefined
  const count = Math.min(mostLooked, known.length)
  const before = process.memoryUsage.rss()
  let grown = 0
  let seconds = 0
  for (let i = 0; i < count; i++) {
    const point = known[Math.floor((i * known.length) / count)]
    seconds += secondsOf(
      point,
      workload,
      clusterOf(point.agents, workload, point.trial.seed),
      budgetSeconds / count,
      clock,
    )
    grown = Math.max(grown, process.memoryUsage.rss() - before)
  }
  return { seconds: (seconds / count) * trials.length, looked: count, mebibytesPerWorker: grown / 2 ** 20 }
}

const mostLooked = 6

/** What the whole trial would take with all that is measured in it, if the rest of it goes on as it began. */
function secondsOf(
  { trial, pictures }: GridPoint,
  workload: Workload,
  agents: AgentTable,
  budget: number,
  clock: () => number,
): number {
  const began = clock()
  const { roles = {} } = trial
  const probes = reportProbes({
    pictures,
    until: latestEnd(trial, workload),
    roles,
    heeded: heeded(roles, heedsOf(trial.policy)),
  })
  const steps = trialSteps(trial, workload, agents, { recorders: probes.recorders })
  for (;;) {
    const step = steps.next()
    if (step.done === true) {
      probes.rows(step.value, step.value.end)
      return clock() - began
    }
    probes.advance(step.value.now)
    const spent = clock() - began
    if (spent > budget && step.value.fraction > 0) return spent / step.value.fraction
    if (spent > giveUpFactor * budget) return spent
  }
}

/** A trial that has not moved by then is told by what it has taken. */
const giveUpFactor = 5
