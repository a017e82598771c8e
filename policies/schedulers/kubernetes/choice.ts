/** Kubernetes as the catalogue offers it: what its settings mean, and another placement. */
import {
  type ControlPlaneFactory,
  durationText,
  type Heeds,
  type Micros,
  seconds,
} from "../../../sim/index.ts"
import {
  leastAllocatedScore,
  mostAllocatedScore,
  requestedToCapacityScore,
} from "../../placement/allocated.ts"
import type { PlacementEntry } from "../../placement/catalogue.ts"
import { PolicyError } from "../../policy-error.ts"
import type { Settings } from "../../settings.ts"
import { autoscalerDefaults, type AutoscalerSetting, expanders } from "./autoscaler/index.ts"
import { type KubernetesSetting, kubernetesDefaults, kubernetesWith } from "./kubernetes.ts"
import type { FitStrategy } from "./scores.ts"
import { type Taint, taintEffects } from "./taints.ts"

/** NodeResourcesFit's own strategies, by name; any other placement chooses among the feasible nodes. */
const strategies: Readonly<Record<string, FitStrategy>> = {
  "least-allocated": leastAllocatedScore,
  "most-allocated": mostAllocatedScore,
  "requested-to-capacity": requestedToCapacityScore,
}

/** A role's limit is its ResourceQuota, and its guarantee what Kueue calls nominal quota. */
export const kubernetesHeeds = (): Heeds => ({ quota: true, reservations: false })

/**
 * `qps` bindings a second, 0 for no limit, `burst` at once; at most `pods` on a node; `percent` is percentageOfNodesToScore;
 * `preemption` on or off; `disruption` is the percentage of a job's pods that its budget lets go; `taint` is "gpus" or an
 * attribute, of nodes that are meant for pods that ask for it, and `effect` what it does to others; `admission` is how
 * the quota of roles is kept; `backoff_limit` is how often a pod that fails is made again; `autoscaler` on turns nodes on and off, but for `min_nodes`, and the settings after it are its.
 */
export function kubernetes(settings: Settings, placement?: PlacementEntry): ControlPlaneFactory {
  const { qps, burst, mostPods, percent } = kubernetesDefaults
  const perSecond = settings.whole("qps", 0, qps)
  return kubernetesWith({
    qps: perSecond === 0 ? Infinity : perSecond,
    burst: settings.whole("burst", 1, burst),
    mostPods: settings.whole("pods", 1, mostPods),
    percent: Math.min(100, settings.whole("percent", 0, percent)),
    preempts: settings.choice("preemption", ["on", "off"], "on") === "on",
    disruption: Math.min(100, settings.whole("disruption", 0, 100)) / 100,
    taint: taintOf(settings),
    admission: settings.choice("admission", ["quota", "kueue"], "quota"),
    backoffLimit: settings.whole("backoff_limit", 0, 0),
    autoscaler: autoscalerOf(settings),
    ...placedBy(placement),
  })
}

function taintOf(settings: Settings): Taint | undefined {
  const of = settings.text("taint")
  const effect = settings.choice("effect", taintEffects, taintEffects[0])
  return of === undefined ? undefined : { of, effect }
}

/** --max-node-provision-time: a node that takes longer is given up there. */
const longestProvision: Micros = seconds(900)

function autoscalerOf(settings: Settings): AutoscalerSetting | undefined {
  const { leastNodes, provision, unneeded, threshold, expander } = autoscalerDefaults
  const isOn = settings.choice("autoscaler", ["off", "on"], "off") === "on"
  const setting: AutoscalerSetting = {
    leastNodes: settings.whole("min_nodes", 0, leastNodes),
    provision: settings.micros("provision", provision),
    unneeded: settings.micros("unneeded", unneeded),
    threshold: Math.min(100, settings.whole("threshold", 0, 100 * threshold)) / 100,
    expander: settings.choice("expander", expanders, expander),
  }
  if (!isOn && JSON.stringify(setting) !== JSON.stringify(autoscalerDefaults))
    throw new PolicyError(
      "kubernetes: min_nodes, provision, unneeded, threshold and expander are the autoscaler's: add autoscaler=on.",
    )
  if (setting.provision > longestProvision)
    throw new PolicyError(
      `kubernetes: provision is ${durationText(setting.provision)}; it must be at most ${durationText(longestProvision)}, after which the autoscaler gives a node up.`,
    )
  return isOn ? setting : undefined
}

function placedBy(placement: PlacementEntry | undefined): Partial<KubernetesSetting> {
  if (placement === undefined) return {}
  const strategy = strategies[placement.name]
  return strategy === undefined ? { placement: placement.make } : { strategy }
}
