/**
 * Google clusterdata-2011-2: task_events (one file or parts in order), with machine_events for the machines.
 * Format: "Google cluster-usage traces: format + schema", Reiss, Wilkes, Hellerstein, 2011 (version 2.1, 2014).
 *
 * Headerless CSV; an empty cell is null; times in µs from 600 s before the window, 0 = before it; requests as
 * fractions of the largest machine. A job is one of the trace's; where its tasks are submitted more than 1 s
 * apart, each such wave is a job of its own here, with the label of the whole.
 */
import { hasMachineCells, readMachines } from "./google-machines.ts"
import { cpuThousandths, GoogleTasks, memThousandths } from "./google-tasks.ts"
import { readByteRows } from "./byte-rows.ts"
import { readCsvRows } from "./csv-rows.ts"
import { CardNotes } from "./card-notes.ts"
import { cellError, type Dialect, type Row, type RowSource } from "./rows.ts"
import { partName, peekLines } from "./parts.ts"
import { TraceError } from "./trace-error.ts"
import {
  provenance,
  type ReadSettings,
  rowsUnder,
  type TraceFormat,
  type TraceImport,
} from "./trace-format.ts"

export const taskEventsDialect: Dialect = {
  separator: "comma",
  columns: [
    "time",
    "missing_info",
    "job_id",
    "task_index",
    "machine_id",
    "event_type",
    "user",
    "scheduling_class",
    "priority",
    "cpu_request",
    "memory_request",
    "disk_request",
    "different_machines",
  ],
  fewestCells: 13,
}

const [time, , jobId, taskIndex, , event, user, , priority, cpuRequest, memRequest] = Array.from(
  taskEventsDialect.columns,
  (_, column) => column,
)

const lastEvent = 8
const lastPriority = 11

export const google2011: TraceFormat = {
  name: "google-2011",
  about:
    "Google's Borg cell of May 2011: 12,500 machines, task by task, with preemptions and machine failures",
  citation:
    "Wilkes, Reiss, Hellerstein: Google cluster-usage traces v2 (clusterdata-2011-2), Google Inc., 2011, https://github.com/google/cluster-data.",
  licence: "CC-BY 4.0",
  recognise: (lines) => isTaskEvents(lines) || hasMachineCells(lines),
  read: (paths, settings) => readGoogle(paths, settings, readByteRows),
}

/** Reads with the row source given, so that both can be compared. */
export async function readGoogle(
  paths: readonly string[],
  settings: ReadSettings,
  rowSource: RowSource,
): Promise<TraceImport> {
  const { taskFiles, machineFiles } = await sortFiles(paths, settings)
  const notes = new CardNotes(settings)
  const tasks = new GoogleTasks()
  const rows = await rowSource(
    taskFiles,
    taskEventsDialect,
    (row) => takeEvent(row, tasks, notes),
    rowsUnder(settings, notes),
  )
  const machines =
    machineFiles.length === 0 ? undefined : await readMachines(machineFiles, tasks.lastTime, settings, notes)
  const jobs = tasks.build(notes, settings)
  noteTheRest(notes)
  const workload = {
    name: google2011.name,
    provenance: provenance(google2011),
    jobs,
    ...(machines === undefined ? {} : { agents: machines.agents }),
    horizon: tasks.lastTime,
  }
  const card = notes.card({
    format: google2011.name,
    paths: [...taskFiles, ...machineFiles],
    rows,
    machineRows: machines?.rows ?? 0,
    workload,
    jobs: tasks.jobCount,
  })
  return { workload, card }
}

function takeEvent(row: Row, tasks: GoogleTasks, notes: CardNotes): void {
  const at = row.number(time)
  // 2^63 − 1 in the trace: something that happened after the window, at no known time.
  if (at > Number.MAX_SAFE_INTEGER) return notes.skip("event after the window, at no known time", row)
  if (!Number.isInteger(at) || at < 0)
    throw cellError(row, taskEventsDialect, time, "a time must be a whole number of µs, 0 or more")
  if (at < tasks.lastTime)
    throw cellError(
      row,
      taskEventsDialect,
      time,
      `times must ascend, and the row before is at ${tasks.lastTime}`,
      "Name the parts in their order.",
    )
  const what = row.integer(event)
  if (!(what >= 0 && what <= lastEvent))
    throw cellError(row, taskEventsDialect, event, `an event type is 0 to ${lastEvent}`)
  const task = tasks.slot(row.integer(jobId), row.integer(taskIndex), () => {
    const band = row.integer(priority)
    if (!(band >= 0 && band <= lastPriority))
      throw cellError(row, taskEventsDialect, priority, `a priority is 0 to ${lastPriority}`)
    return { priority: band, user: row.text(user) }
  })
  tasks.event(task, what, at)
  if (tasks.hasRequest(task)) return
  if (row.isEmpty(cpuRequest) || row.isEmpty(memRequest))
    return notes.skip("row without requests; the task's next row with some is used", row)
  tasks.request(task, cpuThousandths(share(row, cpuRequest)), memThousandths(share(row, memRequest)))
}

function share(row: Row, column: number): number {
  const value = row.number(column)
  if (!(value >= 0 && value <= 1))
    throw cellError(row, taskEventsDialect, column, "a request is a fraction of the largest machine, 0 to 1")
  return value
}

async function sortFiles(paths: readonly string[], settings: ReadSettings) {
  const taskFiles: string[] = []
  const machineFiles = settings.machines === undefined ? [] : [settings.machines]
  for (const path of paths)
    (hasMachineCells(await peekLines(path, settings)) ? machineFiles : taskFiles).push(path)
  if (taskFiles.length === 0)
    throw new TraceError({
      file: partName(paths[0] ?? "-"),
      found: "this lists machines only",
      expected: "a Google trace needs task_events, which say what is asked",
      fix: "Name the task_events files too.",
    })
  return { taskFiles, machineFiles }
}

function isTaskEvents(lines: readonly string[]): boolean {
  return (
    lines.length > 0 &&
    lines.slice(0, 20).every((line) => /^\d+,\d*,\d+,\d+,\d*,[0-8],[^,]*,[0-3]?,\d+,/.test(line))
  )
}

function noteTheRest(notes: CardNotes): void {
  notes.assumptions.push(
    "cpus = 64 × request, mem = 256 GiB × request: the trace tells fractions of its largest machine",
    "roles free (priority 0–1), batch (2–8), production (9–11) with weights 1, 2, 4; a framework per user and role",
    "a task keeps its first request; duration = last end − last SCHEDULE; FAIL, KILL and LOST end as failed",
  )
  notes.dropped.push(
    "machine_id, EVICT and re-SUBMIT: where and how often the original cluster ran a task is its own decision",
    "disk_request: machine_events tells no disk",
    "different_machines, scheduling_class: not modelled yet",
    "UPDATE_PENDING, UPDATE_RUNNING: a task keeps its first request",
  )
}

/** Rows read by one of the two row sources, all columns of the import filled: what bench/readers.ts measures. */
export async function importGoogleWith(
  source: "bytes" | "csv-parse",
  paths: readonly string[],
): Promise<number> {
  const { card } = await readGoogle(paths, {}, source === "bytes" ? readByteRows : readCsvRows)
  return card.rows
}
