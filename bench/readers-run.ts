/**
 * What bench/readers.ts measures, in a process of its own, so that memory and CPU time are its own: one reading of one
 * file, by us or by DuckDB. Takes one request as JSON and prints one answer as JSON.
 */
import { importGoogleWith, readTrace } from "../workloads/index.ts"
import { cpuSecondsSince } from "./harness.ts"

export interface ReadRequest {
  readonly file: string
  readonly reader: "ours" | "csv-parse" | "duckdb" | "duckdb-to-js"
}

export interface ReadAnswer {
  readonly rows: number
  readonly cpuS: number
  readonly peakRssMb: number
  /** Of all columns in the end, and of those with a row per task; 0 where not ours. */
  readonly columnsMb: number
  readonly bytesPerTask: number
}

type Read = Pick<ReadAnswer, "rows" | "columnsMb" | "bytesPerTask">

const [request] = process.argv.slice(2).map((text) => JSON.parse(text) as ReadRequest)
const duckdb = request.reader.startsWith("duckdb") ? await openDuckDb() : undefined
const before = process.cpuUsage()
const read = await readFile(request)
const cpuS = cpuSecondsSince(before)
const answer: ReadAnswer = { ...read, cpuS, peakRssMb: process.resourceUsage().maxRSS / 1024 }
process.stdout.write(JSON.stringify(answer))

async function readFile({ file, reader }: ReadRequest): Promise<Read> {
  const none = { columnsMb: 0, bytesPerTask: 0 }
  if (reader === "ours") return readOurs(file)
  if (reader === "csv-parse") return { rows: await importGoogleWith("csv-parse", [file]), ...none }
  return { rows: await readByDuckDb(file, reader === "duckdb-to-js"), ...none }
}

async function readOurs(file: string): Promise<Read> {
  const { workload, card } = await readTrace({ paths: [file], format: "google-2011" })
  let [bytes, ofTasks] = [0, 0]
  for (const [name, column] of Object.entries(workload.jobs)) {
    if (!ArrayBuffer.isView(column)) continue
    bytes += column.byteLength
    if (name.startsWith("task")) ofTasks += column.byteLength
  }
  return { rows: card.rows, columnsMb: bytes / 2 ** 20, bytesPerTask: ofTasks / card.tasks }
}

/** One thread, in memory. */
async function openDuckDb() {
  const { DuckDBInstance } = await import("@duckdb/node-api")
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" })
  return instance.connect()
}

/** The columns of which our import keeps something, typed, as DuckDB's own table or as chunks of JavaScript's values. */
async function readByDuckDb(file: string, toJs: boolean): Promise<number> {
  if (duckdb === undefined) throw new Error("DuckDB is not open")
  const types = {
    time: "BIGINT",
    missing_info: "VARCHAR",
    job_id: "BIGINT",
    task_index: "INTEGER",
    machine_id: "BIGINT",
    event_type: "TINYINT",
    user: "VARCHAR",
    scheduling_class: "TINYINT",
    priority: "TINYINT",
    cpu_request: "DOUBLE",
    memory_request: "DOUBLE",
    disk_request: "DOUBLE",
    different_machines: "TINYINT",
  }
  const kept = Object.keys(types).filter((name) => !/^(?:missing_info|machine_id|disk_request)$/.test(name))
  const columns = Object.entries(types).map(([name, type]) => `'${name}': '${type}'`)
  const query = `SELECT ${kept.map((name) => `"${name}"`).join(", ")} FROM read_csv('${file.replaceAll("'", "''")}',
    header = false, auto_detect = false, delim = ',', quote = '', escape = '', columns = {${columns.join(", ")}})`
  if (!toJs) {
    await duckdb.run(`CREATE TABLE events AS ${query}`)
    const counted = await duckdb.runAndReadAll("SELECT count(*) FROM events")
    return Number(counted.getRows()[0][0])
  }
  const result = await duckdb.runAndReadAll(query)
  return result.getColumns()[0].length
}
