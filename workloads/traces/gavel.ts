/**
 * Gavel's traces of training jobs: TSV without a header, a job per line, in three layouts (scheduler/utils.py of
 * stanford-futuredata/gavel): job type, command, [working directory,] argument for the number of steps, whether data
 * is needed, steps in all, then either arrival (s) and number of GPUs (7 columns), or number of GPUs, weight, deadline
 * and arrival (9 or 10 columns). Jobs have steps and no durations: how many a second stands in the throughput matrix
 * (gavel-throughputs.ts), which is looked for beside the trace.
 */
import { endsFinished, JobTableBuilder, microsPerSecond, never } from "../../sim/index.ts"
import { readByteRows } from "./byte-rows.ts"
import { CardNotes } from "./card-notes.ts"
import { countRange, timeRange } from "./cell-ranges.ts"
import { readThroughputs, type Throughputs } from "./gavel-throughputs.ts"
import { addGpuGang, gangAssumption, poolAssumption, poolOf } from "./gpu-gang.ts"
import { partName } from "./parts.ts"
import { cellError, type Dialect, type Row } from "./rows.ts"
import { settleJobs } from "./settle-jobs.ts"
import { siblingOf } from "./siblings.ts"
import { TraceError } from "./trace-error.ts"
import { TaskBudget } from "./task-budget.ts"
import {
  provenance,
  type ReadSettings,
  rowsUnder,
  type TraceFormat,
  type TraceImport,
} from "./trace-format.ts"

export const gavel: TraceFormat = {
  name: "gavel",
  about:
    "Gavel's synthetic deep-learning jobs with Philly-like arrivals: steps, GPUs, and rates per GPU model",
  citation:
    "Narayanan et al.: Heterogeneity-Aware Cluster Scheduling Policies for Deep Learning Workloads, OSDI 2020; https://github.com/stanford-futuredata/gavel.",
  licence: "MIT (Stanford)",
  recognise: (lines) => {
    const jobs = lines.filter((line) => line !== "").slice(0, 20)
    return jobs.length > 0 && jobs.every(isJob)
  },
  read: readGavel,
}

/** Where things stand, counted from the end: the beginning differs from layout to layout. */
const layouts = new Map([
  [7, { steps: 4, gpus: 6, arrival: 5 }],
  [9, { steps: 4, gpus: 5, arrival: 8 }],
  [10, { steps: 5, gpus: 6, arrival: 9 }],
])
const layoutOf = (cells: number) => layouts.get(cells)

function isJob(line: string): boolean {
  const cells = line.split("\t")
  const layout = layoutOf(cells.length)
  return layout !== undefined && /\bpython/.test(cells[1]) && /^\d+$/.test(cells[layout.steps])
}

/** The model on which jobs are taken to run. */
const worker = "v100"

const dialect: Dialect = { separator: "tab", columns: ["job_type", "command"], fewestCells: 7 }
const second = timeRange(microsPerSecond)
const steps = { least: 0, most: never, expected: "a number of steps must be 0 or more" }

async function readGavel(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const { rates, file } = await ratesOf(paths, settings)
  const builder = new JobTableBuilder()
  const budget = new TaskBudget()
  let borrowed = 0
  const rows = await readByteRows(paths, dialect, take, rowsUnder(settings, notes))
  const { jobs } = settleJobs(builder.build("job-"), settings, notes)
  notes.impute("jobs wider than any that was measured: the rate of the widest measured", borrowed)
  notes.assumptions.push(
    `a job lasts as long as its steps take on ${worker} GPUs, alone and on one node where it fits, by ${partName(file)}`,
    gangAssumption,
    poolAssumption,
    "the trace names no machines: give --agents NxSHAPE, for example 40x8cpus,64GiB,8gpus",
  )
  notes.dropped.push(
    "command, working directory, data: what a job computes is not modelled",
    "weight, deadline: 1 and none in the published traces",
  )
  const workload = { name: gavel.name, provenance: provenance(gavel), jobs }
  return { workload, card: notes.card({ format: gavel.name, paths, rows, workload }) }

  function take(row: Row): void {
    const layout = layoutOf(row.cellCount)
    if (layout === undefined)
      throw new TraceError({
        file: row.file,
        line: row.line,
        found: `the row has ${row.cellCount} cells`,
        expected: "a job has 7, 9 or 10",
        fix: "Check the separators, which are tabs.",
      })
    const total = notes.within(row, dialect, layout.steps, steps)
    const gpus = notes.within(row, dialect, layout.gpus, countRange)
    const arrival = Math.round(notes.within(row, dialect, layout.arrival, second) * microsPerSecond)
    const rate = rates.rateOf(worker, row.text(0), gpus)
    if (rate === undefined)
      throw cellError(row, dialect, 0, `the throughput matrix tells how fast a job goes on a ${worker}`)
    const duration = Math.round((total / rate.stepsPerSecond) * microsPerSecond)
    if (!Number.isSafeInteger(duration))
      throw cellError(row, dialect, layout.steps, "the steps take less than 285 years")
    budget.take(gpus, row)
    if (rate.gpus !== gpus) borrowed++
    notes.at(arrival)
    builder.job({ arrival, framework: poolOf(builder, row.line), label: row.line })
    addGpuGang(builder, gpus, duration, endsFinished)
  }
}

async function ratesOf(
  paths: readonly string[],
  settings: ReadSettings,
): Promise<{ readonly rates: Throughputs; readonly file: string }> {
  const file = settings.machines ?? (await siblingOf(paths[0], ["simulation_throughputs.json"]))
  if (file !== undefined) return { rates: await readThroughputs(file, settings), file }
  throw new TraceError({
    file: partName(paths[0]),
    found: "the jobs have steps, and no durations",
    expected: "Gavel's throughput matrix tells how long steps take",
    fix: "Put simulation_throughputs.json beside the trace, or name it with --machines.",
  })
}
