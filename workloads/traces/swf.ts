/**
 * Logs in the Standard Workload Format (Parallel Workloads Archive; Chapin, Feitelson et al., "Benchmarks and
 * Standards for the Evaluation of Parallel Job Schedulers", JSSPP 1999): 18 columns between blanks, `;` before
 * header lines, −1 = unknown, seconds. A job is a gang of one-CPU tasks that start together or not at all.
 *
 * Extended SWF (Alea, 21 columns, memory in bytes per job) is read too; its machines stand in a `.machines` file.
 */
import {
  endsFailed,
  endsFinished,
  JobTableBuilder,
  type Micros,
  microsPerSecond,
  scalarCount,
} from "../../sim/index.ts"
import { readByteRows } from "./byte-rows.ts"
import { hashNumbers } from "./hash.ts"
import { partName } from "./parts.ts"
import { CardNotes, type CellRange } from "./card-notes.ts"
import { secondsRange } from "./cell-ranges.ts"
import type { Dialect, Row } from "./rows.ts"
import { readHeaderLine, type SwfMachines, swfMachines } from "./swf-machines.ts"
import { mostTasks, tooManyTasks } from "./task-budget.ts"
import {
  provenance,
  type ReadSettings,
  rowsUnder,
  type TraceFormat,
  type TraceImport,
} from "./trace-format.ts"

export const swfDialect: Dialect = {
  separator: "blanks",
  columns: [
    "job",
    "submit_s",
    "wait_s",
    "run_s",
    "procs_alloc",
    "avg_cpu_s",
    "used_mem",
    "procs_req",
    "time_req_s",
    "mem_req",
    "status",
    "user",
    "group",
    "app",
    "queue",
    "partition",
    "prev_job",
    "think_s",
  ],
  fewestCells: 18,
  comment: ";",
}

const standardCells = 18
const processorsRange: CellRange = {
  least: -1,
  most: 10_000_000,
  expected: "processors are a whole number, −1 (unknown) to 10,000,000",
}
const bytesRange: CellRange = { least: -1, most: 2 ** 60, whole: false, expected: "memory is −1 or bytes" }

const cancelled = 5
const failed = 0
const poolCount = 4

export const swf: TraceFormat = {
  name: "swf",
  about: "Supercomputer logs of the Parallel Workloads Archive: rigid parallel jobs, gangs of one-CPU tasks",
  citation:
    "Parallel Workloads Archive, D. Feitelson et al., https://www.cs.huji.ac.il/labs/parallel/workload.",
  licence: "no formal licence: acknowledge the archive and whoever provided the log",
  recognise: (lines) => {
    const jobs = lines.filter((line) => line.trim() !== "" && !line.startsWith(";")).slice(0, 20)
    const looksRight = jobs.every((line) => /^\s*\d+(\s+-?\d+(\.\d+)?){17}(\s|$)/.test(line))
    return (
      looksRight &&
      (jobs.length > 0 || lines.some((line) => /^;\s*(Version|MaxJobs|MaxNodes|Computer):/.test(line)))
    )
  },
  read: readSwf,
}

interface SwfJob {
  readonly id: number
  readonly submit: Micros
  readonly run: Micros
  readonly procs: number
  /** −1 where the log does not tell it. */
  readonly estimate: Micros
  readonly failed: boolean
  readonly user: number
  readonly group: number
  readonly queue: number
  readonly memBytes: number
}

async function readSwf(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const header = new Map<string, string>()
  const read: SwfJob[] = []
  const rows = await readByteRows(paths, swfDialect, (row) => takeJob(row, read, notes), {
    ...rowsUnder(settings, notes),
    onComment: (text) => readHeaderLine(text, header),
  })
  const machines = await swfMachines(paths, header, settings, notes)
  const { jobs, start } = clip(read, settings, notes)
  const each = processorsPerTask(jobs, machines, paths)
  const table = buildJobs(jobs, start, each, machines, notes)
  notes.assumptions.push(
    each === 1
      ? "a job is a gang of one-CPU tasks, as many as it was allocated, else requested"
      : `a job is a gang of tasks of ${each} CPUs, a node's share, and one for the rest: ${jobs.reduce((sum, { procs }) => sum + procs, 0)} tasks of one CPU are more than can be held`,
  )
  notes.assumptions.push("status 0 (failed) and 5 (cancelled) end as failed, all others as finished")
  notes.dropped.push(
    "wait_s, avg_cpu_s, used_mem, think_s, prev_job, app, partition: what the original scheduler did, or not modelled",
  )
  const acknowledge = header.get("Acknowledge")
  const workload = {
    name: swf.name,
    provenance: provenance(swf) + (acknowledge === undefined ? "" : ` Acknowledge: ${acknowledge}.`),
    jobs: table,
    ...(machines === undefined ? {} : { agents: machines.agents }),
  }
  return { workload, card: notes.card({ format: swf.name, paths, rows, workload }) }
}

function takeJob(row: Row, jobs: SwfJob[], notes: CardNotes): void {
  const within = (column: number, range: CellRange) => notes.within(row, swfDialect, column, range)
  const micros = (column: number) => Math.round(within(column, secondsRange) * microsPerSecond)
  const [submit, run, estimate] = [micros(1), micros(3), micros(8)]
  const allocated = within(4, processorsRange)
  const procs = allocated > 0 ? allocated : within(7, processorsRange)
  if (submit < 0) return notes.skip("job without a submit time", row)
  if (run < 0) return notes.skip("job without a run time (cancelled before it began)", row)
  if (procs <= 0) return notes.skip("job without processors, allocated or requested", row)
  const status = row.integer(10)
  const job = {
    id: row.integer(0),
    submit,
    run,
    procs,
    estimate,
    failed: status === failed || status === cancelled,
    user: row.integer(11),
    group: row.integer(12),
    queue: row.integer(14),
    memBytes: row.cellCount > standardCells ? within(9, bytesRange) : -1,
  }
  notes.at(submit)
  notes.isNew(job.id)
  jobs.push(job)
}

