/**
 * SenseTime's Helios clusters, 2020: `cluster_log.csv`, the jobs of a Slurm cluster as the trace's page documents it
 * (https://github.com/S-Lab-System-Group/HeliosData). CSV with a header; times "2020-06-09 18:41:01", seconds;
 * gpu_num, cpu_num and node_num are of the whole job. `cluster_gpu_number.csv`, GPUs per virtual cluster and day, is
 * the list of machines.
 */
import {
  type AgentTable,
  AgentTableBuilder,
  endsFailed,
  endsFinished,
  JobTableBuilder,
  type Micros,
  thousandthsPerUnit,
} from "../../sim/index.ts"
import { CardNotes } from "./card-notes.ts"
import { idRange, countRange } from "./cell-ranges.ts"
import { parseDateTime } from "./date-time.ts"
import { inventory } from "./inventory.ts"
import { hasColumns } from "./headers.ts"
import { type NamedRow, readNamedRows } from "./named-rows.ts"
import { peekLines } from "./parts.ts"
import { settleJobs } from "./settle-jobs.ts"
import { addSpreadGang } from "./spread-gang.ts"
import { TaskBudget } from "./task-budget.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "./trace-format.ts"

const columns = [
  "job_id",
  "user",
  "vc",
  "gpu_num",
  "cpu_num",
  "node_num",
  "state",
  "submit_time",
  "start_time",
  "end_time",
]

export const helios: TraceFormat = {
  name: "helios",
  about: "SenseTime's Helios GPU clusters of 2020: 3.4 million Slurm jobs with CPUs, GPUs and nodes",
  citation:
    "Hu et al.: Characterization and Prediction of Deep Learning Workloads in Large-Scale GPU Datacenters, SC 2021; https://github.com/S-Lab-System-Group/HeliosData.",
  licence: "for academic use, cite the paper (S-Lab, SenseTime)",
  recognise: ([header = ""]) => hasColumns(header, columns) || isGpuList(header),
  read: readHelios,
}

const isGpuList = (header: string) => /^date,(?:vc\w+,)+total\s*$/.test(header)

/** Helios' nodes have 8 GPUs; 48 CPUs on Venus and Saturn (Hu et al., table 1). */
const node = { gpus: 8, cpus: 48 }

async function readHelios(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const logs: string[] = []
  const lists = settings.machines === undefined ? [] : [settings.machines]
  for (const path of paths) {
    const [header = ""] = await peekLines(path, settings)
    ;(isGpuList(header) ? lists : logs).push(path)
  }
  const machines = lists.length === 0 ? undefined : await readGpuList(lists, settings, notes)
  if (machines !== undefined && logs.length === 0)
    return inventory(helios, lists, machines.rows, machines.agents, notes)
  const builder = new JobTableBuilder()
  const budget = new TaskBudget()
  const rows = await readNamedRows(
    logs,
    { needed: columns },
    (row) => takeJob(row, builder, budget, notes),
    settings,
    notes,
  )
  const { jobs } = settleJobs(builder.build("job-"), settings, notes)
  notes.assumptions.push(
    "a job is a gang of one task per node, its GPUs and CPUs shared evenly; the trace tells no memory",
    "CANCELLED, FAILED, TIMEOUT and NODE_FAIL end as failed; a role and a framework per virtual cluster, weight 1",
    "times are taken as UTC, the log names no zone",
  )
  if (machines === undefined)
    notes.assumptions.push(
      "the log names no machines: give cluster_gpu_number.csv with --machines, or --agents NxSHAPE",
    )
  notes.dropped.push("duration, queue: follow from the times")
  const workload = {
    name: helios.name,
    provenance: provenance(helios),
    jobs,
    ...(machines === undefined ? {} : { agents: machines.agents }),
  }
  const card = notes.card({ format: helios.name, paths, rows, machineRows: machines?.rows ?? 0, workload })
  return { workload, card }
}

function takeJob(row: NamedRow, builder: JobTableBuilder, budget: TaskBudget, notes: CardNotes): void {
  const time = (name: string): Micros | undefined => {
    if (row.isEmpty(name)) return undefined
    const micros = parseDateTime(row.text(name))
    if (Number.isNaN(micros)) throw row.error(name, 'a time is written "2020-06-09 18:41:01"')
    return micros
  }
  const label = row.number("job_id", idRange)
  const gpus = row.number("gpu_num", countRange)
  const cpus = row.number("cpu_num", countRange)
  const nodes = Math.max(1, row.number("node_num", countRange))
  const [submitted, started, ended] = [time("submit_time"), time("start_time"), time("end_time")]
  if (submitted === undefined) throw row.error("submit_time", "a job has a time of submission")
  if (started === undefined || ended === undefined)
    return notes.skip("job that never started or has no end", row)
  if (ended < started) throw row.error("end_time", "a job ends after it started")
  if (started < submitted) throw row.error("start_time", "a job starts after it was submitted")
  if (!notes.isNew(label)) return
  budget.take(nodes, row)
  notes.at(submitted)
  const vc = row.text("vc")
  const framework = builder.framework(vc, builder.role(vc), "gang")
  builder.job({ arrival: submitted, framework, label, user: row.text("user") })
  const ends = row.text("state") === "COMPLETED" ? endsFinished : endsFailed
  const request = { cpus: cpus * thousandthsPerUnit, mem: 0, disk: 0, gpus: gpus * thousandthsPerUnit }
  addSpreadGang(builder, nodes, request, ended - started, ends, { wait: started - submitted })
}

/** Nodes for the most GPUs that the cluster had on any day. */
async function readGpuList(
  paths: readonly string[],
  settings: ReadSettings,
  notes: CardNotes,
): Promise<{ readonly agents: AgentTable; readonly rows: number }> {
  let most = 0
  const rows = await readNamedRows(
    paths,
    { needed: ["date", "total"] },
    (row) => {
      most = Math.max(most, row.number("total", countRange))
    },
    settings,
    notes,
  )
  const builder = new AgentTableBuilder()
  const count = Math.ceil(most / node.gpus)
  for (let i = 0; i < count; i++)
    builder.agent([node.cpus * thousandthsPerUnit, 0, 0, node.gpus * thousandthsPerUnit], i)
  notes.assumptions.push(
    `${count} nodes of ${node.gpus} GPUs and ${node.cpus} CPUs: as many GPUs as there were on the best day; which virtual cluster owns them is not kept`,
  )
  return { agents: builder.build("node-"), rows }
}
