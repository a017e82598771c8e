/** When work comes: over the length of the trace, and over the day where it is longer than two. */
import { type JobTable, microsPerSecond, tasksBegin, tasksEnd } from "../../sim/index.ts"
import type { SummaryTable } from "../traces/trace-format.ts"

const hour = 3600
const day = 24 * hour
const lengths = [
  1,
  5,
  10,
  30,
  60,
  300,
  600,
  1800,
  hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  7 * day,
  28 * day,
]
const mostBins = 30

/** Of at most 30 bins over so many seconds, in seconds. */
export function binLength(last: number): number {
  return lengths.find((one) => last / one < mostBins) ?? Math.ceil(last / mostBins / day) * day
}

/** Jobs and tasks by their arrival, in at most 30 bins of a round length. */
export function arrivalTable(jobs: JobTable): SummaryTable {
  const seconds = arrivalSeconds(jobs)
  const last = seconds.at(-1) ?? 0
  const length = binLength(last)
  const bins = Array.from({ length: Math.floor(last / length) + 1 }, () => ({ jobs: 0, tasks: 0 }))
  for (const [job, second] of seconds.entries()) add(bins[Math.floor(second / length)], jobs, job)
  return {
    title: "Arrivals over the trace",
    columns: ["from_s", "jobs", "tasks"],
    rows: bins.map((bin, i) => [i * length, bin.jobs, bin.tasks]),
    note: `In steps of ${length} s; what was there before the trace began arrives at 0.`,
  }
}

/** By the hour of the day, counted from the beginning of the trace; undefined for less than two days. */
export function dayTable(jobs: JobTable): SummaryTable | undefined {
  const seconds = arrivalSeconds(jobs)
  const days = Math.floor((seconds.at(-1) ?? 0) / day)
  if (days < 2) return undefined
  const hours = Array.from({ length: 24 }, () => ({ jobs: 0, tasks: 0 }))
  for (const [job, second] of seconds.entries())
    if (second < days * day) add(hours[Math.floor((second % day) / hour)], jobs, job)
  return {
    title: "Arrivals over the day",
    columns: ["hour", "jobs", "tasks"],
    rows: hours.map((bin, i) => [i, bin.jobs, bin.tasks]),
    note: `${days} whole days; hour 0 is the first hour of the trace, whatever the clock said then.`,
  }
}

function arrivalSeconds({ jobArrival }: JobTable): Float64Array {
  return jobArrival.map((micros) => micros / microsPerSecond)
}

function add(bin: { jobs: number; tasks: number }, jobs: JobTable, job: number): void {
  bin.jobs++
  bin.tasks += tasksEnd(jobs, job) - tasksBegin(jobs, job)
}
