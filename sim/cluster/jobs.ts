/** How tables of jobs come to be: filled job by job, sorted by arrival; and what belongs to them. */
import { assert } from "../kernel/assert.ts"
import type { FrameworkId, JobId, Micros, RoleId, StageId, TaskId } from "../kernel/units.ts"
import {
  type Column,
  float64Column,
  GrowingColumn,
  int32Column,
  OptionalColumn,
  uint8Column,
} from "./columns.ts"
import { type Constraint, type FrameworkSpec, type JobTable, type Role, untold } from "./job-table.ts"
import { scalarCount } from "./resources.ts"
import { selectJobs } from "./select-jobs.ts"

export * from "./job-table.ts"
export { selectJobs } from "./select-jobs.ts"

/** What some traces tell of a job, and others do not. */
export interface JobDetails {
  readonly user?: string | undefined
  /** What the trace calls the job, where that is no number. */
  readonly name?: string | undefined
  /** What its user said it would last. */
  readonly estimate?: Micros | undefined
}

/** What some traces tell of a task, and others do not. Rows are those of `constraints` and of the usage curves. */
export interface TaskDetails {
  readonly priority?: number | undefined
  readonly class?: number | undefined
  readonly constraints?: number | undefined
  readonly evictions?: number | undefined
  readonly curve?: number | undefined
  readonly wait?: Micros | undefined
}

/** Tasks by the columns of whoever read them; `shape` is the row of the table's own shapes. */
export interface TaskBatch {
  readonly shape: Int32Array
  readonly duration: Float64Array
  readonly ends: Uint8Array
  readonly label: Int32Array
  readonly priority?: Column
  readonly class?: Column
  readonly constraints?: Column
  readonly evictions?: Column
  readonly wait?: Float64Array
}

/** Fills a JobTable: first roles and frameworks, then each job followed by its stages, each followed by its tasks. */
export class JobTableBuilder {
  readonly #roles: Role[] = []
  readonly #frameworks: FrameworkSpec[] = []
  readonly #roleIds = new Map<string, RoleId>()
  readonly #frameworkIds = new Map<string, FrameworkId>()
  readonly #shapeIds = new Map<string, number>()
  readonly #shapes = new GrowingColumn(float64Column)
  readonly #arrival = new GrowingColumn(float64Column)
  readonly #framework = new GrowingColumn(int32Column)
  readonly #jobLabel = new GrowingColumn(float64Column)
  readonly #firstStage = new GrowingColumn(int32Column)
  readonly #stageJob = new GrowingColumn(int32Column)
  readonly #firstTask = new GrowingColumn(int32Column)
  readonly #gang = new GrowingColumn(uint8Column)
  readonly #taskStage = new GrowingColumn(int32Column)
  readonly #shape = new GrowingColumn(int32Column)
  readonly #duration = new GrowingColumn(float64Column)
  readonly #ends = new GrowingColumn(uint8Column)
  readonly #taskLabel = new GrowingColumn(int32Column)
  readonly #names = new Map<string, number>()
  readonly #constraintIds = new Map<string, number>([["[]", 0]])
  readonly #constraints: (readonly Constraint[])[] = [[]]
  readonly #jobName = new OptionalColumn(int32Column, untold)
  readonly #user = new OptionalColumn(int32Column, untold)
  readonly #estimate = new OptionalColumn(float64Column, untold)
  readonly #priority = new OptionalColumn(int32Column, 0)
  readonly #class = new OptionalColumn(uint8Column, 0)
  readonly #taskConstraints = new OptionalColumn(int32Column, 0)
  readonly #evictions = new OptionalColumn(int32Column, 0)
  readonly #curve = new OptionalColumn(int32Column, untold)
  readonly #wait = new OptionalColumn(float64Column, untold)

