/** The tables of jobs and tasks; or one table of jobs that holds the columns of tasks, too. */
import {
  endsFailed,
  endsFinished,
  type FrameworkId,
  type JobTable,
  JobTableBuilder,
  microsPerSecond,
  never,
  untold,
} from "../../sim/index.ts"
import type { CardNotes } from "../traces/card-notes.ts"
import { type NamedRow, readNamedRows } from "../traces/named-rows.ts"
import type { ReadSettings } from "../traces/trace-format.ts"
import { parseConstraints } from "./constraint-text.ts"
import type { Manifest } from "./manifest.ts"
import { amounts, count, flag, id, micros, oneOf, smallRange, text, whole, wholeRange } from "./read-cells.ts"
import type { Curves } from "./read-usage.ts"
import { outcomeNames } from "./schema.ts"
import { readTableRows } from "./table-rows.ts"
import { TaskRows } from "./task-rows.ts"

interface JobFiles {
  readonly jobs: readonly string[]
  /** None where the rows of `jobs` are tasks as well. */
  readonly tasks: readonly string[]
  readonly manifest: Manifest
  readonly curves: Curves | undefined
}

interface JobRow {
  readonly arrival: number
  readonly role: string
  readonly framework: string
  readonly label: number
  readonly user: string | undefined
  readonly name: string | undefined
  readonly estimate: number | undefined
}

const priorityRange = {
  ...smallRange,
  least: -(2 ** 31),
  expected: "a priority is a whole number of 32 bits",
}
const classRange = { ...smallRange, most: 255, expected: "a class is 0 to 255" }

/** What columns of tasks may take. */
const mostTasks = 40_000_000

