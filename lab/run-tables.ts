/** A run as tables: one row per task, per job, per interval. Read from the run's own columns, without a copy. */
import {
  type ClusterView,
  type JobState,
  jobState,
  type Micros,
  notYet,
  scalarCount,
  scalarNames,
  taskWait,
  tasksBegin,
  tasksEnd,
} from "../sim/index.ts"
import { taskStateName } from "./probes/counts.ts"
import {
  countFailed,
  countFinished,
  countJobsArrived,
  countLost,
  countOffersMade,
  countStarted,
  type Intervals,
  levelCapacity,
  levelRunning,
  levelUsed,
  levelWaiting,
} from "./probes/intervals.ts"
import { missing, type NumberColumn, type RealColumn, type Table, type TextColumn } from "./results/index.ts"

const stateNames: readonly JobState[] = [
  "not_arrived",
  "unplaceable",
  "waiting",
  "running",
  "finished",
  "failed",
]

/** The unit at the end of a column's name, in order of kind. */
const unitSuffix = ["", "_mib", "_mib", ""] as const

export function tasksTable(view: ClusterView, end: Micros): Table {
  const { jobs, tasks, agents } = view
  const jobOf = (task: number) => jobs.stageJob[jobs.taskStage[task]]
  const readyAt = (task: number) => tasks.stageReadyAt[jobs.taskStage[task]]
  const stateOf = (task: number) => taskStateName(tasks.state[task], hasArrived(view, jobOf(task), end))
  const wait = (task: number) => {
    const state = stateOf(task)
    return readyAt(task) === notYet || state === "unplaceable" ? missing : taskWait(tasks, task, end)
  }
  return {
    name: "tasks",
    rowCount: jobs.taskCount,
    columns: [
      whole(
        "job",
        `the trace's number of the job${prefixed(jobs.jobLabelPrefix)}`,
        (task) => jobs.jobLabel[jobOf(task)],
      ),
      whole("task", "the trace's number of the task in its job", (task) => jobs.taskLabel[task]),
      whole(
        "stage",
        "place of the task's stage in its job, from 0",
        (task) => jobs.taskStage[task] - jobs.jobFirstStage[jobOf(task)],
      ),
      ...ownerColumns(view, jobOf),
      stateColumn(stateOf),
      ...scalarNames.map((name, k) =>
        thousandths(
          `${name}${unitSuffix[k]}`,
          `${name} requested`,
          (task) => jobs.shapes[jobs.taskShape[task] * scalarCount + k],
        ),
      ),
      micros("ready_s", "its job has arrived and the stage before has ended", readyAt),
      micros("start_s", "first start", (task) => tasks.firstStart[task]),
      micros("last_start_s", "start of the latest attempt", (task) => tasks.latestStart[task]),
      micros("end_s", "end of the attempt that counted", (task) => tasks.end[task]),
      micros("wait_s", "ready to first start, or to the end of the run where it has not started", wait),
      whole("censored", "1 if it was still waiting for its first start at the end", (task) =>
        wait(task) !== missing && tasks.firstStart[task] === notYet ? 1 : 0,
      ),
      whole("attempts", "starts; more than one where agents were lost", (task) => tasks.attempts[task]),
      whole(
        "agent",
        `the trace's number of the agent of the latest attempt${prefixed(agents.labelPrefix)}`,
        (task) => (tasks.agent[task] < 0 ? missing : agents.label[tasks.agent[task]]),
        true,
      ),
    ],
  }
}

