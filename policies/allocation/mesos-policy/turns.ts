/**
 * The allocator's mailbox in the simulation. The simulation says when a run happens; what the allocator sends to itself is
 * kept until then. Its batches are the simulation's batches; its timers are the ends of filters, and one that is due
 * when a run happens has fired before, unless it was set for one interval: then the batch timer is the older of the two.
 * Source: spec/mesos.md §4.9.
 */
import type { Micros } from "../../../sim/index.ts"
import type { Mailbox } from "../mesos/index.ts"

interface Timer {
  readonly due: Micros
  readonly message: () => void
}

export class Turns implements Mailbox {
  readonly #interval: Micros
  #now: Micros = 0
  #messages: (() => void)[] = []
  /** By lifetime: timers of one lifetime are due in the order in which they were set. */
  readonly #timers = new Map<Micros, Timer[]>()
  #batch: () => void = () => undefined
  /** Whether a timer that is set now is that of the next batch: at the making of the allocator, and when a run is done. */
  #isBetweenBatches = true

  constructor(interval: Micros) {
    this.#interval = interval
  }

  now(): Micros {
    return this.#now
  }

  enqueue(message: () => void): void {
    this.#messages.push(message)
  }

  after(delay: Micros, message: () => void): void {
    if (this.#isBetweenBatches) {
      this.#isBetweenBatches = false
      this.#batch = message
      return
    }
    const older = delay === this.#interval ? 1 : 0
    const timer = { due: this.#now + delay + older, message }
    const queue = this.#timers.get(delay)
    if (queue === undefined) this.#timers.set(delay, [timer])
    else queue.push(timer)
  }

  /** The timer of the next batch goes off. */
  batchIsDue(): void {
    this.#batch()
  }

  /** It is `now`: filters that are over have ended, and then what the allocator asked itself for happens. */
  run(now: Micros): void {
    const asked = this.#messages
    this.#messages = []
    this.#now = now
    for (const [lifetime, queue] of this.#timers) {
      let due = 0
      while (due < queue.length && queue[due].due <= now) due++
      for (const { message } of queue.splice(0, due)) message()
      if (queue.length === 0) this.#timers.delete(lifetime)
    }
    this.#deliver()
    this.#messages = asked
    this.#deliver()
  }

  #deliver(): void {
    this.#isBetweenBatches = true
    while (this.#messages.length > 0) {
      const messages = this.#messages
      this.#messages = []
      for (const message of messages) message()
    }
    this.#isBetweenBatches = false
  }
}
