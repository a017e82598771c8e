/** The tasks of a Google trace while its events pass by: a few columns per task, then a table of jobs. */
import {
  endsFailed,
  endsFinished,
  float64Column,
  GrowingColumn,
  int32Column,
  type JobTable,
  JobTableBuilder,
  microsPerSecond,
  never,
  type RoleId,
  uint8Column,
} from "../../sim/index.ts"
import type { CardNotes } from "./card-notes.ts"
import { SlotIndex } from "./slot-index.ts"
import type { ReadSettings } from "./trace-format.ts"

/** The largest machine of the trace, by which its amounts are divided, taken as 64 cores and 256 GiB. */
export const cpuThousandths = (share: number) => Math.round(share * 64 * 1000)
export const memThousandths = (share: number) => Math.round(share * 256 * 1024 * 1000)

/** task_events, column event_type; 0 is SUBMIT, the ends are 2 to 6. */
const schedule = 1
const evict = 2
const finish = 4
const lost = 6

const priorities = 12
const roleNames = ["free", "batch", "production"]
const roleWeights = [1, 2, 4]

/** Tasks of a job that are submitted within this time of the first of their wave arrive together. */
const waveMicros = microsPerSecond

const unknown = -1

export class GoogleTasks {
  /** µs of the latest event. */
  lastTime = 0
  readonly #index = new SlotIndex()
  readonly #job = new GrowingColumn(int32Column)
  readonly #label = new GrowingColumn(int32Column)
  readonly #submitted = new GrowingColumn(float64Column)
  readonly #scheduled = new GrowingColumn(float64Column)
  readonly #ended = new GrowingColumn(float64Column)
  readonly #end = new GrowingColumn(uint8Column)
  readonly #priority = new GrowingColumn(uint8Column)
  readonly #cpus = new GrowingColumn(float64Column)
  readonly #mem = new GrowingColumn(float64Column)
  readonly #jobSlots = new Map<number, number>()
  readonly #jobs: { readonly id: number; readonly user: string; readonly priority: number }[] = []

  get jobCount(): number {
    return this.#jobs.length
  }

  /** The task's slot; `describe` is asked for priority and user where it is new. */
  slot(jobId: number, index: number, describe: () => { priority: number; user: string }): number {
    const count = this.#index.count
    const slot = this.#index.slot(jobId, index)
    if (slot < count) return slot
    const { priority, user } = describe()
    let job = this.#jobSlots.get(jobId)
    if (job === undefined) {
      job = this.#jobs.push({ id: jobId, user, priority }) - 1
      this.#jobSlots.set(jobId, job)
    }
    this.#job.push(job)
    this.#label.push(index)
    this.#priority.push(priority)
    this.#submitted.push(unknown)
    this.#scheduled.push(unknown)
    this.#ended.push(unknown)
    this.#end.push(0)
    this.#cpus.push(unknown)
    this.#mem.push(unknown)
    return slot
  }

