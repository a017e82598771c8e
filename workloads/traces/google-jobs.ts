/**
 * Google's job_events, for whoever has no task_events: a job is one task here. Two layouts: the published one, an event
 * a row, and one folded to a row per job with times in ms (empty = did not happen in the month).
 */
import { readByteRows } from "./byte-rows.ts"
import type { CardNotes, CellRange } from "./card-notes.ts"
import { googleEvents, type GoogleTasks, unknown } from "./google-tasks.ts"
import { cellError, type Dialect, type Row } from "./rows.ts"
import { type ReadSettings, rowsUnder } from "./trace-format.ts"

export const jobEventsDialect: Dialect = {
  separator: "comma",
  columns: [
    "time",
    "missing_info",
    "job_id",
    "event_type",
    "user",
    "scheduling_class",
    "job_name",
    "logical_job_name",
  ],
  fewestCells: 6,
}

export const foldedDialect: Dialect = {
  separator: "comma",
  columns: [
    "job_id",
    "user",
    "scheduling_class",
    "logical_name",
    "submit_ms",
    "schedule_ms",
    "end_ms",
    "end_event",
  ],
  fewestCells: 8,
}

const jobRange: CellRange = {
  least: 0,
  most: Number.MAX_SAFE_INTEGER,
  expected: "a job id is a whole number, 0 or more",
}
const classRange: CellRange = { least: 0, most: 3, expected: "a scheduling class is 0 to 3" }
const eventRange: CellRange = { least: 0, most: 8, expected: "an event type is 0 to 8" }
const endRange: CellRange = { least: 2, most: 6, expected: "an end is an event type from 2 to 6" }
const millisRange: CellRange = { least: 0, most: 9e12, expected: "a time is a whole number of ms, 0 or more" }

/** Job events tell no requests: a job counts as one core. */
const oneCore = 1000

export async function readJobEvents(
  files: readonly string[],
  tasks: GoogleTasks,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<number> {
  const within = (row: Row, column: number, range: CellRange) =>
    notes.within(row, jobEventsDialect, column, range)
  const take = (row: Row) => {
    const stated = row.number(0)
    if (stated > Number.MAX_SAFE_INTEGER) return notes.skip("event after the window, at no known time", row)
    const at = within(row, 0, {
      least: tasks.lastTime,
      most: Number.MAX_SAFE_INTEGER,
      expected: "times must ascend",
      fix: `The row before is at ${tasks.lastTime}: name the parts in their order.`,
    })
    const [id, event] = [within(row, 2, jobRange), within(row, 3, eventRange)]
    const jobClass = row.isEmpty(5) ? 0 : within(row, 5, classRange)
    tasks.event(onlyTask(tasks, { id, user: () => row.text(4), jobClass, at, what: event }), event, at, 0)
  }
  const rows = await readByteRows(files, jobEventsDialect, take, rowsUnder(settings, notes))
  imputeRequests(tasks, notes)
  return rows
}

export async function readFoldedJobs(
  files: readonly string[],
  tasks: GoogleTasks,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<number> {
  const within = (row: Row, column: number, range: CellRange) =>
    notes.within(row, foldedDialect, column, range)
  const micros = (row: Row, column: number) =>
    row.isEmpty(column) ? unknown : within(row, column, millisRange) * 1000
  const take = (row: Row) => {
    const id = within(row, 0, jobRange)
    const jobClass = within(row, 2, classRange)
    const [submitted, scheduled, ended] = [micros(row, 4), micros(row, 5), micros(row, 6)]
    if (submitted === unknown) throw cellError(row, foldedDialect, 4, "a job is submitted at some time")
    const end = ended === unknown ? unknown : within(row, 7, endRange)
    if ((scheduled !== unknown && scheduled < submitted) || (ended !== unknown && ended < scheduled))
      return notes.skip("job that is scheduled before it is submitted, or ends before it is scheduled", row)
    if (!notes.isNew(id)) return notes.skip("job that a row before told", row)
    notes.at(submitted)
    const what = googleEvents.submit
    const task = onlyTask(tasks, { id, user: () => row.text(1), jobClass, at: submitted, what })
    tasks.event(task, what, submitted, 0)
    if (scheduled !== unknown) tasks.event(task, googleEvents.schedule, scheduled, 0)
    if (ended !== unknown) tasks.event(task, end, ended, 0)
  }
  const rows = await readByteRows(files, foldedDialect, take, rowsUnder(settings, notes))
  imputeRequests(tasks, notes)
  return rows
}

interface JobRow {
  readonly id: number
  readonly user: () => string
  readonly jobClass: number
  readonly at: number
  readonly what: number
}

/** The one task of a job, whose group for medians is the scheduling class. */
function onlyTask(tasks: GoogleTasks, { id, user, jobClass, at, what }: JobRow): number {
  const known = tasks.find(id, 0)
  if (known !== unknown) return known
  tasks.job(id)
  const job = tasks.own({ id, user: user(), priority: jobClass })
  return tasks.add({ job, number: 0, latencyClass: jobClass, priority: jobClass, at, what })
}

function imputeRequests(tasks: GoogleTasks, notes: CardNotes): void {
  let lacking = 0
  for (let task = 0; task < tasks.count; task++) {
    if (tasks.hasRequest(task)) continue
    tasks.request(task, oneCore, 0)
    lacking++
  }
  notes.impute("requests of jobs, which job events do not tell: one core", lacking)
}

export function isJobEvents(lines: readonly string[]): boolean {
  return (
    lines.length > 0 &&
    lines.slice(0, 20).every((line) => /^\d+,\d*,\d+,[0-8],[^,]*,[0-3]?,[^,]*,[^,]*$/.test(line))
  )
}

export function isFoldedJobs(lines: readonly string[]): boolean {
  return (
    lines.length > 0 &&
    lines.slice(0, 20).every((line) => /^\d+,u\d+,[0-3],\d*,\d*,\d*,\d*,[2-6]?$/.test(line))
  )
}
