/** Kubernetes' pods: what they request, and to whom they belong. */
import type { JsonObject } from "../traces/json-values.ts"
import { type Request, resourcesOf, textsOf } from "./kubernetes-nodes.ts"

export interface KubernetesPod {
  readonly namespace: string
  /** "ReplicaSet/web-5d9c", or the pod itself where nobody owns it. */
  readonly owner: string
  /** Empty where it has none yet. */
  readonly node: string
  /** It is there because its node is: of a DaemonSet, or static. */
  readonly isNodes: boolean
  readonly phase: string
  readonly request: Request
  readonly priority: number
  readonly selector: ReadonlyMap<string, string>
}

const nothing: Request = [0, 0, 0, 0]

export function podOf(pod: JsonObject): KubernetesPod {
  const metadata = pod.object("metadata")
  const spec = pod.object("spec")
  const owners = metadata.objects("ownerReferences")
  const owner = owners.find((reference) => reference.boolean("controller", false)) ?? owners.at(0)
  const kind = owner?.text("kind") ?? "Pod"
  return {
    namespace: metadata.text("namespace", "default"),
    owner: `${kind}/${(owner ?? metadata).text("name")}`,
    node: spec.text("nodeName", ""),
    isNodes: kind === "DaemonSet" || kind === "Node",
    phase: pod.object("status").text("phase", "Pending"),
    request: requestOf(spec),
    priority: priorityOf(spec),
    selector: textsOf(spec.object("nodeSelector")),
  }
}

/**
 * The rule of the scheduler: containers and sidecars (init containers that restart always) run together; each other
 * init container runs alone with the sidecars before it.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
function requestOf(spec: JsonObject): Request {
  let sidecars = nothing
  let most = nothing
  for (const container of spec.objects("initContainers")) {
    const request = containerRequest(container)
    if (container.text("restartPolicy", "") === "Always") {
      sidecars = plus(sidecars, request)
      most = greatest(most, sidecars)
    } else most = greatest(most, plus(sidecars, request))
  }
  let together = sidecars
  for (const container of spec.objects("containers")) together = plus(together, containerRequest(container))
  return plus(greatest(most, together), resourcesOf(spec.object("overhead")))
}

/** A limit without a request is a request of as much, as Kubernetes' defaulting has it. */
function containerRequest(container: JsonObject): Request {
  const resources = container.object("resources")
  const requests = resourcesOf(resources.object("requests"))
  const limits = resourcesOf(resources.object("limits"))
  const [cpus, mem, disk, gpus] = requests.map((amount, k) => (amount === 0 ? limits[k] : amount))
  return [cpus, mem, disk, gpus]
}

function priorityOf(spec: JsonObject): number {
  const priority = spec.number("priority", 0)
  if (!Number.isInteger(priority) || Math.abs(priority) > 2_147_483_647)
    throw spec.refuse("priority", "a priority is a whole number of 32 bits")
  return priority
}

function plus(a: Request, b: Request): Request {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]]
}

function greatest(a: Request, b: Request): Request {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]
}
