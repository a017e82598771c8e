/**
 * What mutated files begin as: a small file of every format, made here; the samples of cluster imports; and the first
 * lines of real traces, where these are there.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { gunzipSync } from "node:zlib"
import { traceFile } from "../data.ts"

export interface Seed {
  /** Name of the trace format. */
  readonly format: string
  /** Name of the file, which a mutated one keeps: formats look at it. */
  readonly file: string
  readonly content: Buffer
}

/** A file that belongs to a format's traces: it lies beside them, and is named with them where they don't look for it. */
export interface Companion {
  readonly name: string
  readonly content: Buffer
  readonly isNamed: boolean
}

const project = fileURLToPath(new URL("../../", import.meta.url))
const made = resolve(project, "tests/fuzz/seeds")
const imports = resolve(project, "workloads/imports/fixtures")

/** Files of the imports by the format that reads them. */
const importFormats: Readonly<Record<string, string>> = {
  "kubernetes.json": "kubernetes",
  "marathon-apps.json": "marathon-apps",
  "mesos-roles.json": "mesos-state",
  "mesos-state.json": "mesos-state",
  "prices.csv": "price-sheet",
  "sacct.txt": "slurm-jobs",
  "scontrol-nodes.txt": "slurm-nodes",
}

const realTraces: readonly (readonly [format: string, path: string])[] = [
  ["google-2011", "google-2011/task_events-part-00001-of-00500.csv.gz"],
  ["google-2011", "google-2011/machine_events-part-00000-of-00001.csv.gz"],
  ["google-2011", "google-2011/job_events-part-00001-of-00500.csv.gz"],
  ["google-2011", "google-2011/jobs-month-ms.csv.gz"],
  ["openb", "openb-2023/openb_pod_list_gpuspec33.csv.gz"],
  ["openb", "openb-2023/openb_node_list_all_node.csv.gz"],
  ["swf", "swf/KTH-SP2-1996-2.1-cln.swf.gz"],
  ["swf", "swf/wagap-2013.swf.gz"],
  ["swim", "facebook-swim/FB-2009_samples_24_times_1hr_0.tsv.gz"],
  ["alibaba-2017", "alibaba-2017-batch/batch_task.csv.gz"],
  ["alibaba-dlrm-2025", "alibaba-dlrm-2025/disaggregated_DLRM_trace.csv.gz"],
  ["alibaba-spot-2026", "alibaba-spot-2026/node_info_df.csv.gz"],
  ["bitbrains", "bitbrains-small/trace.csv.gz"],
  ["philly-chronus", "philly-derived/chronus_trace_job_Philly_MIX1.csv.gz"],
  ["philly-muri", "philly-derived/muri_trace1.csv.gz"],
  ["gavel", "gavel/msr_seed0_ee9e8c.trace.gz"],
]
const realLines = 60

export function companionsOf(format: string): Companion[] {
  const companion = (from: string, name: string, isNamed: boolean) => ({
    name,
    content: readFileSync(resolve(made, from)),
    isNamed,
  })
  if (format === "gavel") return [companion("gavel-throughputs.json", "simulation_throughputs.json", false)]
  if (format === "azure-packing") return [companion("azure-packing-types.csv", "types.csv", true)]
  return []
}

/** All seeds of a format; those that were made by hand come first. Longer names of formats win. */
export function seedsOf(format: string, formats: readonly string[]): Seed[] {
  const own = readdirSync(made)
    .filter((file) => formatOf(file, formats) === format)
    .map((file) => ({ format, file, content: readFileSync(resolve(made, file)) }))
  const imported = Object.entries(importFormats)
    .filter(([, name]) => name === format)
    .map(([file]) => ({ format, file, content: readFileSync(resolve(imports, file)) }))
  const real = realTraces
    .filter(([name, path]) => name === format && existsSync(traceFile(path)))
    .map(([, path]) => ({ format, file: basename(path, ".gz"), content: headOf(traceFile(path)) }))
  return [...own, ...imported, ...real]
}

function formatOf(file: string, formats: readonly string[]): string | undefined {
  const fitting = formats.filter((name) => file.startsWith(`${name}.`) || file.startsWith(`${name}-`))
  return fitting.toSorted((a, b) => b.length - a.length)[0]
}

function headOf(path: string): Buffer {
  const lines = gunzipSync(readFileSync(path)).toString("utf8").split("\n")
  return Buffer.from(`${lines.slice(0, realLines).join("\n")}\n`)
}
