import type { Micros, RandomStream } from "../../../sim/index.ts"
import type { CellState } from "./cell-state.ts"
import { Claims, commit, type TransactionRules } from "./claims.ts"
import { conflicted, type DecisionOutcome, type DecisionRecorder, foundNoRoom, placed } from "./facts.ts"
import { firstFit } from "./first-fit.ts"
import { type Job, type JobBook, JobQueue } from "./job-book.ts"
import type { Site } from "./site.ts"
import { Snapshot } from "./snapshot.ts"

export interface SchedulerSetting {
  readonly site: Site
  readonly cell: CellState
  readonly book: JobBook
  readonly recorder: DecisionRecorder
  readonly stream: RandomStream
  readonly transactions: TransactionRules
  /** When it looks at the cell: before it thinks, so that others can get ahead of it, or after. */
  readonly looks: Looks
  readonly thinks: (job: Job) => Micros
  /** Tells this scheduler that its decision is over, at that time. */
  readonly wakeAt: (time: Micros) => void
  /** Called for each claim that was made, after the cell has it. */
  readonly start: (task: number, machine: number) => void
  readonly index: number
}

export type Looks = "before thinking" | "after thinking"

/**
 * One scheduler of several that share a cell. It takes jobs from its queue one at a time, thinks, places the tasks on
 * its private copy of the cell and commits them as one transaction. With the only scheduler of a cell, which looks after
 * thinking, nothing can conflict: that is the monolithic one.
 * Source: OmegaSimulation.scala, OmegaScheduler.handleJob; MonolithicSimulation.scala, scheduleNextJobAction.
 */
export class Scheduler {
  readonly #setting: SchedulerSetting
  readonly #queue = new JobQueue()
  readonly #snapshot: Snapshot
  readonly #candidates: { readonly order: Int32Array; readonly count: number }
  readonly #claims = new Claims()
  #current: Job | undefined
  #began: Micros = 0

  constructor(setting: SchedulerSetting) {
    const { cell } = setting
    this.#setting = setting
    this.#snapshot = new Snapshot(cell)
    const order = Int32Array.from({ length: cell.machineCount }, (_, machine) => machine)
    this.#candidates = { order, count: cell.machineCount }
  }

  /** Jobs in the queue; the one that is being decided is not among them. */
  get queued(): number {
    return this.#queue.length
  }

  queue(job: Job): void {
    this.#queue.push(job)
    if (this.#current === undefined) this.#beginNext()
  }

  #beginNext(): void {
    const { site, recorder, looks, thinks, wakeAt } = this.#setting
    const job = this.#queue.take()
    recorder.dequeued?.(site.now, job.stage, site.now - job.queuedAt, job.attempts + 1)
    if (looks === "before thinking") this.#snapshot.sync()
    this.#current = job
    this.#began = site.now
    wakeAt(site.now + thinks(job))
  }

  /** The thinking is over. */
  decide(): void {
    const { site, book, recorder, index, looks } = this.#setting
    const job = this.#current
    if (job === undefined) return
    job.attempts++
    if (looks === "after thinking") this.#snapshot.sync()
    const outcome = this.#place(job)
    recorder.decided?.(this.#began, index, job.stage, site.now - this.#began, outcome)
    book.decided(job, site.now)
    this.#current = undefined
    if (this.#queue.length > 0) this.#beginNext()
  }

  #place(job: Job): DecisionOutcome {
    const { site, cell, stream, transactions, start } = this.#setting
    const claims = this.#claims
    claims.clear()
    firstFit(job.waiting, site.jobs, this.#snapshot, this.#candidates, stream, claims)
    if (claims.count === 0 || (job.isGang && claims.count < job.waiting.length)) return foundNoRoom
    const failed = commit(claims, cell, site.jobs, {
      ...transactions,
      ...(job.isGang ? { commit: "all-or-nothing" } : {}),
    })
    for (let i = 0; i < claims.count; i++) start(claims.task[i], claims.machine[i])
    job.waiting = claims.unclaimed(job.waiting)
    if (claims.count > 0) job.hasStarted = true
    return failed === 0 ? placed : conflicted
  }
}
