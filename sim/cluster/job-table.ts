/**
 * Who asks, and for what: roles, frameworks, jobs with stages of tasks, as immutable columns in arrival order.
 * Read once, shared by all trials. What happens to them in a run is in tasks.ts. Columns marked optional are what
 * some traces tell and others don't: absent they cost nothing; all together a task takes 45 bytes.
 */
import type { JobId, RoleId, TaskId } from "../kernel/units.ts"
import type { Amounts } from "./resources.ts"

/** A role shares the cluster with the others in proportion to its weight, a number above 0, by default 1. */
export interface Role {
  readonly name: string
  readonly weight: number
}

/** `behaviour` names how it answers offers, as `mesoscope frameworks` lists them: "greedy", "gang", … */
export interface FrameworkSpec {
  readonly name: string
  readonly role: RoleId
  readonly behaviour: string
}

/** How a task ends by itself when its duration is over. */
export const endsFinished = 0
export const endsFailed = 1

/**
 * What a task asks of its place beside amounts. `spread`: an agent runs at most that many tasks of the job (1 is
 * "different machines"). `attribute`: the agent's attribute is one of the values, is none of them, or is a number
 * below or above the one value.
 */
export type Constraint =
  | { readonly kind: "spread"; readonly atMost: number }
  | {
      readonly kind: "attribute"
      readonly name: string
      readonly operator: "in" | "not-in" | "below" | "above"
      readonly values: readonly string[]
    }

/** For the optional columns of whole numbers that are 0 or more: not told. */
export const untold = -1

export interface JobTable {
  readonly roles: readonly Role[]
  readonly frameworks: readonly FrameworkSpec[]
  /** Distinct requests, one row of scalars each, in thousandths. */
  readonly shapes: Amounts
  /** The names that `jobUser` and `jobName` point to. */
  readonly names: readonly string[]
  /** Distinct lists of constraints, all of which must hold; the first is empty. */
  readonly constraints: readonly (readonly Constraint[])[]
  readonly jobCount: number
  readonly stageCount: number
  readonly taskCount: number
  /** µs; ascending. */
  readonly jobArrival: Float64Array
  readonly jobFramework: Int32Array
  /** The number by which the trace calls the job; `jobLabelPrefix` stands before it. */
  readonly jobLabel: Float64Array
  readonly jobLabelPrefix: string
  /** Row of `names`, or `untold`: what the trace calls the job where that is no number. */
  readonly jobName?: Int32Array | undefined
  /** Row of `names`, or `untold`: whose job it is. */
  readonly jobUser?: Int32Array | undefined
  /** µs that its user said the job would run, or `untold`. */
  readonly jobEstimate?: Float64Array | undefined
  /** The stages of job j are jobFirstStage[j] up to, not including, jobFirstStage[j + 1]; each waits for the one before. */
  readonly jobFirstStage: Int32Array
  readonly stageJob: Int32Array
  /** The tasks of stage s are stageFirstTask[s] up to, not including, stageFirstTask[s + 1]. */
  readonly stageFirstTask: Int32Array
  /** 1 where the tasks of the stage start together or not at all. */
  readonly stageGang: Uint8Array
  readonly taskStage: Int32Array
  /** Row of `shapes`. */
  readonly taskShape: Int32Array
  /** µs; `never` for a task that outlives the trace. */
  readonly taskDuration: Float64Array
  /** endsFinished or endsFailed. */
  readonly taskEnds: Uint8Array
  /** The number by which the trace calls the task within its job. */
  readonly taskLabel: Int32Array
  /** As the trace numbers them, the more important the higher; 0 where not told. */
  readonly taskPriority?: Int32Array | undefined
  /** The trace's scheduling class (Google: 0 batch to 3 latency-sensitive); 0 where not told. */
  readonly taskClass?: Uint8Array | undefined
  /** Row of `constraints`. */
  readonly taskConstraints?: Int32Array | undefined
  /** How often the original cluster evicted the task. */
  readonly taskEvictions?: Int32Array | undefined
  /** Row of the workload's usage curves, or `untold`. */
  readonly taskCurve?: Int32Array | undefined
  /** µs from submission to start in the original cluster, or `untold`: to compare with, never used in a run. */
  readonly taskWait?: Float64Array | undefined
}

/** First task of a job, and the one after its last: the tasks of all its stages stand together. */
export function tasksBegin(table: JobTable, job: JobId): TaskId {
  return table.stageFirstTask[table.jobFirstStage[job]]
}

export function tasksEnd(table: JobTable, job: JobId): TaskId {
  return table.stageFirstTask[table.jobFirstStage[job + 1]]
}
