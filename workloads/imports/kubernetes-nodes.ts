/** Kubernetes' nodes and lists of resources, as thousandths. */
import { thousandthsPerUnit } from "../../sim/index.ts"
import type { JsonObject } from "../traces/json-values.ts"
import { parseQuantity } from "./quantities.ts"

/** Thousandths of cores, MiB of memory, MiB of disk, devices. */
export type Request = readonly [number, number, number, number]

export interface KubernetesNode {
  readonly name: string
  readonly capacity: Request
  readonly labels: ReadonlyMap<string, string>
  /** Neither cordoned nor known to be not ready. */
  readonly isOpen: boolean
}

const perMib = thousandthsPerUnit / 2 ** 20
/** Devices by any vendor's plug-in; shares of a device (as nvidia.com/mig-1g.5gb) are devices of their own. */
const gpuName = /^(?:nvidia|amd|gpu\.intel)\.com\/(?:gpu|i915|xe|mig-.+)(?:\.shared)?$/

/** What a list of resources holds: "cpu", "memory", "ephemeral-storage", "nvidia.com/gpu". Throws TraceError. */
export function resourcesOf(list: JsonObject): Request {
  let gpus = 0
  for (const name of list.members.keys())
    if (gpuName.test(name)) gpus += quantity(list, name, thousandthsPerUnit)
  return [
    quantity(list, "cpu", thousandthsPerUnit),
    quantity(list, "memory", perMib),
    quantity(list, "ephemeral-storage", perMib),
    gpus,
  ]
}

export function nodeOf(node: JsonObject): KubernetesNode {
  const metadata = node.object("metadata")
  const conditions = node.object("status").objects("conditions")
  const ready = conditions.find((condition) => condition.text("type", "") === "Ready")
  return {
    name: metadata.text("name"),
    capacity: resourcesOf(node.object("status").object("allocatable")),
    labels: textsOf(metadata.object("labels")),
    isOpen:
      !node.object("spec").boolean("unschedulable", false) &&
      (ready?.text("status", "True") ?? "True") === "True",
  }
}

export function textsOf(object: JsonObject): ReadonlyMap<string, string> {
  return new Map([...object.members.keys()].map((key) => [key, object.text(key, "")]))
}

/** kubectl writes quantities as texts; a bare number means the same. */
function quantity(list: JsonObject, name: string, unit: number): number {
  if (!list.has(name)) return 0
  const value = list.members.get(name)?.value
  const amount = Math.round(parseQuantity(typeof value === "number" ? String(value) : list.text(name)) * unit)
  if (!(amount >= 0 && amount <= 9e15))
    throw list.refuse(name, 'a quantity is written 2, "500m", "16Gi" or "1e3", and is 0 or more')
  return amount
}
