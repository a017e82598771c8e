/**
 * Alibaba's GPU cluster of 2023, "openb": a list of nodes and a list of pods, CSV with a header.
 * Amounts in milli-CPU, MiB and milli-GPU; times in seconds, empty = unknown. The cluster was observed until
 * the last deletion: pods that still ran then carry that time.
 */
import {
  type AgentTable,
  AgentTableBuilder,
  endsFailed,
  endsFinished,
  JobTableBuilder,
  type Micros,
  microsPerSecond,
  never,
  thousandthsPerUnit,
} from "../../sim/index.ts"
import { readCsvRows } from "./csv-rows.ts"
import { partName, peekLines } from "./parts.ts"
import { CardNotes } from "./quality-card.ts"
import { cellError, type Dialect, type Row } from "./rows.ts"
import { TraceError } from "./trace-error.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "./trace-format.ts"

export const openb: TraceFormat = {
  name: "openb",
  about: "Alibaba's production GPU cluster of 2023: 1,213 GPU nodes, 8,152 pods that share and span devices",
  citation:
    "Weng et al.: Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient Descent, USENIX ATC 2023; Alibaba cluster-trace-gpu-v2023.",
  licence: "for research and study (Alibaba Group)",
  recognise: ([header = ""]) => isNodeHeader(header) || isPodHeader(header),
  read: readOpenb,
}

const isNodeHeader = (header: string) => /^"?sn"?,"?cpu_milli/.test(header)
const isPodHeader = (header: string) => /^"?name"?,"?cpu_milli/.test(header)

const nodeColumns = ["sn", "cpu_milli", "memory_mib", "gpu"] as const
const podColumns = ["name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli"] as const
const podTimes = ["qos", "pod_phase", "creation_time", "deletion_time", "scheduled_time"] as const

async function readOpenb(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const nodeFiles = settings.machines === undefined ? [] : [settings.machines]
  const podFiles: string[] = []
  for (const path of paths) {
    const [header = ""] = await peekLines(path, settings)
    ;(isNodeHeader(header) ? nodeFiles : podFiles).push(path)
  }
  if (podFiles.length === 0)
    throw new TraceError({
      file: partName(paths[0] ?? "-"),
      found: "this lists nodes only",
      expected: "an openb trace needs a list of pods, which say what is asked",
      fix: "Name an openb_pod_list file too.",
    })
  const notes = new CardNotes()
  const nodes = nodeFiles.length === 0 ? undefined : await readNodes(nodeFiles, settings)
  const pods = await readPods(podFiles, settings, notes)
  notes.assumptions.push(
    "one role and one framework per qos, weight 1; a pod is a job of one task",
    "duration = deletion − (scheduled, else creation); phase Failed ends as failed",
    "a request for GPUs is num_gpu × gpu_milli thousandths of a device",
  )
  notes.dropped.push("gpu_spec, model: every GPU counts the same for now")
  return {
    workload: {
      name: openb.name,
      provenance: provenance(openb),
      jobs: pods.jobs,
      ...(nodes === undefined ? {} : { agents: nodes.agents }),
      ...(pods.horizon > 0 ? { horizon: pods.horizon } : {}),
    },
    card: {
      format: openb.name,
      files: [...podFiles, ...nodeFiles].map(partName),
      rows: pods.rows,
      machineRows: nodes?.agents.count ?? 0,
      jobs: pods.jobs.jobCount,
      tasks: pods.jobs.taskCount,
      agents: nodes?.agents.count ?? 0,
      spanS: pods.horizon / microsPerSecond,
      skipped: notes.skipped,
      imputed: notes.imputed,
      assumptions: notes.assumptions,
      dropped: notes.dropped,
    },
  }
}

async function readNodes(paths: readonly string[], settings: ReadSettings): Promise<{ agents: AgentTable }> {
  const builder = new AgentTableBuilder()
  let prefix = "openb-node-"
  await readTable(paths, nodeColumns, [], settings, (cell, row, dialect) => {
    const amount = (name: string) => amountOf(row, dialect, cell(name))
    const { before, label } = nameAndNumber(row.text(cell("sn")), builder.count)
    prefix = before
    const gpus = amount("gpu") * thousandthsPerUnit
    builder.agent([amount("cpu_milli"), amount("memory_mib") * thousandthsPerUnit, 0, gpus], label)
  })
  return { agents: builder.build(prefix) }
}

