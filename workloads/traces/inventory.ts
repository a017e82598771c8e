/** What a reader gives for a file that asks for nothing. */
import { type AgentTable, JobTableBuilder } from "../../sim/index.ts"
import type { CardNotes } from "./card-notes.ts"
import {
  type MeasuredTable,
  provenance,
  type TraceFormat,
  type TraceImport,
  type TraceKind,
} from "./trace-format.ts"

/** A list of machines. */
export function inventory(
  format: TraceFormat,
  paths: readonly string[],
  machineRows: number,
  agents: AgentTable,
  notes: CardNotes,
): TraceImport {
  const workload = {
    name: format.name,
    provenance: provenance(format),
    jobs: new JobTableBuilder().build(),
    agents,
  }
  const card = notes.card({
    format: format.name,
    kind: "inventory",
    paths,
    rows: machineRows,
    machineRows,
    workload,
  })
  return { workload, card }
}

/** A list of numbers that were measured somewhere: how fast, or how long. */
export function measurements(
  format: TraceFormat,
  kind: TraceKind,
  paths: readonly string[],
  measured: MeasuredTable,
  notes: CardNotes,
): TraceImport {
  const workload = { name: format.name, provenance: provenance(format), jobs: new JobTableBuilder().build() }
  const [column = []] = Object.values(measured)
  return {
    workload,
    card: notes.card({ format: format.name, kind, paths, rows: column.length, workload }),
    measured,
  }
}
