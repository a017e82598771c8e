/** The allocator's mailbox in a replay: first in first out, with timers that fire when the clock is set forward. */
export class Clock {
  #now = 0
  #messages: (() => void)[] = []
  #timers: { readonly due: number; readonly message: () => void }[] = []

  now(): number {
    return this.#now
  }

  enqueue(message: () => void): void {
    this.#messages.push(message)
  }

  after(delay: number, message: () => void): void {
    this.#timers.push({ due: this.#now + delay, message })
  }

  /** One jump: timers that are due see the new time; the earlier due, then the older, comes first. */
  advance(micros: number): void {
    this.#now += micros
    this.settle()
  }

  /** Handles everything that is due now, and what comes of it; time stands still. */
  settle(): void {
    do {
      const due = this.#timers.filter((timer) => timer.due <= this.#now)
      this.#timers = this.#timers.filter((timer) => timer.due > this.#now)
      // Sorting is stable: those due at one time stay in the order in which they were made.
      for (const { message } of due.sort((a, b) => a.due - b.due)) this.enqueue(message)
      while (this.#messages.length > 0) {
        const messages = this.#messages
        this.#messages = []
        // What a message enqueues comes after all that were there before it.
        for (const message of messages) message()
      }
    } while (this.#timers.some((timer) => timer.due <= this.#now))
  }
}
