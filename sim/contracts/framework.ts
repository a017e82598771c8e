/**
 * Level two of Mesos: what a framework's scheduler does with what it is offered. Events in, decisions out: a
 * framework returns data and never calls back. It subscribes with its role suppressed and revives when it has work.
 */
import type { JobTable } from "../cluster/jobs.ts"
import type { Random } from "../kernel/random.ts"
import type { AgentId, FrameworkId, Micros, OfferId, StageId, TaskId, Thousandths } from "../kernel/units.ts"
import type { TaskOutcome } from "./recorder.ts"

/** Mesos' default for how long a declined offer is not made again. Source: mesos.proto, Filters.refuse_seconds = 5.0. */
export const defaultRefusal: Micros = 5_000_000

/** The offers of one message, by position. Valid until the reply is complete. */
export interface OfferList {
  readonly length: number
  id(position: number): OfferId
  agent(position: number): AgentId
  /** What is in the offer of scalar `kind` (cpus, mem, disk, gpus), in thousandths. */
  amount(position: number, kind: number): Thousandths
}

export type Command =
  /** No offers until it revives. What is offered now stays valid. */
  | { readonly kind: "suppress" }
  /** Offers again, at once, also of agents it refused. */
  | { readonly kind: "revive" }
  /** Calls `woken` in `after` µs. */
  | { readonly kind: "wake"; readonly after: Micros }

export type OfferReply =
  | Command
  /** Launches tasks out of the offer; the rest of it is refused for `refuse` µs. */
  | {
      readonly kind: "accept"
      readonly offer: OfferId
      readonly tasks: readonly TaskId[]
      readonly refuse: Micros
    }
  | { readonly kind: "decline"; readonly offer: OfferId; readonly refuse: Micros }
  /** Declines all offers of the message that were not answered before. */
  | { readonly kind: "declineRest"; readonly refuse: Micros }

export interface Framework {
  readonly name: string
  stageReady(stage: StageId): Iterable<Command>
  /** Every offer of the list must be answered exactly once, by name or by declineRest; replies count in order. */
  offersReceived(offers: OfferList, now: Micros): Iterable<OfferReply>
  /** A task of this framework ended; one that was lost is waiting again and its framework's to place. */
  taskEnded(task: TaskId, outcome: TaskOutcome): Iterable<Command>
  offerRescinded?(offer: OfferId): void
  /** The time that a "wake" asked for has come. */
  woken?(now: Micros): Iterable<Command>
}

/** Which of the offers of a message a task goes to: a value that frameworks may be made with. */
export interface OfferPlacement {
  /** The offers of the message that is answered now; nothing of them is taken. Those before are closed. */
  open(offers: OfferList): void
  /** Takes room for the task out of one of them. Its position; −1 if none has the room. */
  take(task: TaskId): number
  /** Gives back what the task took there. */
  giveBack(task: TaskId, position: number): void
}

export interface FrameworkSetting {
  readonly id: FrameworkId
  readonly jobs: JobTable
  /** Which tasks of a stage that became ready may be placed: those that are waiting. */
  readonly isWaiting: (task: TaskId) => boolean
  /** Two columns over all tasks that the frameworks of a run share, each writing only the rows of its own tasks. */
  readonly nextTask: Int32Array
  readonly orderOfTask: Int32Array
  readonly random: Random
  /** Absent: the framework takes the offers as they come. */
  readonly placement?: OfferPlacement
}

export type FrameworkFactory = (setting: FrameworkSetting) => Framework
