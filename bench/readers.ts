import { importGoogleWith } from "../workloads/index.ts"
import { googleTrace, missingGoogle } from "./data.ts"
import { type Bench, type BenchOptions, cpuSecondsSince, type Measured, spreadOf } from "./harness.ts"

/** Rows per second of CPU time of a whole import of Google's ten joined parts, decompression included. */
export const readersBench: Bench = {
  name: "readers",
  about: "rows per CPU-second of Google's ten joined parts: our byte reader against csv-parse",
  run,
}

async function run({ repetitions }: BenchOptions): Promise<Measured> {
  const missing = missingGoogle()
  if (missing !== undefined)
    return {
      metrics: { bytes_rows_per_cpu_s: null, csv_parse_rows_per_cpu_s: null },
      ratios: { byte_reader_vs_csv_parse: null },
      remarks: [missing],
    }
  const bytes: number[] = []
  const csvParse: number[] = []
  for (const source of ["bytes", "csv-parse"] as const) await rowsPerSecond(source)
  for (let turn = 0; turn < repetitions; turn++) {
    bytes.push(await rowsPerSecond("bytes"))
    csvParse.push(await rowsPerSecond("csv-parse"))
  }
  const [ours, theirs] = [spreadOf(bytes), spreadOf(csvParse)]
  return {
    metrics: { bytes_rows_per_cpu_s: ours, csv_parse_rows_per_cpu_s: theirs },
    ratios: { byte_reader_vs_csv_parse: ours.median / theirs.median },
  }
}

async function rowsPerSecond(source: "bytes" | "csv-parse"): Promise<number> {
  const before = process.cpuUsage()
  const rows = await importGoogleWith(source, [googleTrace])
  return rows / cpuSecondsSince(before)
}