/** Throws TraceError. `rows` counts those of both tables. */
export async function readJobs(
  files: JobFiles,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<{ jobs: JobTable; rows: number }> {
  const reader = new JobReader(files, notes)
  const isOneTable = files.tasks.length === 0
  const rows = await readNamedRows(
    files.jobs,
    {
      needed: isOneTable ? ["arrival_s", "cpus", "duration_s"] : ["job", "arrival_s"],
      source: readTableRows,
    },
    isOneTable ? (row) => reader.takeBoth(row) : (row) => reader.takeJob(row),
    settings,
    notes,
  )
  const taskRows = await readNamedRows(
    files.tasks,
    { needed: ["job", "cpus", "duration_s"], source: readTableRows },
    (row) => reader.takeTask(row),
    settings,
    notes,
  )
  return { jobs: reader.build(settings), rows: rows + taskRows }
}

class JobReader {
  readonly #builder = new JobTableBuilder()
  readonly #manifest: Manifest
  readonly #curves: Curves | undefined
  readonly #notes: CardNotes
  readonly #rows: JobRow[] = []
  readonly #places = new Map<string, number>()
  readonly #tasks = new TaskRows()
  readonly #constraintIds = new Map<string, number>()
  readonly #roleOfFramework = new Map<string, string>()
  readonly #amounts = new Float64Array(4)

  constructor({ manifest, curves }: JobFiles, notes: CardNotes) {
    this.#manifest = manifest
    this.#curves = curves
    this.#notes = notes
    for (const { name, weight } of manifest.roles) this.#builder.role(name, weight)
    for (const { name, role, behaviour } of manifest.frameworks) {
      this.#builder.framework(name, this.#builder.role(role), behaviour)
      this.#roleOfFramework.set(name, role)
    }
  }

  takeJob(row: NamedRow): void {
    this.#addJob(this.#jobOf(row), id(row, "job").text)
  }

  takeTask(row: NamedRow): void {
    const job = this.#places.get(id(row, "job").text)
    if (job === undefined) throw row.error("job", "a task belongs to a row of jobs")
    this.#addTasks(row, job, 1)
  }

  takeBoth(row: NamedRow): void {
    const job = this.#jobOf(row)
    const copies = count(row, "tasks")
    this.#addTasks(row, this.#rows.length, copies)
    this.#addJob(job, row.isEmpty("job") ? String(this.#rows.length) : row.text("job"))
  }

  #jobOf(row: NamedRow): JobRow {
    const own = row.has("job") && !row.isEmpty("job") ? id(row, "job") : { text: String(this.#rows.length) }
    if (this.#places.has(own.text)) {
      this.#notes.duplicates++
      throw row.error("job", "a job is told once")
    }
    const user = text(row, "user")
    const role = text(row, "role") ?? user ?? "default"
    const framework = text(row, "framework") ?? role
    const known = this.#roleOfFramework.get(framework)
    if (known !== undefined && known !== role)
      throw row.error("framework", `the framework belongs to the role ${JSON.stringify(known)}`)
    const number = "number" in own ? own.number : undefined
    const isNamed = number === undefined && row.has("job")
    const job = {
      arrival: micros(row, "arrival_s"),
      role,
      framework,
      label: whole(row, "label", wholeRange, number ?? this.#rows.length),
      user,
      name: text(row, "name") ?? (isNamed ? own.text : undefined),
      estimate: row.isEmpty("estimate_s") ? undefined : micros(row, "estimate_s"),
    }
    this.#roleOfFramework.set(framework, role)
    return job
  }

  #addJob(job: JobRow, ownName: string): void {
    this.#places.set(ownName, this.#rows.length)
    this.#rows.push(job)
  }

  #addTasks(row: NamedRow, job: number, copies: number): void {
    if (this.#tasks.count + copies > mostTasks)
      throw row.error("tasks", `a trace has at most ${mostTasks} tasks`, "Clip the trace.")
    const [cpus, mem, disk, gpus] = amounts(row, true, this.#amounts)
    const task = {
      job,
      duration: micros(row, "duration_s", never),
      stage: whole(row, "stage", smallRange, 0),
      gang: flag(row, "gang", 0),
      ends: oneOf(row, "outcome", outcomeNames, 0) === 0 ? endsFinished : endsFailed,
      label: whole(row, "task", smallRange, untold),
      priority: whole(row, "priority", priorityRange, 0),
      class: whole(row, "class", classRange, 0),
      constraints: this.#constraints(row),
      evictions: whole(row, "evictions", smallRange, 0),
      curve: this.#curveOf(row),
      wait: micros(row, "wait_s", untold),
      shape: 0,
    }
    const added = { ...task, shape: this.#builder.shape(cpus, mem, disk, gpus) }
    for (let copy = 0; copy < copies; copy++) this.#tasks.add(added)
  }

  #constraints(row: NamedRow): number {
    const own = text(row, "constraints")
    if (own === undefined) return 0
    let place = this.#constraintIds.get(own)
    if (place === undefined) {
      const list = parseConstraints(own)
      if (list === undefined)
        throw row.error("constraints", "constraints read as: spread 1; rack = r1|r2; zone != z3; kernel > 4")
      this.#constraintIds.set(own, (place = this.#builder.constraints(list)))
    }
    return place
  }

  #curveOf(row: NamedRow): number {
    if (row.isEmpty("curve")) return untold
    const curve = this.#curves?.rowOf.get(whole(row, "curve", wholeRange, 0))
    if (curve === undefined) throw row.error("curve", "a curve is one of the table of usage")
    return curve
  }

  build({ limitSeconds = Infinity, maxJobs = Infinity }: ReadSettings): JobTable {
    const { first, order } = this.#tasks.byJob(this.#rows.length)
    const gangs = this.#gangFrameworks()
    let clipped = 0
    let empty = 0
    for (const [row, job] of this.#rows.entries()) {
      if (job.arrival > limitSeconds * microsPerSecond || row >= maxJobs) {
        clipped++
        continue
      }
      this.#builder.job({ ...job, framework: this.#frameworkOf(job, gangs) })
      const tasks = order.subarray(first[row], first[row + 1])
      if (tasks.length === 0) empty++
      this.#addStages(tasks)
    }
    if (clipped > 0) this.#notes.dropped.push(`${clipped} jobs beyond the limit that was asked for`)
    if (empty > 0) this.#notes.assumptions.push(`${empty} jobs have no task and end when they arrive`)
    return this.#builder.build(this.#manifest.job_prefix)
  }

  #addStages(rows: Int32Array): void {
    const tasks = this.#tasks
    for (const [i, row] of rows.entries()) {
      if (i === 0 || tasks.at(rows[i - 1], "stage") !== tasks.at(row, "stage"))
        this.#builder.stage({ gang: tasks.at(row, "gang") === 1 })
      const label = tasks.at(row, "label")
      this.#builder.task(
        tasks.at(row, "shape"),
        tasks.at(row, "duration"),
        tasks.at(row, "ends"),
        label === untold ? i : label,
        {
          priority: tasks.at(row, "priority"),
          class: tasks.at(row, "class"),
          constraints: tasks.at(row, "constraints"),
          evictions: tasks.at(row, "evictions"),
          curve: tasks.at(row, "curve"),
          wait: tasks.at(row, "wait"),
        },
      )
    }
  }

  #frameworkOf({ framework, role }: JobRow, gangs: ReadonlySet<string>): FrameworkId {
    return this.#builder.framework(
      framework,
      this.#builder.role(role),
      gangs.has(framework) ? "gang" : "greedy",
    )
  }

  /** Frameworks of which a job has tasks that start together. */
  #gangFrameworks(): ReadonlySet<string> {
    const names = new Set<string>()
    for (let row = 0; row < this.#tasks.count; row++)
      if (this.#tasks.at(row, "gang") === 1) names.add(this.#rows[this.#tasks.at(row, "job")].framework)
    return names
  }
}
