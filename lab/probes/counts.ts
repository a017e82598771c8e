/**
 * What became of every job and every task. The states add up to what was submitted, which is asserted.
 * A task is not_arrived until its job arrives, then waiting until it starts, also while an earlier stage of its job
 * runs, and again when its agent is lost. Source: spec/interface.md, "Fields".
 */
import {
  assert,
  type ClusterView,
  failed,
  finished,
  jobState,
  type JobState,
  type Micros,
  type Probe,
  running,
  tasksBegin,
  tasksEnd,
  unplaceable,
} from "../../sim/index.ts"

export interface StateCounts {
  readonly submitted: number
  readonly finished: number
  readonly failed: number
  readonly running: number
  readonly waiting: number
  readonly unplaceable: number
  readonly not_arrived: number
}

export interface Counts {
  readonly jobs: StateCounts
  readonly tasks: StateCounts
}

export function counts(): Probe<Counts> {
  let view: ClusterView
  return {
    recorder: {
      begin(atStart) {
        view = atStart
      },
    },
    result(end) {
      return { jobs: countJobs(view, end), tasks: countTasks(view, end) }
    },
  }
}

/** The state of a task as results name it. */
export function taskStateName(state: number, jobHasArrived: boolean): JobState {
  if (!jobHasArrived) return "not_arrived"
  if (state === unplaceable) return "unplaceable"
  if (state === finished) return "finished"
  if (state === failed) return "failed"
  return state === running ? "running" : "waiting"
}

function countJobs({ jobs, tasks }: ClusterView, end: Micros): StateCounts {
  const tally = emptyTally()
  for (let job = 0; job < jobs.jobCount; job++) tally[jobState(tasks, job, end)]++
  return checked("jobs", jobs.jobCount, tally)
}

function countTasks({ jobs, tasks }: ClusterView, end: Micros): StateCounts {
  const tally = emptyTally()
  for (let job = 0; job < jobs.jobCount; job++) {
    const hasArrived = jobState(tasks, job, end) !== "not_arrived"
    for (let task = tasksBegin(jobs, job); task < tasksEnd(jobs, job); task++)
      tally[taskStateName(tasks.state[task], hasArrived)]++
  }
  return checked("tasks", jobs.taskCount, tally)
}

const emptyTally = (): Record<JobState, number> => ({
  finished: 0,
  failed: 0,
  running: 0,
  waiting: 0,
  unplaceable: 0,
  not_arrived: 0,
})

function checked(what: string, submitted: number, tally: Record<JobState, number>): StateCounts {
  const sum = Object.values(tally).reduce((total, count) => total + count, 0)
  assert(sum === submitted, `${submitted} ${what} were submitted and ${sum} are accounted for`)
  return { submitted, ...tally }
}
