/**
 * The clients of a sorter as a tree by their paths: roles in the role sorter; frameworks, which have no slash, in the
 * flat sorter of each role. A client that has others below it competes with them as a leaf named ".".
 * Source: spec/mesos.md §3.1, §3.2.
 */
import { assert } from "../../../../sim/index.ts"
import type { Bag } from "../bags.ts"
import { Tally } from "./tally.ts"

export interface ClientNode {
  readonly name: string
  readonly path: string
  readonly parent: ClientNode | undefined
  kind: "active" | "inactive" | "internal"
  readonly children: Set<ClientNode>
  /** What is offered or allocated to it and below. */
  held: Tally
  /** How many times it or one below was given something since it was made. Never goes down, whatever comes back. */
  count: number
  /** Looked up when first needed, and then kept: see `updateWeight`. */
  weight: number | undefined
}

export class ClientTree {
  readonly root = nodeUnder(undefined, "", "internal")
  readonly #clients = new Map<string, ClientNode>()
  readonly #weights = new Map<string, number>()

  has(client: string): boolean {
    return this.#clients.has(client)
  }

  /** What the client holds on each agent. */
  heldBy(client: string): Tally {
    return this.#find(client).held
  }

  /** A new client is inactive. */
  add(client: string): void {
    assert(!this.has(client), `the client ${client} is added twice`)
    let node = this.root
    for (const name of client.split("/")) {
      if (node.kind !== "internal") this.#makeInternal(node)
      node = childOf(node, name) ?? nodeUnder(node, name, "internal")
    }
    // The node is new, and then a leaf, or stands above others, and then competes with them by a virtual leaf.
    if (node.children.size > 0) node = nodeUnder(node, virtualLeaf, "inactive")
    node.kind = "inactive"
    this.#clients.set(client, node)
  }

  remove(client: string): void {
    const leaf = this.#find(client)
    this.#clients.delete(client)
    for (let node = leaf, parent = node.parent; parent !== undefined; node = parent, parent = node.parent) {
      for (const [agent, bag] of leaf.held.agents) parent.held.subtract(agent, bag)
      if (node.children.size === 0) parent.children.delete(node)
      else this.#collapse(node)
    }
  }

  activate(client: string): void {
    this.#find(client).kind = "active"
  }

  deactivate(client: string): void {
    this.#find(client).kind = "inactive"
  }

  allocated(client: string, agent: string, bag: Bag): void {
    for (const node of this.#upFrom(client)) {
      node.held.add(agent, bag)
      node.count++
    }
  }

  unallocated(client: string, agent: string, bag: Bag): void {
    for (const node of this.#upFrom(client)) node.held.subtract(agent, bag)
  }

  /** An operation turned `before` into `after`; nobody was given anything. */
  update(client: string, agent: string, before: Bag, after: Bag): void {
    for (const node of this.#upFrom(client)) node.held.replace(agent, before, after)
  }

  /**
   * Faithful to a flaw of Mesos: a node that has once been sorted keeps its weight, and only that of a client is
   * refreshed. The weight of a role that merely stands above others has no effect any more until it is built anew.
   */
  updateWeight(path: string, weight: number): void {
    this.#weights.set(path, weight)
    const leaf = this.#clients.get(path)
    const node = leaf?.name === virtualLeaf ? leaf.parent : leaf
    if (node !== undefined) node.weight = weight
  }

  weightOf(node: ClientNode): number {
    node.weight ??= this.#weights.get(node.path) ?? 1
    return node.weight
  }

  *#upFrom(client: string): Iterable<ClientNode> {
    for (let node: ClientNode | undefined = this.#find(client); node !== undefined; node = node.parent)
      yield node
  }

  #find(client: string): ClientNode {
    const node = this.#clients.get(client)
    assert(node !== undefined, `${client} is no client of the sorter`)
    return node
  }

  /** A leaf that gets another below it leaves what it has to its virtual leaf, and keeps it as the sum. */
  #makeInternal(leaf: ClientNode): void {
    const heir = nodeUnder(leaf, virtualLeaf, leaf.kind)
    heir.held = leaf.held.copy()
    heir.count = leaf.count
    leaf.kind = "internal"
    this.#clients.set(leaf.path, heir)
  }

  /** A node with nothing but its virtual leaf is a leaf again. Its own count stays. */
  #collapse(node: ClientNode): void {
    const [only] = node.children
    if (node.children.size > 1 || only.name !== virtualLeaf) return
    node.kind = only.kind
    node.children.delete(only)
    this.#clients.set(node.path, node)
  }
}

/** The client that a leaf stands for. */
export function clientOf({ name, path, parent }: ClientNode): string {
  return name === virtualLeaf ? (parent?.path ?? "") : path
}

const virtualLeaf = "."

function childOf(node: ClientNode, name: string): ClientNode | undefined {
  for (const child of node.children) if (child.name === name) return child
  return undefined
}

function nodeUnder(parent: ClientNode | undefined, name: string, kind: ClientNode["kind"]): ClientNode {
  const path = parent === undefined || parent.path === "" ? name : `${parent.path}/${name}`
  const node: ClientNode = {
    name,
    path,
    parent,
    kind,
    children: new Set(),
    held: new Tally(),
    count: 0,
    weight: undefined,
  }
  parent?.children.add(node)
  return node
}
