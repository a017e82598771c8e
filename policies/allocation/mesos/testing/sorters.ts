/** In which order the clients of a sorter are served. Source: spec/mesos.md §3.3, §3.5, §3.7. */
import { log, mix32 } from "../../../../sim/index.ts"
import { fractionOf, hashText } from "../chance.ts"
import { type ClientNode, clientOf, ClientTree } from "./client-tree.ts"
import type { SorterSetting } from "../sorter-setting.ts"
import type { Quantities } from "../quantities.ts"
import { compareText, toFloat } from "../values.ts"

/** The active clients, first served first; `total` is what all agents have together, `draw` what chance depends on. */
export function sortClients(
  setting: SorterSetting,
  tree: ClientTree,
  total: Quantities,
  draw: number,
): string[] {
  return setting.kind === "drf"
    ? byShare(tree, new Map([...total].filter(([name]) => !setting.excluded.has(name))))
    : byChance(tree, mix32(setting.key, draw, 0))
}

function byShare(tree: ClientTree, counted: Quantities): string[] {
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

/**
 * Who waits shortest, the waits exponential with the relative weights as rates: a draw without replacement, the same
 * as u^(1/weight) descending. Source: Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006.
 */
function byChance(tree: ClientTree, key: number): string[] {
  return [...relativeWeights(tree, tree.root, 1)]
    .map(([client, weight]) => ({ client, wait: -log(fractionOf(mix32(key, hashText(client), 0))) / weight }))
    .sort((a, b) => a.wait - b.wait || compareText(a.client, b.client))
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
