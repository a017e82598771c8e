/** The three tables of Google's trace of 2019, row by row. */
import { numberFromText } from "./numbers.ts"
import { peekLines } from "./parts.ts"
import type { CardNotes, CellRange } from "./card-notes.ts"
import { readCsvRows } from "./csv-rows.ts"
import { GoogleMachineBook, type GoogleMachines } from "./google-machines.ts"
import { cpuThousandths, googleEvents, type GoogleTasks, memThousandths, unknown } from "./google-tasks.ts"
import { jsonLines } from "./json-lines.ts"
import { type NamedRow, readNamedRows } from "./named-rows.ts"
import type { ReadSettings } from "./trace-format.ts"

export interface GoogleCollection {
  readonly user: string
  /** 0 where any number of its tasks may share a machine. */
  readonly maxPerMachine: number
}

const instanceColumns = [
  "time",
  "type",
  "collection_id",
  "scheduling_class",
  "collection_type",
  "priority",
  "instance_index",
  "resource_request.cpus",
  "resource_request.memory",
]
const collectionColumns = [
  "time",
  "type",
  "collection_id",
  "collection_type",
  "user",
  "collection_logical_name",
  "max_per_machine",
]
const machineColumns = ["time", "machine_id", "type", "platform_id", "capacity.cpus", "capacity.memory"]

const whole = (least: number, most: number, expected: string): CellRange => ({ least, most, expected })
const idRange = whole(0, Number.MAX_SAFE_INTEGER, "an id is a whole number, 0 or more")
const indexRange = whole(0, 2 ** 31 - 1, "an instance's number is 0 to 2^31 − 1")
const priorityRange = whole(0, 1000, "a priority is 0 to 1,000")
const perMachineRange = whole(0, 2 ** 31 - 1, "a number of instances is 0 or more")
const shareRange: CellRange = {
  least: 0,
  most: 1,
  whole: false,
  expected: "an amount is a part of the largest machine's, 0 to 1",
}

const { submit, schedule, evict, fail, finish, kill, lost } = googleEvents
/** Neither submits, starts nor ends: QUEUE, ENABLE, UPDATE_PENDING, UPDATE_RUNNING. */
const other = 7
const eventNames = [
  "SUBMIT",
  "QUEUE",
  "ENABLE",
  "SCHEDULE",
  "EVICT",
  "FAIL",
  "FINISH",
  "KILL",
  "LOST",
  "UPDATE_PENDING",
  "UPDATE_RUNNING",
]
/** As the events of 2011 are numbered. */
const eventCodes = [submit, other, other, schedule, evict, fail, finish, kill, lost, other, other]
const classNames = ["MOST_INSENSITIVE", "INSENSITIVE", "SENSITIVE", "MOST_SENSITIVE"]
const machineEventNames = ["EVENT_TYPE_UNKNOWN", "ADD", "REMOVE", "UPDATE"]
const collectionTypes = ["JOB", "ALLOC_SET"]

/** The number of a value that is written as a number or by its name. */
function coded(row: NamedRow, column: string, names: readonly string[]): number {
  const text = row.text(column)
  const code = /^\d{1,2}$/.test(text) ? numberFromText(text) : names.indexOf(text)
  if (code >= 0 && code < names.length) return code
  throw row.error(column, `it is 0 to ${names.length - 1}, or one of ${names.join(", ")}`)
}

/** BigQuery calls a member of a record "a.b" in JSON and in flattened CSV "a_b" or "a.b". */
function dotted(row: NamedRow, name: string): string {
  return row.has(name) ? name : name.replace(".", "_")
}

/** 2^63 − 1 in the trace: after it, at no known time. */
function isAfterTheEnd(row: NamedRow): boolean {
  return row.text("time") === "9223372036854775807"
}

