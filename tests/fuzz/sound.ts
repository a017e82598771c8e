/** What any import must be, whatever was read: counts that agree, safe whole numbers, times in order. */
import { type JobTable, tasksBegin, tasksEnd } from "../../sim/index.ts"
import type { TraceImport } from "../../workloads/index.ts"

/** What is wrong with an import; undefined where it is sound. */
export function flawIn({ workload, card }: TraceImport): string | undefined {
  const { jobs, agents } = workload
  return (
    flawInJobs(jobs) ??
    (agents !== undefined && !agents.capacity.every(isAmount)
      ? "an agent's capacity is no amount"
      : undefined) ??
    (agents !== undefined && !ascends(agents.changes.time) ? "changes of agents step back" : undefined) ??
    (card.tasks === jobs.taskCount ? undefined : "the card counts other tasks than there are") ??
    (Number.isFinite(card.spanS) ? undefined : "the span is no number") ??
    (card.rows >= 0 && Number.isSafeInteger(card.rows) ? undefined : "the rows are no count")
  )
}

const isAmount = (amount: number) => Number.isSafeInteger(amount) && amount >= 0

function flawInJobs(jobs: JobTable): string | undefined {
  if (!ascends(jobs.jobArrival)) return "arrivals step back"
  if (!jobs.jobArrival.every(isAmount)) return "an arrival is no time"
  if (!jobs.shapes.every(isAmount)) return "a request is no amount"
  if (!jobs.taskDuration.every(isAmount)) return "a duration is no time"
  if (jobs.jobFirstStage.length !== jobs.jobCount + 1) return "stages do not end with their jobs"
  if (jobs.stageFirstTask.length !== jobs.stageCount + 1) return "tasks do not end with their stages"
  if (jobs.jobCount > 0 && tasksEnd(jobs, jobs.jobCount - 1) !== jobs.taskCount)
    return "tasks belong to no job"
  if (jobs.jobCount > 0 && tasksBegin(jobs, 0) !== 0) return "the first task is not the first job's"
  if (!jobs.jobLabel.every(Number.isSafeInteger)) return "a job's number is none"
  if (jobs.taskShape.some((shape) => shape < 0 || shape * 4 >= jobs.shapes.length))
    return "a task has no shape"
  if (jobs.jobFramework.some((id) => id < 0 || id >= jobs.frameworks.length)) return "a job has no framework"
  for (const [name, column] of Object.entries(jobs))
    if (/^task[A-Z]/.test(name) && ArrayBuffer.isView(column) && lengthOf(column) !== jobs.taskCount)
      return `the column ${name} has another length than the tasks`
  return undefined
}

function lengthOf(column: ArrayBufferView): number {
  return "length" in column && typeof column.length === "number" ? column.length : -1
}

function ascends(times: Float64Array): boolean {
  for (let i = 1; i < times.length; i++) if (!(times[i - 1] <= times[i])) return false
  return true
}
