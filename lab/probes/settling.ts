/**
 * When a run has settled: MSER-5 of the waits in the order in which tasks became ready, those that still wait with their
 * wait so far. The answer is the time at which the first task that is not left out became ready.
 * Source: spec/metrics-and-charts.md §2.4.
 */
import {
  type ClusterView,
  type Micros,
  notReady,
  type Probe,
  taskWait,
  unplaceable,
} from "../../sim/index.ts"
import { mser5 } from "../statistics/warm-up.ts"

export type Settling =
  | { readonly kind: "settled"; readonly at: Micros }
  /** The run is too short to tell; in words. */
  | { readonly kind: "too short"; readonly why: string }

export function settling(): Probe<Settling> {
  let view: ClusterView
  return {
    recorder: {
      begin(atStart) {
        view = atStart
      },
    },
    result(end) {
      const { jobs, tasks } = view
      const readyAt = (task: number) => tasks.stageReadyAt[jobs.taskStage[task]]
      const ready: number[] = []
      for (let task = 0; task < jobs.taskCount; task++)
        if (tasks.state[task] !== notReady && tasks.state[task] !== unplaceable) ready.push(task)
      ready.sort((a, b) => readyAt(a) - readyAt(b) || a - b)
      const verdict = mser5(ready.map((task) => taskWait(tasks, task, end)))
      if (verdict.kind === "too short") return verdict
      const { observations: leftOut } = verdict
      return { kind: "settled", at: leftOut === 0 ? 0 : readyAt(ready[leftOut]) }
    },
  }
}