async function readTable(
  paths: readonly string[],
  columns: readonly string[],
  visit: (row: NamedRow) => void,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<number> {
  let rows = 0
  for (const path of paths) {
    const [first = ""] = await peekLines(path, settings)
    const source = first.startsWith("{") ? jsonLines(columns) : readCsvRows
    rows += await readNamedRows([path], { needed: ["time", "type"], source }, visit, settings, notes)
  }
  return rows
}

/** The last row of a collection counts. */
export function readCollections(
  paths: readonly string[],
  collections: Map<number, GoogleCollection>,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<number> {
  const take = (row: NamedRow) => {
    const maxPerMachine = row.isEmpty("max_per_machine") ? 0 : row.number("max_per_machine", perMachineRange)
    collections.set(row.number("collection_id", idRange), { user: row.text("user"), maxPerMachine })
  }
  return readTable(paths, collectionColumns, take, settings, notes)
}

export function readInstances(
  paths: readonly string[],
  collections: ReadonlyMap<number, GoogleCollection>,
  tasks: GoogleTasks,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<number> {
  const take = (row: NamedRow) => {
    if (isAfterTheEnd(row)) return notes.skip("event after the trace, at no known time", row)
    const at = row.number("time", {
      least: tasks.lastTime,
      most: Number.MAX_SAFE_INTEGER,
      expected: "times must ascend",
      fix: "Export the table with ORDER BY time, and name the parts in their order.",
    })
    const what = eventCodes[coded(row, "type", eventNames)]
    const isAlloc = !row.isEmpty("collection_type") && coded(row, "collection_type", collectionTypes) === 1
    if (isAlloc)
      return notes.skip("instance of an alloc set: a reservation, whose tasks count themselves", row)
    const [id, index] = [row.number("collection_id", idRange), row.number("instance_index", indexRange)]
    const latency = row.isEmpty("scheduling_class") ? 0 : coded(row, "scheduling_class", classNames)
    const priority = row.isEmpty("priority") ? 0 : row.number("priority", priorityRange)
    const request = requestOf(row)
    const collection = collections.get(id)
    let task = tasks.find(id, index)
    if (task === unknown) {
      let job = tasks.job(id)
      if (job === unknown) job = tasks.own({ id, user: collection?.user || "unknown", priority })
      task = tasks.add({ job, number: index, latencyClass: latency, priority, at, what })
    }
    tasks.event(task, what, at, Math.min(255, collection?.maxPerMachine ?? 0))
    if (tasks.hasRequest(task)) return
    if (request !== undefined) tasks.request(task, request.cpus, request.mem)
    else notes.skip("row without requests; the task's next row with some is used", row)
  }
  return readTable(paths, instanceColumns, take, settings, notes)
}

function requestOf(row: NamedRow) {
  const [cpus, mem] = [dotted(row, "resource_request.cpus"), dotted(row, "resource_request.memory")]
  if (row.isEmpty(cpus) || row.isEmpty(mem)) return undefined
  return {
    cpus: cpuThousandths(row.number(cpus, shareRange)),
    mem: memThousandths(row.number(mem, shareRange)),
  }
}

export async function readMachineTable(
  paths: readonly string[],
  horizon: number | undefined,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<GoogleMachines> {
  const book = new GoogleMachineBook(horizon)
  const take = (row: NamedRow) => {
    if (isAfterTheEnd(row)) return notes.skip("event after the trace, at no known time", row)
    const time = row.number("time", book.timeRange())
    const code = coded(row, "type", machineEventNames)
    if (code === 0) throw row.error("type", "a machine event is ADD, REMOVE or UPDATE")
    const event = (["add", "remove", "update"] as const)[code - 1]
    const [cpus, mem] = [dotted(row, "capacity.cpus"), dotted(row, "capacity.memory")]
    if (event !== "remove" && (row.isEmpty(cpus) || row.isEmpty(mem)))
      return notes.skip("machine row without capacity", row)
    book.take({
      time,
      id: row.number("machine_id", idRange),
      event,
      cpus: event === "remove" ? 0 : cpuThousandths(row.number(cpus, shareRange)),
      mem: event === "remove" ? 0 : memThousandths(row.number(mem, shareRange)),
      platform: row.text("platform_id"),
    })
  }
  const rows = await readTable(paths, machineColumns, take, settings, notes)
  return { agents: book.build(notes), rows, lastTime: book.lastTime }
}
