/** Which pods run where, and how many of each job and priority: what preemption asks. */
import {
  type AgentId,
  type JobId,
  type PlacementBoard,
  type TaskId,
  tasksBegin,
  tasksEnd,
} from "../../../sim/index.ts"
import type { RunningPod } from "./preemption.ts"

export class Pods {
  readonly #board: PlacementBoard
  readonly #onAgent: Set<TaskId>[] = []
  readonly #ofJob = new Map<JobId, number>()
  readonly #ofPriority = new Map<number, number>()

  constructor(board: PlacementBoard) {
    this.#board = board
  }

  priorityOf(task: TaskId): number {
    return this.#board.view.jobs.taskPriority?.[task] ?? 0
  }

  jobOf(task: TaskId): JobId {
    const { jobs } = this.#board.view
    return jobs.stageJob[jobs.taskStage[task]]
  }

  started(task: TaskId, agent: AgentId): void {
    ;(this.#onAgent[agent] ??= new Set()).add(task)
    this.#count(task, +1)
  }

  ended(task: TaskId, agent: AgentId): void {
    this.#onAgent[agent].delete(task)
    this.#count(task, -1)
  }

  /** In the order in which they started. */
  on(agent: AgentId): readonly RunningPod[] {
    const { tasks } = this.#board.view
    return [...(this.#onAgent[agent] ?? [])].map((task) => ({
      task,
      priority: this.priorityOf(task),
      started: tasks.latestStart[task],
      demand: this.#board.demandOf(task),
    }))
  }

  /** Whether anything runs that a pod of that priority may drive out. */
  anyBelow(priority: number): boolean {
    for (const [other, count] of this.#ofPriority) if (other < priority && count > 0) return true
    return false
  }

  /** Whether a job of which `taken` pods leave has fewer left than 1 − `disruption` of all of its pods. */
  isShort(task: TaskId, taken: number, disruption: number): boolean {
    const job = this.jobOf(task)
    const { jobs } = this.#board.view
    const all = tasksEnd(jobs, job) - tasksBegin(jobs, job)
    return (this.#ofJob.get(job) ?? 0) - taken < Math.ceil((1 - disruption) * all)
  }

  #count(task: TaskId, change: number): void {
    const priority = this.priorityOf(task)
    const job = this.jobOf(task)
    this.#ofPriority.set(priority, (this.#ofPriority.get(priority) ?? 0) + change)
    const left = (this.#ofJob.get(job) ?? 0) + change
    if (left === 0) this.#ofJob.delete(job)
    else this.#ofJob.set(job, left)
  }
}
