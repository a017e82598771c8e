/** The cluster as its autoscaler sees it: which nodes there are, on and off, and which pods fit nowhere. */
import type { Demand, JobId, TaskId, World } from "../../../../sim/index.ts"
import type { Claims } from "../claims.ts"
import type { PreemptionSetting } from "../preemption.ts"

export interface AutoscaledCluster extends Omit<PreemptionSetting, "offsets" | "claimed"> {
  readonly world: World
  readonly claims: Claims
  /** Pods that fit on no node. */
  readonly unschedulable: () => Iterable<TaskId>
}

/** So many pods that ask the same. */
export interface Need {
  readonly demand: Demand
  /** Told only where it matters: where no more than so many of a job may share a node. */
  readonly job: JobId | undefined
  readonly count: number
}

/** Pods added up by kind, in the order in which an autoscaler packs them: those that ask most first. */
export function needsOf(pods: Iterable<TaskId>, { board }: AutoscaledCluster): readonly Need[] {
  const { jobs } = board.view
  const byKind = new Map<string, { demand: Demand; job: JobId | undefined; count: number }>()
  for (const pod of pods) {
    const demand = board.demandOf(pod)
    const job = board.mostOfJob(demand) === Infinity ? undefined : jobs.stageJob[jobs.taskStage[pod]]
    const key = `${demand.type}/${job ?? ""}`
    const known = byKind.get(key)
    if (known === undefined) byKind.set(key, { demand, job, count: 1 })
    else known.count++
  }
  const size = ({ demand }: Need) =>
    demand.amounts.reduce((sum, amount, kind) => sum + (amount === 0 ? 0 : amount / board.largest[kind]), 0)
  return [...byKind.values()].toSorted(
    (a, b) => size(b) - size(a) || a.demand.type - b.demand.type || (a.job ?? 0) - (b.job ?? 0),
  )
}
