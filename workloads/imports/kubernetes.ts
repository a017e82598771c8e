/**
 * A Kubernetes cluster as `kubectl get nodes,pods -A -o json` prints it (nodes and pods may also come in two files).
 * A node is what is allocatable on it. A pod requests the sum of its containers, or what one of its init containers
 * needs with the sidecars before it, if that is more, and its overhead. Pods of DaemonSets and static pods belong to
 * their node: what they request is taken off its capacity. Other pods that run or are pending are jobs, by their owner.
 */
import { type AgentTable, AgentTableBuilder, type Constraint, JobTableBuilder } from "../../sim/index.ts"
import { CardNotes } from "../traces/card-notes.ts"
import { jsonRecordsUnder } from "../traces/json-under.ts"
import type { JsonObject } from "../traces/json-values.ts"
import { withinLimits } from "../traces/settle-jobs.ts"
import { provenance, type ReadSettings, type TraceFormat, type TraceImport } from "../traces/trace-format.ts"
import { type KubernetesNode, nodeOf } from "./kubernetes-nodes.ts"
import { type KubernetesPod, podOf } from "./kubernetes-pods.ts"
import { addResident, snapshotAssumption, snapshotHorizon } from "./snapshot.ts"

export const kubernetes: TraceFormat = {
  name: "kubernetes",
  about: "Your Kubernetes cluster: kubectl get nodes,pods -A -o json",
  citation: "Kubernetes API, v1 Node and Pod, as kubectl prints them.",
  licence: "the data are yours",
  recognise: (lines) => {
    const text = lines.join("\n")
    return (
      /^\s*\{/.test(text) &&
      /"apiVersion"\s*:\s*"v1"/.test(text) &&
      (/"items"\s*:\s*\[/.test(text) || /"kind"\s*:\s*"(?:Node|Pod)?List"/.test(text))
    )
  },
  read: readKubernetes,
}

const ended = new Set(["Succeeded", "Failed"])

/** Labels of nodes that are worth an attribute, beside those that a pod selects by. */
const placeLabels = [
  "topology.kubernetes.io/zone",
  "topology.kubernetes.io/region",
  "node.kubernetes.io/instance-type",
]

async function readKubernetes(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const nodes: KubernetesNode[] = []
  const pods: KubernetesPod[] = []
  const counts = { other: 0, ended: 0, daemons: 0 }
  const rows = await jsonRecordsUnder(paths, ["items.*"], take, settings, notes)
  const daemons = pods.filter((pod) => pod.isNodes)
  const agents = nodes.length === 0 ? undefined : agentsOf(nodes, daemons, pods, notes)
  const jobs = withinLimits(buildJobs(pods.filter((pod) => !pod.isNodes)), settings, notes)
  if (jobs.jobCount > 0)
    notes.assumptions.push(
      snapshotAssumption,
      "pods of one owner with one request are a job; a role and a framework per namespace, weight 1",
      "a pod requests the sum of its containers, or what an init container needs with the sidecars before it, if more, and its overhead",
    )
  if (daemons.length > 0)
    notes.assumptions.push(
      `${daemons.length} pods of DaemonSets and static pods are taken off the capacity of their nodes`,
    )
  if (counts.ended > 0) notes.dropped.push(`${counts.ended} pods that have ended`)
  if (counts.other > 0) notes.dropped.push(`${counts.other} objects that are neither nodes nor pods`)
  notes.dropped.push(
    "limits, affinity, tolerations, topology spread, volumes, ports: not read; nodeSelector is",
    "nodeName: where a pod runs now; it is placed anew",
  )
  const workload = {
    name: kubernetes.name,
    provenance: provenance(kubernetes),
    jobs,
    ...(agents === undefined ? {} : { agents }),
    horizon: snapshotHorizon,
  }
  const kind = jobs.jobCount === 0 ? "inventory" : "workload"
  const card = notes.card({ format: kubernetes.name, kind, paths, rows, machineRows: nodes.length, workload })
  return { workload, card }

  function take(item: JsonObject): void {
    const spec = item.object("spec")
    if (item.text("kind", "") === "Pod" || spec.has("containers")) {
      const pod = podOf(item)
      if (ended.has(pod.phase)) counts.ended++
      else pods.push(pod)
    } else if (item.text("kind", "") === "Node" || item.object("status").has("allocatable"))
      nodes.push(nodeOf(item))
    else counts.other++
  }
}

function agentsOf(
  nodes: readonly KubernetesNode[],
  daemons: readonly KubernetesPod[],
  pods: readonly KubernetesPod[],
  notes: CardNotes,
): AgentTable {
  const builder = new AgentTableBuilder()
  const taken = new Map<string, number[]>()
  for (const { node, request } of daemons) {
    const sum = taken.get(node) ?? [0, 0, 0, 0]
    taken.set(
      node,
      sum.map((amount, k) => amount + request[k]),
    )
  }
  const selected = new Set([...placeLabels, ...pods.flatMap(({ selector }) => [...selector.keys()])])
  let closed = 0
  for (const [i, { name, capacity, labels, isOpen }] of nodes.entries()) {
    if (!isOpen) {
      closed++
      continue
    }
    const daemonsTake = taken.get(name) ?? [0, 0, 0, 0]
    builder.agent(
      capacity.map((amount, k) => Math.max(0, amount - daemonsTake[k])),
      i,
    )
    const attributes = Object.fromEntries([...labels].filter(([label]) => selected.has(label)))
    builder.describe({ name, attributes })
  }
  if (closed > 0) notes.dropped.push(`${closed} nodes that are cordoned or not ready`)
  return builder.build("node-")
}

function buildJobs(pods: readonly KubernetesPod[]) {
  const builder = new JobTableBuilder()
  const groups = new Map<string, KubernetesPod[]>()
  for (const pod of pods) {
    const key = JSON.stringify([pod.namespace, pod.owner, pod.request, pod.priority, [...pod.selector]])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [pod])
    else group.push(pod)
  }
  let label = 0
  for (const group of groups.values()) {
    const [{ namespace, owner, request, priority, selector }] = group
    const shape = builder.shape(...request)
    const framework = builder.framework(namespace, builder.role(namespace), "greedy")
    const constraints = builder.constraints([...selector].map(selects))
    const name = `${namespace}/${owner}`
    addResident(
      builder,
      { framework, label: label++, name, count: group.length, shape },
      { priority, constraints },
    )
  }
  return builder.build("job-")
}

function selects([name, value]: readonly [string, string]): Constraint {
  return { kind: "attribute", name, operator: "in", values: [value] }
}