  /** The role of that name, made with `weight` if it is new. */
  role(name: string, weight = 1): RoleId {
    assert(weight > 0, `role ${name} has weight ${weight}`)
    return intern(this.#roleIds, name, () => this.#roles.push({ name, weight }) - 1)
  }

  /** The framework of that name, made if it is new. */
  framework(name: string, role: RoleId, behaviour = "greedy"): FrameworkId {
    return intern(this.#frameworkIds, name, () => this.#frameworks.push({ name, role, behaviour }) - 1)
  }

  /** The row of `shapes` that holds these thousandths, made if it is new. */
  shape(cpus: number, mem: number, disk = 0, gpus = 0): number {
    return intern(this.#shapeIds, `${cpus}/${mem}/${disk}/${gpus}`, () => {
      for (const amount of [cpus, mem, disk, gpus]) {
        assert(Number.isSafeInteger(amount) && amount >= 0, `a task requests ${amount} thousandths`)
        this.#shapes.push(amount)
      }
      return this.#shapes.length / scalarCount - 1
    })
  }

  /** The row of `constraints` that holds this list, made if it is new. */
  constraints(list: readonly Constraint[]): number {
    return intern(this.#constraintIds, JSON.stringify(list), () => this.#constraints.push(list) - 1)
  }

  /** Jobs may come in any order of arrival; `build` sorts them, equal arrivals in the order they were added. */
  job(
    job: { readonly arrival: Micros; readonly framework: FrameworkId; readonly label: number } & JobDetails,
  ): JobId {
    assert(
      Number.isSafeInteger(job.arrival) && job.arrival >= 0,
      `job ${job.label} arrives at ${job.arrival} µs`,
    )
    this.#arrival.push(job.arrival)
    this.#framework.push(job.framework)
    const row = this.#jobLabel.push(job.label)
    if (job.user !== undefined) this.#user.set(row, this.#name(job.user))
    if (job.name !== undefined) this.#jobName.set(row, this.#name(job.name))
    if (job.estimate !== undefined) this.#estimate.set(row, job.estimate)
    return this.#firstStage.push(this.#stageJob.length)
  }

  stage(stage: { readonly gang: boolean } = { gang: false }): StageId {
    this.#stageJob.push(this.#arrival.length - 1)
    this.#gang.push(stage.gang ? 1 : 0)
    return this.#firstTask.push(this.#taskStage.length)
  }

  task(shape: number, duration: Micros, ends: number, label: number, details?: TaskDetails): TaskId {
    assert(Number.isSafeInteger(duration) && duration >= 0, `task ${label} lasts ${duration} µs`)
    this.#shape.push(shape)
    this.#duration.push(duration)
    this.#ends.push(ends)
    this.#taskLabel.push(label)
    const row = this.#taskStage.push(this.#stageJob.length - 1)
    if (details !== undefined) this.#describe(row, details)
    return row
  }

  /** Makes room for so many tasks, so that their columns need not grow. */
  reserveTasks(count: number): void {
    for (const column of [this.#taskStage, this.#shape, this.#duration, this.#ends, this.#taskLabel])
      column.reserve(count)
    const optional = [this.#priority, this.#class, this.#taskConstraints, this.#evictions, this.#wait]
    for (const column of optional) column.reserve(count)
  }

  /** Adds equal tasks, labelled from `firstLabel` on. */
  equalTasks(count: number, shape: number, duration: Micros, ends: number, firstLabel = 0): void {
    assert(Number.isSafeInteger(duration) && duration >= 0, `task ${firstLabel} lasts ${duration} µs`)
    this.#shape.pushTimes(shape, count)
    this.#duration.pushTimes(duration, count)
    this.#ends.pushTimes(ends, count)
    this.#taskStage.pushTimes(this.#stageJob.length - 1, count)
    for (let i = 0; i < count; i++) this.#taskLabel.push(firstLabel + i)
  }

  /** Adds the tasks that stand in these rows of `columns`, all at once: what `task` does, many times as fast. */
  tasks(columns: TaskBatch, rows: Int32Array): void {
    const first = this.#taskStage.length
    this.#shape.pushRows(columns.shape, rows)
    this.#duration.pushRows(columns.duration, rows)
    this.#ends.pushRows(columns.ends, rows)
    this.#taskLabel.pushRows(columns.label, rows)
    this.#taskStage.pushTimes(this.#stageJob.length - 1, rows.length)
    const { priority, class: taskClass, constraints, evictions, wait } = columns
    if (priority !== undefined) this.#priority.setRows(first, priority, rows)
    if (taskClass !== undefined) this.#class.setRows(first, taskClass, rows)
    if (constraints !== undefined) this.#taskConstraints.setRows(first, constraints, rows)
    if (evictions !== undefined) this.#evictions.setRows(first, evictions, rows)
    if (wait !== undefined) this.#wait.setRows(first, wait, rows)
  }

  build(jobLabelPrefix = ""): JobTable {
    const [jobCount, taskCount] = [this.#arrival.length, this.#taskStage.length]
    this.#firstStage.push(this.#stageJob.length)
    this.#firstTask.push(this.#taskStage.length)
    const table: JobTable = {
      roles: this.#roles,
      frameworks: this.#frameworks,
      shapes: this.#shapes.finish(),
      names: [...this.#names.keys()],
      constraints: this.#constraints,
      jobCount,
      stageCount: this.#stageJob.length,
      taskCount,
      jobArrival: this.#arrival.finish(),
      jobFramework: this.#framework.finish(),
      jobLabel: this.#jobLabel.finish(),
      jobLabelPrefix,
      jobName: this.#jobName.finish(jobCount),
      jobUser: this.#user.finish(jobCount),
      jobEstimate: this.#estimate.finish(jobCount),
      jobFirstStage: this.#firstStage.finish(),
      stageJob: this.#stageJob.finish(),
      stageFirstTask: this.#firstTask.finish(),
      stageGang: this.#gang.finish(),
      taskStage: this.#taskStage.finish(),
      taskShape: this.#shape.finish(),
      taskDuration: this.#duration.finish(),
      taskEnds: this.#ends.finish(),
      taskLabel: this.#taskLabel.finish(),
      taskPriority: this.#priority.finish(taskCount),
      taskClass: this.#class.finish(taskCount),
      taskConstraints: this.#taskConstraints.finish(taskCount),
      taskEvictions: this.#evictions.finish(taskCount),
      taskCurve: this.#curve.finish(taskCount),
      taskWait: this.#wait.finish(taskCount),
    }
    return isAscending(table.jobArrival)
      ? table
      : selectJobs(table, byArrival(table.jobArrival), table.jobArrival)
  }

  #describe(task: TaskId, { priority, class: taskClass, constraints, evictions, curve, wait }: TaskDetails) {
    if (priority !== undefined) this.#priority.set(task, priority)
    if (taskClass !== undefined) this.#class.set(task, taskClass)
    if (constraints !== undefined) this.#taskConstraints.set(task, constraints)
    if (evictions !== undefined) this.#evictions.set(task, evictions)
    if (curve !== undefined) this.#curve.set(task, curve)
    if (wait !== undefined) this.#wait.set(task, wait)
  }

  #name(name: string): number {
    return intern(this.#names, name, () => this.#names.size)
  }
}

function intern(ids: Map<string, number>, name: string, make: () => number): number {
  let id = ids.get(name)
  if (id === undefined) ids.set(name, (id = make()))
  return id
}

function isAscending(column: Float64Array): boolean {
  for (let i = 1; i < column.length; i++) if (column[i - 1] > column[i]) return false
  return true
}

function byArrival(arrival: Float64Array): Int32Array {
  const order = Int32Array.from(arrival, (_, job) => job)
  return order.sort((a, b) => arrival[a] - arrival[b] || a - b)
}
