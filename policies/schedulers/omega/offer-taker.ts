import { type Amounts, type FrameworkId, type Micros, type RandomStream } from "../../../sim/index.ts"
import type { Claims } from "./claims.ts"
import { type DecisionRecorder, foundNoRoom, placed } from "./facts.ts"
import { firstFit } from "./first-fit.ts"
import { type Job, type JobBook, JobQueue } from "./job-book.ts"
import { newPart, type Offer } from "./offers.ts"
import type { OfferRules } from "./rules.ts"
import type { Site } from "./site.ts"

export interface OfferTakerSetting {
  readonly site: Site
  readonly book: JobBook
  readonly recorder: DecisionRecorder
  readonly stream: RandomStream
  readonly rules: OfferRules
  readonly framework: FrameworkId
  readonly thinks: (job: Job) => Micros
}

/** What a framework does with an offer, µs from the offer's arrival. */
export interface Answer {
  /** When each part of the offer starts. */
  readonly starts: readonly Micros[]
  /** When what is left goes back. */
  readonly due: Micros
}

/**
 * A framework of the paper's Mesos: with one offer it goes through its whole queue, and each job it looks at costs its
 * decision time, also when nothing fits. Source: MesosSimulation.scala, MesosScheduler.handleNextResourceOffer.
 */
export class OfferTaker {
  readonly queue = new JobQueue()
  readonly #setting: OfferTakerSetting

  constructor(setting: OfferTakerSetting) {
    this.#setting = setting
  }

  answer(offer: Offer): Answer {
    const { rules } = this.#setting
    const ends: Micros[] = []
    let due = 0
    const { total } = offer.pool
    while (rules.isLeft(total) && this.queue.length > 0) {
      const job = this.queue.take()
      due += this.#decide(job, offer, due)
      while (ends.length < offer.parts.length) ends.push(due)
    }
    const starts = rules.tasksStart === "when their job is decided" ? ends : ends.map(() => due)
    return { starts, due }
  }

  /** Decides about the job, `before` µs after the offer arrived. Returns how long that takes. */
  #decide(job: Job, offer: Offer, before: Micros): Micros {
    const { site, recorder, book, thinks, framework, rules } = this.#setting
    const took = thinks(job)
    recorder.dequeued?.(site.now, job.stage, site.now - job.queuedAt, ++job.attempts)
    const hasRoom = this.#mayFit(job, offer.pool.total) && this.#place(job, offer)
    recorder.decided?.(site.now + before, framework, job.stage, took, hasRoom ? placed : foundNoRoom)
    book.decided(job, site.now + (rules.retryCounts === "from the offer" ? 0 : before + took))
    return took
  }

  /** Whether one of the job's tasks would fit if all that is offered were on one machine. */
  #mayFit(job: Job, total: Amounts): boolean {
    const { site, rules } = this.#setting
    return rules.mayFit(total, site.jobs.shapes, site.jobs.taskShape[job.waiting[0]])
  }

  /** Claims room for the job's tasks as a part of the answer; false if there is none, or not for all of a gang. */
  #place(job: Job, offer: Offer): boolean {
    const { site, stream } = this.#setting
    const claims = newPart(offer)
    firstFit(job.waiting, site.jobs, offer.pool, offer.pool, stream, claims)
    if (job.isGang && claims.count < job.waiting.length) this.#undo(claims, offer)
    if (claims.count === 0) {
      offer.parts.pop()
      return false
    }
    job.waiting = claims.unclaimed(job.waiting)
    job.hasStarted = true
    return true
  }

  #undo(claims: Claims, { pool }: Offer): void {
    const { shapes, taskShape } = this.#setting.site.jobs
    for (let i = 0; i < claims.count; i++) pool.add(claims.machine[i], shapes, taskShape[claims.task[i]])
    claims.clear()
  }
}
