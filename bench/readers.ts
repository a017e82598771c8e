import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { finished } from "node:stream/promises"
import { createGunzip } from "node:zlib"
import { buildChild, type Child } from "./child.ts"
import { googleTrace, missingGoogle } from "./data.ts"
import { type Bench, type BenchOptions, type Measured, type Spread, spreadOf } from "./harness.ts"
import type { ReadAnswer, ReadRequest } from "./readers-run.ts"

/**
 * Google's ten joined parts, unpacked and packed, and ten million rows made of them. Every reading is a process of its
 * own; contenders take turns.
 */
export const readersBench: Bench = {
  name: "readers",
  about:
    "rows per CPU-second of Google's task events into columns: ours against DuckDB on one thread and csv-parse",
  run,
}

type ReadersChild = Child<ReadRequest, ReadAnswer>

/** Source: issue 5, "Speed and memory". */
const targets = { ratio: 2, besideColumnsMb: 500, bytesPerTask: 64 }
const manyRows = 10_000_000

async function run({ repetitions }: BenchOptions): Promise<Measured> {
  const missing = missingGoogle()
  if (missing !== undefined) return { metrics: {}, ratios: { vs_duckdb: null }, remarks: [missing] }
  const folder = mkdtempSync(join(tmpdir(), "mesoscope-readers-"))
  const child: ReadersChild = buildChild("readers-run.ts", ["@duckdb/node-api"])
  try {
    const plain = join(folder, "events.csv")
    const many = join(folder, "many.csv")
    await unpackTimes(googleTrace, plain, 1_827_856)
    await unpackTimes(googleTrace, many, manyRows)
    return measured(child, plain, many, repetitions)
  } finally {
    child.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function measured(child: ReadersChild, plain: string, many: string, repetitions: number): Measured {
  const rates = new Map<string, number[]>()
  const turn = (name: string, request: ReadRequest) => {
    const { rows, cpuS } = child.ask(request)
    rates.set(name, [...(rates.get(name) ?? []), rows / cpuS])
  }
  for (let i = 0; i < repetitions; i++) {
    tell(`turn ${i + 1} of ${repetitions}`)
    turn("ours", { file: plain, reader: "ours" })
    turn("duckdb", { file: plain, reader: "duckdb" })
    turn("ours_gz", { file: googleTrace, reader: "ours" })
    turn("duckdb_gz", { file: googleTrace, reader: "duckdb" })
  }
  turn("csv_parse", { file: plain, reader: "csv-parse" })
  turn("duckdb_to_js", { file: plain, reader: "duckdb-to-js" })
  tell("ten million rows")
  const ours = child.ask({ file: many, reader: "ours" })
  const theirs = child.ask({ file: many, reader: "duckdb" })
  const rate = (name: string): Spread => spreadOf(rates.get(name) ?? [])
  const vs = (name: string, other: string) => rate(name).median / rate(other).median
  const beside = ours.peakRssMb - ours.columnsMb
  return {
    metrics: {
      ...Object.fromEntries([...rates.keys()].map((name) => [`${name}_rows_per_cpu_s`, rate(name)])),
      ten_million_rows_per_cpu_s: ours.rows / ours.cpuS,
      ten_million_duckdb_rows_per_cpu_s: theirs.rows / theirs.cpuS,
      ten_million_peak_rss_mb: ours.peakRssMb,
      ten_million_columns_mb: ours.columnsMb,
      bytes_per_task: ours.bytesPerTask,
    },
    ratios: {
      vs_duckdb: vs("ours", "duckdb"),
      vs_duckdb_gz: vs("ours_gz", "duckdb_gz"),
      vs_duckdb_ten_million: ours.rows / ours.cpuS / (theirs.rows / theirs.cpuS),
      vs_duckdb_to_js: vs("ours", "duckdb_to_js"),
      vs_csv_parse: vs("ours", "csv_parse"),
    },
    remarks: [
      verdict("rows per CPU-second against DuckDB", vs("ours", "duckdb"), targets.ratio, "at least"),
      verdict("MB beside the columns of ten million rows", beside, targets.besideColumnsMb, "at most"),
      verdict("bytes per task", ours.bytesPerTask, targets.bytesPerTask, "at most"),
    ],
  }
}

function verdict(what: string, value: number, target: number, bound: "at least" | "at most"): string {
  const holds = bound === "at least" ? value >= target : value <= target
  return `${what}: ${value.toFixed(2)}, ${bound} ${target} is ${holds ? "met" : "missed"}`
}

/** Unpacks so many rows of a trace, again from its front where it ends, with job ids and times moved on. */
async function unpackTimes(packed: string, path: string, rows: number): Promise<void> {
  const out = createWriteStream(path)
  let written = 0
  let shift = 0
  for (let copy = 0; written < rows; copy++) {
    let last = 0
    for await (const line of createInterface({ input: createReadStream(packed).pipe(createGunzip()) })) {
      if (written === rows) break
      const [time, missing, job] = line.split(",", 3)
      last = Number(time)
      const rest = line.slice(time.length + missing.length + job.length + 2)
      const text = copy === 0 ? line : `${last + shift},${missing},${Number(job) + copy * 1e10}${rest}`
      if (!out.write(`${text}\n`)) await new Promise<void>((resolve) => out.once("drain", () => resolve()))
      written++
    }
    shift += last + 1
  }
  out.end()
  await finished(out)
}

function tell(text: string): void {
  process.stderr.write(`readers: ${text}\n`)
}
