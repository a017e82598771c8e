/**
 * Bitbrains' virtual machines, GWA-T-12, 2013, in three layouts:
 *
 * - `meta.csv` (OpenDC's conversion): id, start_time, stop_time (ms since 1970), cpu_count, cpu_capacity (MHz of all its
 *   cores), mem_capacity. Its page says MB, but one VM of four cores would then have 6 TB: the numbers are KB.
 * - `trace.csv`, beside it: id, timestamp (ms, when the sample ends), duration (ms), cpu_count, cpu_usage (MHz).
 * - the archive's own, a file per VM: ";" and a tab between cells, a sample every five minutes. The header says
 *   "Timestamp [ms]", but the numbers are seconds: as milliseconds they would lie in January 1970.
 *
 * A VM is a job of one task that is there from its first to its last sample and asks for its cores and memory; what it
 * used is its curve. VMs that are there at the last time told run past it.
 */
import {
  endsFinished,
  JobTableBuilder,
  type JobTable,
  type Micros,
  microsPerSecond,
  never,
  thousandthsPerUnit,
} from "../../sim/index.ts"
import { readBitbrainsUse, readBitbrainsVms, type BitbrainsVm } from "./bitbrains-tables.ts"
import { CardNotes } from "./card-notes.ts"
import { hasColumns } from "./headers.ts"
import { peekLines } from "./parts.ts"
import { settleJobs } from "./settle-jobs.ts"
import { siblingOf } from "./siblings.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "./trace-format.ts"
import { UsageSamples } from "./usage-samples.ts"

export const bitbrains: TraceFormat = {
  name: "bitbrains",
  about:
    "Bitbrains' VMs of business-critical services, 2013: what each asked for, and used every five minutes",
  citation:
    "Shen, van Beek, Iosup: Statistical Characterization of Business-Critical Workloads Hosted in Cloud Datacenters, CCGrid 2015; GWA-T-12, http://gwa.ewi.tudelft.nl.",
  licence: "free with acknowledgement (Grid Workloads Archive); OpenDC's conversion MIT",
  recognise: ([header]) => isMeta(header) || isTrace(header) || isArchive(header),
  read: readBitbrains,
}

const isMeta = (header?: string) =>
  hasColumns(header, ["id", "start_time", "stop_time", "cpu_count", "mem_capacity"])
const isTrace = (header?: string) =>
  hasColumns(header, ["id", "timestamp", "duration", "cpu_count", "cpu_usage"])
const isArchive = (header?: string) =>
  hasColumns(header, ["Timestamp [ms]", "CPU cores", "CPU usage [MHZ]"], ";")

async function readBitbrains(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const files = await sorted(paths, settings)
  const samples = new UsageSamples()
  const use = await readBitbrainsUse(files, samples, settings, notes)
  const described = await readBitbrainsVms(files.meta, settings, notes)
  const vms = described.vms.length > 0 ? described.vms : use.vms
  const builder = new JobTableBuilder()
  for (const vm of vms) addVm(builder, vm, samples)
  const table = builder.build("vm-")
  const last = markCensored(table)
  const { jobs, start } = settleJobs(table, settings, notes)
  notes.assumptions.push(
    "a VM is a job of one task and asks for its cores and memory; one role and one framework",
    "VMs that are there at the last time told run past it",
  )
  notes.dropped.push(
    "disk and network throughput: not modelled",
    "cpu_capacity: cores count alike, whatever their MHz",
  )
  const usage = samples.build()
  const workload = {
    name: bitbrains.name,
    provenance: provenance(bitbrains),
    jobs,
    ...(usage.curveCount === 0 ? {} : { usage }),
    ...(last > start ? { horizon: last - start } : {}),
  }
  const read = files.trace.length + files.archive.length > 0 ? use.rows : described.rows
  return { workload, card: notes.card({ format: bitbrains.name, paths, rows: read, workload }) }
}

async function sorted(paths: readonly string[], settings: ReadSettings) {
  const files = { meta: [] as string[], trace: [] as string[], archive: [] as string[] }
  for (const path of paths) {
    const [header] = await peekLines(path, settings)
    if (isMeta(header)) files.meta.push(path)
    else if (isTrace(header)) files.trace.push(path)
    else files.archive.push(path)
  }
  const meta = files.trace.length === 0 ? undefined : await siblingOf(files.trace[0], ["meta.csv"])
  if (files.meta.length === 0 && meta !== undefined) files.meta.push(meta)
  return files
}

function addVm(builder: JobTableBuilder, vm: BitbrainsVm, samples: UsageSamples): void {
  const framework = builder.framework("vms", builder.role("vms"), "greedy")
  builder.job({ arrival: vm.start, framework, label: vm.id })
  builder.stage()
  const cpus = vm.cores * thousandthsPerUnit
  const curve = samples.curveOf(String(vm.id), vm.start, {
    cpus: vm.megahertz > 0 ? cpus / vm.megahertz : 0,
    mem: thousandthsPerUnit / 1024,
  })
  const mem = Math.round((vm.memKib / 1024) * thousandthsPerUnit)
  builder.task(builder.shape(cpus, mem), vm.stop - vm.start, endsFinished, 0, { curve })
}

/** The last time told. Each job has one task. */
function markCensored(table: JobTable): Micros {
  let last = 0
  for (let job = 0; job < table.jobCount; job++)
    last = Math.max(last, table.jobArrival[job] + table.taskDuration[job])
  const slack = 300 * microsPerSecond
  for (let job = 0; job < table.jobCount; job++)
    if (table.jobArrival[job] + table.taskDuration[job] > last - slack) table.taskDuration[job] = never
  return last
}
