/** What these schedulers say about their decisions, beside what the world says about jobs and tasks. */
import type { Micros, StageId, Thousandths } from "../../../sim/index.ts"

/** How a decision ended: something was placed and nothing conflicted, a claim conflicted, there was no room. */
export const placed = 0
export const conflicted = 1
export const foundNoRoom = 2
export type DecisionOutcome = typeof placed | typeof conflicted | typeof foundNoRoom

export interface DecisionRecorder {
  /** The job stands at the end of its scheduler's queue, for the first time or again. */
  queued?(now: Micros, stage: StageId): void
  /** A scheduler takes the job out of its queue, in which it was for `waited`, for decision number `attempt`: 1, 2, … */
  dequeued?(now: Micros, stage: StageId, waited: Micros, attempt: number): void
  /** Scheduler `scheduler` spends `took` on the job from `began` on, which with offers may not be over yet. */
  decided?(began: Micros, scheduler: number, stage: StageId, took: Micros, outcome: DecisionOutcome): void
  gaveUp?(now: Micros, stage: StageId): void
  /** So much cpu is locked in offers from now on. */
  locked?(now: Micros, cpus: Thousandths): void
}
