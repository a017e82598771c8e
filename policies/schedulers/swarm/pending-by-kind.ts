/**
 * Tasks that wait, oldest first. Of those that ask the same, when one fits nowhere the others do not either, as long as
 * nothing gets free: a look through the queue asks once for each kind and not for each task.
 */
import type { Demand, JobTable, TaskId } from "../../../sim/index.ts"
import { Heap } from "../heap.ts"

interface Row {
  readonly tasks: TaskId[]
  /** When each came, in the order of coming. */
  readonly came: number[]
  head: number
}

export class PendingByKind {
  count = 0
  readonly #kindOf: (task: TaskId) => string
  readonly #rows = new Map<string, Row>()
  #came = 0

  constructor(demandOf: (task: TaskId) => Demand, { constraints, taskStage, stageJob }: JobTable) {
    // Where a job may have only so many tasks on an agent, one job's tasks may fit where another's do not.
    this.#kindOf = (task) => {
      const demand = demandOf(task)
      const isLimited = constraints[demand.constraints].some(({ kind }) => kind === "spread")
      return isLimited ? `${demand.type}/${stageJob[taskStage[task]]}` : String(demand.type)
    }
  }

  add(task: TaskId): void {
    const kind = this.#kindOf(task)
    let row = this.#rows.get(kind)
    if (row === undefined) this.#rows.set(kind, (row = { tasks: [], came: [], head: 0 }))
    row.tasks.push(task)
    row.came.push(this.#came++)
    this.count++
  }

  /** Tries each task in order of coming, but none after the first of its kind that could not start. */
  lookThrough(start: (task: TaskId) => boolean): void {
    const rows = new Heap<Row>((a, b) => a.came[a.head] - b.came[b.head])
    for (const row of this.#rows.values()) rows.push(row)
    for (let row = rows.pop(); row !== undefined; row = rows.pop()) {
      if (!start(row.tasks[row.head])) continue
      row.head++
      this.count--
      if (row.head < row.tasks.length) rows.push(row)
    }
    for (const [kind, row] of this.#rows)
      if (row.head === row.tasks.length) this.#rows.delete(kind)
      else if (row.head > 1000) {
        row.tasks.splice(0, row.head)
        row.came.splice(0, row.head)
        row.head = 0
      }
  }
}
