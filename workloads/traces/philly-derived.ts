/**
 * Lists of GPU jobs that others derived from Microsoft's Philly trace. CSV with a header, one row per job:
 *
 * - Chronus (Gao et al., SoCC 2021): user is the virtual cluster; submit_time, duration in minutes: the 30,940 jobs
 *   span 20,151 of them, which are the paper's 14 days.
 * - Muri (Zhao et al., SIGCOMM 2022): submit_time, duration in milliseconds: so do iterations × iteration_time
 *   agree with the durations. No users.
 *
 * Deadlines (expect_time_list, expect_value_list) and models are synthetic, and are not used.
 */
import { endsFinished, JobTableBuilder, microsPerSecond } from "../../sim/index.ts"
import { CardNotes, type CellRange } from "./card-notes.ts"
import { idRange, countRange, timeRange } from "./cell-ranges.ts"
import { addGpuGang, gangAssumption, poolAssumption, poolOf } from "./gpu-gang.ts"
import { hasColumns } from "./headers.ts"
import { type NamedRow, readNamedRows } from "./named-rows.ts"
import { settleJobs } from "./settle-jobs.ts"
import { TaskBudget } from "./task-budget.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "./trace-format.ts"

const licence = "derived from data under CC BY 4.0; the list itself"
const philly =
  "Jeon et al.: Analysis of Large-Scale Multi-Tenant GPU Clusters for DNN Training Workloads, USENIX ATC 2019."

export const chronus: TraceFormat = {
  name: "philly-chronus",
  about: "30,940 deep-learning jobs of 11 virtual clusters over 14 days, derived from Philly for Chronus",
  citation: `Gao et al.: Chronus: A Novel Deadline-aware Scheduler for Deep Learning Training Jobs, SoCC 2021; ${philly}`,
  licence: `${licence} MIT (S-Lab ChronusArtifact)`,
  recognise: ([header]) =>
    hasColumns(header, [
      "job_id",
      "user",
      "num_gpu",
      "submit_time",
      "duration",
      "expect_time_list",
      "job_type",
    ]),
  read: (paths, settings) => readJobs(chronus, paths, settings, 60 * microsPerSecond),
}

export const muri: TraceFormat = {
  name: "philly-muri",
  about: "Four lists of deep-learning jobs with their stages' times, derived from Philly for Muri",
  citation: `Zhao et al.: Multi-Resource Interleaving for Deep Learning Training, SIGCOMM 2022; ${philly}`,
  licence: `${licence} Apache-2.0 (Rivendile/Muri)`,
  recognise: ([header]) =>
    hasColumns(header, ["job_id", "num_gpu", "submit_time", "duration", "iteration_time", "resource_time_0"]),
  read: (paths, settings) => readJobs(muri, paths, settings, microsPerSecond / 1000),
}

const priority: CellRange = { least: 0, most: 1000, expected: "a priority must be 0 to 1000" }

/** `unit` is how many µs the trace's unit of time has. */
async function readJobs(
  format: TraceFormat,
  paths: readonly string[],
  settings: ReadSettings,
  unit: number,
): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const builder = new JobTableBuilder()
  const time = timeRange(unit)
  const budget = new TaskBudget()
  let hasUsers = false
  const take = (row: NamedRow) => {
    const label = row.number("job_id", idRange)
    const gpus = row.number("num_gpu", countRange)
    const arrival = Math.round(row.number("submit_time", time) * unit)
    const duration = Math.round(row.number("duration", time) * unit)
    const details = row.isEmpty("priority") ? undefined : { priority: row.number("priority", priority) }
    const user = row.isEmpty("user") ? undefined : row.text("user")
    if (!notes.isNew(label)) return
    budget.take(gpus, row)
    notes.at(arrival)
    hasUsers ||= user !== undefined
    const framework =
      user === undefined ? poolOf(builder, label) : builder.framework(user, builder.role(user), "gang")
    builder.job({ arrival, framework, label, user })
    addGpuGang(builder, gpus, duration, endsFinished, details)
  }
  const needed = ["job_id", "num_gpu", "submit_time", "duration"]
  const rows = await readNamedRows(paths, { needed }, take, settings, notes)
  const { jobs } = settleJobs(builder.build("job-"), settings, notes)
  notes.assumptions.push(
    gangAssumption,
    hasUsers ? "a role and a framework per user, which is a virtual cluster, weight 1" : poolAssumption,
    "the trace names no machines: give --agents NxSHAPE, for example 40x8cpus,64GiB,8gpus",
  )
  notes.units.push(
    unit === 60 * microsPerSecond
      ? { what: "minutes", why: "submit_time spans 20,151 of them, the 14 days of the paper" }
      : { what: "milliseconds", why: "iterations × iteration_time is duration only if both are in them" },
  )
  notes.dropped.push(
    "iterations, model_name, batch_size, iteration_time, resource_time: how training goes on inside a job is not modelled",
    "interval: follows from submit_time",
    "expect_time_list, expect_value_list, best_effort, job_type: synthetic deadlines",
  )
  const workload = { name: format.name, provenance: provenance(format), jobs }
  return { workload, card: notes.card({ format: format.name, paths, rows, workload }) }
}
