/**
 * Preemption: every few seconds each queue's share is worked out, and where a queue has less than it may claim, those
 * that have more give containers back: the youngest application's youngest first, none that the queue's own share
 * needs, and only a part of the cluster in one round. A container that is chosen round after round for long enough is
 * killed. Source: apache/hadoop, ProportionalCapacityPreemptionPolicy.
 */
import type { Demand, Micros, TaskId } from "../../../sim/index.ts"
import type { Discipline, Measure } from "./disciplines.ts"
import type { Queue, QueueTree } from "./queues.ts"

export interface PreemptionSetting {
  /** µs between two rounds. */
  readonly interval: Micros
  /** µs from the first choice of a container to its end. */
  readonly wait: Micros
  /** The part of the cluster that one round chooses, 0 to 1. */
  readonly perRound: number
}

/** Sums of parts of the cluster differ by less than this when they are equal. */
const tolerance = 1e-9

export class Preemption {
  readonly #setting: PreemptionSetting
  readonly #tree: QueueTree
  readonly #discipline: Discipline
  readonly #measure: Measure
  readonly #demandOf: (task: TaskId) => Demand
  #chosenSince = new Map<TaskId, Micros>()

  constructor(
    setting: PreemptionSetting,
    tree: QueueTree,
    discipline: Discipline,
    measure: Measure,
    demandOf: (task: TaskId) => Demand,
  ) {
    this.#setting = setting
    this.#tree = tree
    this.#discipline = discipline
    this.#measure = measure
    this.#demandOf = demandOf
  }

  /** Whether the last round chose something, which later rounds may end. */
  get isUnderWay(): boolean {
    return this.#chosenSince.size > 0
  }

  /** The containers to be killed now. */
  round(now: Micros): TaskId[] {
    const since = new Map<TaskId, Micros>()
    const killed: TaskId[] = []
    for (const task of this.#choose()) {
      const first = this.#chosenSince.get(task) ?? now
      if (now - first >= this.#setting.wait) killed.push(task)
      else since.set(task, first)
    }
    this.#chosenSince = since
    return killed
  }

  #choose(): TaskId[] {
    const shares = new Map<Queue, number>()
    this.#share(this.#tree.root, 1, shares)
    let missing = 0
    let spare = 0
    for (const [leaf, share] of shares) {
      missing += this.#missing(leaf, share)
      spare += this.#spare(leaf, share)
    }
    const wanted = Math.min(missing, spare, this.#setting.perRound)
    if (wanted < tolerance) return []
    return [...shares].flatMap(([leaf, share]) =>
      this.#chooseIn(leaf, share, (wanted * this.#spare(leaf, share)) / spare),
    )
  }

  /** What the queues get of `total`, by their weights, none more than it uses and wants. */
  #share(queue: Queue, total: number, shares: Map<Queue, number>): void {
    if (queue.children.length === 0) {
      shares.set(queue, total)
      return
    }
    const needs = queue.children
      .map((child) => ({ child, need: this.#need(child) }))
      .sort((a, b) => a.need / a.child.weight - b.need / b.child.weight || a.child.order - b.child.order)
    let left = total
    let weights = needs.reduce((sum, { child }) => sum + child.weight, 0)
    for (const { child, need } of needs) {
      const share = Math.min(need, (left * child.weight) / weights)
      left -= share
      weights -= child.weight
      this.#share(child, share, shares)
    }
  }

  #need({ used, wanted, most }: Queue): number {
    return this.#measure(used.map((amount, kind) => Math.min(amount + wanted[kind], most[kind])))
  }

  #missing(leaf: Queue, share: number): number {
    if (leaf.waiting === 0) return 0
    const missing = this.#discipline.claim(leaf, share) - this.#measure(leaf.used)
    return missing > tolerance ? missing : 0
  }

  #spare(leaf: Queue, share: number): number {
    const spare = this.#measure(leaf.used) - share
    return spare > tolerance ? spare : 0
  }

  #chooseIn(leaf: Queue, share: number, wanted: number): TaskId[] {
    const chosen: TaskId[] = []
    if (wanted === 0) return chosen
    const left = leaf.used.slice()
    const used = this.#measure(left)
    for (const { running } of [...leaf.apps.values()].sort((a, b) => b.job - a.job))
      for (const task of [...running].toReversed()) {
        if (used - this.#measure(left) >= wanted - tolerance) return chosen
        const { amounts } = this.#demandOf(task)
        const after = left.map((amount, kind) => amount - amounts[kind])
        if (this.#measure(after) < share - tolerance) continue
        left.set(after)
        chosen.push(task)
      }
    return chosen
  }
}
