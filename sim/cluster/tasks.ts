/**
 * What has become of every job, stage and task in one run, as columns. Written by the simulation alone;
 * the amounts that tasks hold are the ledger's.
 */
import { assert } from "../kernel/assert.ts"
import { type AgentId, type JobId, type Micros, never, type StageId, type TaskId } from "../kernel/units.ts"
import { type JobTable, tasksBegin, tasksEnd } from "./jobs.ts"

/** The life of a task: notReady → waiting → running → finished | failed; running → waiting again when its agent is lost. */
export const notReady = 0
export const waiting = 1
export const running = 2
export const finished = 3
export const failed = 4
/** No agent of the cluster, empty, could hold it (or, in a gang, all of it): it never becomes ready. */
export const unplaceable = 5

export const taskStateNames = [
  "not ready",
  "waiting",
  "running",
  "finished",
  "failed",
  "unplaceable",
] as const

/** Marks a moment that has not come. */
export const notYet = -1

export class TaskStates {
  readonly jobs: JobTable
  readonly state: Uint8Array
  /** Agent a running task is on, or an ended one was on last; −1 before the first start. */
  readonly agent: Int32Array
  /** µs of the first start, of the latest start, and of the end that counted; notYet before. */
  readonly firstStart: Float64Array
  readonly latestStart: Float64Array
  readonly end: Float64Array
  readonly attempts: Int32Array
  /** µs when the stage was released: its job's arrival, or the end of the stage before; notYet before. */
  readonly stageReadyAt: Float64Array
  /** How many tasks are in each state, indexed by state. */
  readonly counts = new Float64Array(taskStateNames.length)
  readonly #unended: Int32Array
  readonly #onAgentNext: Int32Array
  readonly #onAgentPrevious: Int32Array
  readonly #firstOnAgent: Int32Array

  constructor(jobs: JobTable, agentCount: number) {
    const { taskCount, stageCount } = jobs
    this.jobs = jobs
    this.state = new Uint8Array(taskCount)
    this.agent = new Int32Array(taskCount).fill(-1)
    this.firstStart = new Float64Array(taskCount).fill(notYet)
    this.latestStart = new Float64Array(taskCount).fill(notYet)
    this.end = new Float64Array(taskCount).fill(notYet)
    this.attempts = new Int32Array(taskCount)
    this.stageReadyAt = new Float64Array(stageCount).fill(notYet)
    this.counts[notReady] = taskCount
    this.#unended = Int32Array.from(
      { length: stageCount },
      (_, s) => jobs.stageFirstTask[s + 1] - jobs.stageFirstTask[s],
    )
    this.#onAgentNext = new Int32Array(taskCount).fill(-1)
    this.#onAgentPrevious = new Int32Array(taskCount).fill(-1)
    this.#firstOnAgent = new Int32Array(agentCount).fill(-1)
  }

  rejected(task: TaskId): void {
    this.#move(task, notReady, unplaceable)
  }

  /** Releases the tasks of a stage that can be placed. */
  stageReady(stage: StageId, now: Micros): void {
    assert(this.stageReadyAt[stage] === notYet, `stage ${stage} became ready twice`)
    this.stageReadyAt[stage] = now
    for (let task = this.jobs.stageFirstTask[stage]; task < this.jobs.stageFirstTask[stage + 1]; task++)
      if (this.state[task] === notReady) this.#move(task, notReady, waiting)
  }

  started(task: TaskId, agent: AgentId, now: Micros): void {
    this.#move(task, waiting, running)
    this.agent[task] = agent
    this.attempts[task]++
    this.latestStart[task] = now
    if (this.firstStart[task] === notYet) this.firstStart[task] = now
    this.#link(task, agent)
  }

  /** The task ends for good. True if that completes its stage. */
  ended(task: TaskId, state: typeof finished | typeof failed, now: Micros): boolean {
    this.#unlink(task)
    this.#move(task, running, state)
    this.end[task] = now
    const stage = this.jobs.taskStage[task]
    assert(this.#unended[stage] > 0, `stage ${stage} ended more tasks than it has`)
    return --this.#unended[stage] === 0
  }

  /** The agent took the task with it: it waits again, whole. */
  lost(task: TaskId): void {
    this.#unlink(task)
    this.#move(task, running, waiting)
  }

  /** Any task that runs on the agent, or −1. */
  anyOn(agent: AgentId): TaskId {
    return this.#firstOnAgent[agent]
  }

  #move(task: TaskId, from: number, to: number): void {
    if (this.state[task] !== from)
      assert(
        false,
        `task ${task} is ${taskStateNames[this.state[task]]}, so it cannot become ${taskStateNames[to]}`,
      )
    this.state[task] = to
    this.counts[from]--
    this.counts[to]++
  }

  #link(task: TaskId, agent: AgentId): void {
    const first = this.#firstOnAgent[agent]
    this.#onAgentNext[task] = first
    this.#onAgentPrevious[task] = -1
    if (first >= 0) this.#onAgentPrevious[first] = task
    this.#firstOnAgent[agent] = task
  }

  #unlink(task: TaskId): void {
    const next = this.#onAgentNext[task]
    const previous = this.#onAgentPrevious[task]
    if (next >= 0) this.#onAgentPrevious[next] = previous
    if (previous >= 0) this.#onAgentNext[previous] = next
    else this.#firstOnAgent[this.agent[task]] = next
  }
}

/** The columns of TaskStates, for reading. */
export type TaskColumns = Pick<
  TaskStates,
  "jobs" | "state" | "agent" | "firstStart" | "latestStart" | "end" | "attempts" | "stageReadyAt" | "counts"
>

/** The states a job can be in, as results name them. */
export type JobState = "not_arrived" | "unplaceable" | "waiting" | "running" | "finished" | "failed"

/**
 * A job is unplaceable if any of its tasks is, else waiting if none has ever started, else running until all have
 * ended, else failed if any failed (spec/interface.md). A job without tasks is finished when it arrives.
 */
export function jobState(states: TaskColumns, job: JobId, now: Micros): JobState {
  const { jobs } = states
  const first = jobs.jobFirstStage[job]
  const hasStages = first < jobs.jobFirstStage[job + 1]
  if (jobs.jobArrival[job] > now || (hasStages && states.stageReadyAt[first] === notYet)) return "not_arrived"
  let anyStarted = false
  let anyOpen = false
  let anyFailed = false
  for (let task = tasksBegin(jobs, job); task < tasksEnd(jobs, job); task++) {
    const state = states.state[task]
    if (state === unplaceable) return "unplaceable"
    if (states.firstStart[task] !== notYet) anyStarted = true
    if (state === failed) anyFailed = true
    else if (state !== finished) anyOpen = true
  }
  if (anyOpen) return anyStarted ? "running" : "waiting"
  return anyFailed ? "failed" : "finished"
}

/** µs the task waited between its stage's release and its first start, or until `now` if it has not started. */
export function taskWait(states: TaskColumns, task: TaskId, now: Micros): Micros {
  const ready = states.stageReadyAt[states.jobs.taskStage[task]]
  assert(ready !== notYet && now < never, `task ${task} is not ready, so it has no wait`)
  return (states.firstStart[task] === notYet ? now : states.firstStart[task]) - ready
}
