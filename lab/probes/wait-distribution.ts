/**
 * How waits were distributed: from the release of a task's stage to its first start, over all tasks that became ready;
 * those that never started count with what they had waited by the end, and as censored. Seconds. Of all tasks together
 * the quantiles 0, 0.01 … 1; of each role the mean and the 95th percentile. Quantiles by Hyndman & Fan, type 7.
 * Source: queueing delay, censored at the end, spec/metrics-and-charts.md §2.3.
 */
import {
  type ClusterView,
  microsPerSecond,
  notReady,
  notYet,
  type Probe,
  finished,
  taskWait,
  unplaceable,
} from "../../sim/index.ts"
import type { WaitRow } from "../results/index.ts"
import { Integral, ratio } from "./integral.ts"
import { quantile } from "./waiting.ts"

export interface RoleWaits {
  /** s; null where no task of the role became ready. */
  readonly mean: number | null
  readonly p95: number | null
  /** Submitted, and finished well. */
  readonly tasks: number
  readonly finished: number
}

export interface WaitDistribution {
  /** None if no task became ready. */
  readonly quantiles: readonly Omit<WaitRow, "policy" | "seed">[]
  /** In the order of the workload. */
  readonly roles: readonly RoleWaits[]
}

const steps = 100

export function waitDistribution(): Probe<WaitDistribution> {
  let view: ClusterView
  return {
    recorder: {
      begin(atStart) {
        view = atStart
      },
    },
    result(end) {
      const { jobs, tasks } = view
      const roleOfTask = (task: number) =>
        jobs.frameworks[jobs.jobFramework[jobs.stageJob[jobs.taskStage[task]]]].role
      const submitted = new Float64Array(jobs.roles.length)
      const ended = new Float64Array(jobs.roles.length)
      const ready = new Float64Array(jobs.roles.length)
      let censored = 0
      const waits = new Float64Array(jobs.taskCount)
      for (let task = 0; task < jobs.taskCount; task++) {
        const role = roleOfTask(task)
        const state = tasks.state[task]
        submitted[role]++
        if (state === finished) ended[role]++
        const isReady = state !== notReady && state !== unplaceable
        waits[task] = isReady ? taskWait(tasks, task, end) : never
        if (!isReady) continue
        ready[role]++
        if (tasks.firstStart[task] === notYet) censored++
      }
      const byRole = Array.from(ready, (count) => new Float64Array(count))
      ready.fill(0)
      for (let task = 0; task < jobs.taskCount; task++)
        if (waits[task] !== never) byRole[roleOfTask(task)][ready[roleOfTask(task)]++] = waits[task]
      const all = waits.filter((wait) => wait !== never).sort()
      return {
        quantiles: quantilesOf(all, censored / all.length),
        roles: byRole.map((own, role) => ({
          ...summary(own),
          tasks: submitted[role],
          finished: ended[role],
        })),
      }
    },
  }
}

const never = -1

function quantilesOf(ascending: Float64Array, censoredShare: number): WaitDistribution["quantiles"] {
  if (ascending.length === 0) return []
  return Array.from({ length: steps + 1 }, (_, i) => ({
    quantile: i / steps,
    wait_s: quantile(ascending, i / steps) / microsPerSecond,
    censored_share: censoredShare,
  }))
}

function summary(waits: Float64Array): { readonly mean: number | null; readonly p95: number | null } {
  if (waits.length === 0) return { mean: null, p95: null }
  const sum = new Integral()
  for (const wait of waits) sum.add(wait, 1)
  return {
    mean: ratio(sum.exact, BigInt(waits.length) * BigInt(microsPerSecond)),
    p95: quantile(waits.sort(), 0.95) / microsPerSecond,
  }
}
