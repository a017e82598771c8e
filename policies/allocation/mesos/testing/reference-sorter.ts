/**
 * In which order clients are served: roles, a tree by their paths, in which a client with others below it competes with
 * them as a leaf named "."; or frameworks, which have no slash. Kept is only history: how often each node was served since
 * it was made, and how it was first weighed. Source: spec/mesos.md §3.
 */
import { log, mix32 } from "../../../../sim/index.ts"
import { fractionOf, hashText } from "../chance.ts"
import type { Quantities } from "../quantities.ts"
import { ancestorsOf } from "../role-names.ts"
import type { SorterSetting } from "../sorter-setting.ts"
import { compareText, toFloat } from "../values.ts"

export class ReferenceSorter {
  readonly #weights = new Map<string, number>()
  #nodes = new Map<string, { served: number; weight?: number }>()
  /** By client: its leaf, "a" or "a/.". */
  #leaves = new Map<string, string>()

  /** Other nodes are forgotten. A leaf that gets others below it goes on as their "." with a copy of its count. */
  setClients(clients: readonly string[]): void {
    const parents = new Set(clients.flatMap(ancestorsOf))
    const leaves = new Map(clients.map((one) => [one, parents.has(one) ? `${one}/.` : one]))
    const copyOf = (path: string) => this.#nodes.get(this.#leaves.get(path.replace(/\/\.$/, "")) ?? "")
    const nodes = [...parents, ...leaves.values()].map(
      (path) => [path, this.#nodes.get(path) ?? { served: copyOf(path)?.served ?? 0 }] as const,
    )
    this.#nodes = new Map(nodes)
    this.#leaves = leaves
  }

  /** The client was given something. Counts never go down, whatever is given back. */
  serve(client: string): void {
    for (const path of [`${client}/.`, client, ...ancestorsOf(client)]) {
      const node = this.#nodes.get(path)
      if (node !== undefined) node.served++
    }
  }

  /**
   * Faithful to a flaw of Mesos: a node that has once been sorted keeps its weight, and only that of a client is
   * refreshed. The weight of a role that merely stands above others has no effect any more until it is built anew.
   */
  setWeight(client: string, weight: number): void {
    this.#weights.set(client, weight)
    const node = this.#leaves.has(client) ? this.#nodes.get(client) : undefined
    if (node !== undefined) node.weight = weight
  }

  /** The clients, first served first, by what is `held` at each path and below. */
  sort(
    setting: SorterSetting,
    total: Quantities,
    held: (path: string) => Quantities,
    draw: number,
  ): string[] {
    for (const [path, node] of this.#nodes) node.weight ??= this.#weights.get(path) ?? 1
    const keyOf = (client: string, leaf: string) =>
      setting.kind === "random"
        ? [this.#waitOf(client, leaf, mix32(setting.key, draw, 0)), client]
        : pathTo(leaf).flatMap((path) => {
            const { served = 0, weight = 1 } = this.#nodes.get(path) ?? {}
            return [dominantShare(held(path), total, setting.excluded) / weight, served, path]
          })
    return [...this.#leaves]
      .map(([client, leaf]) => ({ client, key: keyOf(client, leaf) }))
      .sort((a, b) => compareKeys(a.key, b.key))
      .map(({ client }) => client)
  }

  /** Exponential, with a rate that each node shares out among those below it by weight (Efraimidis and Spirakis, 2006). */
  #waitOf(client: string, leaf: string, key: number): number {
    const weightOf = (path: string) => this.#nodes.get(path)?.weight ?? 1
    const rates = pathTo(leaf).map((path) => {
      const siblings = [...this.#nodes.keys()].filter(
        (other) => ancestorsOf(other)[0] === ancestorsOf(path)[0],
      )
      return weightOf(path) / siblings.map(weightOf).reduce((sum, weight) => sum + weight)
    })
    return -log(fractionOf(mix32(key, hashText(client), 0))) / rates.reduce((product, rate) => product * rate)
  }
}

/** "a/b" → "a", "a/b". */
function pathTo(leaf: string): string[] {
  return [leaf, ...ancestorsOf(leaf)].reverse()
}

/** A double divided by a double, as in Mesos: other roundings give other ties. */
function dominantShare(held: Quantities, total: Quantities, excluded: ReadonlySet<string>): number {
  const counted = [...total].filter(([name]) => !excluded.has(name))
  return Math.max(0, ...counted.map(([name, all]) => toFloat(held.get(name) ?? 0) / toFloat(all)))
}

/** The first difference decides: on the way down the tree, where two ways part. */
function compareKeys(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const i = a.findIndex((part, level) => part !== b[level])
  const [x, y] = [a[i], b[i]]
  return typeof x === "number" && typeof y === "number" ? x - y : compareText(String(x), String(y))
}
