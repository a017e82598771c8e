/** Jobs as these schedulers see them: a stage whose tasks are decided about together, again and again until all run. */
import { type JobTable, type Micros, type RoleId, type StageId, type TaskId } from "../../../sim/index.ts"
import type { DecisionRecorder } from "./facts.ts"
import type { Rules } from "./rules.ts"
import type { Site } from "./site.ts"

export interface Job {
  readonly stage: StageId
  readonly isGang: boolean
  /** The tasks that wait for a place, in order. */
  waiting: TaskId[]
  /** Decisions about it so far. */
  attempts: number
  hasStarted: boolean
  /** µs when it was queued last. */
  queuedAt: Micros
  /** True from when it is queued until all its tasks run or it is given up. */
  isOpen: boolean
}

/** First in, first out. */
export class JobQueue {
  #jobs: Job[] = []
  #head = 0

  get length(): number {
    return this.#jobs.length - this.#head
  }

  push(job: Job): void {
    this.#jobs.push(job)
  }

  /** The job at the head, taken out. There must be one. */
  take(): Job {
    const job = this.#jobs[this.#head++]
    if (this.#head > 1000 && this.#head * 2 > this.#jobs.length) {
      this.#jobs = this.#jobs.slice(this.#head)
      this.#head = 0
    }
    return job
  }
}

export class JobBook {
  readonly #site: Site
  readonly #rules: Rules
  readonly #recorder: DecisionRecorder
  readonly #queue: (job: Job) => void
  readonly #jobs: (Job | undefined)[] = []
  readonly #retry: number

  /** `queue` puts a job at the end of its scheduler's queue. */
  constructor(site: Site, rules: Rules, recorder: DecisionRecorder, queue: (job: Job) => void) {
    this.#site = site
    this.#rules = rules
    this.#recorder = recorder
    this.#queue = queue
    this.#retry = site.declare("job is tried again", (stage) => this.#open(this.#job(stage)))
  }

  /** The stage's tasks may start from now on. */
  stageReady(stage: StageId): void {
    const { jobs, view } = this.#site
    const waiting: TaskId[] = []
    for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
      if (view.isWaiting(task)) waiting.push(task)
    if (waiting.length === 0) return
    const job: Job = {
      stage,
      isGang: jobs.stageGang[stage] === 1,
      waiting,
      attempts: 0,
      hasStarted: false,
      queuedAt: 0,
      isOpen: false,
    }
    this.#jobs[stage] = job
    this.#open(job)
  }

  /** A task that ran, or was to run, waits again: it was lost with its machine. */
  taskBack(task: TaskId): void {
    const job = this.#job(this.#site.jobs.taskStage[task])
    job.waiting.push(task)
    if (job.isOpen) return
    job.attempts = 0
    this.#open(job)
  }

  /** A decision is over that began at `began`: what is left of the job is tried again later, or never. */
  decided(job: Job, began: Micros): void {
    const { retryAfter, giveUpAfter } = this.#rules
    if (job.waiting.length === 0) {
      job.isOpen = false
    } else if (job.attempts > (job.hasStarted ? giveUpAfter.atAll : giveUpAfter.withNothing)) {
      job.isOpen = false
      this.#recorder.gaveUp?.(this.#site.now, job.stage)
    } else this.#site.at(began + retryAfter, this.#retry, job.stage, 0)
  }

  #open(job: Job): void {
    job.isOpen = true
    job.queuedAt = this.#site.now
    this.#recorder.queued?.(job.queuedAt, job.stage)
    this.#queue(job)
  }

  #job(stage: StageId): Job {
    const job = this.#jobs[stage]
    if (job === undefined) throw new Error(`stage ${stage} is not ready`)
    return job
  }
}

export function roleOfStage(jobs: JobTable, stage: StageId): RoleId {
  return jobs.frameworks[jobs.jobFramework[jobs.stageJob[stage]]].role
}
