/**
 * Alibaba's cluster of 2017 (cluster-trace-v2017): batch_task.csv says what is asked, server_event.csv lists the
 * machines. CSV without a header; a header that somebody put before it is passed. Times in seconds from the start, 0 or
 * less = before it; empty = null. Tasks of a job that are created in one second are a job of their own here: the trace
 * tells no order among them. An instance lasts as long as its task, of which alone the table tells the times.
 */
import {
  agentLost,
  type AgentTable,
  AgentTableBuilder,
  JobTableBuilder,
  microsPerSecond,
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
import { readByteRows } from "./byte-rows.ts"
import { CardNotes, type CellRange } from "./card-notes.ts"
import { countRange, idRange, secondsRange } from "./cell-ranges.ts"
import { inventory } from "./inventory.ts"
import { peekLines } from "./parts.ts"
import { cellError, type Dialect, type Row } from "./rows.ts"
import { withinLimits } from "./settle-jobs.ts"
import { SlotIndex } from "./slot-index.ts"
import { StagedJobs } from "./staged-jobs.ts"
import {
  provenance,
  type ReadSettings,
  rowsUnder,
  type TraceFormat,
  type TraceImport,
} from "./trace-format.ts"

export const alibaba2017: TraceFormat = {
  name: "alibaba-2017",
  about: "Alibaba's co-located cluster of 2017: twelve hours of batch jobs of up to thousands of instances",
  citation:
    "Alibaba Cluster Trace Program, cluster-trace-v2017, https://github.com/alibaba/clusterdata; Lu et al.: Imbalance in the Cloud, IEEE Big Data 2017.",
  licence: "for research and study (Alibaba Group)",
  recognise: (lines) => isBatchTask(lines) || isServerEvent(lines),
  read: readAlibaba,
}

const tasksDialect: Dialect = {
  separator: "comma",
  columns: ["create_s", "end_s", "job_id", "task_id", "instance_num", "status", "plan_cpu", "plan_mem"],
  fewestCells: 8,
}
const serversDialect: Dialect = {
  separator: "comma",
  columns: ["time_s", "machine_id", "event", "detail", "cpu", "mem", "disk"],
  fewestCells: 7,
}

/** The largest machine's memory, taken as that of its 64 cores' contemporaries. */
const largestMemory = 256 * 1024 * 1000
const shareRange: CellRange = {
  least: 0,
  most: 1,
  whole: false,
  expected: "memory is a part of the largest machine's, 0 to 1",
}
const coresRange: CellRange = { least: 0, most: 100_000, whole: false, expected: "cores are 0 to 100,000" }

const isBatchTask = ([first = "", second = first]: readonly string[]) =>
  /^(?:task_)?create_time(?:stamp)?,/.test(first) ? isTaskLine(second) || second === first : isTaskLine(first)
const isTaskLine = (line: string) =>
  /^-?\d+,-?\d*,\d*,\d*,\d*,(?:Ready|Waiting|Running|Terminated|Failed|Cancelled),/.test(line)
const isServerEvent = ([first = ""]: readonly string[]) =>
  /^\d+,\d+,(?:add|softerror|harderror),[^,]*,[\d.]*,[\d.]*,[\d.]*$/.test(first)

async function readAlibaba(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const serverFiles = settings.machines === undefined ? [] : [settings.machines]
  const taskFiles: string[] = []
  for (const path of paths)
    (isServerEvent(await peekLines(path, settings)) ? serverFiles : taskFiles).push(path)
  const notes = new CardNotes(settings)
  const servers = serverFiles.length === 0 ? undefined : await readServers(serverFiles, settings, notes)
  notes.units.push({
    what: "memory: 1 is taken as 256 GiB",
    why: "the trace tells parts of its largest machine, which has 64 cores",
  })
  if (taskFiles.length === 0 && servers !== undefined)
    return inventory(alibaba2017, serverFiles, servers.rows, servers.agents, notes)
  const { jobs, rows, jobCount } = await readTasks(taskFiles, settings, notes)
  notes.units.push({
    what: "plan_cpu: hundredths of a core",
    why: "its commonest values are 50 and 100, and the next trace of the series says so",
  })
  notes.assumptions.push(
    "a task is instance_num tasks of its requests, each lasting from its creation to its end",
    "tasks of a job that are created in one second arrive together, as a job with the label of the whole",
    poolAssumption,
  )
  const workload: Workload = {
    name: alibaba2017.name,
    provenance: provenance(alibaba2017),
    jobs,
    ...(servers === undefined ? {} : { agents: servers.agents }),
  }
  const card = notes.card({
    format: alibaba2017.name,
    paths: [...taskFiles, ...serverFiles],
    rows,
    machineRows: servers?.rows ?? 0,
    workload,
    jobs: jobCount,
  })
  return { workload, card }
}

async function readTasks(paths: readonly string[], settings: ReadSettings, notes: CardNotes) {
  const builder = new JobTableBuilder()
  const staged = new StagedJobs({ isGang: false })
  const jobIds = new SlotIndex()
  const waves = new SlotIndex()
  const labels: number[] = []
  let headers = 0
  const within = (row: Row, column: number, range: CellRange) =>
    notes.within(row, tasksDialect, column, range)
  const take = (row: Row) => {
    if (row.line === 1 && /^(?:task_)?create_time/.test(row.text(0))) {
      headers++
      return
    }
    const [created, ended] = [within(row, 0, secondsRange), within(row, 1, secondsRange)]
    const [jobId, taskId] = [within(row, 2, idRange), within(row, 3, idRange)]
    jobIds.slot(jobId, 0)
    const count = within(row, 4, countRange)
    const ends = endOfStatus(row.text(5))
    if (!/^(?:Ready|Waiting|Running|Terminated|Failed|Cancelled)$/.test(row.text(5)))
      throw cellError(
        row,
        tasksDialect,
        5,
        "a status is Ready, Waiting, Running, Terminated, Failed or Cancelled",
      )
    if (row.isEmpty(6) || row.isEmpty(7))
      return notes.skip("task without requests (most of them still wait)", row)
    if (ends !== undefined && ended < created) return notes.skip("task that ends before it is created", row)
    const shape = builder.shape(
      hundredthsToThousandths(within(row, 6, hundredthsRange)),
      Math.round(within(row, 7, shareRange) * largestMemory),
    )
    notes.at(created)
    notes.isNew(jobId, taskId)
    const arrival = Math.max(0, Math.round(created * microsPerSecond))
    const known = waves.count
    const job = waves.slot(jobId, arrival)
    if (job === known) labels.push(jobId)
    const duration = ends === undefined ? never : Math.max(0, Math.round(ended * microsPerSecond) - arrival)
    staged.add({ job, arrival, depth: 0, count, shape, duration, ends: ends ?? 0 }, row)
  }
  const rows = await readByteRows(paths, tasksDialect, take, rowsUnder(settings, notes))
  const describe = (job: number) => ({ framework: poolOf(builder, labels[job]), label: labels[job] })
  const jobs = withinLimits(staged.build(builder, describe, "job-"), settings, notes)
  return { jobs, rows: rows - headers, jobCount: jobIds.count }
}

async function readServers(
  paths: readonly string[],
  settings: ReadSettings,
  notes: CardNotes,
): Promise<{ readonly agents: AgentTable; readonly rows: number }> {
  const builder = new AgentTableBuilder()
  const servers = new SlotIndex()
  const lost = new Set<number>()
  let last = 0
  let soft = 0
  const within = (row: Row, column: number, range: CellRange) =>
    notes.within(row, serversDialect, column, range)
  const take = (row: Row) => {
    const time = within(row, 0, { ...secondsRange, least: last, expected: "times must ascend" })
    const id = within(row, 1, idRange)
    const event = row.text(2)
    if (event === "add") {
      const [cpus, mem] = [within(row, 4, coresRange), within(row, 5, shareRange)]
      if (servers.find(id, 0) >= 0) return notes.skip("machine that was added before", row)
      servers.slot(id, 0)
      builder.agent([Math.round(cpus * 1000), Math.round(mem * largestMemory)], id)
    } else if (event === "softerror") soft++
    else if (event === "harderror") {
      const agent = servers.find(id, 0)
      if (agent < 0) return notes.skip("error of a machine that was never added", row)
      if (!lost.has(agent)) builder.change(Math.round(time * microsPerSecond), agent, agentLost, [])
      lost.add(agent)
    } else throw cellError(row, serversDialect, 2, "an event is add, softerror or harderror")
    last = time
  }
  const rows = await readByteRows(paths, serversDialect, take, rowsUnder(settings, notes))
  if (soft > 0) notes.dropped.push(`${soft} soft errors: what runs on such a machine goes on`)
  notes.dropped.push("disk of machines: no task asks for it")
  return { agents: builder.build("machine-"), rows }
}
