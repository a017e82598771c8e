/** The rows of a table of tasks while they are read: columns, and the order in which a table of jobs takes them. */
import { float64Column, GrowingColumn, int32Column, uint8Column } from "../../sim/index.ts"

/** Places of tables are rows of the JobTableBuilder that fills up meanwhile; what is not told is as there. */
const makers = {
  /** Row of the table of jobs. */
  job: int32Column,
  shape: int32Column,
  duration: float64Column,
  stage: int32Column,
  gang: uint8Column,
  ends: uint8Column,
  /** −1: its place in the job. */
  label: int32Column,
  priority: int32Column,
  class: uint8Column,
  constraints: int32Column,
  evictions: int32Column,
  curve: int32Column,
  wait: float64Column,
}

type Name = keyof typeof makers
export type TaskRow = Readonly<Record<Name, number>>

const names = Object.keys(makers) as Name[]

export class TaskRows {
  readonly #columns = Object.fromEntries(
    names.map((name) => [name, new GrowingColumn<Float64Array | Int32Array | Uint8Array>(makers[name])]),
  ) as Record<Name, GrowingColumn<Float64Array | Int32Array | Uint8Array>>

  get count(): number {
    return this.#columns.job.length
  }

  add(row: TaskRow): void {
    for (const name of names) this.#columns[name].push(row[name])
  }

  at(row: number, name: Name): number {
    return this.#columns[name].at(row)
  }

  /** The rows of each job, in order of stage and then of the table: those of job j end where those of j + 1 begin. */
  byJob(jobCount: number): { readonly first: Int32Array; readonly order: Int32Array } {
    const { job } = this.#columns
    const first = new Int32Array(jobCount + 1)
    for (let row = 0; row < this.count; row++) first[job.at(row) + 1]++
    for (let j = 0; j < jobCount; j++) first[j + 1] += first[j]
    const next = first.slice()
    const order = new Int32Array(this.count)
    for (let row = 0; row < this.count; row++) order[next[job.at(row)]++] = row
    for (let j = 0; j < jobCount; j++) this.#sortByStage(order.subarray(first[j], first[j + 1]))
    return { first, order }
  }

  #sortByStage(rows: Int32Array): void {
    const { stage } = this.#columns
    const ascends = rows.every((row, i) => i === 0 || stage.at(rows[i - 1]) <= stage.at(row))
    if (!ascends) rows.sort((a, b) => stage.at(a) - stage.at(b) || a - b)
  }
}
