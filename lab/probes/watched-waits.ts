/**
 * What a question about waits looks at in every run: how many tasks started in time, and the distribution in so few numbers
 * that hundreds of runs can be pooled. A task that was still waiting at the end did not start in time; in the sum and in
 * the quantiles it counts with what it had waited until then, as everywhere.
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
import { quantile } from "./quantile.ts"

/** The tasks of a role, or all. */
export interface WaitWatch {
  /** undefined: all tasks. */
  readonly role: string | undefined
  /** µs: to start earlier than this after becoming ready is to start in time. */
  readonly bounds: readonly Micros[]
  /** µs: the warm-up. Tasks that became ready before are not looked at. */
  readonly from: Micros
}

export interface WatchedWaits {
  readonly role: string | undefined
  /** Tasks that became ready after the warm-up: what the rest is about. */
  readonly tasks: number
  readonly inTime: readonly { readonly bound: Micros; readonly tasks: number }[]
  /** Of all waits, s. */
  readonly sum: number
  /** s: the quantiles 0, 1 ÷ `watchedSteps`, … 1 by type 7; empty if there are no tasks. */
  readonly quantiles: Float64Array
}

/** So fine that a percentile of pooled runs is told to a thousandth of itself. */
export const watchedSteps = 2000

export function watchedWaits(watches: readonly WaitWatch[]): Probe<readonly WatchedWaits[]> {
  let view: ClusterView
  return {
    recorder: {
      begin(atStart) {
        view = atStart
      },
    },
    result: (end) => watches.map((watch) => watched(watch, view, end)),
  }
}

function watched({ role, bounds, from }: WaitWatch, view: ClusterView, end: Micros): WatchedWaits {
  const { jobs, tasks } = view
  const waits = new Float64Array(jobs.taskCount)
  const inTime = bounds.map((bound) => ({ bound, tasks: 0 }))
  const sum = new Integral()
  let count = 0
  for (let task = 0; task < jobs.taskCount; task++) {
    const state = tasks.state[task]
    const stage = jobs.taskStage[task]
    if (state === notReady || state === unplaceable || tasks.stageReadyAt[stage] < from) continue
    const framework = jobs.frameworks[jobs.jobFramework[jobs.stageJob[stage]]]
    if (role !== undefined && jobs.roles[framework.role].name !== role) continue
    const wait = taskWait(tasks, task, end)
    waits[count++] = wait
    sum.add(wait, 1)
    if (tasks.firstStart[task] === notYet) continue
    for (const one of inTime) if (wait < one.bound) one.tasks++
  }
  const ascending = waits.subarray(0, count).sort()
  return {
    role,
    tasks: count,
    inTime,
    sum: ratio(sum.exact, BigInt(microsPerSecond)),
    quantiles: Float64Array.from(
      { length: count === 0 ? 0 : watchedSteps + 1 },
      (_, k) => quantile(ascending, k / watchedSteps) / microsPerSecond,
    ),
  }
}
