/** YARN as the catalogue offers it: two schedulers and what their settings mean. */
import { type ControlPlaneFactory, type Heeds, microsPerSecond, scalarCount } from "../../../sim/index.ts"
import type { Settings } from "../../settings.ts"
import { capacityOrder, dominantOf, fairOrder, memoryOf } from "./disciplines.ts"
import type { PreemptionSetting } from "./preemption.ts"
import { type GoesOn, yarn } from "./yarn.ts"

/** A role's guarantee is the least its queue is to have, its limit the most. */
export const yarnHeeds = (): Heeds => ({ quota: true, reservations: false })

/** `calculator` is what a queue's use is measured by; a heartbeat gives at most `offswitch` containers. */
export function capacity(settings: Settings): ControlPlaneFactory {
  const calculator = settings.choice("calculator", ["memory", "dominant"], "memory")
  const offswitch = settings.whole("offswitch", 1, 1)
  return yarn({
    name: "yarn/capacity",
    measure: calculator === "memory" ? memoryOf : dominantOf,
    order: capacityOrder,
    goesOn: (containers) => containers < offswitch,
    ...common(settings),
  })
}

/** `policy` is what shares are of; with `assignmultiple` a heartbeat goes on until half of what was free is given. */
export function fair(settings: Settings): ControlPlaneFactory {
  const policy = settings.choice("policy", ["memory", "drf"], "memory")
  const multiple = settings.choice("assignmultiple", ["on", "off"], "off")
  return yarn({
    name: "yarn/fair",
    measure: policy === "memory" ? memoryOf : dominantOf,
    order: fairOrder,
    goesOn: multiple === "on" ? untilHalf : (containers) => containers === 0,
    ...common(settings),
  })
}

const untilHalf: GoesOn = (_, given, free) => {
  for (let kind = 0; kind < scalarCount; kind++) if (given[kind] > free[kind] / 2) return false
  return true
}

/** Of both: `heartbeat`; `preemption`, and its `monitor` interval, `kill_after` and `per_round` in percent. */
function common(settings: Settings) {
  const heartbeat = Math.max(1, settings.micros("heartbeat", microsPerSecond))
  const isOn = settings.choice("preemption", ["on", "off"], "off") === "on"
  const preemption: PreemptionSetting = {
    interval: Math.max(1, settings.micros("monitor", 3 * microsPerSecond)),
    wait: settings.micros("kill_after", 15 * microsPerSecond),
    perRound: Math.min(100, settings.whole("per_round", 1, 10)) / 100,
  }
  return { heartbeat, preemption: isOn ? preemption : undefined }
}
