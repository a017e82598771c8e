/**
 * Google's trace of 2019 (clusterdata-2019, eight Borg cells): instance_events say what is asked, collection_events
 * whose it is and how many may share a machine, machine_events which machines there are. As BigQuery exports tables: CSV
 * with a header, or JSON lines, in order of time. Schema: clusterdata_trace_format_v3.proto, Wilkes, 2020.
 *
 * Times in µs, 0 = before the trace, 2^63 − 1 = after it; event types and classes as numbers or by name; requests as
 * parts of the largest machine; empty or null = not told. Alloc sets are reservations, in which tasks run that are
 * counted themselves, so they are left out.
 */
import type { Workload } from "../../sim/index.ts"
import { CardNotes } from "./card-notes.ts"
import {
  type GoogleCollection,
  readCollections,
  readInstances,
  readMachineTable,
} from "./google-2019-tables.ts"
import { googleTable, rolesByTier } from "./google-table.ts"
import { GoogleTasks } from "./google-tasks.ts"
import { hasColumns } from "./headers.ts"
import { inventory } from "./inventory.ts"
import { peekLines } from "./parts.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "./trace-format.ts"

export const google2019: TraceFormat = {
  name: "google-2019",
  about:
    "Google's Borg cells of May 2019: a month of eight cells, with priorities in five tiers and alloc sets",
  citation:
    "Tirmazi et al.: Borg: the Next Generation, EuroSys 2020; Wilkes: Google cluster-usage traces v3, 2020, https://github.com/google/cluster-data.",
  licence: "CC-BY 4.0",
  recognise: ([first = ""]) => kindOf(first) !== undefined,
  read: readGoogle,
}

type Kind = "instances" | "collections" | "machines"

/** By a header, or the members of the first object. */
function kindOf(line: string): Kind | undefined {
  const names = (columns: readonly string[]) =>
    hasColumns(line, columns) ||
    (line.startsWith("{") && columns.every((name) => line.includes(`"${name.split(".")[0]}"`)))
  if (!names(["time", "type"])) return undefined
  if (names(["collection_id", "instance_index"])) return names(["start_time"]) ? undefined : "instances"
  if (names(["collection_id", "collection_logical_name"])) return "collections"
  return names(["machine_id", "switch_id"]) || names(["machine_id", "platform_id"]) ? "machines" : undefined
}

async function readGoogle(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const files: Record<Kind, string[]> = { instances: [], collections: [], machines: [] }
  for (const path of paths) {
    const [first = ""] = await peekLines(path, settings)
    files[kindOf(first) ?? "instances"].push(path)
  }
  if (settings.machines !== undefined) files.machines.push(settings.machines)
  const notes = new CardNotes(settings)
  const collections = new Map<number, GoogleCollection>()
  let rows = await readCollections(files.collections, collections, settings, notes)
  const tasks = new GoogleTasks()
  rows += await readInstances(files.instances, collections, tasks, settings, notes)
  const hasOnlyMachines = files.instances.length + files.collections.length === 0
  const machines =
    files.machines.length === 0
      ? undefined
      : await readMachineTable(files.machines, hasOnlyMachines ? undefined : tasks.lastTime, settings, notes)
  notes.units.push({
    what: "1 CPU is taken as 64 cores, 1 of memory as 256 GiB",
    why: "the trace tells parts of its largest machine, without its size",
  })
  if (hasOnlyMachines && machines !== undefined)
    return inventory(google2019, files.machines, machines.rows, machines.agents, notes)
  return imported(files, tasks, rows, machines, settings, notes)
}

function imported(
  files: Record<Kind, string[]>,
  tasks: GoogleTasks,
  rows: number,
  machines: Awaited<ReturnType<typeof readMachineTable>> | undefined,
  settings: ReadSettings,
  notes: CardNotes,
): TraceImport {
  notes.assumptions.push(
    "roles by tier: free (priority to 99), best-effort-batch (to 115), mid (to 119), production (to 359), monitoring; weights 1, 2, 3, 4, 4",
    "a task keeps its first request; duration = last end − last SCHEDULE; FAIL, KILL and LOST end as failed",
  )
  notes.dropped.push(
    "constraint: names and values are hashes, of which the machines' are in a table of their own",
    "start_after_collection_ids, parent_collection_id, max_per_switch: not modelled",
  )
  const workload: Workload = {
    name: google2019.name,
    provenance: provenance(google2019),
    jobs: googleTable(tasks, rolesByTier, notes, settings),
    ...(machines === undefined ? {} : { agents: machines.agents }),
    horizon: tasks.lastTime,
  }
  const card = notes.card({
    format: google2019.name,
    paths: [...files.instances, ...files.collections, ...files.machines],
    rows,
    machineRows: machines?.rows ?? 0,
    workload,
    jobs: tasks.jobs.length,
  })
  return { workload, card }
}
