/**
 * Alibaba's Platform for AI, July and August 2020 (cluster-trace-gpu-v2020): pai_task_table says what is asked,
 * pai_job_table whose job it is and when it was submitted, pai_machine_spec which machines there are. CSV; the headers
 * are published as files of their own, so tables come without, or with one that somebody put before them. Times in
 * seconds; plan_cpu and plan_gpu in per cent of one, plan_mem in GB; empty = null: no CPUs, memory or GPUs asked for.
 */
import {
  type AgentTable,
  AgentTableBuilder,
  JobTableBuilder,
  type Micros,
  never,
  type Workload,
} from "../../sim/index.ts"
import {
  endOfStatus,
  hundredthsRange,
  hundredthsToThousandths,
  poolAssumption,
  poolOf,
} from "./alibaba-units.ts"
import { CardNotes, type CellRange } from "./card-notes.ts"
import { microsCell } from "./cell-ranges.ts"
import { inventory } from "./inventory.ts"
import { type NamedRow, readNamedRows } from "./named-rows.ts"
import { peekLines } from "./parts.ts"
import { settleJobs } from "./settle-jobs.ts"
import { StagedJobs } from "./staged-jobs.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "./trace-format.ts"

export const alibabaGpu2020: TraceFormat = {
  name: "alibaba-gpu-2020",
  about: "Alibaba's Platform for AI of 2020: two months of training and inference on 6,500 shared GPUs",
  citation:
    "Weng et al.: MLaaS in the Wild: Workload Analysis and Scheduling in Large-Scale Heterogeneous GPU Clusters, NSDI 2022; Alibaba cluster-trace-gpu-v2020.",
  licence: "for research and study (Alibaba Group)",
  recognise: ([first = ""]) => kindOf(first) !== undefined,
  read: readPai,
}

const columns = {
  tasks: [
    "job_name",
    "task_name",
    "inst_num",
    "status",
    "start_time",
    "end_time",
    "plan_cpu",
    "plan_mem",
    "plan_gpu",
    "gpu_type",
  ],
  jobs: ["job_name", "inst_id", "user", "status", "start_time", "end_time"],
  machines: ["machine", "gpu_type", "cap_cpu", "cap_mem", "cap_gpu"],
} as const
type Kind = keyof typeof columns

const number = String.raw`(?:\d+(?:\.\d+)?)?`
const state = "(?:Running|Terminated|Failed|Waiting)"
const rowsOf: Readonly<Record<Kind, RegExp>> = {
  tasks: new RegExp(
    `^[0-9a-f]{8,},[^,]*,${number},${state},${number},${number},${number},${number},${number},\\w*$`,
  ),
  jobs: new RegExp(`^[0-9a-f]{8,},[0-9a-f]*,[0-9a-f]*,${state},${number},${number}$`),
  machines: new RegExp(`^[0-9a-f]{8,},\\w*,${number},${number},${number}$`),
}

function kindOf(line: string): Kind | undefined {
  return (Object.keys(columns) as Kind[]).find(
    (kind) => columns[kind].join(",") === line.replaceAll('"', "") || rowsOf[kind].test(line),
  )
}

const decimals = (most: number, expected: string): CellRange => ({ least: 0, most, whole: false, expected })
const countRange = decimals(100_000, "instances are 0 to 100,000")
const gigabytesRange = decimals(1e6, "memory is 0 to 1,000,000 GB")
const coresRange = decimals(100_000, "cores and GPUs are 0 to 100,000")

async function readPai(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const files: Record<Kind, string[]> = { tasks: [], jobs: [], machines: [] }
  for (const path of paths) {
    const [first = ""] = await peekLines(path, settings)
    files[kindOf(first) ?? "tasks"].push(path)
  }
  if (settings.machines !== undefined) files.machines.push(settings.machines)
  const notes = new CardNotes(settings)
  notes.units.push({ what: "GB: taken as GiB", why: "29.296875, a common plan_mem, is 30,000 MiB in GiB" })
  const machines =
    files.machines.length === 0 ? undefined : await readMachines(files.machines, settings, notes)
  if (files.tasks.length === 0 && machines !== undefined && files.jobs.length === 0)
    return inventory(alibabaGpu2020, files.machines, machines.count, machines, notes)
  const submitted = await readJobs(files.jobs, settings, notes)
  const { table, rows } = await readTasks(files.tasks, submitted, settings, notes)
  notes.assumptions.push(
    "a job's tasks are instances of the requests of their rows, a gang that starts together or not at all",
    "a task lasts from its start to its end; of a job whose table is not there the first start is the arrival",
    submitted.size === 0 ? poolAssumption : "a role and a framework per user, weight 1",
  )
  const workload: Workload = {
    name: alibabaGpu2020.name,
    provenance: provenance(alibabaGpu2020),
    jobs: settleJobs(table, settings, notes).jobs,
    ...(machines === undefined ? {} : { agents: machines }),
  }
  const all = [...files.tasks, ...files.jobs, ...files.machines]
  const machineRows = machines?.count ?? 0
  return {
    workload,
    card: notes.card({ format: alibabaGpu2020.name, paths: all, rows, machineRows, workload }),
  }
}

