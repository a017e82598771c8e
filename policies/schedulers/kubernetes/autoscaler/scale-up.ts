/**
 * Which nodes to turn on for pods that fit nowhere. Nodes of one size and the same attributes are a group; of each the
 * autoscaler works out, first fit and the largest pods first, how many nodes would take which pods, and the expander
 * chooses one group. Source: kubernetes/autoscaler, cluster-autoscaler/FAQ.md, "How does scale-up work?".
 */
import { type AgentId, cpus, mem, type RandomStream, scalarCount, type World } from "../../../../sim/index.ts"
import type { AutoscaledCluster, Need } from "./nodes.ts"
import { Packing } from "./packing.ts"

/** Which of the groups that would help grows. */
export const expanders = ["random", "least-waste", "most-pods"] as const
export type Expander = (typeof expanders)[number]

interface Option {
  readonly nodes: readonly AgentId[]
  readonly pods: number
  /** What of the new nodes would stay idle, 0 to 1. */
  readonly idleCpus: number
  readonly idleMem: number
}

/** The nodes to turn on, of those that are off; none where no group would help. */
export function nodesToAdd(
  cluster: AutoscaledCluster,
  needs: readonly Need[],
  off: readonly AgentId[],
  expander: Expander,
  chance: RandomStream,
): readonly AgentId[] {
  const options = groupsOf(cluster.world, off)
    .map((group) => optionOf(cluster, needs, group))
    .filter(({ pods }) => pods > 0)
  if (options.length === 0) return []
  if (expander === "random") return options[chance.integer(options.length)].nodes
  const compare = expander === "most-pods" ? morePods : lessIdle
  return options.reduce((best, option) => (compare(option, best) < 0 ? option : best)).nodes
}

const morePods = (a: Option, b: Option) => b.pods - a.pods
const lessIdle = (a: Option, b: Option) => a.idleCpus - b.idleCpus || a.idleMem - b.idleMem

/** In the order of their first nodes. */
function groupsOf({ agents, presence }: World, nodes: readonly AgentId[]): readonly AgentId[][] {
  const groups = new Map<string, AgentId[]>()
  for (const node of nodes) {
    const size = presence.sizes.subarray(node * scalarCount, (node + 1) * scalarCount)
    const key = `${size.join("/")} ${agents.attributes?.[node] ?? 0}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [node])
    else group.push(node)
  }
  return [...groups.values()]
}

function optionOf(cluster: AutoscaledCluster, needs: readonly Need[], group: readonly AgentId[]): Option {
  const packing = new Packing(cluster)
  let used = 0
  let pods = 0
  const asked = new Float64Array(scalarCount)
  for (const { demand, job, count } of needs) {
    let left = count
    for (let i = 0; i < group.length && left > 0; i++) {
      const taken = packing.put(demand, job, left, group[i])
      // What does not fit on an empty node fits on none of the group.
      if (taken === 0 && i >= used) break
      if (taken > 0) used = Math.max(used, i + 1)
      left -= taken
    }
    pods += count - left
    for (let kind = 0; kind < scalarCount; kind++) asked[kind] += (count - left) * demand.amounts[kind]
  }
  const nodes = group.slice(0, used)
  const idle = (kind: number) => {
    const there = nodes.reduce(
      (sum, node) => sum + cluster.world.presence.sizes[node * scalarCount + kind],
      0,
    )
    return there === 0 ? 0 : (there - asked[kind]) / there
  }
  return { nodes, pods, idleCpus: idle(cpus), idleMem: idle(mem) }
}
