/**
 * Slurm's accounting as `sacct -a -P --format=JobID,User,Account,Partition,State,Submit,Start,End,…` prints it: a header,
 * "|" between cells (https://slurm.schedmd.com/sacct.html). Needed are JobID, State, Submit and one of AllocTRES,
 * ReqTRES, AllocCPUS, ReqCPUS, NCPUS; read are also Start, End, NNodes, ReqMem, TimelimitRaw, User, Account, Partition.
 * Steps ("123.batch") belong to their job and are left out. A job that still runs ends past the horizon, the last time
 * told; one that waits lasts as long as its limit.
 */
import { numberFromText } from "../traces/numbers.ts"
import {
  endsFailed,
  endsFinished,
  JobTableBuilder,
  type Micros,
  microsPerSecond,
  never,
} from "../../sim/index.ts"
import { CardNotes } from "../traces/card-notes.ts"
import { countRange } from "../traces/cell-ranges.ts"
import { parseDateTime } from "../traces/date-time.ts"
import { headerCells } from "../traces/headers.ts"
import { type NamedRow, readNamedRows } from "../traces/named-rows.ts"
import { peekLines } from "../traces/parts.ts"
import { settleJobs } from "../traces/settle-jobs.ts"
import { addSpreadGang, type JobRequest } from "../traces/spread-gang.ts"
import { TaskBudget } from "../traces/task-budget.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "../traces/trace-format.ts"
import { readSlurmNodes, slurmNodes } from "./slurm-nodes.ts"
import { parseMemory, parseTres } from "./slurm-values.ts"

export const slurmJobs: TraceFormat = {
  name: "slurm-jobs",
  about: "Your Slurm cluster's jobs: sacct -a -P, with scontrol show node for the machines",
  citation: "Slurm, sacct --parsable and scontrol show node.",
  licence: "the data are yours",
  recognise: ([header = ""]) => {
    const cells = new Set(headerCells(header, "|"))
    return cells.has("JobID") && cells.has("State") && cells.has("Submit")
  },
  read: readJobs,
}

interface SlurmJob {
  readonly label: number
  readonly name: string
  readonly submit: Micros
  readonly start: Micros | undefined
  readonly end: Micros | undefined
  readonly limit: Micros | undefined
  readonly nodes: number
  readonly request: JobRequest
  readonly role: string
  readonly user: string
  readonly state: string
}

async function readJobs(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const { jobFiles, nodeFiles } = await sortFiles(paths, settings)
  const machines = nodeFiles.length === 0 ? undefined : await readSlurmNodes(nodeFiles, settings, notes)
  const builder = new JobTableBuilder()
  const counts = { steps: 0, never: 0, waiting: 0 }
  const budget = new TaskBudget()
  let last: Micros = 0
  const rows = await readNamedRows(
    jobFiles,
    { needed: ["JobID", "State", "Submit"], separator: "bar" },
    take,
    settings,
    notes,
  )
  const { jobs, start } = settleJobs(builder.build("job-"), settings, notes)
  notes.impute("jobs that still wait: they last as long as their limit, or an hour", counts.waiting)
  notes.assumptions.push(
    "a job is a gang of one task per node, its CPUs, memory and GPUs shared evenly",
    "a role and a framework per account, else per partition; states other than COMPLETED end as failed",
    "times are taken as UTC: sacct prints them without a zone",
    "jobs that still run end past the horizon, the last time told",
  )
  if (machines === undefined)
    notes.assumptions.push(
      "the file names no machines: give the output of scontrol show node with --machines, or --agents NxSHAPE",
    )
  if (counts.steps > 0) notes.dropped.push(`${counts.steps} rows of steps: they belong to their jobs`)
  if (counts.never > 0) notes.dropped.push(`${counts.never} jobs that were cancelled before they began`)
  const workload = {
    name: slurmJobs.name,
    provenance: provenance(slurmJobs),
    jobs,
    ...(machines === undefined ? {} : { agents: machines.builder.build("node-") }),
    ...(last > start ? { horizon: last - start } : {}),
  }
  const card = notes.card({
    format: slurmJobs.name,
    paths,
    rows,
    machineRows: machines?.nodes ?? 0,
    workload,
  })
  return { workload, card }

  function take(row: NamedRow): void {
    if (/\.\w+$/.test(row.text("JobID"))) {
      counts.steps++
      return
    }
    const job = jobOf(row)
    const isWaiting = job.start === undefined && /^(?:PENDING|REQUEUED|SUSPENDED|CONFIGURING)/.test(job.state)
    if (job.start === undefined && !isWaiting) {
      counts.never++
      return
    }
    last = Math.max(last, job.submit, job.start ?? 0, job.end ?? 0)
    budget.take(job.nodes, row)
    if (isWaiting) counts.waiting++
    addJob(builder, job)
  }
}

