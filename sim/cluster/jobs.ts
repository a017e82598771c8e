/**
 * Who asks, and for what: roles, frameworks, jobs with stages of tasks, as immutable columns in arrival order.
 * Read once, shared by all trials. What happens to them in a run is in tasks.ts.
 */
import { assert } from "../kernel/assert.ts"
import type { FrameworkId, JobId, Micros, RoleId, StageId, TaskId } from "../kernel/units.ts"
import { float64Column, GrowingColumn, int32Column, uint8Column } from "./columns.ts"
import { type Amounts, scalarCount } from "./resources.ts"

/** A role shares the cluster with the others in proportion to its weight, a number above 0, by default 1. */
export interface Role {
  readonly name: string
  readonly weight: number
}

/** `behaviour` names how it answers offers, as `mesoscope frameworks` lists them: "greedy", "gang", … */
export interface FrameworkSpec {
  readonly name: string
  readonly role: RoleId
  readonly behaviour: string
}

/** How a task ends by itself when its duration is over. */
export const endsFinished = 0
export const endsFailed = 1

export interface JobTable {
  readonly roles: readonly Role[]
  readonly frameworks: readonly FrameworkSpec[]
  /** Distinct requests, one row of scalars each, in thousandths. */
  readonly shapes: Amounts
  readonly jobCount: number
  readonly stageCount: number
  readonly taskCount: number
  /** µs; ascending. */
  readonly jobArrival: Float64Array
  readonly jobFramework: Int32Array
  /** The number by which the trace calls the job; `jobLabelPrefix` stands before it. */
  readonly jobLabel: Float64Array
  readonly jobLabelPrefix: string
  /** The stages of job j are jobFirstStage[j] up to, not including, jobFirstStage[j + 1]; each waits for the one before. */
  readonly jobFirstStage: Int32Array
  readonly stageJob: Int32Array
  /** The tasks of stage s are stageFirstTask[s] up to, not including, stageFirstTask[s + 1]. */
  readonly stageFirstTask: Int32Array
  /** 1 where the tasks of the stage start together or not at all. */
  readonly stageGang: Uint8Array
  readonly taskStage: Int32Array
  /** Row of `shapes`. */
  readonly taskShape: Int32Array
  /** µs; `never` for a task that outlives the trace. */
  readonly taskDuration: Float64Array
  /** endsFinished or endsFailed. */
  readonly taskEnds: Uint8Array
  /** The number by which the trace calls the task within its job. */
  readonly taskLabel: Int32Array
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

  /** Jobs may come in any order of arrival; `build` sorts them, equal arrivals in the order they were added. */
  job(job: { readonly arrival: Micros; readonly framework: FrameworkId; readonly label: number }): JobId {
    assert(
      Number.isSafeInteger(job.arrival) && job.arrival >= 0,
      `job ${job.label} arrives at ${job.arrival} µs`,
    )
    this.#arrival.push(job.arrival)
    this.#framework.push(job.framework)
    this.#jobLabel.push(job.label)
    return this.#firstStage.push(this.#stageJob.length)
  }

  stage(stage: { readonly gang: boolean } = { gang: false }): StageId {
    this.#stageJob.push(this.#arrival.length - 1)
    this.#gang.push(stage.gang ? 1 : 0)
    return this.#firstTask.push(this.#taskStage.length)
  }

  task(shape: number, duration: Micros, ends: number, label: number): TaskId {
    assert(Number.isSafeInteger(duration) && duration >= 0, `task ${label} lasts ${duration} µs`)
    this.#shape.push(shape)
    this.#duration.push(duration)
    this.#ends.push(ends)
    this.#taskLabel.push(label)
    return this.#taskStage.push(this.#stageJob.length - 1)
  }

  build(jobLabelPrefix = ""): JobTable {
    this.#firstStage.push(this.#stageJob.length)
    this.#firstTask.push(this.#taskStage.length)
    const table: JobTable = {
      roles: this.#roles,
      frameworks: this.#frameworks,
      shapes: this.#shapes.finish(),
      jobCount: this.#arrival.length,
      stageCount: this.#stageJob.length,
      taskCount: this.#taskStage.length,
      jobArrival: this.#arrival.finish(),
      jobFramework: this.#framework.finish(),
      jobLabel: this.#jobLabel.finish(),
      jobLabelPrefix,
      jobFirstStage: this.#firstStage.finish(),
      stageJob: this.#stageJob.finish(),
      stageFirstTask: this.#firstTask.finish(),
      stageGang: this.#gang.finish(),
      taskStage: this.#taskStage.finish(),
      taskShape: this.#shape.finish(),
      taskDuration: this.#duration.finish(),
      taskEnds: this.#ends.finish(),
      taskLabel: this.#taskLabel.finish(),
    }
    return isAscending(table.jobArrival)
      ? table
      : selectJobs(table, byArrival(table.jobArrival), table.jobArrival)
  }
}

/**
 * A table of the jobs listed in `chosen`, in that order, each arriving at `arrival[i]` (indexed like `table`'s
 * jobs if it is the table's own column). A job may be listed more than once. Roles, frameworks and shapes are shared.
 */
export function selectJobs(table: JobTable, chosen: Int32Array, arrival: Float64Array): JobTable {
  const ownArrivals = arrival === table.jobArrival
  let stageCount = 0
  let taskCount = 0
  for (const job of chosen) {
    stageCount += table.jobFirstStage[job + 1] - table.jobFirstStage[job]
    taskCount += tasksEnd(table, job) - tasksBegin(table, job)
  }
  const result = {
    ...table,
    jobCount: chosen.length,
    stageCount,
    taskCount,
    jobArrival: float64Column(chosen.length),
    jobFramework: int32Column(chosen.length),
    jobLabel: float64Column(chosen.length),
    jobFirstStage: int32Column(chosen.length + 1),
    stageJob: int32Column(stageCount),
    stageFirstTask: int32Column(stageCount + 1),
    stageGang: uint8Column(stageCount),
    taskStage: int32Column(taskCount),
    taskShape: int32Column(taskCount),
    taskDuration: float64Column(taskCount),
    taskEnds: uint8Column(taskCount),
    taskLabel: int32Column(taskCount),
  }
  let stage = 0
  let task = 0
  for (let i = 0; i < chosen.length; i++) {
    const job = chosen[i]
    result.jobArrival[i] = arrival[ownArrivals ? job : i]
    result.jobFramework[i] = table.jobFramework[job]
    result.jobLabel[i] = table.jobLabel[job]
    result.jobFirstStage[i] = stage
    for (let s = table.jobFirstStage[job]; s < table.jobFirstStage[job + 1]; s++) {
      result.stageJob[stage] = i
      result.stageGang[stage] = table.stageGang[s]
      result.stageFirstTask[stage] = task
      for (let t = table.stageFirstTask[s]; t < table.stageFirstTask[s + 1]; t++) {
        result.taskStage[task] = stage
        result.taskShape[task] = table.taskShape[t]
        result.taskDuration[task] = table.taskDuration[t]
        result.taskEnds[task] = table.taskEnds[t]
        result.taskLabel[task++] = table.taskLabel[t]
      }
      stage++
    }
  }
  result.jobFirstStage[chosen.length] = stage
  result.stageFirstTask[stageCount] = task
  return result
}

/** First task of a job, and the one after its last: the tasks of all its stages stand together. */
export function tasksBegin(table: JobTable, job: JobId): TaskId {
  return table.stageFirstTask[table.jobFirstStage[job]]
}

export function tasksEnd(table: JobTable, job: JobId): TaskId {
  return table.stageFirstTask[table.jobFirstStage[job + 1]]
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
