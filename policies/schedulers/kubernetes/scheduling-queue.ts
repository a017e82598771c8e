/**
 * kube-scheduler's three queues. Active pods are tried in order of priority, then of age. A pod that fits nowhere is
 * unschedulable until something happens in the cluster or five minutes have passed; then it is active again, but not
 * before its back-off is over: 1 s after the first failure, doubling to 10 s.
 * Source: kubernetes/kubernetes, pkg/scheduler/backend/queue; spec/policies-and-frameworks.md §4.2.
 */
import { type Micros, microsPerSecond } from "../../../sim/index.ts"
import { Heap } from "../heap.ts"

const firstBackoff: Micros = 1 * microsPerSecond
const longestBackoff: Micros = 10 * microsPerSecond
const longestUnschedulable: Micros = 300 * microsPerSecond

/** What is tried as one: a pod, or all pods of a gang. */
export interface Entry {
  readonly pods: readonly number[]
  readonly priority: number
  /** When it came; ties go to the lower number. */
  readonly since: Micros
  readonly number: number
  /** Failures so far. */
  attempts: number
  /** µs; when it failed last. */
  failedAt: Micros
}

function backoffEnd({ attempts, failedAt }: Entry): Micros {
  let backoff = firstBackoff
  for (let i = 1; i < attempts && backoff < longestBackoff; i++) backoff *= 2
  return failedAt + Math.min(backoff, longestBackoff)
}

export class SchedulingQueue {
  readonly #active = new Heap<Entry>(
    (a, b) => b.priority - a.priority || a.since - b.since || a.number - b.number,
  )
  readonly #backingOff = new Heap<{ readonly end: Micros; readonly entry: Entry }>(
    (a, b) => a.end - b.end || a.entry.number - b.entry.number,
  )
  /** In order of failure. */
  #unschedulable: Entry[] = []
  #came = 0

  add(pods: readonly number[], priority: number, now: Micros): void {
    this.#active.push({ pods, priority, since: now, number: this.#came++, attempts: 0, failedAt: 0 })
  }

  /** The next to be tried; undefined if nothing is active. */
  pop(now: Micros): Entry | undefined {
    this.#endBackoffs(now)
    return this.#active.pop()
  }

  /** Back to the front of those of its priority: it was not tried. */
  putBack(entry: Entry): void {
    this.#active.push(entry)
  }

  /** Tried, and it fits nowhere. */
  failed(entry: Entry, now: Micros): void {
    entry.attempts++
    entry.failedAt = now
    this.#unschedulable.push(entry)
  }

  /** Something has happened that may help: all are tried again, each when its back-off is over. */
  moveAll(): void {
    for (const entry of this.#unschedulable) this.#backingOff.push({ end: backoffEnd(entry), entry })
    this.#unschedulable = []
  }

  /** The same for those that have been unschedulable for five minutes. */
  moveOld(now: Micros): void {
    const isOld = (entry: Entry) => now - entry.failedAt >= longestUnschedulable
    const old = this.#unschedulable.filter(isOld)
    if (old.length === 0) return
    this.#unschedulable = this.#unschedulable.filter((entry) => !isOld(entry))
    for (const entry of old) this.#backingOff.push({ end: backoffEnd(entry), entry })
  }

  /** µs when something may be tried: now if anything is active; Infinity if only events of the cluster can help. */
  nextTry(now: Micros): Micros {
    if (this.#active.size > 0) return now
    const first = this.#backingOff.peek()
    return first === undefined ? Infinity : Math.max(now, first.end)
  }

  get unschedulableCount(): number {
    return this.#unschedulable.length
  }

  /** All that have been tried and fitted nowhere, wherever they wait; in no order that means anything. */
  *failures(): Iterable<Entry> {
    yield* this.#unschedulable
    for (const { entry } of this.#backingOff.items) yield entry
    for (const entry of this.#active.items) if (entry.attempts > 0) yield entry
  }

  #endBackoffs(now: Micros): void {
    for (let first = this.#backingOff.peek(); first !== undefined && first.end <= now;) {
      this.#backingOff.pop()
      this.#active.push(first.entry)
      first = this.#backingOff.peek()
    }
  }
}
