/** In which order the clients of a sorter are served. Source: spec/mesos.md §3.3, §3.5, §3.7. */
import { pow, type RandomStream } from "../../../sim/index.ts"
import { type ClientNode, clientOf, ClientTree } from "./client-tree.ts"
import type { Quantities } from "./quantities.ts"
import { compareText, toFloat } from "./values.ts"

/** The active clients, first served first; `total` is what all agents have together. */
export type SortClients = (tree: ClientTree, total: Quantities) => string[]

/** Dominant Resource Fairness: who holds least first, subtree by subtree. Shares ignore the `excluded` names. */
export function drfSorter(excluded: ReadonlySet<string> = new Set()): SortClients {
  return (tree, total) => {
    const counted = new Map([...total].filter(([name]) => !excluded.has(name)))
    const visit = (node: ClientNode): string[] => {
      if (node.kind === "active") return [clientOf(node)]
      return [...node.children]
        .filter(({ kind }) => kind !== "inactive")
        .map((child) => ({ child, share: shareOf(child, counted) / tree.weightOf(child) }))
        .sort(
          (a, b) =>
            a.share - b.share || a.child.count - b.child.count || compareText(a.child.path, b.child.path),
        )
        .flatMap(({ child }) => visit(child))
    }
    return visit(tree.root)
  }
}

/**
 * By chance, the heavier the likelier to be first; drawn anew at each call. The keys u^(1/weight) in descending order
 * are a draw without replacement. Source: Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006.
 */
export function randomSorter(random: RandomStream): SortClients {
  return (tree) =>
    [...relativeWeights(tree, tree.root, 1)]
      .map(([client, weight]) => ({ client, key: pow(1 - random.next(), 1 / weight) }))
      .sort((a, b) => b.key - a.key)
      .map(({ client }) => client)
}

/** As a double divided by a double, as Mesos does: other roundings give other ties. */
function shareOf(node: ClientNode, total: Quantities): number {
  const held = node.held.quantities
  let share = 0
  for (const [name, amount] of total) share = Math.max(share, toFloat(held.get(name) ?? 0) / toFloat(amount))
  return share
}

function* relativeWeights(
  tree: ClientTree,
  node: ClientNode,
  weight: number,
): Iterable<[client: string, weight: number]> {
  if (node.kind === "active") yield [clientOf(node), weight]
  const active = [...node.children].filter(isActive)
  const sum = active.reduce((total, child) => total + tree.weightOf(child), 0)
  for (const child of active) yield* relativeWeights(tree, child, (weight * tree.weightOf(child)) / sum)
}

function isActive(node: ClientNode): boolean {
  return node.kind === "active" || [...node.children].some(isActive)
}
