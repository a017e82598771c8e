/**
 * Kubernetes' own arithmetic to the last digit: how many nodes are looked at, what they score, and forty small clusters
 * whose outcome follows from the rules by hand.
 */
import {
  balancedAllocationScore,
  feasibleNodesToFind,
  leastAllocatedScore,
  mostAllocatedScore,
} from "../../../policies/index.ts"
import type { Curve, PublishedCheck, ReproductionRow } from "../../results/index.ts"
import type { Reproduction } from "../contract.ts"
import { land } from "./land.ts"
import { smallClusters } from "./small-clusters.ts"

export const kubernetesRules: Reproduction = {
  name: "kubernetes",
  about: "kube-scheduler's number of nodes to score, its resource scores, and forty small clusters by hand",
  source:
    "kubernetes/kubernetes, pkg/scheduler: schedule_one.go, plugins/noderesources, framework/preemption",
  flags: [],
  run: () =>
    Promise.resolve({
      rows: [...nodeRows(), ...clusterRows()],
      checks: [...nodeChecks(), ...scoreChecks(), ...clusterChecks()],
      curves: [nodesToScore],
      notes: [
        "The number of nodes that are scored is not monotone: 2,000 nodes are searched for 680 feasible ones, 5,625 for 281. Above a hundred nodes a pod may miss the best node.",
        "In the small clusters no two nodes are equal, so nothing is left to chance; where a pod waits the node is −1.",
      ],
    }),
}

/** Nodes, and how many feasible ones are looked for. Source: the formula of schedule_one.go, worked out. */
const nodesByFormula = [
  [50, 50],
  [99, 99],
  [100, 100],
  [250, 120],
  [500, 230],
  [1000, 420],
  [2000, 680],
  [5000, 500],
  [5625, 281],
  [6000, 300],
  [10_000, 500],
  [15_000, 750],
] as const

const nodeRows = (): ReproductionRow[] =>
  Array.from({ length: 150 }, (_, i) => ({
    table: "nodes to score",
    nodes: (i + 1) * 100,
    feasible_nodes_to_find: feasibleNodesToFind((i + 1) * 100),
  }))

const nodeChecks = (): PublishedCheck[] =>
  nodesByFormula.map(([nodes, theirs]) =>
    exact(`nodes to find of ${nodes}`, feasibleNodesToFind(nodes), theirs),
  )

/** A node of 8,000 m and 16,384 MiB with so much requested, the pod included. */
const scored = [
  { cpu: 3000, mem: 5120, least: 65, most: 34, balanced: 96 },
  { cpu: 1000, mem: 1024, least: 90, most: 9, balanced: 96 },
]

function scoreChecks(): PublishedCheck[] {
  return scored.flatMap(({ cpu, mem, least, most, balanced }) => {
    const node = [
      { requested: cpu, capacity: 8000 },
      { requested: mem, capacity: 16_384 },
    ]
    const what = `node of 8000m/16384Mi with ${cpu}m/${mem}Mi requested`
    return [
      exact(`${what}: least allocated`, leastAllocatedScore(node), least),
      exact(`${what}: most allocated`, mostAllocatedScore(node), most),
      exact(`${what}: balanced allocation`, balancedAllocationScore(node), balanced),
    ]
  })
}

const clusterRows = (): ReproductionRow[] =>
  smallClusters.map((cluster) => ({
    table: "small clusters",
    cluster: cluster.what,
    nodes: cluster.nodes.join(", "),
    pods: cluster.pods.join(", "),
    lands: land(cluster).join(" "),
    by_hand: cluster.lands.join(" "),
  }))

const clusterChecks = (): PublishedCheck[] =>
  smallClusters.flatMap((cluster) => {
    const ours = land(cluster)
    return cluster.lands.map((node, pod) => exact(`${cluster.what}: node of pod ${pod + 1}`, ours[pod], node))
  })

const nodesToScore: Curve = {
  id: "nodes",
  title: "Feasible nodes that are looked for",
  sentence: "Not monotone: fewer nodes are scored of 5,000 than of 2,000.",
  x: { field: "nodes", label: "nodes of the cluster", scale: "linear" },
  y: { field: "feasible_nodes_to_find", label: "feasible nodes looked for", scale: "linear" },
  series: "table",
  where: { table: "nodes to score" },
}

function exact(what: string, ours: number, theirs: number): PublishedCheck {
  return { what, ours, theirs, tolerance: 0, because: "whole numbers: exact" }
}