async function readPods(paths: readonly string[], settings: ReadSettings, notes: CardNotes) {
  const builder = new JobTableBuilder()
  const limit = (settings.limitSeconds ?? Number.POSITIVE_INFINITY) * microsPerSecond
  const counts = { jobs: 0, unscheduled: 0, endless: 0, timeless: 0, clipped: 0 }
  let horizon: Micros = 0
  let prefix = "openb-pod-"
  const rows = await readTable(paths, podColumns, podTimes, settings, (cell, row, dialect) => {
    const amount = (name: string) => amountOf(row, dialect, cell(name))
    const seconds = (name: string) => secondsOf(row, dialect, cell(name))
    const hasTimes = cell("creation_time") >= 0
    const created = hasTimes ? seconds("creation_time") : 0
    const deleted = hasTimes ? seconds("deletion_time") : undefined
    const scheduled = hasTimes ? seconds("scheduled_time") : undefined
    if (created === undefined) return notes.skip("pod without a creation time", row)
    if (created < 0) return notes.skip("pod created at a negative time", row)
    const duration = deleted === undefined ? never : deleted - (scheduled ?? created)
    if (duration < 0) return notes.skip("pod deleted before it began", row)
    if (created > limit || counts.jobs >= (settings.maxJobs ?? Number.POSITIVE_INFINITY)) {
      counts.clipped++
      return
    }
    if (!hasTimes) counts.timeless++
    else if (deleted === undefined) counts.endless++
    else if (scheduled === undefined) counts.unscheduled++
    horizon = Math.max(horizon, created, deleted ?? 0)
    const qos = (cell("qos") >= 0 && row.text(cell("qos"))) || "pods"
    const framework = builder.framework(qos, builder.role(qos), "greedy")
    const { before, label } = nameAndNumber(row.text(cell("name")), counts.jobs++)
    prefix = before
    builder.job({ arrival: created, framework, label })
    builder.stage()
    const shape = builder.shape(
      amount("cpu_milli"),
      amount("memory_mib") * thousandthsPerUnit,
      0,
      amount("num_gpu") * amount("gpu_milli"),
    )
    const failed = hasTimes && row.text(cell("pod_phase")) === "Failed"
    builder.task(shape, duration, failed ? endsFailed : endsFinished, 0)
  })
  notes.impute("pods never scheduled: their time from creation to deletion", counts.unscheduled)
  notes.impute("pods in a list without times: all at 0, in order, for ever", counts.timeless)
  if (counts.endless > 0)
    notes.assumptions.push(`${counts.endless} pods without a deletion run past the horizon`)
  if (counts.clipped > 0) notes.dropped.push(`${counts.clipped} pods beyond the limit that was asked for`)
  return { jobs: builder.build(prefix), rows, horizon }
}

/** Reads CSV with a header; `cell` gives the place of a named column, −1 for an optional one that is missing. */
async function readTable(
  paths: readonly string[],
  needed: readonly string[],
  optional: readonly string[],
  settings: ReadSettings,
  visit: (cell: (name: string) => number, row: Row, dialect: Dialect) => void,
): Promise<number> {
  let rows = 0
  for (const path of paths) {
    const columns: string[] = []
    const places = new Map<string, number>()
    const dialect: Dialect = { separator: "comma", columns, fewestCells: 1 }
    const cell = (name: string) => places.get(name) ?? -1
    rows -= 1
    rows += await readCsvRows(
      [path],
      dialect,
      (row) => {
        if (places.size > 0) return visit(cell, row, dialect)
        for (let column = 0; column < row.cellCount; column++) {
          columns.push(row.text(column))
          places.set(row.text(column), column)
        }
        for (const name of needed)
          if (!places.has(name)) throw missingColumn(row, name, [...needed, ...optional])
      },
      settings,
    )
  }
  return Math.max(rows, 0)
}

function missingColumn(row: Row, name: string, known: readonly string[]): TraceError {
  return new TraceError({
    file: row.file,
    line: row.line,
    found: `the header has no column "${name}"`,
    expected: `the columns are ${known.join(", ")}`,
    fix: "Fix the header.",
  })
}

function amountOf(row: Row, dialect: Dialect, column: number): number {
  const amount = row.integer(column)
  if (amount < 0) throw cellError(row, dialect, column, "an amount must be 0 or more")
  return amount
}

function secondsOf(row: Row, dialect: Dialect, column: number): Micros | undefined {
  if (column < 0 || row.isEmpty(column)) return undefined
  const micros = Math.round(row.number(column) * microsPerSecond)
  if (!Number.isSafeInteger(micros)) throw cellError(row, dialect, column, "a time must be below 285 years")
  return micros
}

/** "openb-pod-0012" is 12, after "openb-pod-"; a name without a number gets `otherwise`. */
function nameAndNumber(name: string, otherwise: number): { before: string; label: number } {
  const [, before = "", digits = ""] = /^(.*?)(\d{1,15})$/.exec(name) ?? []
  return digits === "" ? { before: "", label: otherwise } : { before, label: Number(digits) }
}