export function jobsTable(view: ClusterView, end: Micros): Table {
  const { jobs, tasks } = view
  const itself = (job: number) => job
  const firstStart = (job: number) => {
    let first = Infinity
    for (let task = tasksBegin(jobs, job); task < tasksEnd(jobs, job); task++)
      if (tasks.firstStart[task] !== notYet) first = Math.min(first, tasks.firstStart[task])
    return first === Infinity ? missing : first
  }
  const lastEnd = (job: number) => {
    let last: Micros = missing
    for (let task = tasksBegin(jobs, job); task < tasksEnd(jobs, job); task++) {
      if (tasks.end[task] === notYet) return missing
      last = Math.max(last, tasks.end[task])
    }
    return last
  }
  const wait = (job: number) => {
    const state = jobState(tasks, job, end)
    if (state === "not_arrived" || state === "unplaceable") return missing
    if (tasksBegin(jobs, job) === tasksEnd(jobs, job)) return 0
    const first = firstStart(job)
    return (first === missing ? end : first) - jobs.jobArrival[job]
  }
  return {
    name: "jobs",
    rowCount: jobs.jobCount,
    columns: [
      whole(
        "job",
        `the trace's number of the job${prefixed(jobs.jobLabelPrefix)}`,
        (job) => jobs.jobLabel[job],
      ),
      ...ownerColumns(view, itself),
      stateColumn((job) => jobState(tasks, job, end)),
      whole("tasks", "tasks of all its stages", (job) => tasksEnd(jobs, job) - tasksBegin(jobs, job)),
      micros("arrival_s", "submitted", (job) => jobs.jobArrival[job]),
      micros("start_s", "first start of any of its tasks", firstStart),
      micros("end_s", "end of its last task, where all have ended", lastEnd),
      micros("wait_s", "arrival to the first start, or to the end of the run where none has started", wait),
    ],
  }
}

export function intervalsTable(intervals: Intervals): Table {
  const tally = (name: string, about: string, count: number) =>
    whole(name, about, (row) => intervals.tally(row, count))
  const mean = (name: string, about: string, level: number, divisor = 1): RealColumn => ({
    kind: "real",
    name,
    about: `${about}, time-weighted mean over the interval`,
    at: (row) => intervals.mean(row, level) / divisor,
  })
  const means = (what: string, level: number) =>
    scalarNames.map((name, k) => mean(`${name}_${what}${unitSuffix[k]}`, `${name} ${what}`, level + k, 1000))
  return {
    name: "intervals",
    rowCount: intervals.count,
    columns: [
      micros("start_s", "the interval begins", (row) => intervals.start(row)),
      micros("end_s", "the interval ends; what happens then belongs to the next", (row) =>
        intervals.end(row),
      ),
      ...means("used", levelUsed),
      ...means("capacity", levelCapacity),
      mean("tasks_waiting", "tasks ready and waiting", levelWaiting),
      mean("tasks_running", "tasks running", levelRunning),
      tally("jobs_arrived", "jobs that arrived", countJobsArrived),
      tally("tasks_started", "starts of tasks", countStarted),
      tally("tasks_finished", "tasks that finished", countFinished),
      tally("tasks_failed", "tasks that failed", countFailed),
      tally("tasks_lost", "tasks lost with their agent, which wait again", countLost),
      tally("offers_made", "offers made", countOffersMade),
    ],
  }
}

function hasArrived({ jobs, tasks }: ClusterView, job: number, end: Micros): boolean {
  return jobs.jobArrival[job] <= end && tasks.stageReadyAt[jobs.jobFirstStage[job]] !== notYet
}

function ownerColumns({ jobs }: ClusterView, jobOf: (row: number) => number): TextColumn[] {
  const frameworkOf = (row: number) => jobs.jobFramework[jobOf(row)]
  return [
    {
      kind: "text",
      name: "role",
      about: "role of its framework",
      texts: jobs.roles.map((role) => role.name),
      at: (row) => jobs.frameworks[frameworkOf(row)].role,
    },
    {
      kind: "text",
      name: "framework",
      about: "framework that submitted it",
      texts: jobs.frameworks.map((framework) => framework.name),
      at: frameworkOf,
    },
  ]
}

function stateColumn(at: (row: number) => JobState): TextColumn {
  const place = Object.fromEntries(stateNames.map((name, i) => [name, i])) as Record<JobState, number>
  return {
    kind: "text",
    name: "state",
    about: "at the end of the run",
    texts: stateNames,
    at: (row) => place[at(row)],
  }
}

const prefixed = (prefix: string) => (prefix === "" ? "" : `, without "${prefix}"`)

const whole = (name: string, about: string, at: (row: number) => number, mayMiss = false): NumberColumn => ({
  kind: "number",
  name,
  about,
  decimals: 0,
  at,
  mayMiss,
})

const thousandths = (name: string, about: string, at: (row: number) => number): NumberColumn => ({
  kind: "number",
  name,
  about,
  decimals: 3,
  at,
})

/** `missing` and `notYet` are the same number, so a moment that has not come is an empty cell. */
const micros = (name: string, about: string, at: (row: number) => Micros): NumberColumn => ({
  kind: "number",
  name,
  about: `seconds: ${about}`,
  decimals: 6,
  at,
  mayMiss: true,
})
