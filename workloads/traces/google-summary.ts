/**
 * The tables by which Google's trace of 2011 is known, counted from the rows themselves, apart from the import. Times
 * are of attempts: a duration is FINISH − last SCHEDULE, a wait is SCHEDULE − last SUBMIT, each only where the earlier
 * event lies within the window. A percentile is the smallest value that so many percent do not exceed.
 */
import { numberFromText } from "./numbers.ts"
import { readByteRows } from "./byte-rows.ts"
import { foldedDialect, jobEventsDialect } from "./google-jobs.ts"
import { machineEventsDialect } from "./google-machines.ts"
import { taskEventsDialect } from "./google-task-events.ts"
import { googleEventNames, TaskCounts } from "./google-task-summary.ts"
import { googleEvents } from "./google-tasks.ts"
import type { Dialect, Row } from "./rows.ts"
import { SlotIndex } from "./slot-index.ts"
import { add, countsTable, descending } from "./summary-tables.ts"
import type { ReadSettings, SummaryTable } from "./trace-format.ts"

/** The files by what they hold, as `google-2011.ts` sorts them. */
export interface GoogleFiles {
  readonly tasks: readonly string[]
  readonly machines: readonly string[]
  readonly jobs: readonly string[]
  readonly foldedJobs: readonly string[]
}

export async function googleSummary(files: GoogleFiles, settings: ReadSettings): Promise<SummaryTable[]> {
  const visit = async (paths: readonly string[], dialect: Dialect, take: (row: Row) => void) =>
    paths.length > 0 && (await readByteRows(paths, dialect, take, settings)) > 0
  const machines = new MachineCounts()
  const tasks = new TaskCounts()
  const jobs = new JobCounts()
  return [
    ...((await visit(files.machines, machineEventsDialect, (row) => machines.take(row)))
      ? machines.tables()
      : []),
    ...((await visit(files.tasks, taskEventsDialect, (row) => tasks.take(row))) ? tasks.tables() : []),
    ...((await visit(files.jobs, jobEventsDialect, (row) => jobs.takeEvent(row))) ||
    (await visit(files.foldedJobs, foldedDialect, (row) => jobs.takeFolded(row)))
      ? jobs.tables()
      : []),
  ]
}

class MachineCounts {
  readonly #events = new Map<number, number>()
  readonly #mix = new Map<string, number>()
  readonly #machines = new Set<number>()

  take(row: Row): void {
    add(this.#events, row.integer(2))
    this.#machines.add(row.integer(1))
    if (row.integer(0) === 0 && row.integer(2) === 0)
      add(this.#mix, row.isEmpty(4) || row.isEmpty(5) ? "" : `${row.text(4)} ${row.text(5)}`)
  }

  tables(): SummaryTable[] {
    const names = ["ADD", "REMOVE", "UPDATE"]
    const mix = descending(this.#mix).map(([kind, count]) => {
      const [cpu, mem] = kind === "" ? [null, null] : kind.split(" ").map(numberFromText)
      return [count, cpu, mem]
    })
    return [
      {
        title: "machine events",
        columns: ["event", "rows"],
        rows: names.map((name, event) => [name, this.#events.get(event) ?? 0]),
        note: `${this.#machines.size} machines are named in all.`,
      },
      {
        title: "machines at the start",
        columns: ["machines", "cpu", "mem"],
        rows: mix,
        note: "ADD at time 0; fractions of the largest machine.",
      },
    ]
  }
}

/** Ends by job: the last that happened; a job that is submitted or scheduled again has none. */
class JobCounts {
  readonly #events = new Map<number, number>()
  readonly #index = new SlotIndex()
  readonly #ends: number[] = []
  readonly #classes = new Map<number, number>()
  readonly #users = new Set<string>()

  takeEvent(row: Row): void {
    const event = row.integer(3)
    add(this.#events, event)
    const job = this.#job(row, 2, 4, 5)
    if (event <= googleEvents.lost) this.#ends[job] = event
  }

  takeFolded(row: Row): void {
    const job = this.#job(row, 0, 1, 2)
    this.#ends[job] = row.isEmpty(7) ? googleEvents.schedule : row.integer(7)
  }

  #job(row: Row, id: number, user: number, schedulingClass: number): number {
    const known = this.#index.count
    const job = this.#index.slot(row.integer(id), 0)
    if (job < known) return job
    this.#users.add(row.text(user))
    add(this.#classes, row.isEmpty(schedulingClass) ? -1 : row.integer(schedulingClass))
    this.#ends.push(googleEvents.submit)
    return job
  }

  tables(): SummaryTable[] {
    const { evict, fail, finish, kill, lost } = googleEvents
    const ends = new Map<number, number>()
    for (const end of this.#ends) add(ends, end)
    const running = (ends.get(googleEvents.submit) ?? 0) + (ends.get(googleEvents.schedule) ?? 0)
    const events: SummaryTable = {
      title: "job events",
      columns: ["event", "rows"],
      rows: googleEventNames.map((name, event) => [name, this.#events.get(event) ?? 0]),
    }
    return [
      ...(this.#events.size === 0 ? [] : [events]),
      {
        title: "how jobs end",
        columns: ["last seen", "jobs"],
        rows: [
          ...[finish, kill, fail, lost, evict].map((end) => [googleEventNames[end], ends.get(end) ?? 0]),
          ["no end in the trace", running],
        ],
        note: `${this.#ends.length} jobs of ${this.#users.size} users.`,
      },
      countsTable("jobs by scheduling class", "class", this.#classes),
    ]
  }
}
