/** What a reader must know of waits that the end of the run, or its beginning, has made. */
import type { ExperimentResults, TrialRow } from "../lab/results/index.ts"
import { counted, roundPercent } from "./numbers.ts"

/**
 * Whether in some of the runs more tasks still waited at the end than the quantile of waits leaves out: then the true
 * quantile is longer than the run can tell.
 */
export function isAtLeast(trials: readonly TrialRow[], quantile: number): boolean {
  return trials.some(
    (trial) => (trial.censored ?? 0) > (1 - quantile) * (arrivedTasks(trial) - (trial.unplaceable ?? 0)),
  )
}

const arrivedTasks = ({ tasks, not_arrived }: TrialRow) => (tasks ?? 0) - (not_arrived ?? 0)

/** From this part of the arrivals on, the start is worth a sentence. */
const muchAtStart = 0.2

/** Undefined unless a large part of what arrived was there at the very start. */
export function startNote({ workload, seeds, trials }: ExperimentResults): string | undefined {
  const atStart = workload.tasks_at_start ?? 0
  // What is said of the workload is that of the first seed.
  const arrived = Math.max(0, ...trials.filter(({ seed }) => seed === seeds[0]).map(arrivedTasks))
  if (arrived === 0 || atStart < muchAtStart * arrived) return undefined
  const share = roundPercent(Math.min(1, Math.round((100 * atStart) / arrived) / 100))
  return `${counted(atStart, "task")}, ${share} of those that arrive, are there at the very start: these waits are of filling an empty cluster, where limits of bindings or decisions a second count for more than they do later.`
}
