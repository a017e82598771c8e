/**
 * Alibaba's GPU cluster of 2023, "openb": a list of nodes and a list of pods, CSV with a header.
 * Amounts in milli-CPU, MiB and milli-GPU; times in seconds, empty = unknown. The cluster was observed until
 * the last deletion: pods that still ran then carry that time. `gpu_spec` lists the models of GPU that will do,
 * between bars; the nodes' `model` is the attribute "gpu_model" of the agents.
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
import { CardNotes } from "./card-notes.ts"
import { amountRange, countRange, microsCell } from "./cell-ranges.ts"
import { nameAndNumber } from "./labels.ts"
import { type NamedRow, readNamedRows } from "./named-rows.ts"
import { peekLines } from "./parts.ts"
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

const nodeColumns = ["sn", "cpu_milli", "memory_mib", "gpu"]
const podColumns = ["name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli"]

async function readOpenb(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const nodeFiles = settings.machines === undefined ? [] : [settings.machines]
  const podFiles: string[] = []
  for (const path of paths) {
    const [header = ""] = await peekLines(path, settings)
    ;(isNodeHeader(header) ? nodeFiles : podFiles).push(path)
  }
  const notes = new CardNotes(settings)
  const nodes = nodeFiles.length === 0 ? undefined : await readNodes(nodeFiles, settings, notes)
  const pods = await readPods(podFiles, settings, notes)
  if (podFiles.length > 0)
    notes.assumptions.push(
      "one role and one framework per qos, weight 1; a pod is a job of one task",
      "duration = deletion − (scheduled, else creation); phase Failed ends as failed",
      "a request for GPUs is num_gpu × gpu_milli thousandths of a device",
    )
  const workload = {
    name: openb.name,
    provenance: provenance(openb),
    jobs: pods.jobs,
    ...(nodes === undefined ? {} : { agents: nodes }),
    ...(pods.horizon > 0 ? { horizon: pods.horizon } : {}),
  }
  const card = notes.card({
    format: openb.name,
    kind: podFiles.length === 0 ? "inventory" : "workload",
    paths: [...podFiles, ...nodeFiles],
    rows: pods.rows,
    machineRows: nodes?.count ?? 0,
    workload,
  })
  return { workload, card }
}

async function readNodes(
  paths: readonly string[],
  settings: ReadSettings,
  notes: CardNotes,
): Promise<AgentTable> {
  const builder = new AgentTableBuilder()
  let prefix = "openb-node-"
  const visit = (row: NamedRow) => {
    const capacity = [
      row.number("cpu_milli", amountRange),
      row.number("memory_mib", amountRange) * thousandthsPerUnit,
      0,
      row.number("gpu", countRange) * thousandthsPerUnit,
    ]
    const { before, label = builder.count } = nameAndNumber(row.text("sn"))
    prefix = before
    builder.agent(capacity, label)
    if (!row.isEmpty("model")) builder.describe({ attributes: { gpu_model: row.text("model") } })
  }
  await readNamedRows(paths, { needed: nodeColumns }, visit, settings, notes)
  return builder.build(prefix)
}

async function readPods(paths: readonly string[], settings: ReadSettings, notes: CardNotes) {
  const builder = new JobTableBuilder()
  const limit = (settings.limitSeconds ?? Number.POSITIVE_INFINITY) * microsPerSecond
  const counts = { jobs: 0, unscheduled: 0, endless: 0, timeless: 0, clipped: 0 }
  let horizon: Micros = 0
  let prefix = "openb-pod-"
  const visit = (row: NamedRow) => {
    const times = timesOf(row)
    if (typeof times === "string") return notes.skip(times, row)
    const { created, scheduled, deleted } = times
    const shape = builder.shape(
      row.number("cpu_milli", amountRange),
      row.number("memory_mib", amountRange) * thousandthsPerUnit,
      0,
      row.number("num_gpu", countRange) * row.number("gpu_milli", countRange),
    )
    if (created > limit || counts.jobs >= (settings.maxJobs ?? Number.POSITIVE_INFINITY)) {
      counts.clipped++
      return
    }
    if (row.isEmpty("creation_time")) counts.timeless++
    else if (deleted === undefined) counts.endless++
    else if (scheduled === undefined) counts.unscheduled++
    notes.at(created)
    horizon = Math.max(horizon, created, deleted ?? 0)
    const qos = row.text("qos") || "pods"
    const framework = builder.framework(qos, builder.role(qos), "greedy")
    const { before, label = counts.jobs } = nameAndNumber(row.text("name"))
    counts.jobs++
    prefix = before
    notes.isNew(label)
    builder.job({ arrival: created, framework, label })
    builder.stage()
    const ends = row.text("pod_phase") === "Failed" ? endsFailed : endsFinished
    builder.task(shape, deleted === undefined ? never : deleted - (scheduled ?? created), ends, 0, {
      constraints: row.isEmpty("gpu_spec")
        ? undefined
        : builder.constraints([gpuModels(row.text("gpu_spec"))]),
      wait: scheduled === undefined ? undefined : scheduled - created,
    })
  }
  const rows = await readNamedRows(paths, { needed: podColumns }, visit, settings, notes)
  notes.impute("pods never scheduled: their time from creation to deletion", counts.unscheduled)
  notes.impute("pods in a list without times: all at 0, in order, for ever", counts.timeless)
  if (counts.endless > 0)
    notes.assumptions.push(`${counts.endless} pods without a deletion run past the horizon`)
  if (counts.clipped > 0) notes.dropped.push(`${counts.clipped} pods beyond the limit that was asked for`)
  return { jobs: builder.build(prefix), rows, horizon }
}

/** The pod's times, in µs; why it must be skipped where they make no sense. A list without times has all at 0. */
function timesOf(row: NamedRow) {
  const created = row.has("creation_time") ? microsCell(row, "creation_time") : 0
  const deleted = microsCell(row, "deletion_time")
  const scheduled = microsCell(row, "scheduled_time")
  if (created === undefined) return "pod without a creation time"
  if (created < 0) return "pod created at a negative time"
  if ((scheduled ?? created) < created) return "pod scheduled before it was created"
  if (deleted !== undefined && deleted < (scheduled ?? created)) return "pod deleted before it began"
  return { created, deleted, scheduled }
}

function gpuModels(spec: string) {
  return { kind: "attribute", name: "gpu_model", operator: "in", values: spec.split("|") } as const
}
