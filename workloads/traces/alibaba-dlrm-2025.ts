/**
 * Alibaba's disaggregated services of deep-learning recommendation models, 2025: instances of 156 applications on
 * CPU nodes (role CN) and GPU nodes (role HN). CSV with a header; cores, devices, per cent of a network card, GiB;
 * seconds. An empty creation is before the trace, an empty deletion after it. `max_instance_per_node` is how many
 * instances of one application may share a node, −1 for any number.
 */
import {
  endsFinished,
  JobTableBuilder,
  type Micros,
  microsPerSecond,
  never,
  thousandthsPerUnit,
} from "../../sim/index.ts"
import { CardNotes, type CellRange } from "./card-notes.ts"
import { unitsRange, timeRange } from "./cell-ranges.ts"
import { nameAndNumber } from "./labels.ts"
import { hasColumns } from "./headers.ts"
import { type NamedRow, readNamedRows } from "./named-rows.ts"
import { withinLimits } from "./settle-jobs.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "./trace-format.ts"

const columns = [
  "instance_sn",
  "role",
  "app_name",
  "cpu_request",
  "gpu_request",
  "memory_request",
  "disk_request",
]
const times = ["creation_time", "scheduled_time", "deletion_time"]

export const alibabaDlrm2025: TraceFormat = {
  name: "alibaba-dlrm-2025",
  about:
    "Alibaba's recommendation services of 2025: 23,871 instances of 156 applications, with limits per node",
  citation:
    "Yang et al.: GPU-Disaggregated Serving for Deep Learning Recommendation Models at Scale, NSDI 2025; Alibaba cluster-trace-gpu-v2025.",
  licence: "for research and study (Alibaba Group)",
  recognise: ([header]) => hasColumns(header, [...columns, ...times]),
  read: readDlrm,
}

const gib = 1024 * thousandthsPerUnit
const second = timeRange(microsPerSecond)
const perNode: CellRange = {
  least: -1,
  most: 1_000_000,
  expected: "instances per node must be 1 or more, or −1 for any number",
}

interface Instance {
  readonly shape: number
  readonly duration: Micros
  readonly label: number
  readonly wait: Micros | undefined
}

/** Instances of one application and role that were created at one moment. */
interface Group {
  readonly app: string
  readonly role: string
  readonly created: Micros
  readonly atMost: number
  readonly instances: Instance[]
}

async function readDlrm(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const builder = new JobTableBuilder()
  const groups = new Map<string, Group>()
  let residents = 0
  let horizon: Micros = 0
  const rows = await readNamedRows(paths, { needed: [...columns, ...times] }, take, settings, notes)
  for (const group of groups.values()) addJob(builder, group)
  const jobs = withinLimits(builder.build("instance-"), settings, notes)
  if (residents > 0)
    notes.assumptions.push(`${residents} instances without a creation time are there from time 0 on`)
  notes.assumptions.push(
    "a job is the instances of one application and role created at one moment: max_instance_per_node binds within it",
    "a role per role (CN, HN), weight 1, and a framework per application and role",
    "an instance lasts from its scheduling to its deletion, and past the horizon, the last time told, where it has none",
  )
  notes.dropped.push(
    "rdma_request: networks are not modelled",
    "cpu_limit, gpu_limit, memory_limit, disk_limit: a task holds what it requests",
  )
  const workload = {
    name: alibabaDlrm2025.name,
    provenance: provenance(alibabaDlrm2025),
    jobs,
    ...(horizon > 0 ? { horizon } : {}),
  }
  return { workload, card: notes.card({ format: alibabaDlrm2025.name, paths, rows, workload }) }

  function take(row: NamedRow): void {
    const time = (name: string) =>
      row.isEmpty(name) ? undefined : Math.round(row.number(name, second) * microsPerSecond)
    const [created, scheduled, deleted] = times.map(time)
    const begun = scheduled ?? created ?? 0
    if (deleted !== undefined && deleted < begun)
      throw row.error("deletion_time", "an instance is deleted after it began")
    const shape = requestOf(builder, row)
    const atMost = row.isEmpty("max_instance_per_node") ? -1 : row.number("max_instance_per_node", perNode)
    const label = nameAndNumber(row.text("instance_sn")).label ?? row.line
    if (!notes.isNew(label)) return
    if (created === undefined) residents++
    horizon = Math.max(horizon, begun, deleted ?? 0)
    const [app, role] = [row.text("app_name"), row.text("role")]
    const key = `${app}/${role}/${created ?? -1}/${atMost}`
    const group: Group = groups.get(key) ?? { app, role, created: created ?? 0, atMost, instances: [] }
    groups.set(key, group)
    const duration = deleted === undefined ? never : deleted - begun
    const wait = created === undefined ? undefined : Math.max(0, begun - created)
    group.instances.push({ shape, duration, label, wait })
  }
}

function requestOf(builder: JobTableBuilder, row: NamedRow): number {
  const amount = (name: string, unit: number) => Math.round(row.number(name, unitsRange) * unit)
  return builder.shape(
    amount("cpu_request", thousandthsPerUnit),
    amount("memory_request", gib),
    amount("disk_request", gib),
    amount("gpu_request", thousandthsPerUnit),
  )
}

function addJob(builder: JobTableBuilder, { app, role, created, atMost, instances }: Group): void {
  const framework = builder.framework(`${app}/${role}`, builder.role(role), "greedy")
  builder.job({ arrival: created, framework, label: instances[0].label, user: app })
  builder.stage()
  const constraints = atMost > 0 ? builder.constraints([{ kind: "spread", atMost }]) : 0
  for (const { shape, duration, label, wait } of instances)
    builder.task(shape, duration, endsFinished, label, { constraints, wait })
}
