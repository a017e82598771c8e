/**
 * In which order the clients of a sorter are served: roles, a tree by their paths, in which a client that has others
 * below it competes with them as a leaf named "."; or frameworks, which have no slash. What they hold is asked for anew
 * at every sort; kept is only what is history. Source: spec/mesos.md §3.
 */
import { assert, log, mix32 } from "../../../../sim/index.ts"
import { fractionOf, hashText } from "../chance.ts"
import type { Quantities } from "../quantities.ts"
import { ancestorsOf } from "../role-names.ts"
import type { SorterSetting } from "../sorter-setting.ts"
import { compareText, toFloat } from "../values.ts"

interface Node {
  kind: "active" | "inactive" | "internal"
  /** How many times it or one below was given something since it was made. Never goes down, whatever comes back. */
  count: number
  /** Looked up when first needed, and then kept: see `updateWeight`. */
  weight?: number
}

export class ReferenceSorter {
  readonly #nodes = new Map<string, Node>()
  readonly #weights = new Map<string, number>()

  get isEmpty(): boolean {
    return this.#nodes.size === 0
  }

  has(client: string): boolean {
    return this.#node(leafIn(this.#nodes, client)).kind !== "internal"
  }

  /** A new client is inactive. */
  add(client: string): void {
    for (const path of ancestorsOf(client)) {
      const { kind, count } = this.#node(path)
      if (kind !== "internal") this.#nodes.set(`${path}/.`, { kind, count })
      this.#nodes.set(path, { ...this.#node(path), kind: "internal" })
    }
    this.#nodes.set(this.#nodes.has(client) ? `${client}/.` : client, { kind: "inactive", count: 0 })
  }

  /** A node with nothing but its virtual leaf is a leaf again. Its own count stays. */
  remove(client: string): void {
    this.#nodes.delete(leafIn(this.#nodes, client))
    for (const path of [client, ...ancestorsOf(client)]) {
      const [only, ...others] = this.#below(path)
      if (only === undefined) this.#nodes.delete(path)
      if (only !== `${path}/.` || others.length > 0) continue
      this.#node(path).kind = this.#node(only).kind
      this.#nodes.delete(only)
    }
  }

  setActive(client: string, active: boolean): void {
    const node = this.#nodes.get(leafIn(this.#nodes, client))
    assert(node !== undefined, `${client} is no client of the sorter`)
    node.kind = active ? "active" : "inactive"
  }

  /** The client was given something. */
  count(client: string): void {
    for (const path of new Set([leafIn(this.#nodes, client), client, ...ancestorsOf(client)]))
      this.#node(path).count++
  }

  /**
   * Faithful to a flaw of Mesos: a node that has once been sorted keeps its weight, and only that of a client is
   * refreshed. The weight of a role that merely stands above others has no effect any more until it is built anew.
   */
  updateWeight(client: string, weight: number): void {
    this.#weights.set(client, weight)
    if (this.has(client)) this.#node(client).weight = weight
  }

  /** The active clients, first served first, by what is `held` at each path and below. */
  sort(
    setting: SorterSetting,
    total: Quantities,
    held: (path: string) => Quantities,
    draw: number,
  ): string[] {
    if (setting.kind === "random") return this.#byChance(mix32(setting.key, draw, 0))
    const counted = [...total].filter(([name]) => !setting.excluded.has(name))
    return this.#byShare("", (path) => {
      const has = held(path)
      // As a double divided by a double, as Mesos does: other roundings give other ties.
      return Math.max(0, ...counted.map(([name, all]) => toFloat(has.get(name) ?? 0) / toFloat(all)))
    })
  }

  #byShare(path: string, shareOf: (path: string) => number): string[] {
    if (this.#nodes.get(path)?.kind === "active") return [clientOf(path)]
    return this.#below(path)
      .filter((child) => this.#node(child).kind !== "inactive")
      .map((child) => ({ child, share: shareOf(child) / this.#weightOf(child), ...this.#node(child) }))
      .sort((a, b) => a.share - b.share || a.count - b.count || compareText(a.child, b.child))
      .flatMap(({ child }) => this.#byShare(child, shareOf))
  }

  /** Who waits shortest, the waits exponential with the relative weights as rates (Efraimidis and Spirakis, 2006). */
  #byChance(key: number): string[] {
    return this.#relativeWeights("", 1)
      .map(([client, weight]) => ({
        client,
        wait: -log(fractionOf(mix32(key, hashText(client), 0))) / weight,
      }))
      .sort((a, b) => a.wait - b.wait || compareText(a.client, b.client))
      .map(({ client }) => client)
  }

  #relativeWeights(path: string, weight: number): [client: string, weight: number][] {
    if (this.#nodes.get(path)?.kind === "active") return [[clientOf(path), weight]]
    const active = this.#below(path).filter((child) => this.#isActive(child))
    const sum = active.reduce((total, child) => total + this.#weightOf(child), 0)
    return active.flatMap((child) => this.#relativeWeights(child, (weight * this.#weightOf(child)) / sum))
  }

  #isActive(path: string): boolean {
    return this.#node(path).kind === "active" || this.#below(path).some((child) => this.#isActive(child))
  }

  #weightOf(path: string): number {
    return (this.#node(path).weight ??= this.#weights.get(path) ?? 1)
  }

  #below(path: string): string[] {
    return [...this.#nodes.keys()].filter((other) => (ancestorsOf(other).at(0) ?? "") === path)
  }

  /** A path without a node is as one that stands above others and was never served. */
  #node(path: string): Node {
    return this.#nodes.get(path) ?? { kind: "internal", count: 0 }
  }
}

function leafIn(nodes: ReadonlyMap<string, Node>, client: string): string {
  return nodes.has(`${client}/.`) ? `${client}/.` : client
}

function clientOf(path: string): string {
  return path.endsWith("/.") ? path.slice(0, -2) : path
}
