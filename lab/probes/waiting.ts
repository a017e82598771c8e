/**
 * How long tasks waited, from the release of their stage to their first start, in seconds, over all tasks that
 * became ready. Those that never started count with what they had waited by the end, which is less than they would
 * have waited, and are counted as censored: leaving them out would hide the worst.
 * Percentiles: Hyndman & Fan, "Sample Quantiles in Statistical Packages", 1996, type 7, to the nearest µs.
 * Source: queueing delay, censored at the end, spec/metrics-and-charts.md §2.3.
 */
import {
  type ClusterView,
  type Micros,
  microsPerSecond,
  notReady,
  notYet,
  type Probe,
  taskWait,
  unplaceable,
} from "../../sim/index.ts"
import { Integral, ratio } from "./integral.ts"

/** Seconds; null where no task became ready. */
export interface Waits {
  readonly p50: number | null
  readonly p95: number | null
  readonly mean: number | null
  /** Tasks that became ready: what the other numbers are about. */
  readonly count: number
  /** Those of them still waiting for their first start at the end. */
  readonly censored: number
}

export function waiting(): Probe<Waits> {
  let view: ClusterView
  return {
    recorder: {
      begin(atStart) {
        view = atStart
      },
    },
    result(end) {
      return summary(waitsOf(view, end), censoredOf(view))
    },
  }
}

/** The value below which the share `p` of `ascending` lies, interpolated by type 7: h = (n − 1) p. */
export function quantile(ascending: ArrayLike<number>, p: number): number {
  const h = (ascending.length - 1) * p
  const below = Math.floor(h)
  const above = Math.min(below + 1, ascending.length - 1)
  return ascending[below] + (h - below) * (ascending[above] - ascending[below])
}

function summary(waits: Float64Array, censored: number): Waits {
  if (waits.length === 0) return { p50: null, p95: null, mean: null, count: 0, censored }
  waits.sort()
  const sum = new Integral()
  for (const wait of waits) sum.add(wait, 1)
  return {
    p50: Math.round(quantile(waits, 0.5)) / microsPerSecond,
    p95: Math.round(quantile(waits, 0.95)) / microsPerSecond,
    mean: ratio(sum.exact, BigInt(waits.length) * BigInt(microsPerSecond)),
    count: waits.length,
    censored,
  }
}

/** µs; the waits of all tasks that became ready, in order of task. */
function waitsOf({ tasks, jobs }: ClusterView, end: Micros): Float64Array {
  const waits = new Float64Array(jobs.taskCount)
  let count = 0
  for (let task = 0; task < jobs.taskCount; task++)
    if (becameReady(tasks.state[task])) waits[count++] = taskWait(tasks, task, end)
  return waits.subarray(0, count)
}

function censoredOf({ tasks, jobs }: ClusterView): number {
  let count = 0
  for (let task = 0; task < jobs.taskCount; task++)
    if (becameReady(tasks.state[task]) && tasks.firstStart[task] === notYet) count++
  return count
}

const becameReady = (state: number) => state !== notReady && state !== unplaceable
