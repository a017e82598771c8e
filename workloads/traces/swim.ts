/**
 * Facebook's Hadoop days as SWIM samples them: TSV without a header, a job per line: job id, submit time (s), gap
 * to the job before (s), bytes of map input, shuffle and reduce output; a seventh column may name the input.
 * The trace tells bytes and no durations: stages, tasks and times follow from them by the rates below.
 */
import { numberFromText } from "./numbers.ts"
import {
  type AgentTable,
  AgentTableBuilder,
  amounts,
  endsFinished,
  JobTableBuilder,
  type Micros,
  microsPerSecond,
} from "../../sim/index.ts"
import { readByteRows } from "./byte-rows.ts"
import { hashNumbers } from "./hash.ts"
import { CardNotes, type CellRange } from "./card-notes.ts"
import { cellError, type Dialect, type Row } from "./rows.ts"
import { mostTasks, tooManyTasks } from "./task-budget.ts"
import {
  provenance,
  type ReadSettings,
  rowsUnder,
  type TraceFormat,
  type TraceImport,
} from "./trace-format.ts"

export const swimDialect: Dialect = {
  separator: "tab",
  columns: [
    "job_id",
    "submit_s",
    "inter_job_gap_s",
    "map_input_bytes",
    "shuffle_bytes",
    "reduce_output_bytes",
    "input_path",
  ],
  fewestCells: 6,
}

/** What one task reads, and how fast, after a second for its start (spec/interface.md, "SWIM"). */
const mapStage = { bytesPerTask: 128 * 2 ** 20, bytesPerSecond: 40e6 }
const reduceStage = { bytesPerTask: 2 ** 30, bytesPerSecond: 20e6 }
const startSeconds = 1
const poolCount = 4

const bytesRange: CellRange = { least: 0, most: 2 ** 53 - 1, expected: "bytes must be 0 or more" }
const arrivalRange: CellRange = {
  least: 0,
  most: 9e9,
  expected: "seconds must be 0 or more, and below 285 years",
}

/** The clusters that the samples come from, by file name: sizes from the SWIM wiki, the shape is our assumption. */
const clusters = [
  { sample: "FB-2009", machines: 600 },
  { sample: "FB-2010", machines: 3000 },
]
const machineShape = { cpus: 8, mem: 32 * 1024 }

export const swim: TraceFormat = {
  name: "swim",
  about: "Facebook's Hadoop clusters of 2009 and 2010: a day of MapReduce jobs, most of them tiny",
  citation:
    "Chen, Ganapathi, Griffith, Katz: The Case for Evaluating MapReduce Performance Using Workload Suites, MASCOTS 2011; SWIM, https://github.com/SWIMProjectUCB/SWIM.",
  licence: "New BSD (Regents of the University of California)",
  recognise: (lines) =>
    lines.length > 0 && lines.slice(0, 20).every((line) => /^job\d+(\t\d+){5}(\t|$)/.test(line)),
  read: readSwim,
}

