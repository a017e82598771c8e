/**
 * Forty small clusters and where kube-scheduler puts the pods, worked out by hand from its rules: who fits, the mean of
 * what would be free of cpus and memory in whole percent, the balance of the two, priorities, victims. No two nodes are
 * ever equal, so chance has no say. Nodes are "cpus/GiB label=value"; pods "cpus/GiB" with what else they want.
 */
export interface SmallCluster {
  readonly what: string
  readonly nodes: readonly string[]
  /** In order of arrival, a second apart: "2/4", "2/4 p9" (priority), "2/4 zone=a", "2/4 zone!=a", "2/4 apart". */
  readonly pods: readonly string[]
  /** The node of each pod in the end; −1 where it waits. */
  readonly lands: readonly number[]
}

export const smallClusters: readonly SmallCluster[] = [
  // Who fits.
  { what: "one node is too small in cpus", nodes: ["2/16", "4/16"], pods: ["3/1"], lands: [1] },
  { what: "one node is too small in memory", nodes: ["4/2", "4/8"], pods: ["1/3"], lands: [1] },
  {
    what: "cpus of one and memory of the other are no node",
    nodes: ["4/2", "2/8"],
    pods: ["3/3"],
    lands: [-1],
  },
  { what: "an exact fit fits", nodes: ["4/4", "3/3"], pods: ["4/4"], lands: [0] },
  { what: "what is taken is not free", nodes: ["4/4"], pods: ["3/1", "2/1"], lands: [0, -1] },
  {
    what: "a later, smaller pod passes one that waits",
    nodes: ["4/4"],
    pods: ["3/1", "2/1", "1/1"],
    lands: [0, -1, 0],
  },
  {
    what: "the second pod takes the node the first left",
    nodes: ["4/4", "2/2"],
    pods: ["3/3", "2/2"],
    lands: [0, 1],
  },
  {
    what: "three pods, three nodes, one each",
    nodes: ["4/4", "3/3", "2/2"],
    pods: ["4/4", "3/3", "2/2"],
    lands: [0, 1, 2],
  },
  // The emptiest node: of equal shapes the larger has more left in percent.
  { what: "the larger of two empty nodes", nodes: ["4/4", "8/8"], pods: ["1/1"], lands: [1] },
  {
    what: "62 % beats 50 %, and then 75 % beats 50 %",
    nodes: ["4/4", "8/8"],
    pods: ["1/1", "2/2", "1/1"],
    lands: [1, 1, 0],
  },
  { what: "the largest of three", nodes: ["4/4", "16/16", "8/8"], pods: ["2/2"], lands: [1] },
  {
    what: "nodes of ten and six by turns",
    nodes: ["10/10", "6/6"],
    pods: ["2/2", "2/2", "3/3"],
    lands: [0, 1, 0],
  },
  { what: "a pod that leaves 50 % here and 75 % there", nodes: ["4/4", "8/8"], pods: ["2/2"], lands: [1] },
  {
    what: "a used large node against an unused small one",
    nodes: ["10/10", "5/5"],
    pods: ["6/6", "1/1"],
    lands: [0, 1],
  },
  { what: "the mean of cpus and memory counts", nodes: ["10/20", "20/40"], pods: ["2/4"], lands: [1] },
  {
    what: "three of four pods go to the node of thirteen",
    nodes: ["4/4", "13/13"],
    pods: ["2/2", "2/2", "2/2", "2/2"],
    lands: [1, 1, 1, 0],
  },
  // The balance of cpus and memory, where the means are equal.
  {
    what: "a pod of cores goes where memory is used",
    nodes: ["10/10 n=a", "10/10 n=b"],
    pods: ["3/1 n=a", "1/3 n=b", "4/1"],
    lands: [0, 1, 1],
  },
  { what: "a balanced pod prefers a balanced node", nodes: ["10/20", "20/10"], pods: ["2/4"], lands: [0] },
  { what: "many cores suit the node of many cores", nodes: ["10/20", "20/10"], pods: ["4/2"], lands: [1] },
  { what: "much memory suits the node of much memory", nodes: ["10/20", "20/10"], pods: ["2/6"], lands: [0] },
  { what: "balance outweighs a little room", nodes: ["10/10", "10/12"], pods: ["4/4"], lands: [0] },
  {
    what: "two pods of opposite shape share a node",
    nodes: ["10/10", "5/5"],
    pods: ["4/1", "1/4"],
    lands: [0, 0],
  },
  // Labels.
  {
    what: "a label keeps a pod from the larger node",
    nodes: ["4/4 zone=a", "8/8 zone=b"],
    pods: ["1/1 zone=a"],
    lands: [0],
  },
  {
    what: "a label forbids the larger node",
    nodes: ["4/4 zone=a", "8/8 zone=b"],
    pods: ["1/1 zone!=b"],
    lands: [0],
  },
  {
    what: "a node without the label is not the value",
    nodes: ["8/8", "4/4 zone=a"],
    pods: ["1/1 zone=a"],
    lands: [1],
  },
  {
    what: "a node without the label is not a forbidden value",
    nodes: ["8/8", "4/4 zone=a"],
    pods: ["1/1 zone!=a"],
    lands: [0],
  },
  { what: "no node has the label", nodes: ["8/8", "4/4 zone=a"], pods: ["1/1 zone=c"], lands: [-1] },
  {
    what: "the labelled node is full",
    nodes: ["2/2 zone=a", "8/8"],
    pods: ["2/2 zone=a", "1/1 zone=a", "1/1"],
    lands: [0, -1, 1],
  },
  // Apart: one pod of the job per node.
  { what: "pods of one job apart", nodes: ["4/4", "9/9"], pods: ["1/1 apart x2"], lands: [1, 0] },
  {
    what: "the third of three has no node left",
    nodes: ["4/4", "9/9"],
    pods: ["1/1 apart x3"],
    lands: [1, 0, -1],
  },
  { what: "other jobs do not count", nodes: ["4/4", "9/9"], pods: ["1/1 apart", "1/1 apart"], lands: [1, 1] },
  // Priorities and victims.
  {
    what: "a higher priority drives out a lower",
    nodes: ["4/4"],
    pods: ["4/4 p1", "4/4 p2"],
    lands: [-1, 0],
  },
  { what: "an equal priority does not", nodes: ["4/4"], pods: ["4/4 p2", "4/4 p2"], lands: [0, -1] },
  { what: "a lower priority does not", nodes: ["4/4"], pods: ["4/4 p3", "4/4 p2"], lands: [0, -1] },
  {
    what: "the node of the cheaper victim",
    nodes: ["4/4 n=a", "4/4 n=b"],
    pods: ["4/4 p3 n=a", "4/4 p1 n=b", "4/4 p9"],
    lands: [0, -1, 1],
  },
  {
    what: "the node of fewer victims of one priority",
    nodes: ["4/4 n=a", "4/4 n=b"],
    pods: ["2/2 p1 n=a", "2/2 p1 n=a", "4/4 p1 n=b", "4/4 p9"],
    lands: [0, 0, -1, 1],
  },
  {
    what: "only as many victims as needed, the youngest",
    nodes: ["4/4"],
    pods: ["1/1 p1", "1/1 p1", "2/2 p1", "2/2 p9"],
    lands: [0, 0, -1, 0],
  },
  {
    what: "a victim finds another node",
    nodes: ["4/4 n=a", "3/3 n=b"],
    pods: ["3/3 p1", "4/4 p9"],
    lands: [1, 0],
  },
  {
    what: "nobody is driven out where it would not help",
    nodes: ["4/4"],
    pods: ["2/2 p1", "5/5 p9"],
    lands: [0, -1],
  },
  {
    what: "who is more important than the pod stays",
    nodes: ["4/4"],
    pods: ["2/2 p9", "2/2 p1", "3/3 p5"],
    lands: [0, 0, -1],
  },
]
