/**
 * Google's task_events, row by row: what a row must be. This is the plain way, cell by cell, which says what is wrong
 * with one; google-quick-lines.ts takes regular lines several times as fast.
 */
import { readByteRows } from "./byte-rows.ts"
import type { CardNotes, CellRange } from "./card-notes.ts"
import { cpuThousandths, type GoogleTasks, memThousandths, unknown } from "./google-tasks.ts"
import { GoogleQuickLines } from "./google-quick-lines.ts"
import { cellError, type Dialect, type Row, type RowSource } from "./rows.ts"
import { type ReadSettings, rowsUnder } from "./trace-format.ts"

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

const [
  time,
  ,
  jobId,
  taskIndex,
  ,
  event,
  user,
  schedulingClass,
  priority,
  cpuRequest,
  memRequest,
  ,
  different,
] = Array.from(taskEventsDialect.columns, (_, column) => column)

const whole = (least: number, most: number, expected: string): CellRange => ({ least, most, expected })
const indexRange = whole(0, 2 ** 31 - 1, "a task's number within its job is 0 to 2^31 − 1")
const jobRange = whole(0, Number.MAX_SAFE_INTEGER, "a job id is a whole number, 0 or more")
const eventRange = whole(0, 8, "an event type is 0 to 8")
const classRange = whole(0, 3, "a scheduling class is 0 to 3")
const priorityRange = whole(0, 11, "a priority is 0 to 11")
const differentRange = whole(0, 1, "different_machines is 0 or 1")
const shareRange: CellRange = {
  least: 0,
  most: 1,
  whole: false,
  expected: "a request is a fraction of the largest machine, 0 to 1",
}

/** Reads the rows of all files into `tasks`, quickly where the source is that of bytes; resolves to their count. */
export function readTaskEvents(
  files: readonly string[],
  tasks: GoogleTasks,
  settings: ReadSettings,
  notes: CardNotes,
  source: RowSource = readByteRows,
): Promise<number> {
  const lines = new GoogleQuickLines(tasks)
  return source(files, taskEventsDialect, (row) => takePlainly(row, tasks, notes), {
    ...rowsUnder(settings, notes),
    quickLines: lines,
  })
}

/** A task's class, priority, user and request are those of its first row, or for the request of the first that has one. */
function takePlainly(row: Row, tasks: GoogleTasks, notes: CardNotes): void {
  const within = (column: number, range: CellRange) => notes.within(row, taskEventsDialect, column, range)
  // 2^63 − 1 in the trace: something that happened after the window, at no known time.
  const stated = row.number(time)
  if (stated > Number.MAX_SAFE_INTEGER) return notes.skip("event after the window, at no known time", row)
  if (!Number.isInteger(stated) || stated < 0)
    throw cellError(row, taskEventsDialect, time, "a time must be a whole number of µs, 0 or more")
  const at = within(time, {
    least: tasks.lastTime,
    most: Number.MAX_SAFE_INTEGER,
    expected: "times must ascend",
    fix: `The row before is at ${tasks.lastTime}: name the parts in their order.`,
  })
  const [id, index, what] = [
    within(jobId, jobRange),
    within(taskIndex, indexRange),
    within(event, eventRange),
  ]
  const apart = row.isEmpty(different) ? 0 : within(different, differentRange)
  let task = tasks.find(id, index)
  const isNew = task === unknown
  const latency = !isNew || row.isEmpty(schedulingClass) ? 0 : within(schedulingClass, classRange)
  const band = isNew ? within(priority, priorityRange) : 0
  const lacksRequest = isNew || !tasks.hasRequest(task)
  const tellsRequest = lacksRequest && !row.isEmpty(cpuRequest) && !row.isEmpty(memRequest)
  const cpus = tellsRequest ? cpuThousandths(within(cpuRequest, shareRange)) : unknown
  const mem = tellsRequest ? memThousandths(within(memRequest, shareRange)) : unknown
  if (isNew) {
    let job = tasks.job(id)
    if (job === unknown) job = tasks.own({ id, user: row.text(user), priority: band })
    task = tasks.add({ job, number: index, latencyClass: latency, priority: band, at, what })
  }
  tasks.event(task, what, at, apart)
  if (tellsRequest) tasks.request(task, cpus, mem)
  else if (lacksRequest) notes.skip("row without requests; the task's next row with some is used", row)
}

export function isTaskEvents(lines: readonly string[]): boolean {
  return (
    lines.length > 0 &&
    lines.slice(0, 20).every((line) => /^\d+,\d*,\d+,\d+,\d*,[0-8],[^,]*,[0-3]?,\d+,/.test(line))
  )
}
