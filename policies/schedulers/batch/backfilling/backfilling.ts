/** Who may overtake whom: a value that a batch plane is made with. */
import type { TaskId } from "../../../../sim/index.ts"
import type { WaitingQueue } from "../order/queue.ts"
import type { Entries, Entry } from "../plane/entry.ts"
import type { Machine } from "../plane/machine.ts"

export interface Backfilling {
  /** Starts whoever may start now. Called once at a moment, after all arrivals and ends of it. */
  dispatch(): void
  started?(entry: Entry): void
  /** The task holds nothing any more: it ended, or its agent was lost. */
  ended?(task: TaskId): void
  /** The machine has become larger or smaller. */
  machineChanged?(): void
}

export interface BatchParts {
  readonly queue: WaitingQueue
  readonly machine: Machine
  readonly entries: Entries
  /** When the task started last, in µs, and what it requests, in thousandths. */
  readonly latestStart: (task: TaskId) => number
  readonly request: (task: TaskId) => Float64Array
}

export type BackfillingFactory = (parts: BatchParts) => Backfilling