interface Submitted {
  readonly user: string
  readonly at: Micros | undefined
}

async function readJobs(paths: readonly string[], settings: ReadSettings, notes: CardNotes) {
  const jobs = new Map<string, Submitted>()
  const take = (row: NamedRow) => {
    const at = microsCell(row, "start_time")
    jobs.set(row.text("job_name"), { user: row.text("user"), at })
  }
  await readNamedRows(paths, { needed: columns.jobs, otherwise: columns.jobs }, take, settings, notes)
  return jobs
}

async function readTasks(
  paths: readonly string[],
  submitted: ReadonlyMap<string, Submitted>,
  settings: ReadSettings,
  notes: CardNotes,
) {
  const builder = new JobTableBuilder()
  const staged = new StagedJobs({ isGang: true })
  const jobRows = new Map<string, number>()
  const told = (row: NamedRow, name: string, range: CellRange) =>
    row.isEmpty(name) ? 0 : row.number(name, range)
  const take = (row: NamedRow) => {
    const name = row.text("job_name")
    const start = microsCell(row, "start_time")
    const end = microsCell(row, "end_time")
    const ends = endOfStatus(row.text("status"))
    const count = Math.round(row.number("inst_num", countRange))
    const shape = builder.shape(
      hundredthsToThousandths(told(row, "plan_cpu", hundredthsRange)),
      Math.round(told(row, "plan_mem", gigabytesRange) * 1_024_000),
      0,
      hundredthsToThousandths(told(row, "plan_gpu", hundredthsRange)),
    )
    const arrival = submitted.get(name)?.at ?? start
    if (arrival === undefined) return notes.skip("task without a start, of a job without one", row)
    if (arrival < 0) return notes.skip("job at a negative time", row)
    const began = Math.max(start ?? arrival, arrival)
    const isOver = ends !== undefined && end !== undefined
    if (isOver && end < began) return notes.skip("task that ends before it starts", row)
    const model = row.text("gpu_type")
    notes.at(arrival)
    const known = jobRows.get(name)
    const job = known ?? jobRows.size
    if (known === undefined) jobRows.set(name, job)
    const group = {
      job,
      arrival,
      depth: 0,
      count,
      shape,
      duration: isOver ? end - began : never,
      ends: ends ?? 0,
      constraints: needsModel(model)
        ? builder.constraints([{ kind: "attribute", name: "gpu_model", operator: "in", values: [model] }])
        : 0,
      ...(submitted.has(name) && start !== undefined ? { wait: began - arrival } : {}),
    }
    staged.add(group, row)
  }
  const rows = await readNamedRows(
    paths,
    { needed: columns.tasks, otherwise: columns.tasks },
    take,
    settings,
    notes,
  )
  const names = [...jobRows.keys()]
  const describe = (job: number) => {
    const user = submitted.get(names[job])?.user
    const framework =
      user === undefined ? poolOf(builder, job) : builder.framework(user, builder.role(user), "gang")
    return { framework, label: job, name: names[job], ...(user === undefined ? {} : { user }) }
  }
  return { table: staged.build(builder, describe, "job-"), rows }
}

/** "MISC" are several old models, "CPU" is none. */
function needsModel(model: string): boolean {
  return model !== "" && model !== "MISC" && model !== "CPU"
}

async function readMachines(
  paths: readonly string[],
  settings: ReadSettings,
  notes: CardNotes,
): Promise<AgentTable> {
  const builder = new AgentTableBuilder()
  const take = (row: NamedRow) => {
    const capacity = [
      Math.round(row.number("cap_cpu", coresRange) * 1000),
      Math.round(row.number("cap_mem", gigabytesRange) * 1_024_000),
      0,
      Math.round(row.number("cap_gpu", coresRange) * 1000),
    ]
    builder.agent(capacity, builder.count)
    const model = row.text("gpu_type")
    builder.describe({ name: row.text("machine"), attributes: needsModel(model) ? { gpu_model: model } : {} })
  }
  await readNamedRows(paths, { needed: columns.machines, otherwise: columns.machines }, take, settings, notes)
  return builder.build("machine-")
}
