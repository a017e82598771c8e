/**
 * Waits as they were seen: from the release of a task's stage to its first start, and of those that never started what they
 * had waited by the end. Tasks that never became ready are left out. All in µs.
 */
import {
  type ClusterView,
  type Micros,
  microsPerSecond,
  notReady,
  notYet,
  taskWait,
  unplaceable,
} from "../../sim/index.ts"
import { survivalQuantiles } from "../statistics/survival.ts"
import { quantile } from "./quantile.ts"

/** Both ascending. */
export interface ObservedWaits {
  readonly started: Float64Array
  readonly stillWaiting: Float64Array
}

/** Of tasks that became ready at `from` or later; one for each group from 0 to below `groups`; `groupOf` says which one a task belongs to. */
export function observedWaits(
  { tasks, jobs }: ClusterView,
  end: Micros,
  from: Micros,
  groups = 1,
  groupOf: (task: number) => number = () => 0,
): ObservedWaits[] {
  const counts = Array.from({ length: groups }, () => ({ started: 0, stillWaiting: 0 }))
  const kindOf = (task: number) => (tasks.firstStart[task] === notYet ? "stillWaiting" : "started")
  const isAfter = (task: number) => from === 0 || tasks.stageReadyAt[jobs.taskStage[task]] >= from
  const eachReady = (visit: (task: number) => void) => {
    for (let task = 0; task < jobs.taskCount; task++)
      if (tasks.state[task] !== notReady && tasks.state[task] !== unplaceable && isAfter(task)) visit(task)
  }
  eachReady((task) => counts[groupOf(task)][kindOf(task)]++)
  const waits = counts.map(({ started, stillWaiting }) => ({
    started: new Float64Array(started),
    stillWaiting: new Float64Array(stillWaiting),
  }))
  eachReady((task) => {
    const kind = kindOf(task)
    const group = groupOf(task)
    waits[group][kind][--counts[group][kind]] = taskWait(tasks, task, end)
  })
  for (const { started, stillWaiting } of waits) {
    started.sort()
    stillWaiting.sort()
  }
  return waits
}

/** All of them, ascending: those still waiting count with their wait so far. */
export function together({ started, stillWaiting }: ObservedWaits): Float64Array {
  if (stillWaiting.length === 0) return started
  const all = new Float64Array(started.length + stillWaiting.length)
  all.set(started)
  all.set(stillWaiting, started.length)
  return all.sort()
}

/**
 * Seconds within which these shares, ascending, start, allowing for those that still wait: by Kaplan and Meier. Where none
 * does, the plain quantiles. null where so many still wait that nobody can tell.
 */
export function startedWithin(waits: ObservedWaits, shares: readonly number[]): (number | null)[] {
  const { started, stillWaiting } = waits
  if (started.length + stillWaiting.length === 0) return shares.map(() => null)
  if (stillWaiting.length === 0) return shares.map((share) => quantile(started, share) / microsPerSecond)
  return survivalQuantiles(started, stillWaiting, shares).map((micros) =>
    micros === undefined ? null : micros / microsPerSecond,
  )
}
