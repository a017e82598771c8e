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
  readonly #run: (agents: readonly string[]) => void
  #candidates = new Set<string>()
  #pending: (() => void)[] | undefined
  #paused = false

  constructor(mailbox: Mailbox, run: (agents: readonly string[]) => void) {
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

  /** A removed agent is no candidate any more. */
  forget(agent: string): void {
    this.#candidates.delete(agent)
  }

  trigger(agents: Iterable<string>, done: () => void = () => undefined): void {
    if (this.#paused) return done()
    for (const agent of agents) this.#candidates.add(agent)
    if (this.#pending === undefined) {
      this.#pending = []
      this.#mailbox.enqueue(() => this.#serve())
    }
    this.#pending.push(done)
  }

  /** Triggers a run over all agents, each an interval after the one before was done. */
  startBatches(interval: Micros, agents: () => Iterable<string>): void {
    const next = () =>
      this.#mailbox.after(interval, () => {
        this.trigger(agents(), next)
      })
    next()
  }

  #serve(): void {
    const waiting = this.#pending ?? []
    this.#pending = undefined
    // A run that finds itself paused keeps its candidates for the next one.
    if (!this.#paused) {
      this.#run([...this.#candidates])
      this.#candidates = new Set()
    }
    for (const done of waiting) done()
  }
}
