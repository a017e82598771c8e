/** Batch jobs of Alibaba's trace of 2018: rows of tasks, or of their instances where there are no rows of tasks. */
import { type JobTableBuilder, microsPerSecond, never } from "../../sim/index.ts"
import { endOfStatus, hundredthsRange, hundredthsToThousandths, poolOf } from "./alibaba-units.ts"
import { readByteRows } from "./byte-rows.ts"
import type { CardNotes, CellRange } from "./card-notes.ts"
import { countRange, timeRange } from "./cell-ranges.ts"
import { nameAndNumber } from "./labels.ts"
import type { Dialect, Row } from "./rows.ts"
import type { JobDescription, StagedJobs } from "./staged-jobs.ts"
import { TaskOrder } from "./task-order.ts"
import { type ReadSettings, rowsUnder } from "./trace-format.ts"

const states = "(?:Ready|Waiting|Running|Terminated|Failed|Cancelled|Interrupted)"
export const taskRow = new RegExp(`^[^,]+,\\d*(?:\\.\\d+)?,j_\\d+,[^,]*,${states},\\d*,\\d*,[\\d.]*,[\\d.]*$`)
export const instanceRow = new RegExp(`^[^,]*,[^,]+,j_\\d+,[^,]*,${states},\\d*,\\d*,[^,]*,\\d*,\\d*,`)

const tasksDialect: Dialect = {
  separator: "comma",
  columns: [
    "task_name",
    "instance_num",
    "job_name",
    "task_type",
    "status",
    "start_time",
    "end_time",
    "plan_cpu",
    "plan_mem",
  ],
  fewestCells: 9,
}
const instancesDialect: Dialect = {
  separator: "comma",
  columns: [
    "instance_name",
    "task_name",
    "job_name",
    "task_type",
    "status",
    "start_time",
    "end_time",
    "machine_id",
    "seq_no",
    "total_seq_no",
    "cpu_avg",
    "cpu_max",
    "mem_avg",
    "mem_max",
  ],
  fewestCells: 14,
}

export const hundredthsOfMemory: CellRange = {
  least: 0,
  most: 100,
  whole: false,
  expected: "memory is a part of the largest machine's, 0 to 100",
}
/** Thousandths of a MiB per hundredth of the largest machine's memory, taken as 512 GiB. */
export const memPerHundredth = 512 * 1024 * 10

const second = timeRange(microsPerSecond)

type BatchFiles = { readonly tasks: readonly string[] } | { readonly instances: readonly string[] }

/** Adds all tasks to `staged`; resolves to the jobs in order of first sight, and the rows. */
export async function readBatch(
  files: BatchFiles,
  builder: JobTableBuilder,
  staged: StagedJobs,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<{ readonly jobs: readonly JobDescription[]; readonly rows: number }> {
  const jobs: JobDescription[] = []
  const rowsOfJobs = new Map<string, number>()
  const order = new TaskOrder()
  const take = (row: Row, dialect: Dialect, at: Places) => {
    const within = (column: number, range: CellRange) => notes.within(row, dialect, column, range)
    const ends = endOfStatus(row.text(4))
    const start = row.isEmpty(5) ? 0 : Math.round(within(5, second) * microsPerSecond)
    const end = row.isEmpty(6) ? 0 : Math.round(within(6, second) * microsPerSecond)
    const count = at.count === undefined ? 1 : within(at.count, countRange)
    if (row.isEmpty(at.cpu) || row.isEmpty(at.mem)) return notes.skip(at.lacking, row)
    if (ends !== undefined && end < start) return notes.skip("task that ends before it starts", row)
    const cpus = hundredthsToThousandths(within(at.cpu, hundredthsRange))
    const mem = Math.round(within(at.mem, hundredthsOfMemory) * memPerHundredth)
    const name = row.text(2)
    let job = rowsOfJobs.get(name)
    if (job === undefined) {
      const { label = jobs.length } = nameAndNumber(name)
      rowsOfJobs.set(name, (job = jobs.push({ framework: poolOf(builder, label), label }) - 1))
    }
    notes.at(start)
    const duration = ends === undefined ? never : end - start
    order.add(job, staged.groupCount, row.text(at.task))
    staged.add(
      { job, arrival: start, depth: 0, count, shape: builder.shape(cpus, mem), duration, ends: ends ?? 0 },
      row,
    )
  }
  const [paths, dialect, places] =
    "tasks" in files
      ? ([files.tasks, tasksDialect, placesOfTask] as const)
      : ([files.instances, instancesDialect, placesOfInstance] as const)
  const rows =
    paths.length === 0
      ? 0
      : await readByteRows(paths, dialect, (row) => take(row, dialect, places), rowsUnder(settings, notes))
  order.tellDepths(staged)
  if (rows > 0)
    notes.assumptions.push(
      "tasks that wait for as many before them are a stage, which waits for the stages before it",
      places.assumption,
    )
  return { jobs, rows }
}

/** Where a layout has what; `count` is absent where a row is one instance. */
interface Places {
  readonly task: number
  readonly count?: number
  readonly cpu: number
  readonly mem: number
  readonly lacking: string
  readonly assumption: string
}
const placesOfTask: Places = {
  task: 0,
  count: 1,
  cpu: 7,
  mem: 8,
  lacking: "task without requests",
  assumption: "a task's instances are tasks of its requests, each lasting from its start to its end",
}
const placesOfInstance: Places = {
  task: 1,
  cpu: 11,
  mem: 13,
  lacking: "instance without its use of CPU and memory",
  assumption: "an instance asks for the most that it used: its table tells no requests",
}
