/**
 * How many feasible nodes kube-scheduler looks for before it scores: all of fewer than 100, then a share that shrinks with
 * the cluster. The number is not monotone in the size. Source: kubernetes/kubernetes, pkg/scheduler/schedule_one.go,
 * numFeasibleNodesToFind.
 */
const fewestNodes = 100
const leastPercent = 5

/** `percent` is percentageOfNodesToScore, 1 to 100; 0 leaves it to the size of the cluster. */
export function feasibleNodesToFind(nodes: number, percent = 0): number {
  if (nodes < fewestNodes) return nodes
  const adaptive = Math.max(leastPercent, 50 - Math.floor(nodes / 125))
  const wanted = Math.floor((nodes * (percent === 0 ? adaptive : percent)) / 100)
  return Math.min(nodes, Math.max(wanted, fewestNodes))
}
