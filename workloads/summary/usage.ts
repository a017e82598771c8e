/** What tasks really used beside what they asked for, where the trace tells it: in all, and over its time. */
import {
  type Micros,
  microsPerSecond,
  never,
  scalarCount,
  thousandthsPerUnit,
  type UsageTable,
  type Workload,
} from "../../sim/index.ts"
import type { SummaryTable } from "../traces/trace-format.ts"
import { binLength } from "./arrivals.ts"
import { nearestRank } from "./percentiles.ts"

/** A task that uses `used` thousandths from `from` to `to`, µs since the trace began, of `asked`. */
interface Step {
  readonly task: number
  readonly from: Micros
  readonly to: Micros
  readonly used: number
  readonly asked: number
}

const resources = [
  { name: "cpus", kind: 0, column: "cpus" },
  { name: "mem_mib", kind: 1, column: "mem" },
] as const

/** None where the trace tells no usage. */
export function usageTables(workload: Workload): SummaryTable[] {
  const { usage } = workload
  if (usage === undefined || usage.sampleCount === 0) return []
  const told = resources.filter(({ column }) => usage[column].some((amount) => amount > 0))
  return told.length === 0 ? [] : [shareTable(workload, usage, told), timeTable(workload, usage)]
}

type Resource = (typeof resources)[number]

function shareTable(workload: Workload, usage: UsageTable, told: readonly Resource[]): SummaryTable {
  const rows = told.map(({ name, kind, column }) => {
    const [used, asked] = [new Map<number, number>(), new Map<number, number>()]
    for (const step of steps(workload, usage, kind, usage[column])) {
      add(used, step.task, step.used * (step.to - step.from))
      add(asked, step.task, step.asked * (step.to - step.from))
    }
    const shares = Float64Array.from(used, ([task, amount]) => percent(amount, asked.get(task) ?? 0) ?? 0)
    const inAll = percent(sumOf(used), sumOf(asked))
    const sorted = shares.sort()
    return [name, sorted.length, ...[0, 0.5, 0.9, 1].map((part) => nearestRank(sorted, part)), inAll]
  })
  return {
    title: "Used beside requested",
    columns: ["resource", "tasks", "least_pct", "p50_pct", "p90_pct", "most_pct", "share_pct"],
    rows,
    note: "Means over each task's time, in per cent of its request; the share is of all that was requested. A task may use more than it asked for.",
  }
}

function timeTable(workload: Workload, usage: UsageTable): SummaryTable {
  const cpuSteps = () => steps(workload, usage, 0, usage.cpus)
  let last = 0
  for (const { to } of cpuSteps()) last = Math.max(last, to)
  const length = binLength(Math.max(0, last - 1) / microsPerSecond) * microsPerSecond
  const bins = Array.from({ length: Math.ceil(last / length) }, () => ({ used: 0, asked: 0 }))
  for (const { from, to, used, asked } of cpuSteps())
    for (let at = from; at < to;) {
      const bin = Math.floor(at / length)
      const until = Math.min(to, (bin + 1) * length)
      bins[bin].used += used * (until - at)
      bins[bin].asked += asked * (until - at)
      at = until
    }
  const cores = (amount: number) => Math.round((10_000 * amount) / (thousandthsPerUnit * length)) / 10_000
  return {
    title: "Cores used over the trace",
    columns: ["from_s", "cores_requested", "cores_used", "share_pct"],
    rows: bins.map(({ used, asked }, i) => [
      (i * length) / microsPerSecond,
      cores(asked),
      cores(used),
      percent(used, asked),
    ]),
    note: `Means over steps of ${length / microsPerSecond} s, of the tasks whose usage is told; each began when it was submitted, or after the wait that is told.`,
  }
}

/** All samples as steps; the last of a curve lasts until its task or the trace ends. */
function* steps(
  { jobs, horizon = never }: Workload,
  usage: UsageTable,
  kind: number,
  column: Float64Array,
): Generator<Step> {
  for (let task = 0; task < jobs.taskCount; task++) {
    const curve = jobs.taskCurve?.[task] ?? -1
    if (curve < 0) continue
    const start =
      jobs.jobArrival[jobs.stageJob[jobs.taskStage[task]]] + Math.max(0, jobs.taskWait?.[task] ?? 0)
    const end = Math.min(start + jobs.taskDuration[task], horizon)
    const asked = jobs.shapes[jobs.taskShape[task] * scalarCount + kind]
    const behind = usage.curveFirstSample[curve + 1]
    for (let sample = usage.curveFirstSample[curve]; sample < behind; sample++) {
      const from = start + usage.time[sample]
      const to = sample + 1 < behind ? Math.min(end, start + usage.time[sample + 1]) : end
      if (to > from && to < never) yield { task, from, to, used: column[sample], asked }
    }
  }
}

function add(amounts: Map<number, number>, task: number, amount: number): void {
  amounts.set(task, (amounts.get(task) ?? 0) + amount)
}

const sumOf = (amounts: ReadonlyMap<number, number>) =>
  [...amounts.values()].reduce((sum, one) => sum + one, 0)

/** To two decimals; null of nothing. */
const percent = (part: number, whole: number) =>
  whole === 0 ? null : Math.round((10_000 * part) / whole) / 100
