/**
 * The roles as a tree by their paths, in which each subtree competes with its siblings; a role that has others below it
 * competes with them as a leaf named ".". Only leaves with somebody who wants offers are kept in order, for the others
 * cannot be served. Source: spec/mesos.md §3.1, §3.2, §3.5.
 */
import { assert, log, mix32 } from "../../../sim/index.ts"
import type { Amounts } from "./amounts.ts"
import { fractionOf } from "./chance.ts"
import type { Role } from "./seats.ts"
import type { ShareTable } from "./share-table.ts"
import { Siblings } from "./siblings.ts"
import { compareText } from "./values.ts"

export interface RoleNode {
  readonly row: number
  readonly name: string
  readonly path: string
  readonly parent: RoleNode | undefined
  readonly children: Map<string, RoleNode>
  /** Its children in order; a leaf has none. */
  readonly order: Siblings
  isLeaf: boolean
  /** The role that a leaf stands for. */
  role: Role | undefined
}

const virtualLeaf = "."

export class RoleSorter {
  readonly table: ShareTable
  readonly root: RoleNode
  /** By row of the table. */
  readonly nodes: (RoleNode | undefined)[] = []
  readonly #weights = new Map<string, number>()
  /** Nodes that have not been sorted yet, whose weight is still to be looked up. */
  #unweighted: RoleNode[] = []

  constructor(table: ShareTable) {
    this.table = table
    this.root = this.#nodeUnder(undefined, "")
  }

  add(role: Role): void {
    let node = this.root
    for (const name of role.name.split("/")) {
      if (node.isLeaf) this.#makeInternal(node)
      node = node.children.get(name) ?? this.#nodeUnder(node, name)
    }
    // The node is new, and then a leaf, or stands above others, and then competes with them by a virtual leaf.
    if (node.children.size > 0) node = this.#nodeUnder(node, virtualLeaf)
    for (let above = node.parent; above !== undefined; above = above.parent) this.#enter(above)
    node.isLeaf = true
    node.role = role
    role.node = node
  }

  remove(role: Role): void {
    const leaf = nodeOf(role)
    this.#leave(leaf)
    const held = this.table.heldBy(leaf.row)
    role.node = undefined
    for (let node = leaf, parent = node.parent; parent !== undefined; node = parent, parent = node.parent) {
      this.table.take(parent.row, held)
      if (node.children.size === 0) this.#delete(node)
      else {
        parent.order.touch(node.row)
        this.#collapse(node)
      }
    }
  }

  /** Whether anybody wants offers in the role now. */
  want(role: Role, isWanted: boolean): void {
    const leaf = nodeOf(role)
    if (isWanted) this.#enter(leaf)
    else this.#leave(leaf)
  }

  allocated(role: Role, amounts: Amounts): void {
    const { table } = this
    for (let node: RoleNode | undefined = role.node; node !== undefined; node = node.parent) {
      table.give(node.row, amounts)
      table.counts[node.row]++
      node.parent?.order.touch(node.row)
    }
  }

  /** So many times something was given. */
  countOffers(role: Role, count: number): void {
    for (let node: RoleNode | undefined = role.node; node !== undefined; node = node.parent) {
      this.table.counts[node.row] += count
      node.parent?.order.touch(node.row)
    }
  }

  /** Something was given back, or became something else. */
  changed(role: Role, before: Amounts, after: Amounts): void {
    const { table } = this
    for (let node: RoleNode | undefined = role.node; node !== undefined; node = node.parent) {
      table.take(node.row, before)
      table.give(node.row, after)
      node.parent?.order.touch(node.row)
    }
  }

  /**
   * Faithful to a flaw of Mesos: a node that has once been sorted keeps its weight, and only that of a client is
   * refreshed. The weight of a role that merely stands above others has no effect any more until it is built anew.
   */
  updateWeight(path: string, weight: number, role: Role | undefined): void {
    this.#weights.set(path, weight)
    const leaf = role?.node
    const node = leaf?.name === virtualLeaf ? leaf.parent : leaf
    if (node === undefined) return
    this.table.weights[node.row] = weight
    this.#unweighted = this.#unweighted.filter((other) => other !== node)
    node.parent?.order.touch(node.row)
  }

  /** Sorting looks up weights for good. To be called by each run that has agents to visit. */
  fixWeights(): void {
    for (const { row, path, parent } of this.#unweighted) {
      this.table.weights[row] = this.#weights.get(path) ?? 1
      parent?.order.touch(row)
    }
    this.#unweighted.length = 0
  }

  /** All roles by chance, the heavier the likelier to be first: see sorters.ts. */
  shuffled(key: number): Role[] {
    const waits: { role: Role; wait: number }[] = []
    const visit = (node: RoleNode, weight: number): void => {
      if (node.role !== undefined) {
        const wait = -log(fractionOf(mix32(key, node.role.hash, 0))) / weight
        waits.push({ role: node.role, wait })
      }
      const { weights } = this.table
      let sum = 0
      for (const child of node.children.values()) sum += weights[child.row]
      for (const child of node.children.values()) visit(child, (weight * weights[child.row]) / sum)
    }
    visit(this.root, 1)
    return waits
      .sort((a, b) => a.wait - b.wait || compareText(a.role.name, b.role.name))
      .map(({ role }) => role)
  }

  /** A leaf that gets another below it leaves what it has to its virtual leaf, and keeps it as the sum. */
  #makeInternal(leaf: RoleNode): void {
    const { role } = leaf
    const heir = this.#nodeUnder(leaf, virtualLeaf)
    this.table.give(heir.row, this.table.heldBy(leaf.row))
    this.table.counts[heir.row] = this.table.counts[leaf.row]
    heir.isLeaf = true
    heir.role = role
    if (role !== undefined) role.node = heir
    if (leaf.parent?.order.has(leaf.row) === true) this.#enter(heir)
    else this.#enter(leaf)
    leaf.isLeaf = false
    leaf.role = undefined
  }

  /** A node with nothing but its virtual leaf is a leaf again. Its own count stays. */
  #collapse(node: RoleNode): void {
    const only = node.children.get(virtualLeaf)
    if (only === undefined || node.children.size > 1) return
    const { role } = only
    const isWanted = node.order.has(only.row)
    this.#delete(only)
    node.isLeaf = true
    node.role = role
    if (role !== undefined) role.node = node
    if (!isWanted) this.#leave(node)
  }

  #enter({ parent, row }: RoleNode): void {
    if (parent !== undefined && !parent.order.has(row)) parent.order.add(row)
  }

  #leave({ parent, row }: RoleNode): void {
    if (parent?.order.has(row) === true) parent.order.remove(row)
  }

  #delete(node: RoleNode): void {
    this.#leave(node)
    node.parent?.children.delete(node.name)
    this.nodes[node.row] = undefined
    this.table.remove(node.row)
    this.#unweighted = this.#unweighted.filter((other) => other !== node)
  }

  #nodeUnder(parent: RoleNode | undefined, name: string): RoleNode {
    const path = parent === undefined || parent.path === "" ? name : `${parent.path}/${name}`
    const row = this.table.add(path)
    const order = new Siblings(this.table)
    const node: RoleNode = {
      row,
      name,
      path,
      parent,
      children: new Map(),
      order,
      isLeaf: false,
      role: undefined,
    }
    this.nodes[row] = node
    if (parent === undefined) return node
    parent.children.set(name, node)
    this.#unweighted.push(node)
    return node
  }
}

function nodeOf({ node, name }: Role): RoleNode {
  assert(node !== undefined, `${name} is no client of the role sorter`)
  return node
}