  /** A task is submitted at its first event: a SUBMIT, unless the file begins in the middle of its life. */
  event(task: number, what: number, at: number): void {
    this.lastTime = at
    if (this.#submitted.at(task) === unknown) this.#submitted.set(task, at)
    if (what === schedule) {
      this.#scheduled.set(task, at)
      this.#ended.set(task, unknown)
    } else if (what > schedule && what <= lost) {
      this.#ended.set(task, at)
      this.#end.set(task, what)
    }
  }

  hasRequest(task: number): boolean {
    return this.#cpus.at(task) !== unknown
  }

  request(task: number, cpus: number, mem: number): void {
    this.#cpus.set(task, cpus)
    this.#mem.set(task, mem)
  }

  build(notes: CardNotes, settings: ReadSettings): JobTable {
    const durations = this.#durations(notes)
    const builder = new JobTableBuilder()
    for (const [i, name] of roleNames.entries()) builder.role(name, roleWeights[i])
    const shapes = new Map<number, number>()
    const order = this.#byJobAndSubmit()
    const limit = (settings.limitSeconds ?? Number.POSITIVE_INFINITY) * microsPerSecond
    const counts = { waves: 0, jobs: 0, late: 0, clipped: 0, lacking: 0 }
    let job = unknown
    let arrival = 0
    let taken = true
    for (const task of order) {
      if (!this.hasRequest(task)) {
        counts.lacking++
        continue
      }
      const submitted = this.#submitted.at(task)
      const isNewJob = this.#job.at(task) !== job
      if (isNewJob || submitted > arrival + waveMicros) {
        if (isNewJob) counts.jobs++
        else counts.late++
        job = this.#job.at(task)
        arrival = submitted
        taken = arrival <= limit && counts.jobs <= (settings.maxJobs ?? Number.POSITIVE_INFINITY)
        if (taken) {
          counts.waves++
          builder.job({ arrival, framework: this.#frameworkOf(job, builder), label: this.#jobs[job].id })
          builder.stage()
        }
      }
      if (!taken) {
        counts.clipped++
        continue
      }
      const cpus = this.#cpus.at(task)
      const mem = this.#mem.at(task)
      const key = mem * 65_536 + cpus
      let shape = shapes.get(key)
      if (shape === undefined) shapes.set(key, (shape = builder.shape(cpus, mem)))
      const failed = this.#scheduled.at(task) !== unknown && this.#endsFailed(task)
      builder.task(shape, durations[task], failed ? endsFailed : endsFinished, this.#label.at(task))
    }
    if (counts.late > 0)
      notes.assumptions.push(
        `${counts.jobs} jobs arrive in ${counts.waves} waves: tasks submitted more than 1 s after their wave's first are a wave of their own`,
      )
    if (counts.clipped > 0) notes.dropped.push(`${counts.clipped} tasks beyond the limit that was asked for`)
    if (counts.lacking > 0) notes.dropped.push(`${counts.lacking} tasks of which no row tells the requests`)
    return builder.build("job-")
  }

  #frameworkOf(job: number, builder: JobTableBuilder): number {
    const { priority, user } = this.#jobs[job]
    const role: RoleId = priority <= 1 ? 0 : priority <= 8 ? 1 : 2
    return builder.framework(`${roleNames[role]}/${user}`, role, "greedy")
  }

  /** An eviction is the cluster's doing, not the task's: what was evicted last ends as finished. */
  #endsFailed(task: number): boolean {
    const end = this.#end.at(task)
    return this.#ended.at(task) !== unknown && end !== evict && end !== finish
  }

  #durations(notes: CardNotes): Float64Array {
    const count = this.#index.count
    const durations = new Float64Array(count)
    const known: number[][] = Array.from({ length: priorities }, () => [])
    const counts = { running: 0, unscheduled: 0, evicted: 0, early: 0 }
    for (let task = 0; task < count; task++) {
      const scheduled = this.#scheduled.at(task)
      const ended = this.#ended.at(task)
      if (scheduled === unknown) {
        durations[task] = unknown
        counts.unscheduled++
      } else if (ended === unknown) {
        durations[task] = never
        counts.running++
      } else {
        durations[task] = ended - scheduled
        known[this.#priority.at(task)].push(durations[task])
        if (this.#end.at(task) === evict) counts.evicted++
        if (scheduled === 0) counts.early++
      }
    }
    const all = median(known.flat())
    const medians = known.map((values) => (values.length === 0 ? all : median(values)))
    for (let task = 0; task < count; task++)
      if (durations[task] === unknown) durations[task] = medians[this.#priority.at(task)]
    notes.impute("duration of tasks never scheduled: the median of their priority", counts.unscheduled)
    if (counts.running > 0)
      notes.assumptions.push(
        `${counts.running} tasks scheduled without an end run past the horizon (censored)`,
      )
    if (counts.evicted > 0)
      notes.assumptions.push(
        `${counts.evicted} tasks last seen evicted end as finished after their last attempt's time, a lower bound`,
      )
    if (counts.early > 0)
      notes.assumptions.push(
        `${counts.early} tasks that ended had started before the window: their time is counted from 0, a lower bound`,
      )
    return durations
  }

  /** Tasks grouped by job, in order of submission: a counting sort, and a real one where submissions do not ascend. */
  #byJobAndSubmit(): Int32Array {
    const count = this.#index.count
    const next = new Int32Array(this.#jobs.length + 1)
    for (let task = 0; task < count; task++) next[this.#job.at(task) + 1]++
    for (let job = 0; job < this.#jobs.length; job++) next[job + 1] += next[job]
    const first = next.slice()
    const order = new Int32Array(count)
    for (let task = 0; task < count; task++) order[next[this.#job.at(task)]++] = task
    for (let job = 0; job < this.#jobs.length; job++) {
      const tasks = order.subarray(first[job], first[job + 1])
      if (!this.#ascends(tasks)) tasks.sort((a, b) => this.#submitted.at(a) - this.#submitted.at(b) || a - b)
    }
    return order
  }

  #ascends(tasks: Int32Array): boolean {
    for (let i = 1; i < tasks.length; i++)
      if (this.#submitted.at(tasks[i - 1]) > this.#submitted.at(tasks[i])) return false
    return true
  }
}

/** The lower median: a value that was seen. 0 where none was. */
function median(values: readonly number[]): number {
  if (values.length === 0) return 0
  return Float64Array.from(values).sort()[(values.length - 1) >> 1]
}
