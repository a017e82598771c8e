/** The last step of a reader: time 0 becomes the first arrival, and what lies beyond the limits is left out. */
import { type JobTable, type Micros, microsPerSecond, selectJobs } from "../../sim/index.ts"
import type { CardNotes } from "./card-notes.ts"
import type { ReadSettings } from "./trace-format.ts"

export interface SettledJobs {
  readonly jobs: JobTable
  /** When, by the trace's own clock, time 0 is; 0 where there are no jobs. */
  readonly start: Micros
}

/** Moves the arrivals of `table`, which nobody else may hold, so that the first is at 0; then keeps to the limits. */
export function settleJobs(table: JobTable, settings: ReadSettings, notes: CardNotes): SettledJobs {
  const { jobArrival, jobCount } = table
  const start = jobCount === 0 ? 0 : jobArrival[0]
  for (let job = 0; job < jobCount; job++) jobArrival[job] -= start
  if (start > 0)
    notes.assumptions.push(`time 0 is the first arrival, ${start / microsPerSecond} s in the trace`)
  return { jobs: withinLimits(table, settings, notes), start }
}

/** Jobs are counted in order of arrival. */
export function withinLimits(table: JobTable, settings: ReadSettings, notes: CardNotes): JobTable {
  const { limitSeconds = Number.POSITIVE_INFINITY, maxJobs = Number.POSITIVE_INFINITY } = settings
  const { jobArrival, jobCount } = table
  let kept = 0
  while (kept < Math.min(jobCount, maxJobs) && jobArrival[kept] <= limitSeconds * microsPerSecond) kept++
  if (kept === jobCount) return table
  notes.dropped.push(`${jobCount - kept} jobs beyond the limit that was asked for`)
  return selectJobs(
    table,
    Int32Array.from({ length: kept }, (_, job) => job),
    jobArrival,
  )
}
