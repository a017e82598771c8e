/** Percentiles of what a workload holds, by the nearest rank: each is a value that was seen. */
import {
  type AgentTable,
  type JobTable,
  microsPerSecond,
  never,
  scalarCount,
  scalarNames,
  tasksBegin,
  tasksEnd,
  thousandthsPerUnit,
} from "../../sim/index.ts"
import type { SummaryTable } from "../traces/trace-format.ts"

const shares = [0.5, 0.9, 0.99] as const

/** The value at rank ⌈share × n⌉ of sorted values; null of none. */
export function nearestRank(sorted: Float64Array, share: number): number | null {
  return sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}

/** One row per quantity that the trace tells: n, mean, least, percentiles, most. */
export function percentileTable(jobs: JobTable): SummaryTable {
  const units = ["cpus", "mem_mib", "disk_mib", "gpus"] as const
  const rows = [
    row(
      "duration_s",
      values(jobs.taskDuration, microsPerSecond, (value) => value !== never),
    ),
    ...scalarNames.map((_, k) =>
      row(
        units[k],
        Float64Array.from(
          jobs.taskShape,
          (shape) => jobs.shapes[shape * scalarCount + k] / thousandthsPerUnit,
        ),
      ),
    ),
    row("tasks_per_job", tasksPerJob(jobs)),
    row("gap_between_jobs_s", gaps(jobs.jobArrival)),
    row(
      "original_wait_s",
      values(jobs.taskWait, microsPerSecond, (value) => value >= 0),
    ),
    row(
      "estimate_s",
      values(jobs.jobEstimate, microsPerSecond, (value) => value >= 0),
    ),
  ]
  return {
    title: "Durations and sizes",
    columns: ["quantity", "n", "mean", "least", "p50", "p90", "p99", "most"],
    rows: rows.filter(([, n, , , , , , most]) => n !== 0 && most !== 0),
    note: "Per task, the last four but the estimate per job; tasks that outlive the trace have no duration. Percentiles by nearest rank.",
  }
}

function row(name: string, sample: Float64Array): [string, number, ...(number | null)[]] {
  const sorted = sample.sort()
  const sum = sorted.reduce((total, value) => total + value, 0)
  const mean = sorted.length === 0 ? null : rounded(sum / sorted.length)
  return [
    name,
    sorted.length,
    mean,
    nearestRank(sorted, 0),
    ...shares.map((share) => nearestRank(sorted, share)),
    nearestRank(sorted, 1),
  ]
}

/** To six decimals, as times are; a mean is no whole multiple of anything. */
const rounded = (value: number) => Math.round(value * 1e6) / 1e6

function values(
  column: Float64Array | undefined,
  unit: number,
  isTold: (value: number) => boolean,
): Float64Array {
  return (column ?? new Float64Array()).filter(isTold).map((value) => value / unit)
}

function tasksPerJob(jobs: JobTable): Float64Array {
  return Float64Array.from({ length: jobs.jobCount }, (_, job) => tasksEnd(jobs, job) - tasksBegin(jobs, job))
}

function gaps(arrival: Float64Array): Float64Array {
  return Float64Array.from(
    { length: Math.max(0, arrival.length - 1) },
    (_, i) => (arrival[i + 1] - arrival[i]) / microsPerSecond,
  )
}

/** Requests beside the machines that could hold them: a row per resource that is asked for. */
export function requestTable(jobs: JobTable, agents: AgentTable): SummaryTable {
  const rows = scalarNames.flatMap((name, k) => {
    const asked = Float64Array.from(jobs.taskShape, (shape) => amountOf(jobs.shapes, shape, k)).sort()
    if ((nearestRank(asked, 1) ?? 0) === 0) return []
    const machines = sizesOf(agents, k)
    const least = nearestRank(machines, 0) ?? 0
    const most = nearestRank(machines, 1) ?? 0
    const tooLarge = asked.filter((value) => value > most).length
    return [
      [
        `${name}${["", "_mib", "_mib", ""][k]}`,
        nearestRank(asked, 0.5),
        nearestRank(asked, 0.99),
        nearestRank(asked, 1),
        least,
        nearestRank(machines, 0.5),
        most,
        tooLarge,
      ],
    ]
  })
  return {
    title: "Requests beside the machines",
    columns: [
      "resource",
      "request_p50",
      "request_p99",
      "request_most",
      "machine_least",
      "machine_p50",
      "machine_most",
      "tasks_too_large",
    ],
    rows,
    note: "Machines at their size when they are first there. Too large: beyond the largest machine, in this resource alone.",
  }
}

function sizesOf(agents: AgentTable, kind: number): Float64Array {
  return Float64Array.from({ length: agents.count }, (_, agent) =>
    amountOf(agents.capacity, agent, kind),
  ).sort()
}

const amountOf = (table: Float64Array, line: number, kind: number) =>
  table[line * scalarCount + kind] / thousandthsPerUnit
