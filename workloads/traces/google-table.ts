/** A Google trace's tasks as a table of jobs: durations, waves of arrival, roles by band of priority. */
import {
  endsFailed,
  endsFinished,
  type JobTable,
  JobTableBuilder,
  microsPerSecond,
  never,
  type RoleId,
} from "../../sim/index.ts"
import type { CardNotes } from "./card-notes.ts"
import { googleEvents, type GoogleTasks, unknown } from "./google-tasks.ts"
import { quantileOf } from "./numbers.ts"
import type { ReadSettings } from "./trace-format.ts"

/** Which role a job has by its number, and whether that number is a priority. */
export interface GoogleRoles {
  readonly names: readonly string[]
  readonly weights: readonly number[]
  readonly roleOf: (jobNumber: number) => RoleId
  readonly tellsPriority: boolean
}

/** Google's bands of priority: free 0–1, batch 2–8, production 9–11. */
export const rolesByPriority: GoogleRoles = {
  names: ["free", "batch", "production"],
  weights: [1, 2, 4],
  roleOf: (priority) => (priority <= 1 ? 0 : priority <= 8 ? 1 : 2),
  tellsPriority: true,
}

/** The tiers of 2019 (Tirmazi et al., EuroSys 2020, §2): free to 99, best-effort batch, mid, production, monitoring. */
export const rolesByTier: GoogleRoles = {
  names: ["free", "best-effort-batch", "mid", "production", "monitoring"],
  weights: [1, 2, 3, 4, 4],
  roleOf: (priority) =>
    priority <= 99 ? 0 : priority <= 115 ? 1 : priority <= 119 ? 2 : priority <= 359 ? 3 : 4,
  tellsPriority: true,
}

/** Job events tell no priority, but a scheduling class. */
export const rolesByClass: GoogleRoles = {
  names: ["class-0", "class-1", "class-2", "class-3"],
  weights: [1, 1, 1, 1],
  roleOf: (schedulingClass) => schedulingClass,
  tellsPriority: false,
}

/** Tasks of a job that are submitted within this time of the first of their wave arrive together. */
const waveMicros = microsPerSecond

export function googleTable(
  tasks: GoogleTasks,
  roles: GoogleRoles,
  notes: CardNotes,
  settings: ReadSettings,
): JobTable {
  const { columns, jobs, count } = tasks
  const builder = new JobTableBuilder()
  for (const [i, name] of roles.names.entries()) builder.role(name, roles.weights[i])
  const shapes = Int32Array.from(tasks.shapes, ({ cpus, mem }) => builder.shape(cpus, mem))
  const spreads = spreadsOf(columns.apart.subarray(0, count), builder)
  const { label, latencyClass, evictions, wait } = columns
  const asked = {
    shape: lookedUp(columns.shape, shapes, count),
    duration: durationsOf(tasks, notes),
    ends: endsOf(tasks),
    label,
    class: latencyClass,
    constraints: lookedUp(columns.apart, spreads, count),
    evictions,
    wait,
    ...(roles.tellsPriority ? { priority: columns.priority } : {}),
  }
  const waves = wavesOf(tasks, notes, settings)
  builder.reserveTasks(waves.reduce((sum, { rows }) => sum + rows.length, 0))
  for (const { job, arrival, rows } of waves) {
    const { id, user, priority } = jobs[job]
    const role = roles.roleOf(priority)
    const framework = builder.framework(`${roles.names[role]}/${user}`, role, "greedy")
    builder.job({ arrival, framework, label: id, user })
    builder.stage()
    builder.tasks(asked, rows)
  }
  return builder.build("job-")
}

/** The constraint of each wish to be apart, those that somebody has. */
function spreadsOf(apart: Uint8Array, builder: JobTableBuilder): Int32Array {
  const spreads = new Int32Array(256)
  for (const atMost of apart)
    if (atMost > 0 && spreads[atMost] === 0)
      spreads[atMost] = builder.constraints([{ kind: "spread", atMost }])
  return spreads
}

/** What stands in the table at each of the first `count` rows. */
function lookedUp(rows: Int32Array | Uint8Array, table: Int32Array, count: number): Int32Array {
  const values = new Int32Array(count)
  for (let i = 0; i < count; i++) values[i] = table[rows[i]]
  return values
}

interface Wave {
  readonly job: number
  readonly arrival: number
  /** Its tasks, in order of submission. */
  readonly rows: Int32Array
}

