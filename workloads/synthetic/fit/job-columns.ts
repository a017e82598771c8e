/** What a workload looks like when its jobs are put side by side: one number per job, or per task, and the demand over time. */
import {
  type JobTable,
  microsPerSecond,
  never,
  scalarCount,
  tasksBegin,
  tasksEnd,
  thousandthsPerUnit,
  type Workload,
} from "../../../sim/index.ts"
import { ascending } from "./quantiles.ts"

export interface JobColumns {
  readonly tasks: Float64Array
  /** Seconds: the mean over the tasks that end; NaN where none does. */
  readonly seconds: Float64Array
  /** Cores × seconds over the tasks that end. */
  readonly work: Float64Array
  /** Of the job's first task, in units: cores, MiB, devices. */
  readonly cpus: Float64Array
  readonly mem: Float64Array
  readonly gpus: Float64Array
}

/** How few jobs have half of the work of all; 0 where there is none. */
export function fewestWithHalf(work: Float64Array): number {
  const sorted = work.toSorted()
  const half = sorted.reduce((sum, one) => sum + one, 0) / 2
  let [jobs, sum] = [0, 0]
  while (sum < half) sum += sorted[sorted.length - ++jobs]
  return jobs
}

export function jobColumns(jobs: JobTable): JobColumns {
  const column = () => new Float64Array(jobs.jobCount)
  const columns = {
    tasks: column(),
    seconds: column(),
    work: column(),
    cpus: column(),
    mem: column(),
    gpus: column(),
  }
  for (let job = 0; job < jobs.jobCount; job++) {
    const [first, end] = [tasksBegin(jobs, job), tasksEnd(jobs, job)]
    let [sum, work, ended] = [0, 0, 0]
    for (let task = first; task < end; task++) {
      const duration = jobs.taskDuration[task]
      if (duration >= never) continue
      ended++
      sum += duration / microsPerSecond
      work += (duration / microsPerSecond) * amount(jobs, task, 0)
    }
    columns.tasks[job] = end - first
    columns.seconds[job] = ended === 0 ? Number.NaN : sum / ended
    columns.work[job] = work
    if (end === first) continue
    columns.cpus[job] = amount(jobs, first, 0)
    columns.mem[job] = amount(jobs, first, 1)
    columns.gpus[job] = amount(jobs, first, 3)
  }
  return columns
}

const amount = (jobs: JobTable, task: number, scalar: number) =>
  jobs.shapes[jobs.taskShape[task] * scalarCount + scalar] / thousandthsPerUnit

/** Durations of the tasks that end, s, ascending. */
export function taskSeconds({ taskDuration }: JobTable): Float64Array {
  return taskDuration
    .filter((duration) => duration < never)
    .map((duration) => duration / microsPerSecond)
    .sort(ascending)
}

/** Requests of all tasks, in units, ascending. */
export function taskAmounts(jobs: JobTable, scalar: number): Float64Array {
  return Float64Array.from({ length: jobs.taskCount }, (_, task) => amount(jobs, task, scalar)).sort(
    ascending,
  )
}

/** Times of arrival, µs, of jobs that were not there at the start, if many were. */
export function laterArrivals({ jobArrival }: JobTable): Float64Array {
  const atStart = jobArrival.findIndex((time) => time > jobArrival[0])
  return atStart < 20 ? jobArrival.slice() : jobArrival.slice(atStart)
}

/** Seconds from one arrival to the next, ascending. */
export function gapsOf(times: Float64Array): Float64Array {
  return Float64Array.from(
    { length: Math.max(0, times.length - 1) },
    (_, i) => (times[i + 1] - times[i]) / microsPerSecond,
  ).sort(ascending)
}

/**
 * Cores that would be in use, on average, in each of `parts` equal parts of the time from 0 to `span` µs, if every task
 * started when its job arrives.
 */
export function demandOverTime({ jobs }: Workload, span: number, parts: number): number[] {
  const width = span / parts
  // Whole parts are added as a difference at each end, parts begun or left within them as what they are.
  const steps = new Float64Array(parts + 1)
  const partial = new Float64Array(parts)
  for (let job = 0; job < jobs.jobCount; job++) {
    const start = jobs.jobArrival[job]
    if (start >= span) continue
    for (let task = tasksBegin(jobs, job); task < tasksEnd(jobs, job); task++) {
      const end = Math.min(span, start + jobs.taskDuration[task])
      const cpus = amount(jobs, task, 0)
      const [a, b] = [
        Math.min(parts - 1, Math.floor(start / width)),
        Math.min(parts - 1, Math.floor(end / width)),
      ]
      if (a === b) partial[a] += (cpus * (end - start)) / width
      else {
        partial[a] += cpus * (a + 1 - start / width)
        partial[b] += cpus * (end / width - b)
        steps[a + 1] += cpus
        steps[b] -= cpus
      }
    }
  }
  let running = 0
  return Array.from(partial, (own, i) => own + (running += steps[i]))
}
