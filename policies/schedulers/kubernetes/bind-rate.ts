/**
 * How fast the scheduler may talk to the API server: a bucket of `burst` tokens that fills at `qps` a second, one token a
 * binding. Default 50 and 100. Source: kubernetes, KubeSchedulerConfiguration, clientConnection.
 */
import { type Micros, microsPerSecond } from "../../../sim/index.ts"

export class BindRate {
  readonly #interval: Micros
  readonly #slack: Micros
  /** When the bucket would be full again if nothing more were taken. */
  #full: Micros = 0

  /** `qps` above 0; Infinity for no limit. */
  constructor(qps: number, burst: number) {
    this.#interval = qps === Infinity ? 0 : Math.round(microsPerSecond / qps)
    this.#slack = this.#interval * Math.max(0, burst - 1)
  }

  /** µs at which the next token is there: now, or later. */
  nextAt(now: Micros): Micros {
    return Math.max(now, this.#full - this.#slack)
  }

  /** Takes tokens; a gang takes them at once and leaves a debt. */
  take(count: number, now: Micros): void {
    this.#full = Math.max(this.#full, now) + count * this.#interval
  }
}
