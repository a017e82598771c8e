/** The tasks of a Google trace while its events pass by: columns of what was heard of each, one row per task. */
import { TaskIndex } from "./task-index.ts"

/** The largest machine of the trace, by which its amounts are divided, taken as 64 cores and 256 GiB. */
export const cpuThousandths = (share: number) => Math.round(share * 64 * 1000)
export const memThousandths = (share: number) => Math.round(share * 256 * 1024 * 1000)

/** task_events and job_events, column event_type; 7 and 8 update what is asked. */
export const googleEvents = {
  submit: 0,
  schedule: 1,
  evict: 2,
  fail: 3,
  finish: 4,
  kill: 5,
  lost: 6,
} as const
const { submit, schedule, evict, lost } = googleEvents

/** For what no row has told yet: all such values are 0 or more. */
export const unknown = -1

interface GoogleJob {
  readonly id: number
  readonly user: string
  /** What roles go by. */
  readonly priority: number
}

/** A task's first row. */
interface NewTask {
  readonly job: number
  readonly number: number
  readonly latencyClass: number
  readonly priority: number
  readonly at: number
  readonly what: number
}

const fewestTasks = 1024
const mostExpected = 1 << 22

export class GoogleTasks {
  /** µs of the latest event. */
  lastTime = 0
  readonly jobs: GoogleJob[] = []
  /** Distinct requests, in thousandths; `columns.shape` is the row. */
  readonly shapes: { readonly cpus: number; readonly mem: number }[] = []
  columns: TaskColumns
  /** Tasks of which no row has told the request yet. */
  #lacking = 0
  readonly #index = new TaskIndex()
  readonly #shapeRows = new Map<number, number>()

  /** Room for so many tasks is made at once: memory that is never written costs nothing. */
  constructor(expected = 0) {
    this.columns = new TaskColumns(Math.max(fewestTasks, Math.min(expected, mostExpected)))
  }

  get count(): number {
    return this.#index.count
  }

  /** The row of the job with that id; −1 where it is new, and must be told by `own` before anything else. */
  job(id: number): number {
    const job = this.#index.job(id)
    return job < this.jobs.length ? job : unknown
  }

  /** Says of a new job whose it is; its first row tells. */
  own(job: GoogleJob): number {
    return this.jobs.push(job) - 1
  }

  /** The row of a task; −1 where it is new. */
  find(jobId: number, number: number): number {
    return this.#index.find(jobId, number)
  }

  /**
   * The row of a task that is new. Its first event, of which `event` must hear too, is a SUBMIT, unless the file begins in
   * the middle of its life.
   */
  add(row: NewTask): number {
    const task = this.#index.add(row.job, row.number)
    if (task === this.columns.job.length) this.columns = this.columns.widened()
    const columns = this.columns
    columns.job[task] = row.job
    columns.label[task] = row.number
    columns.latencyClass[task] = row.latencyClass
    columns.priority[task] = row.priority
    columns.submitted[task] = row.at
    // What is seen first when it starts has waited nobody knows how long.
    columns.scheduled[task] = row.what === schedule ? row.at : unknown
    columns.ended[task] = unknown
    columns.wait[task] = unknown
    columns.shape[task] = unknown
    this.#lacking++
    return task
  }

  event(task: number, what: number, at: number, apart: number): void {
    const columns = this.columns
    if (at > this.lastTime) this.lastTime = at
    if (apart > 0) columns.apart[task] = apart
    if (what === schedule) {
      // Waits that began before the window are not known.
      if (columns.scheduled[task] === unknown && columns.submitted[task] > 0)
        columns.wait[task] = at - columns.submitted[task]
      columns.scheduled[task] = at
      columns.ended[task] = unknown
    } else if (what !== submit && what <= lost) {
      columns.ended[task] = at
      columns.end[task] = what
      if (what === evict) columns.evictions[task]++
    }
  }

  hasRequest(task: number): boolean {
    return this.#lacking === 0 || this.columns.shape[task] !== unknown
  }

  request(task: number, cpus: number, mem: number): void {
    const key = mem * 65_536 + cpus
    let shape = this.#shapeRows.get(key)
    if (shape === undefined) this.#shapeRows.set(key, (shape = this.shapes.push({ cpus, mem }) - 1))
    this.columns.shape[task] = shape
    this.#lacking--
  }
}

/** 54 bytes a task; all grow together. */
class TaskColumns {
  readonly job: Int32Array
  readonly label: Int32Array
  readonly latencyClass: Uint8Array
  readonly priority: Int32Array
  /** At most so many of the job's tasks on one machine, as some row wants it; 0 where none does. */
  readonly apart: Uint8Array
  /** µs of the first event, the last SCHEDULE, and the last end since then. */
  readonly submitted: Float64Array
  readonly scheduled: Float64Array
  readonly ended: Float64Array
  /** Event type of the last end. */
  readonly end: Uint8Array
  /** µs from the first event to the first SCHEDULE. */
  readonly wait: Float64Array
  readonly evictions: Int32Array
  readonly shape: Int32Array

  constructor(length: number, old?: TaskColumns) {
    this.job = withRoom(Int32Array, length, old?.job)
    this.label = withRoom(Int32Array, length, old?.label)
    this.latencyClass = withRoom(Uint8Array, length, old?.latencyClass)
    this.priority = withRoom(Int32Array, length, old?.priority)
    this.apart = withRoom(Uint8Array, length, old?.apart)
    this.submitted = withRoom(Float64Array, length, old?.submitted)
    this.scheduled = withRoom(Float64Array, length, old?.scheduled)
    this.ended = withRoom(Float64Array, length, old?.ended)
    this.end = withRoom(Uint8Array, length, old?.end)
    this.wait = withRoom(Float64Array, length, old?.wait)
    this.evictions = withRoom(Int32Array, length, old?.evictions)
    this.shape = withRoom(Int32Array, length, old?.shape)
  }

  widened(): TaskColumns {
    return new TaskColumns(this.job.length * 2, this)
  }
}

function withRoom<T extends Float64Array | Int32Array | Uint8Array>(
  Column: { new (length: number): T },
  length: number,
  old: T | undefined,
): T {
  const column = new Column(length)
  if (old !== undefined) column.set(old)
  return column
}
