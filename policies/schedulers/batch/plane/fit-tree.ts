import { type AgentId, type Amounts, type ClusterView, scalarCount } from "../../../../sim/index.ts"

/**
 * The first agent with room, without looking at all of them: a tree over the agents in order of id, in which every node
 * knows the most that any agent below it has free of each scalar. What is true of a node need not be true of one agent,
 * so a search may go down in vain and on to the right; it never misses one.
 */
export class FitTree {
  readonly #view: ClusterView
  readonly #agentCount: number
  /** Leaves of the tree: a power of two. */
  readonly #width: number
  /** A row per node; the root is 1, below n are 2n and 2n + 1. */
  readonly #most: Float64Array

  constructor(view: ClusterView, agentCount: number) {
    this.#view = view
    this.#agentCount = agentCount
    this.#width = powerOfTwoAtLeast(agentCount)
    this.#most = new Float64Array(2 * this.#width * scalarCount).fill(-1)
    for (let agent = 0; agent < agentCount; agent++) this.#setLeaf(agent)
    for (let node = this.#width - 1; node > 0; node--) this.#join(node)
  }

  /** Reads again what is free on the agent. */
  update(agent: AgentId): void {
    this.#setLeaf(agent)
    for (let node = (agent + this.#width) >> 1; node > 0 && this.#join(node); node >>= 1);
  }

  /** The first agent at or after `from` that has row `shape` of `shapes` free, something of which is above 0; −1 if none. */
  first(shapes: Amounts, shape: number, from: AgentId): AgentId {
    if (from >= this.#agentCount) return -1
    const request = shape * scalarCount
    let node = from + this.#width
    for (;;) {
      if (this.#covers(node, shapes, request)) {
        if (node >= this.#width) return node - this.#width
        node *= 2
        continue
      }
      while (node % 2 === 1) node >>= 1
      if (node === 0) return -1
      node++
    }
  }

  #covers(node: number, shapes: Amounts, request: number): boolean {
    const n = node * scalarCount
    for (let k = 0; k < scalarCount; k++) {
      const amount = shapes[request + k]
      if (amount > 0 && amount > this.#most[n + k]) return false
    }
    return true
  }

  #setLeaf(agent: AgentId): void {
    const n = (agent + this.#width) * scalarCount
    const isUp = this.#view.isUp(agent)
    for (let k = 0; k < scalarCount; k++) this.#most[n + k] = isUp ? this.#view.free(agent, k) : -1
  }

  /** False if the node was true already. */
  #join(node: number): boolean {
    const n = node * scalarCount
    let changed = false
    for (let k = 0; k < scalarCount; k++) {
      const most = Math.max(this.#most[2 * n + k], this.#most[2 * n + scalarCount + k])
      if (this.#most[n + k] === most) continue
      this.#most[n + k] = most
      changed = true
    }
    return changed
  }
}

function powerOfTwoAtLeast(count: number): number {
  let power = 1
  while (power < count) power *= 2
  return power
}
