/**
 * Azure's virtual machines, 2017 (V1) and 2019 (V2): `vmtable.csv`, without a header, as the dataset documents it: VM,
 * subscription, deployment, created and deleted (s), maximum, average and 95th percentile of CPU use (%), category,
 * cores, memory (GB). V2 tells cores and memory as buckets, by their upper end, the last as ">24" and ">64", which
 * the dataset's own notebook counts as 30 and 70. `vm_cpu_readings` (s, VM, minimum, maximum and average %, every five
 * minutes) are what the VMs used.
 */
import {
  endsFinished,
  type JobTable,
  JobTableBuilder,
  type Micros,
  microsPerSecond,
  never,
  thousandthsPerUnit,
} from "../../sim/index.ts"
import { readByteRows } from "./byte-rows.ts"
import { CardNotes, type CellRange } from "./card-notes.ts"
import { unitsRange, timeRange } from "./cell-ranges.ts"
import { measurements } from "./inventory.ts"
import { peekLines } from "./parts.ts"
import type { Dialect, Row } from "./rows.ts"
import { withinLimits } from "./settle-jobs.ts"
import {
  provenance,
  type ReadSettings,
  rowsUnder,
  type TraceFormat,
  type TraceImport,
} from "./trace-format.ts"
import { UsageSamples } from "./usage-samples.ts"

export const azureVm: TraceFormat = {
  name: "azure-vm",
  about:
    "Azure's VMs of 2017 and 2019: a month of one region's first-party virtual machines with their CPU use",
  citation:
    "Cortez et al.: Resource Central, SOSP 2017; AzurePublicDataset V1 and V2, https://github.com/Azure/AzurePublicDataset.",
  licence: "CC BY 4.0 (Microsoft)",
  recognise: ([first = ""]) => isVm(first) || isReading(first),
  read: readAzureVm,
}

const id = String.raw`[\w+/=-]{8,}`
const number = String.raw`\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`
const vmLine = new RegExp(
  `^${id},${id},${id},\\d+,\\d+,${number},${number},${number},[A-Za-z-]+,>?${number},>?${number}\\s*$`,
)
const readingLine = new RegExp(`^\\d+,${id},${number},${number},${number}\\s*$`)
const isVm = (line: string) => vmLine.test(line)
const isReading = (line: string) => readingLine.test(line) && /,[^,]*[A-Za-z][^,]*,/.test(line)

const vmDialect: Dialect = {
  separator: "comma",
  columns: [
    "vm_id",
    "subscription_id",
    "deployment_id",
    "created_s",
    "deleted_s",
    "max_cpu",
    "avg_cpu",
    "p95_max_cpu",
    "category",
    "cores",
    "memory_gb",
  ],
  fewestCells: 11,
}
const readingDialect: Dialect = {
  separator: "comma",
  columns: ["time_s", "vm_id", "min_cpu", "max_cpu", "avg_cpu"],
  fewestCells: 5,
}
const second = timeRange(microsPerSecond)
const perCent: CellRange = { least: 0, most: 100, whole: false, expected: "a use of CPU is 0 to 100 %" }
const lastBucket = new Map([
  [">24", 30],
  [">64", 70],
])

async function readAzureVm(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const tables: string[] = []
  const readings: string[] = []
  for (const path of paths) {
    const [first = ""] = await peekLines(path, settings)
    ;(isReading(first) ? readings : tables).push(path)
  }
  const use = await readReadings(readings, settings, notes)
  if (tables.length === 0) return measurements(azureVm, "usage", paths, use.columns(), notes)
  const builder = new JobTableBuilder()
  const rows = await readByteRows(
    tables,
    vmDialect,
    (row) => takeVm(row, builder, use.samples, notes),
    rowsUnder(settings, notes),
  )
  const table = builder.build("vm-")
  const horizon = markCensored(table, notes)
  notes.assumptions.push(
    "a VM is a job of one task; a role and a framework per category, weight 1; its user is the subscription",
    "a VM created at time 0 was there before",
  )
  notes.dropped.push("deployment_id, max_cpu, avg_cpu, p95_max_cpu: a task holds what it requests")
  const workload = {
    name: azureVm.name,
    provenance: provenance(azureVm),
    jobs: withinLimits(table, settings, notes),
    ...(use.samples.count === 0 ? {} : { usage: use.samples.build() }),
    ...(horizon > 0 ? { horizon } : {}),
  }
  return { workload, card: notes.card({ format: azureVm.name, paths, rows, workload }) }
}

function takeVm(row: Row, builder: JobTableBuilder, samples: UsageSamples, notes: CardNotes): void {
  const micros = (column: number) =>
    Math.round(notes.within(row, vmDialect, column, second) * microsPerSecond)
  const bucket = (column: number) =>
    lastBucket.get(row.text(column)) ?? notes.within(row, vmDialect, column, unitsRange)
  const [created, deleted] = [micros(3), micros(4)]
  const cores = Math.round(bucket(9) * thousandthsPerUnit)
  const mem = Math.round(bucket(10) * 1024 * thousandthsPerUnit)
  const [vm, subscription, category] = [row.text(0), row.text(1), row.text(8)]
  if (deleted < created) return notes.skip("VM deleted before it was created", row)
  const framework = builder.framework(category, builder.role(category), "greedy")
  builder.job({ arrival: created, framework, label: row.line, name: vm, user: subscription })
  builder.stage()
  const curve = samples.curveOf(vm, created, { cpus: cores / 100, mem: 0 })
  builder.task(builder.shape(cores, mem), deleted - created, endsFinished, 0, { curve })
}

/** VMs that are deleted at the last time told were there when the trace ends. Each job has one task. */
function markCensored(table: JobTable, notes: CardNotes): Micros {
  let last = 0
  for (let job = 0; job < table.jobCount; job++)
    last = Math.max(last, table.jobArrival[job] + table.taskDuration[job])
  let count = 0
  for (let job = 0; job < table.jobCount; job++) {
    if (table.jobArrival[job] + table.taskDuration[job] < last) continue
    table.taskDuration[job] = never
    count++
  }
  if (count > 0)
    notes.assumptions.push(
      `${count} VMs deleted at the last time told, ${last / microsPerSecond} s, run past it`,
    )
  return last
}

/** Readings in per cent of the VM's cores, which the other table tells. */
async function readReadings(paths: readonly string[], settings: ReadSettings, notes: CardNotes) {
  const samples = new UsageSamples()
  const times: number[] = []
  const vms: string[] = []
  const averages: number[] = []
  await readByteRows(
    paths,
    readingDialect,
    (row) => {
      const time = notes.within(row, readingDialect, 0, second)
      const average = notes.within(row, readingDialect, 4, perCent)
      const vm = row.text(1)
      samples.add(vm, time * microsPerSecond, average, 0)
      times.push(time)
      vms.push(vm)
      averages.push(average)
    },
    rowsUnder(settings, notes),
  )
  const columns = () => ({
    time_s: Float64Array.from(times),
    vm: vms,
    avg_cpu_pct: Float64Array.from(averages),
  })
  return { samples, columns }
}
