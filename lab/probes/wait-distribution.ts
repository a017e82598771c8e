/**
 * How waits were distributed: from the release of a task's stage to its first start, over all tasks that became ready;
 * those that never started count with what they had waited by the end, and as censored. Seconds. Of all tasks together
 * the quantiles 0, 0.01 … 1; of each role the mean and the 95th percentile. Quantiles by Hyndman & Fan, type 7.
 * Source: queueing delay, censored at the end, spec/metrics-and-charts.md §2.3.
 */
import { type ClusterView, finished, type Micros, microsPerSecond, type Probe } from "../../sim/index.ts"
import type { WaitRow } from "../results/index.ts"
import { Integral, ratio } from "./integral.ts"
import { type ObservedWaits, observedWaits, startedWithin, together } from "./observed-waits.ts"
import { quantile } from "./quantile.ts"

export interface RoleWaits {
  /** s; null where no task of the role became ready. */
  readonly mean: number | null
  readonly p95: number | null
  /** Allowing for those still waiting, by Kaplan and Meier; null also where nobody can tell. */
  readonly p95Allowing: number | null
  readonly censored: number
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

/** Of tasks that became ready at `from`, µs, or later. */
export function waitDistribution(from: Micros = 0): Probe<WaitDistribution> {
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
      for (let task = 0; task < jobs.taskCount; task++) {
        const role = roleOfTask(task)
        submitted[role]++
        if (tasks.state[task] === finished) ended[role]++
      }
      const [all] = observedWaits(view, end, from)
      return {
        quantiles: quantilesOf(all),
        roles: observedWaits(view, end, from, jobs.roles.length, roleOfTask).map((own, role) => ({
          ...summary(own),
          tasks: submitted[role],
          finished: ended[role],
        })),
      }
    },
  }
}

function quantilesOf(observed: ObservedWaits): WaitDistribution["quantiles"] {
  const ascending = together(observed)
  if (ascending.length === 0) return []
  const shares = Array.from({ length: steps + 1 }, (_, i) => i / steps)
  const allowing = startedWithin(observed, shares)
  return shares.map((share, i) => ({
    quantile: share,
    wait_s: quantile(ascending, share) / microsPerSecond,
    wait_km_s: allowing[i],
    censored_share: observed.stillWaiting.length / ascending.length,
  }))
}

function summary(observed: ObservedWaits): Omit<RoleWaits, "tasks" | "finished"> {
  const waits = together(observed)
  const censored = observed.stillWaiting.length
  const [p95Allowing] = startedWithin(observed, [0.95])
  if (waits.length === 0) return { mean: null, p95: null, p95Allowing, censored }
  const sum = new Integral()
  for (const wait of waits) sum.add(wait, 1)
  return {
    mean: ratio(sum.exact, BigInt(waits.length) * BigInt(microsPerSecond)),
    p95: quantile(waits, 0.95) / microsPerSecond,
    p95Allowing,
    censored,
  }
}
