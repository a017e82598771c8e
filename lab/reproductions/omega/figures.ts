/** Figures 5 to 9 of the paper, drawn from our rows: the shapes, on this list of jobs. */
import { type Micros, microsPerSecond, seconds } from "../../../sim/index.ts"
import type { Curve, CurveAxis, ReproductionRow } from "../../results/index.ts"
import { sampleOf } from "../../statistics/index.ts"
import type { ReproductionProgress } from "../contract.ts"
import { publishedArchitectures } from "./architectures.ts"
import { cellOf, jobTable, type ListedJob } from "./job-list.ts"
import { type Measures, runOnce } from "./one-run.ts"

const tJobAxis: CurveAxis = { field: "t_job", label: "decision time per service job t_job, s", scale: "log" }

/** Figures 5 to 7: waits, busy shares and what is locked against the decision time. */
export function sweepCurves(rows: readonly ReproductionRow[]): readonly Curve[] {
  if (new Set(rows.map((row) => row["t_job"])).size < 2) return []
  const curve = (
    id: string,
    title: string,
    sentence: string,
    field: string,
    label: string,
    scale: CurveAxis["scale"],
  ) => ({
    id,
    title,
    sentence,
    x: tJobAxis,
    y: { field, label, scale },
    series: "architecture",
  })
  const at = (architecture: string, field: string) => lastOf(rows, architecture, field)
  return [
    curve(
      "batch-wait",
      "How long batch jobs wait",
      `On a single path batch waits as services do, on two paths behind them, with offers for what they lock; with shared state it does not notice: ${seconds2(at("omega-fit-inc", "batch_wait_s"))} at the longest decision time. (Figures 5 and 7a)`,
      "batch_wait_s",
      "mean wait of batch jobs, s",
      "log",
    ),
    curve(
      "service-wait",
      "How long service jobs wait",
      "Services wait for their own scheduler: it saturates sooner the more of its decisions conflict. (Figures 5 and 7a)",
      "service_wait_s",
      "mean wait of service jobs, s",
      "log",
    ),
    curve(
      "batch-busy",
      "How busy the batch scheduler is",
      "A monolithic scheduler is one for both and saturates; a batch scheduler of its own stays as it is. (Figures 6 and 7b)",
      "batch_busy",
      "share of the time spent deciding",
      "linear",
    ),
    curve(
      "service-busy",
      "How busy the service scheduler is",
      `At its end the scheduler of coarse, all-or-nothing transactions spends ${share(at("omega-seq-aon", "service_wasted"))} of the day on transactions that fail. The paper's Mesos is above one because its framework decides about several offers at once. (Figures 6 and 7b)`,
      "service_busy",
      "share of the time spent deciding",
      "linear",
    ),
    curve(
      "locked",
      "What offers lock",
      `Only the paper's Mesos locks: ${share(at("mesos-omega13", "locked"))} of the cpus at the longest decision time, and no job is given up, here as in the published simulator; figure 7c counts thousands on traces that were never published.`,
      "locked",
      "share of all cpus",
      "linear",
    ),
    curve(
      "conflicts",
      "How often the service scheduler conflicts",
      "Transactions with a conflict per one without. (Section 5 of the paper: coarse detection and gangs)",
      "conflicts_per_ok",
      "conflicts per success",
      "log",
    ),
  ]
}

/** Hours, seeds and machines of the runs in which batch jobs arrive more often: room for ten times as many. */
const arrivalHours = 2
const arrivalSeeds = 3
const roomier = 3
const batchTimes = [1, 2, 4, 6, 8, 10]
/** s; figure 8 draws three clusters, here three decision times. */
const batchDecisions = [0.1, 0.3, 1]
const schedulerCounts = [1, 2, 4, 8, 16, 32]
const tJobOfFigure9 = 1

interface ArrivalSetUp {
  readonly hours: number
  readonly machines: number
  readonly cpus: number
  readonly memGiB: number
}

