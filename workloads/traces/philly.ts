/**
 * Microsoft's Philly clusters, 2017: `cluster_job_log`, a JSON list of jobs with their attempts, as the trace's page
 * documents it (https://github.com/msr-fiddle/philly-traces): status Pass, Killed or Failed; times
 * "2017-10-07 01:12:09" without a zone; an attempt lists its servers and their GPUs. "None" or null where the log
 * lacks a time; a last attempt without an end still ran when the log was taken.
 */
import {
  AgentTableBuilder,
  endsFailed,
  endsFinished,
  JobTableBuilder,
  type Micros,
  never,
  thousandthsPerUnit,
} from "../../sim/index.ts"
import { CardNotes } from "./card-notes.ts"
import { countRange } from "./cell-ranges.ts"
import { parseDateTime } from "./date-time.ts"
import { addGpuGang, gangAssumption } from "./gpu-gang.ts"
import { jsonRecordsUnder } from "./json-under.ts"
import type { JsonObject } from "./json-values.ts"
import { nameAndNumber } from "./labels.ts"
import { settleJobs } from "./settle-jobs.ts"
import { TaskBudget } from "./task-budget.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "./trace-format.ts"

export const philly: TraceFormat = {
  name: "philly",
  about: "Microsoft's Philly GPU clusters of 2017: 117,325 deep-learning jobs with their attempts",
  citation:
    "Jeon et al.: Analysis of Large-Scale Multi-Tenant GPU Clusters for DNN Training Workloads, USENIX ATC 2019; https://github.com/msr-fiddle/philly-traces.",
  licence: "CC BY 4.0 (Microsoft)",
  recognise: (lines) => /^\s*\[\s*\{(?=.*"vc")(?=.*"jobid")(?=.*"attempts")/.test(lines.join(" ")),
  read: readPhilly,
}

interface Attempts {
  readonly gpus: number
  readonly start: Micros | undefined
  /** Undefined where the last attempt still ran. */
  readonly end: Micros | undefined
}

async function readPhilly(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const builder = new JobTableBuilder()
  const servers = new Map<string, number>()
  let last: Micros = 0
  const budget = new TaskBudget()
  let running = 0
  const rows = await jsonRecordsUnder(paths, ["*"], take, settings, notes)
  const { jobs, start } = settleJobs(builder.build("application-"), settings, notes)
  notes.assumptions.push(
    gangAssumption,
    "a job is as wide as its first attempt, and lasts from the first attempt's start to the last one's end",
    "Killed and Failed end as failed; times are taken as UTC, the log names no zone",
    "a role and a framework per virtual cluster, weight 1",
  )
  if (running > 0) notes.assumptions.push(`${running} jobs still ran when the log was taken`)
  notes.dropped.push("retries within a job: what failed and began again counts as one run")
  const agents = agentsOf(servers, notes)
  const workload = { name: philly.name, provenance: provenance(philly), jobs, agents, horizon: last - start }
  return { workload, card: notes.card({ format: philly.name, paths, rows, workload }) }

  function take(job: JsonObject): void {
    const submitted = timeOf(job, "submitted_time")
    const id = job.text("jobid")
    const vc = job.text("vc")
    const user = job.text("user", "")
    const status = job.text("status")
    const attempts = attemptsOf(job, servers)
    if (submitted === undefined) throw job.refuse("submitted_time", "a job has a time of submission")
    if (attempts === undefined) return notes.skip("job without an attempt: it never ran", job)
    if (attempts.start === undefined) return notes.skip("job whose first attempt has no start time", job)
    if (attempts.start < submitted) return notes.skip("job that started before it was submitted", job)
    if (attempts.end !== undefined && attempts.end < attempts.start)
      return notes.skip("job that ended before it started", job)
    budget.take(attempts.gpus, job)
    if (attempts.end === undefined) running++
    last = Math.max(last, attempts.start, attempts.end ?? 0)
    const framework = builder.framework(vc, builder.role(vc), "gang")
    builder.job({ arrival: submitted, framework, label: nameAndNumber(id).label ?? job.line, name: id, user })
    const duration = attempts.end === undefined ? never : attempts.end - attempts.start
    const wait = attempts.start - submitted
    addGpuGang(builder, attempts.gpus, duration, status === "Pass" ? endsFinished : endsFailed, { wait })
  }
}

/** Undefined where there was none. Servers are told with the highest GPU that was seen on them. */
function attemptsOf(job: JsonObject, servers: Map<string, number>): Attempts | undefined {
  const attempts = job.objects("attempts")
  if (attempts.length === 0) return undefined
  let gpus = 0
  for (const [i, attempt] of attempts.entries())
    for (const server of attempt.objects("detail")) {
      const devices = server.texts("gpus")
      if (i === 0) gpus += devices.length
      const count = Math.max(
        servers.get(server.text("ip")) ?? 0,
        ...devices.map((gpu) => deviceNumber(gpu, server) + 1),
      )
      servers.set(server.text("ip"), count)
    }
  const [first] = attempts
  return { gpus, start: timeOf(first, "start_time"), end: timeOf(attempts[attempts.length - 1], "end_time") }
}

/** The number at the end of "gpu7"; 0 where there is none. */
function deviceNumber(gpu: string, server: JsonObject): number {
  const { label: number = 0 } = nameAndNumber(gpu)
  if (number >= countRange.most)
    throw server.refuse("gpus", "the GPUs of a server are numbered from 0 to 999,999 at most")
  return number
}

function timeOf(object: JsonObject, key: string): Micros | undefined {
  const text = object.text(key, "")
  if (text === "" || text === "None") return undefined
  const time = parseDateTime(text)
  if (Number.isNaN(time)) throw object.refuse(key, 'a time is written "2017-10-07 01:12:09"')
  return time
}

function agentsOf(servers: ReadonlyMap<string, number>, notes: CardNotes) {
  const builder = new AgentTableBuilder()
  const inOrder = [...servers].toSorted(
    ([a], [b]) => (nameAndNumber(a).label ?? 0) - (nameAndNumber(b).label ?? 0) || (a < b ? -1 : 1),
  )
  for (const [server, gpus] of inOrder) {
    builder.agent(
      [gpus * thousandthsPerUnit, 0, 0, gpus * thousandthsPerUnit],
      nameAndNumber(server).label ?? builder.count,
    )
    builder.describe({ name: server })
  }
  notes.assumptions.push(
    "the machines are the servers of the attempts, with as many GPUs as were seen on each, and a CPU per GPU",
  )
  return builder.build("m")
}
