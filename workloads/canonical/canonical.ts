/**
 * Mesoscope's own form of a trace: a folder, or some files, of tables in CSV or Parquet (schema.ts), with trace.json for
 * what is no table. Any tool can make it; docs/trace-format.md says how.
 */
import { type JobTable, type Micros, microsPerSecond, never, type Workload } from "../../sim/index.ts"
import { CardNotes } from "../traces/card-notes.ts"
import { partName, peekLines } from "../traces/parts.ts"
import { TraceError } from "../traces/trace-error.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "../traces/trace-format.ts"
import { defaultManifest, isManifest, type Manifest, readManifest } from "./manifest.ts"
import { readAgents } from "./read-agents.ts"
import { readJobs } from "./read-jobs.ts"
import { readMeasured } from "./read-measured.ts"
import { readUsage } from "./read-usage.ts"
import { attributePrefix, type CanonicalTableName, canonicalSchemas } from "./schema.ts"
import { tableColumns } from "./table-rows.ts"

export const canonical: TraceFormat = {
  name: "canonical",
  about:
    "Mesoscope's own tables in CSV or Parquet, as trace convert writes them and any tool can (docs/trace-format.md)",
  citation: "the trace that it was made from, as its trace.json says.",
  licence: "that of the trace it was made from",
  recognise: (lines) =>
    lines[0] === "PAR1" || isManifest(lines) || tableOf(lines[0]?.split(",") ?? []) !== undefined,
  read: readCanonical,
}

interface Files {
  readonly manifest: string[]
  readonly measured: string[]
  readonly tables: Record<CanonicalTableName, string[]>
  /** Columns of the tables that no table of that kind has. */
  readonly unknown: Set<string>
  readonly attributes: Set<string>
}

async function readCanonical(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const files = await sortFiles(settings.machines === undefined ? paths : [...paths, settings.machines])
  const { tables } = files
  const manifest = files.manifest.length === 0 ? defaultManifest : await readManifest(files.manifest[0])
  if (manifest.measured.size === 0 && files.measured.length > 0) throw isNoTable(files.measured[0])
  const notes = new CardNotes(settings)
  for (const name of files.unknown) notes.dropped.push(`${name}: no column of the canonical form`)
  const curves = tables.usage.length === 0 ? undefined : await readUsage(tables.usage, settings, notes)
  const jobs = await readJobs({ ...tables, manifest, curves }, settings, notes)
  const machines =
    tables.agents.length === 0
      ? undefined
      : await readAgents(
          {
            agents: tables.agents,
            events: tables.agent_events,
            attributes: [...files.attributes],
            prefix: manifest.agent_prefix,
          },
          settings,
          notes,
        )
  const measured =
    files.measured.length === 0 ? undefined : await readMeasured(files.measured, manifest, settings, notes)
  const horizon = horizonOf(manifest, jobs.jobs, notes)
  const workload: Workload = {
    name: manifest.name,
    provenance: manifest.provenance === "" ? provenance(canonical) : manifest.provenance,
    jobs: jobs.jobs,
    ...(machines === undefined ? {} : { agents: machines.agents }),
    ...(curves === undefined ? {} : { usage: curves.usage }),
    ...(horizon === undefined ? {} : { horizon }),
  }
  const isInventory = manifest.kind === "workload" && workload.jobs.jobCount === 0 && machines !== undefined
  const card = notes.card({
    format: canonical.name,
    kind: isInventory ? "inventory" : manifest.kind,
    paths,
    rows: jobs.rows + (curves?.rows ?? 0) + (measured?.rows ?? 0),
    machineRows: machines?.rows ?? 0,
    workload,
  })
  return { workload, card, ...(measured === undefined ? {} : { measured: measured.measured }) }
}

/** As told; or, where a task has no duration, the last arrival or end that is told: further nobody has looked. */
function horizonOf({ horizon_s }: Manifest, jobs: JobTable, notes: CardNotes): Micros | undefined {
  if (horizon_s === null) return undefined
  if (horizon_s !== undefined) return Math.round(horizon_s * microsPerSecond)
  if (!jobs.taskDuration.includes(never)) return undefined
  let last = 0
  for (let task = 0; task < jobs.taskCount; task++) {
    const duration = jobs.taskDuration[task]
    last = Math.max(
      last,
      jobs.jobArrival[jobs.stageJob[jobs.taskStage[task]]] + (duration === never ? 0 : duration),
    )
  }
  notes.assumptions.push(
    "tasks without a duration run past the last arrival or end that is told, where the trace stops",
  )
  return last
}

async function sortFiles(paths: readonly string[]): Promise<Files> {
  const files: Files = {
    manifest: [],
    measured: [],
    tables: { agents: [], agent_events: [], jobs: [], tasks: [], usage: [] },
    unknown: new Set(),
    attributes: new Set(),
  }
  for (const path of paths) {
    const lines = await peekLines(path)
    if (isManifest(lines)) {
      files.manifest.push(path)
      continue
    }
    const columns = await tableColumns(path, lines)
    const table = tableOf(columns)
    if (table === undefined) files.measured.push(path)
    else {
      files.tables[table].push(path)
      for (const column of columns) sortColumn(table, column, files)
    }
  }
  refuseTwice(files)
  return files
}

/** A table without jobs' arrivals that is told as CSV and as Parquet would be read twice. */
function refuseTwice({ manifest, tables }: Files): void {
  const endings = new Set(
    Object.values(tables)
      .flat()
      .map((path) => path.endsWith(".parquet")),
  )
  const [first, second] = manifest
  if (endings.size < 2 && second === undefined) return
  throw new TraceError({
    file: partName(second ?? first ?? tables.jobs[0] ?? tables.agents[0]),
    found: second === undefined ? "there are tables in CSV and in Parquet" : "this is a second trace.json",
    expected: "a trace is one folder of tables of one kind",
    fix: "Name the files of one of them.",
    isFinal: true,
  })
}

function sortColumn(table: CanonicalTableName, column: string, files: Files): void {
  if (table === "agents" && column.startsWith(attributePrefix)) files.attributes.add(column)
  else if (!columnsOf(table).has(column)) files.unknown.add(`${table}.${column}`)
}

/** Jobs may hold the columns of tasks, too, where there is no table of tasks. */
function columnsOf(table: CanonicalTableName): ReadonlySet<string> {
  const names = (name: CanonicalTableName) =>
    canonicalSchemas
      .filter((schema) => schema.name === name)
      .flatMap(({ columns }) => columns.map((one) => one.name))
  return new Set(table === "jobs" ? [...names("jobs"), ...names("tasks"), "tasks"] : names(table))
}

/** Which table has these columns: what each cannot be without tells them apart. */
function tableOf(columns: readonly string[]): CanonicalTableName | undefined {
  const names = new Set(columns.map((name) => name.trim().replace(/^"(.*)"$/, "$1")))
  const has = (...needed: readonly string[]) => needed.every((name) => names.has(name))
  if (has("agent", "time_s", "event")) return "agent_events"
  if (has("arrival_s") && (has("job") || has("cpus"))) return "jobs"
  if (has("job", "cpus", "duration_s")) return "tasks"
  if (has("agent", "cpus")) return "agents"
  return has("curve", "time_s") ? "usage" : undefined
}

function isNoTable(path: string): TraceError {
  return new TraceError({
    file: partName(path),
    found: "its columns are of no canonical table",
    expected:
      "jobs have job and arrival_s, tasks have job, cpus and duration_s, agents have agent and cpus (docs/trace-format.md)",
    fix: "Rename the columns, or leave the file out.",
    isFinal: true,
  })
}
