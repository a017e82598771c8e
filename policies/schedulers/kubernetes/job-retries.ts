/**
 * What the controller of a Job does about pods that fail: it makes each again, 10 s after its first failure, then 20 s, 40 s
 * and so on up to six minutes, until it has failed once more than the limit (per pod, as `backoffLimitPerIndex` has it).
 * A trace tells how a task ended and no more, so what fails there fails every time, after as long.
 * Source: kubernetes.io/docs/concepts/workloads/controllers/job, "Pod backoff failure policy".
 */
import { type Micros, microsPerSecond, type TaskId } from "../../../sim/index.ts"

const firstBackoff: Micros = 10 * microsPerSecond
const longestBackoff: Micros = 360 * microsPerSecond

export class JobRetries {
  readonly #limit: number
  readonly #failures = new Map<TaskId, number>()
  readonly #madeAgain = new Set<TaskId>()

  /** Failures of a pod after which it is made again; 0: none is. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** The pod has failed; whether it is made again. */
  failed(pod: TaskId): boolean {
    const failures = (this.#failures.get(pod) ?? 0) + 1
    if (failures > this.#limit) return false
    this.#failures.set(pod, failures)
    this.#madeAgain.add(pod)
    return true
  }

  /** µs after which the pod, which is not there any more, is made again: its back-off if it has failed, else none. */
  backoff(pod: TaskId): Micros {
    if (!this.#madeAgain.delete(pod)) return 0
    let backoff = firstBackoff
    for (let i = 1; i < (this.#failures.get(pod) ?? 0) && backoff < longestBackoff; i++) backoff *= 2
    return Math.min(backoff, longestBackoff)
  }
}
