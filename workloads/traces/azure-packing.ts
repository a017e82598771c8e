/**
 * Azure's trace for packing, 2020: two tables of an SQLite file, each exported as CSV with a header:
 *
 *     sqlite3 -header -csv packing_trace_zone_a_v1.sqlite "select * from vm" > vm.csv
 *     sqlite3 -header -csv packing_trace_zone_a_v1.sqlite "select * from vmType" > vmType.csv
 *
 * `vm`: who asks for which type from when to when, in days from the beginning of 14; VMs that were there before have
 * negative times, an empty end is after day 90; priority 0 is high, 1 is low. `vmType`: for each type and each machine
 * that can host it, the fractions of the machine's cores, memory, disks and network that it takes.
 */
import { endsFinished, JobTableBuilder, microsPerSecond, never, thousandthsPerUnit } from "../../sim/index.ts"
import { CardNotes, type CellRange } from "./card-notes.ts"
import { idRange } from "./cell-ranges.ts"
import { hasColumns } from "./headers.ts"
import { type NamedRow, readNamedRows } from "./named-rows.ts"
import { partName, peekLines } from "./parts.ts"
import { withinLimits } from "./settle-jobs.ts"
import { siblingOf } from "./siblings.ts"
import { TraceError } from "./trace-error.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "./trace-format.ts"

const vmColumns = ["vmId", "tenantId", "vmTypeId", "priority", "starttime", "endtime"]
const typeColumns = ["vmTypeId", "machineId", "core", "memory"]

export const azurePacking: TraceFormat = {
  name: "azure-packing",
  about: "Azure's VM requests of one zone, 2020, as fractions of machines: made to compare packing",
  citation:
    "Hadary et al.: Protean: VM Allocation Service at Scale, OSDI 2020; Azure Trace for Packing 2020.",
  licence: "CC BY 4.0 (Microsoft)",
  recognise: ([header = ""]) =>
    hasColumns(header, vmColumns) || hasColumns(header, typeColumns) || header.startsWith("SQLite format 3"),
  read: readPacking,
}

/** What a whole machine is taken to have: round numbers, ours. */
const machine = { cpus: 64, memMib: 256 * 1024, diskMib: 1024 * 1024 }

const day = 86_400 * microsPerSecond
const horizon = 14 * day
const dayRange: CellRange = {
  least: -100_000,
  most: 100_000,
  whole: false,
  expected: "a time must be within 285 years",
}
const fraction: CellRange = { least: 0, most: 1, whole: false, expected: "a fraction of a machine is 0 to 1" }
const priority: CellRange = { least: 0, most: 1, expected: "a priority is 0 (high) or 1 (low)" }

interface VmType {
  readonly core: number
  readonly memory: number
  readonly ssd: number
}

async function readPacking(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const { vmFiles, typeFiles } = await sortFiles(paths, settings)
  const types = await readTypes(typeFiles, settings, notes)
  const builder = new JobTableBuilder()
  const counts = { late: 0, residents: 0 }
  const rows = await readNamedRows(vmFiles, { needed: vmColumns }, take, settings, notes)
  const jobs = withinLimits(builder.build("vm-"), settings, notes)
  notes.assumptions.push(
    `a whole machine is ${machine.cpus} cores, 256 GiB and 1 TiB of SSD; a type is taken as on the first machine that lists it`,
    "a VM is a job of one task; roles high (priority 0, weight 2) and low (1, weight 1), a framework each; its user is the tenant",
    `${counts.residents} VMs created before day 0 are there from time 0 on`,
    "the trace observes 14 days; VMs without an end run past them",
  )
  notes.dropped.push(
    "hdd, nic, and how else a type fits other machines: one generation of machines is modelled",
  )
  if (counts.late > 0) notes.dropped.push(`${counts.late} VMs that ended before day 0`)
  const workload = { name: azurePacking.name, provenance: provenance(azurePacking), jobs, horizon }
  return { workload, card: notes.card({ format: azurePacking.name, paths, rows, workload }) }

  function take(row: NamedRow): void {
    const label = row.number("vmId", idRange)
    const start = Math.round(row.number("starttime", dayRange) * day)
    const end = row.isEmpty("endtime") ? undefined : Math.round(row.number("endtime", dayRange) * day)
    const level = row.number("priority", priority)
    const type = types.get(row.text("vmTypeId"))
    if (type === undefined) throw row.error("vmTypeId", "a type of VM stands in the table of types")
    if (end !== undefined && end < start) throw row.error("endtime", "a VM ends after it starts")
    if (!notes.isNew(label)) return
    if (end !== undefined && end <= 0) {
      counts.late++
      return
    }
    if (start < 0) counts.residents++
    const arrival = Math.max(0, start)
    const role = level === 0 ? "high" : "low"
    const framework = builder.framework(role, builder.role(role, level === 0 ? 2 : 1), "greedy")
    builder.job({ arrival, framework, label, user: row.text("tenantId") })
    builder.stage()
    builder.task(shapeOf(builder, type), end === undefined ? never : end - arrival, endsFinished, 0, {
      priority: level === 0 ? 1 : 0,
    })
  }
}

function shapeOf(builder: JobTableBuilder, { core, memory, ssd }: VmType): number {
  const part = (amount: number, share: number) => Math.round(amount * share * thousandthsPerUnit)
  return builder.shape(part(machine.cpus, core), part(machine.memMib, memory), part(machine.diskMib, ssd))
}

async function sortFiles(paths: readonly string[], settings: ReadSettings) {
  const vmFiles: string[] = []
  const typeFiles = settings.machines === undefined ? [] : [settings.machines]
  for (const path of paths) {
    const [header = ""] = await peekLines(path, settings)
    if (header.startsWith("SQLite format 3"))
      throw problem(
        path,
        "this is the SQLite file",
        'sqlite3 -header -csv FILE "select * from vm" > vm.csv, and vmType too',
      )
    ;(hasColumns(header, vmColumns) ? vmFiles : typeFiles).push(path)
  }
  const sibling = vmFiles.length === 0 ? undefined : await siblingOf(vmFiles[0], ["vmType.csv", "vmtype.csv"])
  if (typeFiles.length === 0 && sibling !== undefined) typeFiles.push(sibling)
  if (vmFiles.length === 0)
    throw problem(paths[0], "this lists the types of VMs only", "Name the table vm too.")
  if (typeFiles.length === 0)
    throw problem(
      paths[0],
      "this lists VMs, and what their types take is not told",
      "Name the table vmType too.",
    )
  return { vmFiles, typeFiles }
}

function problem(path: string, found: string, fix: string): TraceError {
  return new TraceError({
    file: partName(path),
    found,
    expected: "the trace is read from its tables vm and vmType as CSV",
    fix,
  })
}

async function readTypes(
  paths: readonly string[],
  settings: ReadSettings,
  notes: CardNotes,
): Promise<ReadonlyMap<string, VmType>> {
  const types = new Map<string, VmType>()
  await readNamedRows(
    paths,
    { needed: typeColumns },
    (row) => {
      const share = (name: string) => (row.isEmpty(name) ? 0 : row.number(name, fraction))
      const type = { core: share("core"), memory: share("memory"), ssd: share("ssd") }
      const id = row.text("vmTypeId")
      if (!types.has(id)) types.set(id, type)
    },
    settings,
    notes,
  )
  return types
}