async function readSwim(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const builder = new JobTableBuilder()
  const read: SwimJob[] = []
  let tasks = 0
  const pools = Array.from({ length: poolCount }, (_, i) =>
    builder.framework(`pool-${i}`, builder.role(`pool-${i}`), "greedy"),
  )
  const shape = builder.shape(...amountsOfTask())
  const limit = (settings.limitSeconds ?? Number.POSITIVE_INFINITY) * microsPerSecond
  let clipped = 0
  const rows = await readByteRows(paths, swimDialect, takeJob, rowsUnder(settings, notes))
  read.sort((a, b) => a.arrival - b.arrival)
  builder.reserveTasks(tasks)
  for (const { label, arrival, input, shuffle, output } of read) {
    builder.job({ arrival, framework: pools[hashNumbers(0, label, 0) % poolCount], label })
    const maps = addStage(builder, shape, input, mapStage, 0)
    if (shuffle > 0) addStage(builder, shape, Math.max(shuffle, output), reduceStage, maps)
  }
  const table = builder.build("job-")
  const agents = clusterOf(paths, notes)
  notes.assumptions.push(
    "maps: one per 128 MiB of input, 1 s + bytes / 40 MB/s; then reduces: one per GiB of shuffle or output, 1 s + bytes / 20 MB/s",
    "1 CPU and 1 GiB per task; 4 pools by a hash of the job id stand for the users, which the trace does not tell",
  )
  notes.dropped.push(
    "inter_job_gap_s: follows from submit_s",
    "input_path: where data lies is not modelled yet",
  )
  if (clipped > 0) notes.dropped.push(`${clipped} jobs beyond the limit that was asked for`)
  const workload = {
    name: swim.name,
    provenance: provenance(swim),
    jobs: table,
    ...(agents === undefined ? {} : { agents }),
  }
  return { workload, card: notes.card({ format: swim.name, paths, rows, workload }) }

  function takeJob(row: Row): void {
    const id = /^(?:job)?(\d{1,15})$/.exec(row.text(0))?.[1]
    if (id === undefined) throw cellError(row, swimDialect, 0, 'a job is called "job" and a number')
    const within = (column: number) => notes.within(row, swimDialect, column, bytesRange)
    const arrival = notes.within(row, swimDialect, 1, arrivalRange) * microsPerSecond
    const [input, shuffle, output] = [within(3), within(4), within(5)]
    const label = numberFromText(id)
    if (arrival > limit || read.length >= (settings.maxJobs ?? Number.POSITIVE_INFINITY)) {
      clipped++
      return
    }
    tasks += tasksOf(input, mapStage) + (shuffle > 0 ? tasksOf(Math.max(shuffle, output), reduceStage) : 0)
    if (tasks > mostTasks)
      throw tooManyTasks(
        row.file,
        `with this job there are ${tasks} tasks`,
        `Keep a part of it, for example --until ${Math.floor(arrival / microsPerSecond / 3600)}h.`,
        row.line,
      )
    notes.at(arrival)
    notes.isNew(label)
    read.push({ label, arrival, input, shuffle, output })
  }
}

interface SwimJob {
  readonly label: number
  readonly arrival: Micros
  readonly input: number
  readonly shuffle: number
  readonly output: number
}

interface StageRates {
  readonly bytesPerTask: number
  readonly bytesPerSecond: number
}

const tasksOf = (bytes: number, { bytesPerTask }: StageRates) => Math.max(1, Math.ceil(bytes / bytesPerTask))

/** Splits bytes into tasks, all full but the last; returns how many. A stage has at least one. */
function addStage(
  builder: JobTableBuilder,
  shape: number,
  bytes: number,
  stage: StageRates,
  firstLabel: number,
): number {
  builder.stage()
  const count = tasksOf(bytes, stage)
  const full = taskMicros(stage.bytesPerTask, stage.bytesPerSecond)
  builder.equalTasks(count - 1, shape, full, endsFinished, firstLabel)
  const rest = bytes - (count - 1) * stage.bytesPerTask
  builder.task(shape, taskMicros(rest, stage.bytesPerSecond), endsFinished, firstLabel + count - 1)
  return count
}

function taskMicros(bytes: number, bytesPerSecond: number): Micros {
  return Math.round((startSeconds + bytes / bytesPerSecond) * microsPerSecond)
}

function amountsOfTask(): [number, number] {
  const [cpus, mem] = amounts({ cpus: 1, mem: 1024 })
  return [cpus, mem]
}

function clusterOf(paths: readonly string[], notes: CardNotes): AgentTable | undefined {
  const known = clusters.find(({ sample }) => paths.every((path) => path.includes(sample)))
  if (known === undefined) {
    notes.assumptions.push("the trace names no machines: give --agents NxSHAPE")
    return undefined
  }
  notes.assumptions.push(
    `the trace names no machines: ${known.machines} of 8 cpus, 32 GiB for ${known.sample} (the size is SWIM's, the shape ours)`,
  )
  const builder = new AgentTableBuilder()
  for (let agent = 0; agent < known.machines; agent++) builder.agent(amounts(machineShape), agent)
  return builder.build()
}
