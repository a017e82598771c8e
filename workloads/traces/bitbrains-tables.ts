/** The tables of Bitbrains' trace: its VMs, and the samples of what they used. */
import { type Micros, microsPerSecond } from "../../sim/index.ts"
import type { CardNotes, CellRange } from "./card-notes.ts"
import { countRange, idRange, timeRange, unitsRange } from "./cell-ranges.ts"
import { readByteRows } from "./byte-rows.ts"
import { nameAndNumber } from "./labels.ts"
import { type NamedRow, readNamedRows } from "./named-rows.ts"
import type { ReadSettings } from "./trace-format.ts"
import type { UsageSamples } from "./usage-samples.ts"

export interface BitbrainsVm {
  readonly id: number
  readonly start: Micros
  readonly stop: Micros
  readonly cores: number
  /** Of all its cores. */
  readonly megahertz: number
  /** 0 where not told. */
  readonly memKib: number
}

const millisecond = microsPerSecond / 1000
const milliseconds = timeRange(millisecond)
const seconds = timeRange(microsPerSecond)
const kibRange: CellRange = { least: 0, most: 1e12, whole: false, expected: "memory must be 0 to 1e12 KB" }

/** The archive's clock ticks in seconds whatever its header says; a sample tells of the five minutes before it. */
const sampleMicros = 300 * microsPerSecond

/** `meta.csv`. */
export async function readBitbrainsVms(
  paths: readonly string[],
  settings: ReadSettings,
  notes: CardNotes,
): Promise<{ readonly vms: readonly BitbrainsVm[]; readonly rows: number }> {
  const vms: BitbrainsVm[] = []
  const needed = ["id", "start_time", "stop_time", "cpu_count", "cpu_capacity", "mem_capacity"]
  const take = (row: NamedRow) => {
    const time = (name: string) => Math.round(row.number(name, milliseconds) * millisecond)
    const vm = {
      id: row.number("id", idRange),
      start: time("start_time"),
      stop: time("stop_time"),
      cores: row.number("cpu_count", countRange),
      megahertz: row.number("cpu_capacity", unitsRange),
      memKib: row.number("mem_capacity", kibRange),
    }
    if (vm.stop < vm.start) throw row.error("stop_time", "a VM stops after it starts")
    if (notes.isNew(vm.id)) vms.push(vm)
  }
  const rows = await readNamedRows(paths, { needed }, take, settings, notes)
  if (rows > 0)
    notes.units.push({
      what: "mem_capacity in KB",
      why: "in MB, as the conversion's page says, a VM of 4 cores would have 6 TB",
    })
  return { vms, rows }
}

interface UseFiles {
  readonly trace: readonly string[]
  readonly archive: readonly string[]
}

/** Fills `samples`, owners by id; the VMs as far as the samples tell of them. */
export async function readBitbrainsUse(
  { trace, archive }: UseFiles,
  samples: UsageSamples,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<{ readonly vms: readonly BitbrainsVm[]; readonly rows: number }> {
  const vms = new Map<number, BitbrainsVm>()
  const see = (vm: BitbrainsVm) => {
    const known = vms.get(vm.id) ?? vm
    vms.set(vm.id, { ...vm, start: Math.min(known.start, vm.start), stop: Math.max(known.stop, vm.stop) })
  }
  let rows = await readNamedRows(
    trace,
    { needed: ["id", "timestamp", "duration", "cpu_count", "cpu_usage"], source: readByteRows },
    (row) => see(takeConverted(row, samples)),
    settings,
    notes,
  )
  for (const [i, path] of archive.entries()) {
    const { label = i } = nameAndNumber(path.replace(/\.\w+(\.gz|\.zst)?$/, ""))
    rows += await readNamedRows(
      [path],
      { needed: archiveColumns, separator: "semicolon", source: readByteRows },
      (row) => see(takeArchived(row, label, samples)),
      settings,
      notes,
    )
  }
  if (archive.length > 0)
    notes.units.push({
      what: "timestamps in seconds",
      why: "as milliseconds, which the header says, they would lie in January 1970",
    })
  return { vms: [...vms.values()], rows }
}

function takeConverted(row: NamedRow, samples: UsageSamples): BitbrainsVm {
  const time = (name: string) => Math.round(row.number(name, milliseconds) * millisecond)
  const id = row.number("id", idRange)
  const cores = row.number("cpu_count", countRange)
  const used = row.number("cpu_usage", unitsRange)
  const stop = time("timestamp")
  const start = Math.max(0, stop - time("duration"))
  samples.add(String(id), start, used, 0)
  return { id, start, stop, cores, megahertz: 0, memKib: 0 }
}

const archiveColumns = [
  "Timestamp [ms]",
  "CPU cores",
  "CPU capacity provisioned [MHZ]",
  "CPU usage [MHZ]",
  "Memory capacity provisioned [KB]",
  "Memory usage [KB]",
]

function takeArchived(row: NamedRow, id: number, samples: UsageSamples): BitbrainsVm {
  const stop = Math.round(row.number("Timestamp [ms]", seconds) * microsPerSecond)
  const cores = row.number("CPU cores", countRange)
  const megahertz = row.number("CPU capacity provisioned [MHZ]", unitsRange)
  const used = row.number("CPU usage [MHZ]", unitsRange)
  const memKib = row.number("Memory capacity provisioned [KB]", kibRange)
  const usedKib = row.number("Memory usage [KB]", kibRange)
  const start = Math.max(0, stop - sampleMicros)
  samples.add(String(id), start, used, usedKib)
  return { id, start, stop, cores, megahertz, memKib }
}