/** Figures 8 and 9: Omega, as batch jobs arrive more often and are shared among more schedulers. */
export async function arrivalRows(
  list: readonly ListedJob[],
  { hours, machines, ...size }: ArrivalSetUp,
  progress: ReproductionProgress,
): Promise<readonly ReproductionRow[]> {
  const agents = cellOf(machines * roomier, size)
  const span = Math.min(hours, arrivalHours)
  const rows: ReproductionRow[] = []
  const run = async (figure: number, times: number, tJobBatchS: number, batchSchedulers: number) => {
    progress("more arrivals", undefined, `${times} × as often, ${batchSchedulers} batch schedulers`)
    await new Promise(setImmediate)
    const cell = {
      jobs: jobTable(
        list.filter((job) => job.submitS <= span * 3600),
        span,
        times,
      ),
      agents,
      end: hoursOf(span),
    }
    const sweep = { tJob: seconds(0.1), tJobBatch: seconds(tJobBatchS), batchSchedulers }
    const runs = Array.from({ length: arrivalSeeds }, (_, seed) =>
      runOnce(omegaFitInc, sweep, cell, seed + 1),
    )
    rows.push({
      architecture: `omega-fit-inc, figure ${figure}`,
      batch_decision: `${tJobBatchS} s`,
      batch_schedulers: `${batchSchedulers}`,
      batch_times: times,
      utilisation: mean(runs, "utilisation"),
      batch_wait_s: mean(runs, "batch_wait_s"),
      batch_busy: mean(runs, "batch_busy"),
      conflicts_per_ok_batch: mean(runs, "conflicts_per_ok_batch"),
      n: runs.length,
    })
  }
  for (const times of batchTimes) {
    for (const tJobBatch of batchDecisions) await run(8, times, tJobBatch, 1)
    for (const count of schedulerCounts) await run(9, times, tJobOfFigure9, count)
  }
  return rows
}

const omegaFitInc = publishedArchitectures[3]
const hoursOf = (hours: number): Micros => hours * 3600 * microsPerSecond

function mean(runs: readonly Measures[], name: keyof Measures): number | null {
  const values = runs.flatMap((run) => run[name] ?? [])
  return values.length === 0 ? null : sampleOf(values).mean
}

export function arrivalCurves(rows: readonly ReproductionRow[]): readonly Curve[] {
  if (rows.length === 0) return []
  const x: CurveAxis = { field: "batch_times", label: "batch jobs, times as many", scale: "linear" }
  const figure8 = { architecture: "omega-fit-inc, figure 8" }
  const figure9 = { architecture: "omega-fit-inc, figure 9" }
  return [
    {
      id: "arrivals-busy",
      title: "More batch jobs for one scheduler",
      sentence:
        "Omega's batch scheduler is busy in proportion to its jobs until it saturates, sooner the longer it decides about each. (Figure 8, with three decision times for the paper's three clusters)",
      x,
      y: { field: "batch_busy", label: "share of the time spent deciding", scale: "linear" },
      series: "batch_decision",
      where: figure8,
    },
    {
      id: "arrivals-wait",
      title: "And how long they wait",
      sentence: "Waits leave the ground where the scheduler saturates. (Figure 8)",
      x,
      y: { field: "batch_wait_s", label: "mean wait of batch jobs, s", scale: "log" },
      series: "batch_decision",
      where: figure8,
    },
    {
      id: "schedulers-conflicts",
      title: "More batch schedulers conflict more often",
      sentence: `With 1 s per decision, from one scheduler to ${schedulerCounts.at(-1)}. (Figure 9a)`,
      x,
      y: { field: "conflicts_per_ok_batch", label: "conflicts per success", scale: "log" },
      series: "batch_schedulers",
      where: figure9,
    },
    {
      id: "schedulers-busy",
      title: "And each of them is less busy",
      sentence:
        "The mean over the batch schedulers: the load is shared, less what conflicts cost. (Figure 9b)",
      x,
      y: { field: "batch_busy", label: "share of the time spent deciding", scale: "linear" },
      series: "batch_schedulers",
      where: figure9,
    },
  ]
}

function lastOf(rows: readonly ReproductionRow[], architecture: string, field: string): number | null {
  const own = rows.filter((row) => row["architecture"] === architecture)
  const longest = own.reduce<ReproductionRow | undefined>(
    (last, row) => (last === undefined || Number(row["t_job"]) > Number(last["t_job"]) ? row : last),
    undefined,
  )
  const value = longest?.[field]
  return typeof value === "number" ? value : null
}

const seconds2 = (value: number | null) => (value === null ? "not measured" : `${value.toFixed(2)} s`)
const share = (value: number | null) => (value === null ? "none" : `${(value * 100).toFixed(0)} %`)