/** Jobs in the order of the log, without those beyond the limits, and when the first was submitted. */
function clip(read: readonly SwfJob[], settings: ReadSettings, notes: CardNotes) {
  let start = read.length === 0 ? 0 : Number.POSITIVE_INFINITY
  for (const job of read) start = Math.min(start, job.submit)
  const last = start + (settings.limitSeconds ?? Number.POSITIVE_INFINITY) * microsPerSecond
  const jobs = read.filter((job) => job.submit <= last).slice(0, settings.maxJobs)
  // Sorted here, the table of tasks need not be.
  jobs.sort((a, b) => a.submit - b.submit)
  if (start > 0)
    notes.assumptions.push(`time 0 is the first submission, ${start / microsPerSecond} s in the log`)
  if (jobs.length < read.length)
    notes.dropped.push(`${read.length - jobs.length} jobs beyond the limit that was asked for`)
  return { jobs, start }
}

/**
 * Processors per task: one, unless that makes more tasks than a table may hold; then all that the smallest node has, so
 * that a task is a node's share. Throws TraceError where even that is too much.
 */
function processorsPerTask(
  jobs: readonly SwfJob[],
  machines: SwfMachines | undefined,
  paths: readonly string[],
): number {
  const tasksOf = (each: number) => jobs.reduce((sum, { procs }) => sum + Math.ceil(procs / each), 0)
  if (tasksOf(1) <= mostTasks) return 1
  const perNode = smallestNode(machines)
  const tasks = tasksOf(perNode)
  if (tasks <= mostTasks) return perNode
  const start = jobs[0].submit
  let sum = 0
  const last = jobs.find(({ procs }) => (sum += Math.ceil(procs / perNode)) > mostTasks)
  const hours = Math.floor(((last?.submit ?? start) - start) / microsPerSecond / 3600)
  throw tooManyTasks(
    partName(paths[0]),
    `its ${jobs.length} jobs are ${tasks} tasks of ${perNode === 1 ? "one CPU" : `${perNode} CPUs`}`,
    `Keep a part of it, for example --until ${hours}h.`,
  )
}

function smallestNode(machines: SwfMachines | undefined): number {
  if (machines === undefined) return 1
  const { capacity, count } = machines.agents
  let least = Number.POSITIVE_INFINITY
  for (let agent = 0; agent < count; agent++) least = Math.min(least, capacity[agent * scalarCount] / 1000)
  return Math.max(1, Math.floor(least === Number.POSITIVE_INFINITY ? 1 : least))
}

function buildJobs(
  jobs: readonly SwfJob[],
  start: Micros,
  each: number,
  machines: SwfMachines | undefined,
  notes: CardNotes,
) {
  const builder = new JobTableBuilder()
  const roleOf = roles(jobs, notes)
  const usesMemory = machines?.hasMemory === true && jobs.some((job) => job.memBytes > 0)
  notes.assumptions.push(
    usesMemory
      ? "memory: mem_req is bytes per job (extended SWF), shared evenly by its tasks"
      : "memory is left out: the log does not tell it for jobs and machines alike",
  )
  builder.reserveTasks(jobs.reduce((sum, { procs }) => sum + Math.ceil(procs / each), 0))
  for (const job of jobs) {
    const role = roleOf(job)
    builder.job({
      arrival: job.submit - start,
      framework: builder.framework(role, builder.role(role), "gang"),
      label: job.id,
      user: job.user < 0 ? undefined : `user-${job.user}`,
      estimate: job.estimate < 0 ? undefined : job.estimate,
    })
    builder.stage({ gang: true })
    const mem = usesMemory && job.memBytes > 0 ? (job.memBytes / 2 ** 20 / job.procs) * 1000 : 0
    const ends = job.failed ? endsFailed : endsFinished
    const full = Math.floor(job.procs / each)
    const rest = job.procs - full * each
    const shapeOf = (procs: number) => builder.shape(procs * 1000, Math.ceil(mem * procs))
    if (full > 0) builder.equalTasks(full, shapeOf(each), job.run, ends)
    if (rest > 0) builder.equalTasks(1, shapeOf(rest), job.run, ends, full)
  }
  return builder.build("job-")
}

/** The first of user group and queue that tells jobs apart names the role; else one of four pools, by user or job. */
function roles(jobs: readonly SwfJob[], notes: CardNotes): (job: SwfJob) => string {
  for (const key of ["group", "queue"] as const) {
    if (!varies(jobs, key)) continue
    notes.assumptions.push(`a role and a framework per ${key}, weight 1`)
    return (job) => `${key}-${job[key] < 0 ? "unknown" : job[key]}`
  }
  const key = varies(jobs, "user") ? "user" : "id"
  notes.assumptions.push(
    `4 pools by a hash of the ${key === "id" ? "job" : "user"}: the log tells neither groups nor queues apart`,
  )
  return (job) => `pool-${hashNumbers(0, Math.max(0, job[key]), 0) % poolCount}`
}

function varies(jobs: readonly SwfJob[], key: "group" | "queue" | "user"): boolean {
  return jobs.some((job) => job[key] !== jobs[0][key])
}