/** The waves in order of arrival, those that meet in order of their jobs. */
function wavesOf(tasks: GoogleTasks, notes: CardNotes, settings: ReadSettings): Wave[] {
  const { columns } = tasks
  const { limitSeconds = Number.POSITIVE_INFINITY, maxJobs = Number.POSITIVE_INFINITY } = settings
  const order = byJobAndSubmit(tasks)
  const waves: Wave[] = []
  const counts = { waves: 0, jobs: 0, clipped: 0 }
  for (let begin = 0, end = 0, job = unknown; begin < order.length; begin = end) {
    const arrival = columns.submitted[order[begin]]
    const isNewJob = columns.job[order[begin]] !== job
    job = columns.job[order[begin]]
    do end++
    while (
      end < order.length &&
      columns.job[order[end]] === job &&
      columns.submitted[order[end]] <= arrival + waveMicros
    )
    if (isNewJob) counts.jobs++
    if (arrival > limitSeconds * microsPerSecond || counts.jobs > maxJobs) counts.clipped += end - begin
    else waves.push({ job, arrival, rows: order.subarray(begin, end) })
  }
  if (waves.length > counts.jobs)
    notes.assumptions.push(
      `${counts.jobs} jobs arrive in ${waves.length} waves: tasks submitted more than 1 s after their wave's first are a wave of their own`,
    )
  if (counts.clipped > 0) notes.dropped.push(`${counts.clipped} tasks beyond the limit that was asked for`)
  const lacking = tasks.count - order.length
  if (lacking > 0) notes.dropped.push(`${lacking} tasks of which no row tells the requests`)
  return waves.sort((a, b) => a.arrival - b.arrival)
}

/** An eviction is the cluster's doing, not the task's: what was evicted last ends as finished. */
function endsOf({ columns, count }: GoogleTasks): Uint8Array {
  const { evict, finish } = googleEvents
  const ends = new Uint8Array(count)
  for (let task = 0; task < count; task++) {
    const end = columns.end[task]
    const ended = columns.scheduled[task] !== unknown && columns.ended[task] !== unknown
    ends[task] = ended && end !== evict && end !== finish ? endsFailed : endsFinished
  }
  return ends
}

function durationsOf({ columns, count }: GoogleTasks, notes: CardNotes): Float64Array {
  const durations = new Float64Array(count)
  const counts = { running: 0, unscheduled: 0, evicted: 0, early: 0 }
  for (let task = 0; task < count; task++) {
    const scheduled = columns.scheduled[task]
    const ended = columns.ended[task]
    if (scheduled === unknown) {
      durations[task] = unknown
      counts.unscheduled++
    } else if (ended === unknown) {
      durations[task] = never
      counts.running++
    } else {
      durations[task] = ended - scheduled
      if (columns.end[task] === googleEvents.evict) counts.evicted++
      if (scheduled === 0) counts.early++
    }
  }
  if (counts.unscheduled > 0) imputeMedians(durations, columns.priority)
  notes.impute("duration of tasks never scheduled: the median of their priority", counts.unscheduled)
  if (counts.running > 0)
    notes.assumptions.push(`${counts.running} tasks scheduled without an end run past the horizon (censored)`)
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

/** Medians of what is known of a priority; of all where nothing of it is known. */
function imputeMedians(durations: Float64Array, priority: Int32Array): void {
  const known = new Float64Array(durations.length)
  const medians = new Map<number, number>()
  let ofAll = unknown
  for (let task = 0; task < durations.length; task++) {
    const group = priority[task]
    if (durations[task] !== unknown || medians.has(group)) continue
    let median = medianOf(durations, known, priority, group)
    if (median === unknown)
      median = ofAll = ofAll === unknown ? Math.max(0, medianOf(durations, known)) : ofAll
    medians.set(group, median)
  }
  for (let task = 0; task < durations.length; task++)
    if (durations[task] === unknown) durations[task] = medians.get(priority[task]) ?? 0
}

/** Of the durations that are known, put into `known`, of one priority or of all; `unknown` where there are none. */
function medianOf(
  durations: Float64Array,
  known: Float64Array,
  priority?: Int32Array,
  wanted?: number,
): number {
  let count = 0
  for (let task = 0; task < durations.length; task++) {
    const time = durations[task]
    if (time !== unknown && time !== never && (priority === undefined || priority[task] === wanted))
      known[count++] = time
  }
  return count === 0 ? unknown : quantileOf(known.subarray(0, count), 0.5)
}

/**
 * Tasks that tell what they ask for, grouped by job, in order of submission: a counting sort, and a real one where
 * submissions do not ascend.
 */
function byJobAndSubmit(tasks: GoogleTasks): Int32Array {
  const { columns, jobs, count } = tasks
  const next = new Int32Array(jobs.length + 1)
  for (let task = 0; task < count; task++) if (tasks.hasRequest(task)) next[columns.job[task] + 1]++
  for (let job = 0; job < jobs.length; job++) next[job + 1] += next[job]
  const first = next.slice()
  const order = new Int32Array(next[jobs.length])
  for (let task = 0; task < count; task++) if (tasks.hasRequest(task)) order[next[columns.job[task]]++] = task
  for (let job = 0; job < jobs.length; job++) {
    const rows = order.subarray(first[job], first[job + 1])
    if (!ascends(rows, columns.submitted))
      rows.sort((a, b) => columns.submitted[a] - columns.submitted[b] || a - b)
  }
  return order
}

function ascends(rows: Int32Array, column: Float64Array): boolean {
  for (let i = 1; i < rows.length; i++) if (column[rows[i - 1]] > column[rows[i]]) return false
  return true
}
