/** A table made of some jobs of another one, in another order, or more than once. */
import { type Column, columnLike, int32Column } from "./columns.ts"
import type { JobTable } from "./job-table.ts"

/**
 * A table of the jobs listed in `chosen`, in that order, each arriving at `arrival[i]` (indexed like `table`'s
 * jobs if it is the table's own column). A job may be listed more than once. Roles, frameworks, shapes, names and
 * constraints are shared.
 */
export function selectJobs(table: JobTable, chosen: Int32Array, arrival: Float64Array): JobTable {
  const { jobFirstStage, stageFirstTask } = table
  const jobs: Runs = { from: chosen, to: Int32Array.from({ length: chosen.length + 1 }, (_, i) => i) }
  const stages = runsOf(chosen, (job) => jobFirstStage[job])
  const tasks = runsOf(chosen, (job) => stageFirstTask[jobFirstStage[job]])
  const stageCount = stages.to[chosen.length]
  const firstTask = copied(stageFirstTask, stages, 1)
  for (let i = 0; i < chosen.length; i++)
    for (let stage = stages.to[i]; stage < stages.to[i + 1]; stage++)
      firstTask[stage] += tasks.to[i] - tasks.from[i]
  firstTask[stageCount] = tasks.to[chosen.length]
  const firstStage = int32Column(chosen.length + 1)
  firstStage.set(stages.to)
  return {
    ...table,
    jobCount: chosen.length,
    stageCount,
    taskCount: tasks.to[chosen.length],
    jobArrival: copied(arrival, arrival === table.jobArrival ? jobs : inOneRun(chosen.length)),
    jobFramework: copied(table.jobFramework, jobs),
    jobLabel: copied(table.jobLabel, jobs),
    jobName: copied(table.jobName, jobs),
    jobUser: copied(table.jobUser, jobs),
    jobEstimate: copied(table.jobEstimate, jobs),
    jobFirstStage: firstStage,
    stageJob: ownersOf(firstStage),
    stageFirstTask: firstTask,
    stageGang: copied(table.stageGang, stages),
    taskStage: ownersOf(firstTask),
    taskShape: copied(table.taskShape, tasks),
    taskDuration: copied(table.taskDuration, tasks),
    taskEnds: copied(table.taskEnds, tasks),
    taskLabel: copied(table.taskLabel, tasks),
    taskPriority: copied(table.taskPriority, tasks),
    taskClass: copied(table.taskClass, tasks),
    taskConstraints: copied(table.taskConstraints, tasks),
    taskEvictions: copied(table.taskEvictions, tasks),
    taskCurve: copied(table.taskCurve, tasks),
    taskWait: copied(table.taskWait, tasks),
  }
}

/** Run i is rows from[i], from[i] + 1, … of the old column; they become rows to[i] up to, not including, to[i + 1]. */
interface Runs {
  readonly from: Int32Array
  readonly to: Int32Array
}

/** The rows of each chosen job, which begin at first(job) and end where those of the next job begin. */
function runsOf(chosen: Int32Array, first: (job: number) => number): Runs {
  const to = new Int32Array(chosen.length + 1)
  for (const [i, job] of chosen.entries()) to[i + 1] = to[i] + first(job + 1) - first(job)
  return { from: chosen.map(first), to }
}

function inOneRun(rows: number): Runs {
  return { from: Int32Array.of(0), to: Int32Array.of(0, rows) }
}

function copied<T extends Column | undefined>(column: T, { from, to }: Runs, spareRows = 0): T {
  if (column === undefined) return column
  const copy = columnLike(column, to[from.length] + spareRows)
  for (let i = 0; i < from.length; i++) {
    const shift = from[i] - to[i]
    for (let row = to[i]; row < to[i + 1]; row++) copy[row] = column[row + shift]
  }
  return copy
}

/** Which group each row belongs to, where group g begins at row first[g] and the last entry is the count of rows. */
function ownersOf(first: Int32Array): Int32Array {
  const owners = int32Column(first[first.length - 1])
  for (let group = 0; group + 1 < first.length; group++) owners.fill(group, first[group], first[group + 1])
  return owners
}