function addJob(builder: JobTableBuilder, job: SlurmJob): void {
  const { label, name, submit, start, end, limit, nodes, request, role, user, state } = job
  const framework = builder.framework(role, builder.role(role), "gang")
  builder.job({ arrival: submit, framework, label, name, user, estimate: limit })
  const untilLimit = limit ?? 3600 * microsPerSecond
  const duration = start === undefined ? untilLimit : end === undefined ? never : end - start
  const ends = /^(?:COMPLETED|RUNNING|PENDING)/.test(state) ? endsFinished : endsFailed
  const wait = start === undefined ? undefined : Math.max(0, start - submit)
  addSpreadGang(builder, nodes, request, duration, ends, { wait })
}

function jobOf(row: NamedRow): SlurmJob {
  const id = row.text("JobID")
  const [, digits] = /^(\d{1,15})(?:[_+]\S+)?$/.exec(id) ?? []
  if (digits === undefined) throw row.error("JobID", 'a job is called "123", "123_4" or "123+0"')
  const submit = timeIn(row, "Submit")
  if (submit === undefined) throw row.error("Submit", "a job has a time of submission")
  const [start, end] = [timeIn(row, "Start"), timeIn(row, "End")]
  if (start !== undefined && end !== undefined && end < start)
    throw row.error("End", "a job ends after it started")
  const minutes =
    row.isEmpty("TimelimitRaw") || !/^\d/.test(row.text("TimelimitRaw"))
      ? undefined
      : row.number("TimelimitRaw", countRange)
  const { nodes, ...request } = requestOf(row)
  return {
    label: numberFromText(digits),
    name: id,
    submit,
    start,
    end,
    limit: minutes === undefined ? undefined : minutes * 60 * microsPerSecond,
    nodes,
    request,
    role: row.text("Account") || row.text("Partition") || "slurm",
    user: row.text("User"),
    state: row.text("State"),
  }
}

/** What was allocated, else what was requested, of the whole job. */
function requestOf(row: NamedRow): JobRequest & { readonly nodes: number } {
  const column = ["AllocTRES", "ReqTRES"].find((name) => !row.isEmpty(name))
  const tres = column === undefined ? undefined : parseTres(row.text(column))
  if (column !== undefined && tres === undefined)
    throw row.error(column, "resources are written cpu=8,mem=64G,node=2,gres/gpu=4")
  const counted = ["AllocCPUS", "NCPUS", "ReqCPUS"].find(
    (name) => !row.isEmpty(name) && row.text(name) !== "0",
  )
  const cpus =
    tres !== undefined && tres.cpus > 0
      ? tres.cpus
      : counted === undefined
        ? 0
        : row.number(counted, countRange) * 1000
  if (cpus === 0) throw row.error("JobID", "a job has CPUs: AllocTRES, ReqTRES, AllocCPUS, NCPUS or ReqCPUS")
  const named = row.isEmpty("NNodes") ? 0 : row.number("NNodes", countRange)
  const nodes = Math.max(1, tres?.nodes ?? 0, named)
  if (nodes > countRange.most) throw row.error(column ?? "NNodes", countRange.expected)
  return {
    cpus,
    mem: tres !== undefined && tres.mem > 0 ? tres.mem : memoryOf(row, cpus, nodes),
    disk: 0,
    gpus: tres?.gpus ?? 0,
    nodes,
  }
}

function memoryOf(row: NamedRow, cpus: number, nodes: number): number {
  if (row.isEmpty("ReqMem")) return 0
  const memory = parseMemory(row.text("ReqMem"))
  if (memory === undefined) throw row.error("ReqMem", 'memory is written "4000M", "16Gn" or "2Gc"')
  const times = { job: 1, cpu: cpus / 1000, node: nodes }[memory.per]
  return Math.round(memory.mem * times)
}

function timeIn(row: NamedRow, name: string): Micros | undefined {
  const text = row.text(name)
  if (text === "" || text === "Unknown" || text === "None") return undefined
  const time = parseDateTime(text)
  if (Number.isNaN(time)) throw row.error(name, 'a time is written "2024-05-01T12:30:00", or is "Unknown"')
  return time
}

async function sortFiles(paths: readonly string[], settings: ReadSettings) {
  const jobFiles: string[] = []
  const nodeFiles = settings.machines === undefined ? [] : [settings.machines]
  for (const path of paths) {
    const lines = await peekLines(path, settings)
    ;(slurmNodes.recognise(lines, path) ? nodeFiles : jobFiles).push(path)
  }
  return { jobFiles, nodeFiles }
}
