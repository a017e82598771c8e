/**
 * Which nodes are not needed: those of which less than half is requested and whose pods fit elsewhere, ten minutes long.
 * Empty nodes go up to ten at a time, others one by one. Each node is judged as if it alone went.
 * Source: kubernetes/autoscaler, cluster-autoscaler/FAQ.md, "How does scale-down work?" and its parameters.
 */
import { type AgentId, cpus, gpus, mem, type Micros } from "../../../../sim/index.ts"
import { type AutoscaledCluster, needsOf } from "./nodes.ts"
import { Packing } from "./packing.ts"

/** --max-empty-bulk-delete. */
const mostEmptyAtOnce = 10
/** --scale-down-non-empty-candidates-count: how many nodes with pods on them may be unneeded at once. */
const mostWithPods = 30
/** --scale-down-candidates-pool-min-count and -ratio: how many others are looked at for that in one scan. */
const fewestLooks = 50
const partOfNodes = 0.1

export class ScaleDown {
  readonly #cluster: AutoscaledCluster
  /** µs: since when every scan has found the node unneeded. */
  readonly #unneededSince = new Map<AgentId, Micros>()
  /** 0 to 1. */
  readonly #threshold: number

  constructor(cluster: AutoscaledCluster, threshold: number) {
    this.#cluster = cluster
    this.#threshold = threshold
  }

  /** Looks at the nodes that are up: at the empty ones, at those that were unneeded before, and at some others. */
  look(up: readonly AgentId[]): void {
    const { board } = this.#cluster
    const before: AgentId[] = []
    const others: AgentId[] = []
    const since = this.#unneededSince
    for (const node of up) {
      const isLow = this.#utilisation(node) < this.#threshold
      if (isLow && board.tasksOn(node) > 0) (since.has(node) ? before : others).push(node)
      else this.#note(node, isLow)
    }
    for (const node of since.keys()) if (!board.view.isUp(node)) since.delete(node)
    let found = 0
    const looks = Math.max(fewestLooks, Math.floor(partOfNodes * up.length))
    for (const node of [...before, ...others.slice(0, looks)]) {
      const isUnneeded = found < mostWithPods && this.#isMovable(node, up)
      if (isUnneeded) found++
      this.#note(node, isUnneeded)
    }
  }

  /** µs since when the node that has been unneeded longest is; Infinity if none is. */
  earliest(): Micros {
    let earliest = Infinity
    for (const since of this.#unneededSince.values()) earliest = Math.min(earliest, since)
    return earliest
  }

  /** Of the nodes that have been unneeded for `unneeded` µs those to turn off now, `most` at most. */
  nodesToRemove(unneeded: Micros, most: number): readonly AgentId[] {
    const { world, board } = this.#cluster
    const due: AgentId[] = []
    for (const [node, since] of this.#unneededSince) if (world.now - since >= unneeded) due.push(node)
    due.sort((a, b) => a - b)
    const empty = due.filter((node) => board.tasksOn(node) === 0)
    return empty.length > 0 ? empty.slice(0, Math.min(most, mostEmptyAtOnce)) : due.slice(0, 1)
  }

  #note(node: AgentId, isUnneeded: boolean): void {
    if (!isUnneeded) this.#unneededSince.delete(node)
    else if (!this.#unneededSince.has(node)) this.#unneededSince.set(node, this.#cluster.world.now)
  }

  #isMovable(node: AgentId, up: readonly AgentId[]): boolean {
    const { podsOn, isProtected } = this.#cluster
    const pods = podsOn(node)
    if (pods.some((pod, i) => isProtected(pod, pods.slice(0, i)))) return false
    const tasks = pods.map(({ task }) => task)
    return new Packing(this.#cluster, node).place(needsOf(tasks, this.#cluster), up).length === 0
  }

  /** What is requested of what the node has: of GPUs alone where it has any, else of the scarcer of cpus and memory. */
  #utilisation(node: AgentId): number {
    const { view } = this.#cluster.board
    const part = (kind: number) =>
      view.capacity(node, kind) === 0 ? 0 : view.used(node, kind) / view.capacity(node, kind)
    return view.capacity(node, gpus) > 0 ? part(gpus) : Math.max(part(cpus), part(mem))
  }
}
