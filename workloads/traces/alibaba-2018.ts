/**
 * Alibaba's cluster of 2018 (cluster-trace-v2018): batch_task.csv or batch_instance.csv, container_meta.csv and
 * machine_meta.csv, CSV without a header. Times in seconds, 0 = outside the eight days; CPUs of containers and tasks in
 * hundredths of a core, of machines in cores; memory in hundredths of the largest machine's; empty = null.
 *
 * A task's name tells what it waits for: "R4_2" is task 4 and waits for task 2. Tasks as deep in that order are a stage.
 */
import { type AgentTable, type JobTable, JobTableBuilder, type Workload } from "../../sim/index.ts"
import { containerRow, machineRow, readContainers, readMachineMeta } from "./alibaba-2018-meta.ts"
import { instanceRow, readBatch, taskRow } from "./alibaba-2018-batch.ts"
import { poolAssumption } from "./alibaba-units.ts"
import { CardNotes } from "./card-notes.ts"
import { inventory } from "./inventory.ts"
import { peekLines } from "./parts.ts"
import { withinLimits } from "./settle-jobs.ts"
import { StagedJobs } from "./staged-jobs.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "./trace-format.ts"

export const alibaba2018: TraceFormat = {
  name: "alibaba-2018",
  about: "Alibaba's co-located cluster of 2018: eight days of 4,000 machines, batch jobs as DAGs, services",
  citation:
    "Alibaba Cluster Trace Program, cluster-trace-v2018, https://github.com/alibaba/clusterdata; Guo et al.: Who Limits the Resource Efficiency of My Datacenter, IWQoS 2019.",
  licence: "for research and study (Alibaba Group)",
  recognise: ([first = ""]) => kindOf(first) !== undefined,
  read: readAlibaba,
}

const kinds = { tasks: taskRow, instances: instanceRow, containers: containerRow, machines: machineRow }
type Kind = keyof typeof kinds

function kindOf(line: string): Kind | undefined {
  return (Object.keys(kinds) as Kind[]).find((kind) => kinds[kind].test(line))
}

async function readAlibaba(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const files: Record<Kind, string[]> = { tasks: [], instances: [], containers: [], machines: [] }
  for (const path of paths) {
    const [first = ""] = await peekLines(path, settings)
    files[kindOf(first) ?? "tasks"].push(path)
  }
  if (settings.machines !== undefined) files.machines.push(settings.machines)
  const notes = new CardNotes(settings)
  notes.units.push({
    what: "memory: 100 is taken as 512 GiB",
    why: "the trace tells hundredths of its largest machine, which has 96 cores",
  })
  const machines =
    files.machines.length === 0 ? undefined : await readMachineMeta(files.machines, settings, notes)
  if (files.tasks.length + files.instances.length + files.containers.length === 0 && machines !== undefined)
    return inventory(alibaba2018, files.machines, machines.rows, machines.agents, notes)
  const { jobs, rows } = await readAsked(files, settings, notes)
  return imported(jobs, rows, files, machines, notes)
}

async function readAsked(files: Record<Kind, string[]>, settings: ReadSettings, notes: CardNotes) {
  const builder = new JobTableBuilder()
  const staged = new StagedJobs({ isGang: false })
  const fromTasks = files.tasks.length > 0
  if (fromTasks && files.instances.length > 0)
    notes.dropped.push(`${files.instances.length} files of instances: their tasks tell requests and times`)
  const batch = await readBatch(
    fromTasks ? { tasks: files.tasks } : { instances: files.instances },
    builder,
    staged,
    settings,
    notes,
  )
  const services = await readContainers(files.containers, builder, staged, batch.jobs.length, settings, notes)
  if (batch.rows > 0) notes.assumptions.push(poolAssumption)
  const described = [...batch.jobs, ...services.jobs]
  const jobs = withinLimits(
    staged.build(builder, (job) => described[job], "j_"),
    settings,
    notes,
  )
  return { jobs, rows: batch.rows + services.rows }
}

function imported(
  jobs: JobTable,
  rows: number,
  files: Record<Kind, string[]>,
  machines: { readonly agents: AgentTable; readonly rows: number } | undefined,
  notes: CardNotes,
): TraceImport {
  const workload: Workload = {
    name: alibaba2018.name,
    provenance: provenance(alibaba2018),
    jobs,
    ...(machines === undefined ? {} : { agents: machines.agents }),
  }
  const card = notes.card({
    format: alibaba2018.name,
    paths: [...files.tasks, ...files.instances, ...files.containers, ...files.machines],
    rows,
    machineRows: machines?.rows ?? 0,
    workload,
  })
  return { workload, card }
}
