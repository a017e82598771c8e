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

const needed = -1

export class ScaleDown {
  readonly #cluster: AutoscaledCluster
  /** µs by node: since when every scan has found it unneeded; else `needed`. */
  readonly #unneededSince: Float64Array
  /** 0 to 1. */
  readonly #threshold: number

  constructor(cluster: AutoscaledCluster, threshold: number) {
    this.#cluster = cluster
    this.#threshold = threshold
    this.#unneededSince = new Float64Array(cluster.world.agents.count).fill(needed)
  }

  /** Looks at the nodes, as every scan does: the empty ones, those that were unneeded before, and some others. */
  look(): void {
    const { world, board } = this.#cluster
    const before: AgentId[] = []
    const others: AgentId[] = []
    for (let node = 0; node < world.agents.count; node++) {
      const wasUnneeded = this.#unneededSince[node] !== needed
      const isLow = board.view.isUp(node) && this.#utilisation(node) < this.#threshold
      if (isLow && board.tasksOn(node) > 0) (wasUnneeded ? before : others).push(node)
      else this.#note(node, isLow)
    }
    let found = 0
    const looks = Math.max(fewestLooks, Math.floor(partOfNodes * world.agents.count))
    for (const node of [...before, ...others.slice(0, looks)]) {
      const isUnneeded = found < mostWithPods && this.#isMovable(node)
      if (isUnneeded) found++
      this.#note(node, isUnneeded)
    }
  }

  /** Of the nodes that have been unneeded for `unneeded` µs those to turn off now, `most` at most. */
  nodesToRemove(unneeded: Micros, most: number): readonly AgentId[] {
    const { world, board } = this.#cluster
    const latest = world.now - unneeded
    const due: AgentId[] = []
    for (let node = 0; node < this.#unneededSince.length && most > 0; node++)
      if (this.#unneededSince[node] !== needed && this.#unneededSince[node] <= latest) due.push(node)
    const empty = due.filter((node) => board.tasksOn(node) === 0)
    return empty.length > 0 ? empty.slice(0, Math.min(most, mostEmptyAtOnce)) : due.slice(0, 1)
  }

  #note(node: AgentId, isUnneeded: boolean): void {
    if (!isUnneeded) this.#unneededSince[node] = needed
    else if (this.#unneededSince[node] === needed) this.#unneededSince[node] = this.#cluster.world.now
  }

  #isMovable(node: AgentId): boolean {
    const { podsOn, isProtected, world, board } = this.#cluster
    const pods = podsOn(node)
    if (pods.some((pod, i) => isProtected(pod, pods.slice(0, i)))) return false
    const others: AgentId[] = []
    for (let other = 0; other < world.agents.count; other++)
      if (other !== node && board.view.isUp(other)) others.push(other)
    const tasks = pods.map(({ task }) => task)
    return new Packing(this.#cluster).place(needsOf(tasks, this.#cluster), others).length === 0
  }

  /** What is requested of what the node has: of GPUs alone where it has any, else of the scarcer of cpus and memory. */
  #utilisation(node: AgentId): number {
    const { view } = this.#cluster.board
    const part = (kind: number) =>
      view.capacity(node, kind) === 0 ? 0 : view.used(node, kind) / view.capacity(node, kind)
    return view.capacity(node, gpus) > 0 ? part(gpus) : Math.max(part(cpus), part(mem))
  }
}
