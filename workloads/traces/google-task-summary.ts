/** What the tables of Google's task events are counted from: every attempt of every task, as the rows pass by. */
import { float64Column, GrowingColumn, microsPerSecond, uint8Column } from "../../sim/index.ts"
import { googleEvents } from "./google-tasks.ts"
import { quantileOf } from "./numbers.ts"
import type { Row } from "./rows.ts"
import { add, countsTable } from "./summary-tables.ts"
import { TaskIndex } from "./task-index.ts"
import type { SummaryTable } from "./trace-format.ts"

const { submit, schedule, finish } = googleEvents
export const googleEventNames = [
  "SUBMIT",
  "SCHEDULE",
  "EVICT",
  "FAIL",
  "FINISH",
  "KILL",
  "LOST",
  "UPDATE_PENDING",
  "UPDATE_RUNNING",
]
const unknown = -1

export class TaskCounts {
  readonly #events = new Map<number, number>()
  readonly #index = new TaskIndex()
  readonly #tasksOfJob = new Map<number, number>()
  readonly #priorities = new Map<number, number>()
  readonly #classes = new Map<number, number>()
  readonly #submitted = new GrowingColumn(float64Column)
  readonly #scheduled = new GrowingColumn(float64Column)
  /** Last end since the last SCHEDULE, as event type; 0 where there is none. */
  readonly #end = new GrowingColumn(uint8Column)
  readonly #apart = new GrowingColumn(uint8Column)
  readonly #durations = new GrowingColumn(float64Column)
  readonly #waits = new GrowingColumn(float64Column)
  #submitsAtStart = 0

  take(row: Row): void {
    const [at, event] = [row.number(0), row.integer(5)]
    add(this.#events, event)
    if (event === submit && at === 0) this.#submitsAtStart++
    const task = this.#task(row)
    if (!row.isEmpty(12) && row.integer(12) === 1) this.#apart.set(task, 1)
    if (event === submit) this.#submitted.set(task, at)
    else if (event === schedule) {
      if (this.#submitted.at(task) > 0) this.#waits.push(at - this.#submitted.at(task))
      this.#scheduled.set(task, at)
      this.#end.set(task, 0)
    } else if (event < googleEventNames.indexOf("UPDATE_PENDING")) {
      if (event === finish && this.#scheduled.at(task) > 0)
        this.#durations.push(at - this.#scheduled.at(task))
      this.#end.set(task, event)
    }
  }

  #task(row: Row): number {
    const known = this.#index.find(row.integer(2), row.integer(3))
    if (known >= 0) return known
    const job = this.#index.job(row.integer(2))
    add(this.#tasksOfJob, job)
    add(this.#classes, row.isEmpty(7) ? unknown : row.integer(7))
    add(this.#priorities, row.integer(8))
    this.#submitted.push(unknown)
    this.#scheduled.push(unknown)
    this.#end.push(0)
    this.#apart.push(0)
    return this.#index.add(job, row.integer(3))
  }

  tables(): SummaryTable[] {
    const sizes = Float64Array.from(this.#tasksOfJob.values())
    const single = sizes.filter((size) => size === 1).length
    return [
      {
        title: "task events",
        columns: ["event", "rows"],
        rows: googleEventNames.map((name, event) => [name, this.#events.get(event) ?? 0]),
        note: `${this.#submitsAtStart} of the SUBMITs are at time 0: before the window.`,
      },
      {
        title: "how tasks end",
        columns: ["last seen", "tasks", "of them never scheduled"],
        rows: this.#outcomes(),
        note: "A task submitted again after its end has still ended; one scheduled again has not.",
      },
      timesTable(
        "time to finish (s)",
        this.#durations.finish(),
        "FINISH − last SCHEDULE, where SCHEDULE > 0.",
      ),
      timesTable("wait in the queue (s)", this.#waits.finish(), "SCHEDULE − last SUBMIT, where SUBMIT > 0."),
      {
        title: "jobs",
        columns: ["what", "value"],
        rows: [
          ["tasks", this.#index.count],
          ["jobs", this.#index.jobCount],
          ["jobs of one task (%)", (100 * single) / sizes.length],
          ["tasks of a job, 90th percentile", quantileOf(sizes, 0.9)],
          ["tasks of a job, most", sizes.reduce((most, size) => Math.max(most, size), 0)],
          ["tasks that want different machines", this.#apart.finish().reduce((sum, one) => sum + one, 0)],
        ],
      },
      countsTable("tasks by priority", "priority", this.#priorities),
      countsTable("tasks by scheduling class", "class", this.#classes),
    ]
  }

  #outcomes(): [string, number, number][] {
    const names = ["FINISH", "KILL", "FAIL", "LOST", "EVICT", "running or waiting", "all"]
    const [all, unscheduled] = [new Map<string, number>(), new Map<string, number>()]
    for (let task = 0; task < this.#index.count; task++) {
      const end = this.#end.at(task)
      for (const name of [end === 0 ? "running or waiting" : googleEventNames[end], "all"]) {
        add(all, name)
        if (this.#scheduled.at(task) === unknown) add(unscheduled, name)
      }
    }
    return names.map((name) => [name, all.get(name) ?? 0, unscheduled.get(name) ?? 0])
  }
}

function timesTable(title: string, micros: Float64Array, note: string): SummaryTable {
  const seconds = (time: number) => time / microsPerSecond
  const mean =
    micros.length === 0 ? null : seconds(micros.reduce((sum, time) => sum + time, 0) / micros.length)
  return {
    title,
    columns: ["n", "p50", "p90", "p99", "mean"],
    rows: [[micros.length, ...[0.5, 0.9, 0.99].map((part) => seconds(quantileOf(micros, part))), mean]],
    note,
  }
}
