/**
 * Hierarchical DRF: a tree of roles with frameworks as leaves. A node's share is not the sum of its children's: those that
 * could take more are scaled down to the least of them, so that what one child holds cannot starve another that wants
 * something else. A child is blocked where something that it uses is used up everywhere.
 * Source: Bhattacharya et al., "Hierarchical Scheduling for Diverse Datacenter Workloads", SoCC 2013, section 4;
 * Volcano's design of it.
 */
import { type AgentId, type FrameworkId, type FrameworksView, scalarCount } from "../../../sim/index.ts"

interface Node {
  readonly name: string
  weight: number
  readonly parent: Node | undefined
  readonly children: Node[]
  readonly framework: FrameworkId | undefined
  /** Shares of the cluster by kind, as the parent counts them; and the largest of those that are not used up. */
  shares: number[]
  dominant: number
  isBlocked: boolean
}

export class Hierarchy {
  readonly #frameworks: FrameworksView
  readonly #root: Node = newNode("", undefined, undefined, 1)
  readonly #leaves = new Map<FrameworkId, Node>()
  readonly #isUsedUp: boolean[]

  constructor(frameworks: FrameworksView) {
    this.#frameworks = frameworks
    this.#isUsedUp = Array.from({ length: scalarCount }, (_, kind) => this.#totalShare(kind) >= almostAll)
    for (const framework of frameworks.asking()) {
      const role = frameworks.role(framework)
      const parent = this.#nodeOf(frameworks.roleName(role))
      parent.weight = frameworks.weight(role)
      const leaf = newNode(String(framework), parent, framework, 1)
      parent.children.push(leaf)
      this.#leaves.set(framework, leaf)
    }
    this.#recountBelow(this.#root)
  }

  /** The framework to which the agent goes; undefined if none may be offered it. */
  neediest(agent: AgentId, node: Node = this.#root): FrameworkId | undefined {
    if (node.framework !== undefined)
      return this.#frameworks.refuses(node.framework, agent) ? undefined : node.framework
    for (const child of node.children.toSorted(byNeed)) {
      const found = this.neediest(agent, child)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** The framework holds more than before. */
  grew(framework: FrameworkId): void {
    for (let kind = 0; kind < scalarCount; kind++) this.#isUsedUp[kind] = this.#totalShare(kind) >= almostAll
    for (let node = this.#leaves.get(framework); node !== undefined; node = node.parent) this.#recount(node)
  }

  #nodeOf(path: string): Node {
    let node = this.#root
    for (const name of path.split("/")) {
      let child = node.children.find((one) => one.framework === undefined && one.name === name)
      if (child === undefined) node.children.push((child = newNode(name, node, undefined, 1)))
      node = child
    }
    return node
  }

  #recountBelow(node: Node): void {
    for (const child of node.children) this.#recountBelow(child)
    this.#recount(node)
  }

  #recount(node: Node): void {
    const { framework, children } = node
    node.shares =
      framework === undefined
        ? sharesOfParent(children)
        : node.shares.map((_, kind) => this.#frameworks.shareOf(framework, kind))
    node.isBlocked =
      framework === undefined
        ? children.every((child) => child.isBlocked)
        : node.shares.some((share, kind) => share > 0 && this.#isUsedUp[kind])
    node.dominant = Math.max(0, ...node.shares.filter((_, kind) => !this.#isUsedUp[kind]))
  }

  #totalShare(kind: number): number {
    let sum = 0
    for (let role = 0; role < this.#frameworks.roleCount; role++)
      sum += this.#frameworks.roleShareOf(role, kind)
    return sum
  }
}

const almostAll = 0.999

function newNode(
  name: string,
  parent: Node | undefined,
  framework: FrameworkId | undefined,
  weight: number,
): Node {
  const shares = Array.from({ length: scalarCount }, () => 0)
  return { name, parent, framework, weight, children: [], shares, dominant: 0, isBlocked: false }
}

/** Those that are not blocked count as if they had no more than the least of them. */
function sharesOfParent(children: readonly Node[]): number[] {
  const open = children.filter((child) => !child.isBlocked)
  const least = Math.min(...open.map((child) => child.dominant / child.weight))
  return Array.from({ length: scalarCount }, (_, kind) =>
    children.reduce((sum, child) => {
      if (child.isBlocked) return sum + child.shares[kind]
      return child.dominant === 0 ? sum : sum + (child.shares[kind] * least * child.weight) / child.dominant
    }, 0),
  )
}

/** Blocked children last; then by share over weight; of equals the one that came first. */
function byNeed(a: Node, b: Node): number {
  return Number(a.isBlocked) - Number(b.isBlocked) || a.dominant / a.weight - b.dominant / b.weight
}
