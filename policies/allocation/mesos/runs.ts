/**
 * When the allocator runs: after an event that asks for it, and once per interval. A run is a message to itself, so that
 * all events before it are served by one run; while it is paused, events are forgotten. Source: spec/mesos.md §4.2.
 */
import type { Micros } from "../../../sim/index.ts"

/** One mailbox, first in first out, and timers; both belong to whoever drives the allocator. */
export interface Mailbox {
  now(): Micros
  enqueue(message: () => void): void
  /** Enqueues the message when `delay` has passed; of timers due at the same time the older goes first. */
  after(delay: Micros, message: () => void): void
}

export class Runs {
  readonly #mailbox: Mailbox
  readonly #run: () => void
  #pending: (() => void)[] | undefined
  #paused = false

  /** `run` serves all candidates that were noted; a run that finds itself paused leaves them for the next one. */
  constructor(mailbox: Mailbox, run: () => void) {
    this.#mailbox = mailbox
    this.#run = run
  }

  get paused(): boolean {
    return this.#paused
  }

  pause(): void {
    this.#paused = true
  }

  /** Starts no run: what was forgotten waits for the next batch. */
  resume(): void {
    this.#paused = false
  }

  /** `note` notes the candidates, unless they are to be forgotten. */
  trigger(note: () => void, done?: () => void): void {
    if (this.#paused) return done?.()
    note()
    if (this.#pending === undefined) {
      this.#pending = []
      this.#mailbox.enqueue(() => this.#serve())
    }
    if (done !== undefined) this.#pending.push(done)
  }

  /** Triggers a run, each an interval after the one before was done. */
  startBatches(interval: Micros, note: () => void): void {
    const next = () => this.#mailbox.after(interval, () => this.trigger(note, next))
    next()
  }

  #serve(): void {
    const waiting = this.#pending ?? []
    this.#pending = undefined
    if (!this.#paused) this.#run()
    for (const done of waiting) done()
  }
}
