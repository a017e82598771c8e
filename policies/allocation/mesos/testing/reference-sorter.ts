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

type Key = readonly (number | string)[]

export class ReferenceSorter {
  /** By client: the nodes down to its leaf, such as "a", "a/b", and "a/b/." if a/b has others below it. */
  #paths = new Map<string, readonly string[]>()
  #nodes = new Map<string, { served: number; weight?: number }>()
  readonly #weights = new Map<string, number>()

  /** Other nodes are forgotten. A leaf that gets others below it goes on as their "." with a copy of its count. */
  setClients(clients: readonly string[]): void {
    const parents = new Set(clients.flatMap(ancestorsOf))
    const leaves = (client: string) => (parents.has(client) ? [client, `${client}/.`] : [client])
    const before = (path: string) => this.#nodes.get(this.#paths.get(path.replace(/\/\.$/, ""))?.at(-1) ?? "")
    const nodeAt = (path: string) => this.#nodes.get(path) ?? { served: before(path)?.served ?? 0 }
    const paths = clients.map((one) => [one, [...ancestorsOf(one).toReversed(), ...leaves(one)]] as const)
    this.#nodes = new Map(paths.flatMap(([, path]) => path).map((path) => [path, nodeAt(path)]))
    this.#paths = new Map(paths)
  }

  /** The client was given something. Counts never go down, whatever is given back. */
  serve(client: string): void {
    const path = this.#paths.get(client) ?? []
    for (const [node, history] of this.#nodes) if (path.includes(node)) history.served++
  }

  /**
   * Faithful to a flaw of Mesos: a node that has once been sorted keeps its weight, and only that of a client is
   * refreshed. The weight of a role that merely stands above others has no effect any more until it is built anew.
   */
  setWeight(client: string, weight: number): void {
    this.#weights.set(client, weight)
    const node = this.#paths.has(client) ? this.#nodes.get(client) : undefined
    if (node !== undefined) node.weight = weight
  }

  /** The clients, first served first, by what is `held` at each node and below. */
  sort(setting: SorterSetting, total: Quantities, held: (at: string) => Quantities, draw: number): string[] {
    for (const [path, node] of this.#nodes) node.weight ??= this.#weights.get(path) ?? 1
    const keyOf = (client: string, path: readonly string[]): Key =>
      setting.kind === "random"
        ? [this.#waitOf(client, path, mix32(setting.key, draw, 0))]
        : path.flatMap((node) => this.#rankOf(node, held(node), total, setting.excluded))
    const keyed = [...this.#paths].map(([client, path]) => ({ client, key: keyOf(client, path) }))
    return keyed.sort((a, b) => compareKeys(a.key, b.key)).map(({ client }) => client)
  }

  /** A share is a double divided by a double, as in Mesos: other roundings give other ties. */
  #rankOf(path: string, held: Quantities, total: Quantities, excluded: ReadonlySet<string>): Key {
    const { served = 0, weight = 1 } = this.#nodes.get(path) ?? {}
    const counted = [...total].filter(([name]) => !excluded.has(name))
    const shares = counted.map(([name, all]) => toFloat(held.get(name) ?? 0) / toFloat(all))
    return [Math.max(0, ...shares) / weight, served, path]
  }

  /** Exponential, with a rate that nodes share out to those below them by weight (Efraimidis and Spirakis, 2006). */
  #waitOf(client: string, path: readonly string[], key: number): number {
    const weightOf = (node: string) => this.#nodes.get(node)?.weight ?? 1
    const rate = path.reduce((rateAbove, node, level) => {
      const nearby = [...this.#paths.values()].filter((other) => other[level - 1] === path[level - 1])
      const weights = [...new Set(nearby.map((other) => other[level]))].map(weightOf)
      return (rateAbove * weightOf(node)) / weights.reduce((sum, weight) => sum + weight)
    }, 1)
    return -log(fractionOf(mix32(key, hashText(client), 0))) / rate
  }
}

/** Decided where two ways down the tree part. */
function compareKeys(a: Key, b: Key): number {
  const at = a.findIndex((part, level) => part !== b[level])
  const [x, y] = [a[at], b[at]]
  return typeof x === "number" && typeof y === "number" ? x - y : compareText(String(x), String(y))
}
