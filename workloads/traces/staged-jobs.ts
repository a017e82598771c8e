/**
 * Jobs out of rows that each tell a group of equal tasks, in any order: rows of one job at one depth are a stage, and a
 * stage waits for those less deep. A job arrives with its earliest row.
 */
import {
  float64Column,
  type FrameworkId,
  GrowingColumn,
  int32Column,
  type JobDetails,
  JobTableBuilder,
  type JobTable,
  type Micros,
  type TaskDetails,
  uint8Column,
} from "../../sim/index.ts"
import { mostTasks, tooManyTasks } from "./task-budget.ts"

/** A group of equal tasks. */
export interface TaskGroup {
  /** Row of the job, in order of first sight. */
  readonly job: number
  readonly arrival: Micros
  /** 0 for what waits for nothing. */
  readonly depth: number
  readonly count: number
  /** Row of the builder's shapes. */
  readonly shape: number
  readonly duration: Micros
  readonly ends: number
  readonly constraints?: number
  readonly wait?: Micros
}

export interface JobDescription extends JobDetails {
  readonly framework: FrameworkId
  readonly label: number
}

export class StagedJobs {
  readonly #isGang: boolean
  #tasks = 0
  readonly #job = new GrowingColumn(int32Column)
  readonly #arrival = new GrowingColumn(float64Column)
  readonly #depth = new GrowingColumn(int32Column)
  readonly #count = new GrowingColumn(int32Column)
  readonly #shape = new GrowingColumn(int32Column)
  readonly #duration = new GrowingColumn(float64Column)
  readonly #ends = new GrowingColumn(uint8Column)
  readonly #constraints = new GrowingColumn(int32Column)
  readonly #wait = new GrowingColumn(float64Column)

  constructor(setting: { readonly isGang: boolean }) {
    this.#isGang = setting.isGang
  }

  /** Throws TraceError where there are more tasks than a table may hold. */
  add(group: TaskGroup, at: { readonly file: string; readonly line: number }): void {
    if (this.#tasks + group.count > mostTasks)
      throw tooManyTasks(
        at.file,
        `with this row there are ${this.#tasks + group.count} tasks`,
        "Keep a part of the file.",
        at.line,
      )
    this.#tasks += group.count
    this.#job.push(group.job)
    this.#arrival.push(group.arrival)
    this.#depth.push(group.depth)
    this.#count.push(group.count)
    this.#shape.push(group.shape)
    this.#duration.push(group.duration)
    this.#ends.push(group.ends)
    this.#constraints.push(group.constraints ?? 0)
    this.#wait.push(group.wait ?? -1)
  }

  get groupCount(): number {
    return this.#job.length
  }

  /** Says of a group that was added how deep it is. */
  setDepth(group: number, depth: number): void {
    this.#depth.set(group, depth)
  }

  /** The table of all jobs; `describe` is asked once for each that has tasks. */
  build(builder: JobTableBuilder, describe: (job: number) => JobDescription, labelPrefix: string): JobTable {
    builder.reserveTasks(this.#tasks)
    for (const rows of this.#rowsByArrival()) this.#addJob(builder, rows, describe(this.#job.at(rows[0])))
    return builder.build(labelPrefix)
  }

  #addJob(builder: JobTableBuilder, rows: Int32Array, { framework, label, ...details }: JobDescription) {
    builder.job({ arrival: this.#earliest(rows), framework, label, ...details })
    let depth = -1
    let number = 0
    for (const row of rows) {
      if (this.#depth.at(row) !== depth) {
        depth = this.#depth.at(row)
        builder.stage({ gang: this.#isGang })
      }
      number += this.#addTasks(builder, row, number)
    }
  }

  #addTasks(builder: JobTableBuilder, row: number, firstLabel: number): number {
    const [count, shape] = [this.#count.at(row), this.#shape.at(row)]
    const [duration, ends] = [this.#duration.at(row), this.#ends.at(row)]
    const details: TaskDetails = { constraints: this.#constraints.at(row), wait: this.#wait.at(row) }
    if (details.constraints === 0 && details.wait === -1)
      builder.equalTasks(count, shape, duration, ends, firstLabel)
    else for (let i = 0; i < count; i++) builder.task(shape, duration, ends, firstLabel + i, details)
    return count
  }

  #earliest(rows: Int32Array): Micros {
    return rows.reduce((earliest, row) => Math.min(earliest, this.#arrival.at(row)), Infinity)
  }

  /** The rows of each job by depth, as they came; jobs by arrival. */
  #rowsByArrival(): Int32Array[] {
    const byJob = new Map<number, number[]>()
    for (let row = 0; row < this.#job.length; row++) {
      const rows = byJob.get(this.#job.at(row))
      if (rows === undefined) byJob.set(this.#job.at(row), [row])
      else rows.push(row)
    }
    return [...byJob.values()]
      .map((rows) => Int32Array.from(rows).sort((a, b) => this.#depth.at(a) - this.#depth.at(b) || a - b))
      .map((rows) => ({ rows, arrival: this.#earliest(rows) }))
      .sort((a, b) => a.arrival - b.arrival || a.rows[0] - b.rows[0])
      .map(({ rows }) => rows)
  }
}
