/**
 * Kubernetes' HorizontalPodAutoscaler with one metric: an external one (requests per second) with a target for each pod, of
 * type AverageValue. Every 15 s it wants ⌈load ÷ target⌉ replicas, unless what there is is within a tenth of that; the
 * highest it wanted in the last five minutes counts; no more than twice as many at once, or four; at least and at most as
 * many as its user says. Such a metric does not depend on which pods run, so the same load gives the same replicas under
 * every scheduler. Left out: other metrics, and `behavior`.
 * Source: kubernetes/kubernetes, pkg/controller/podautoscaler, horizontal.go and replica_calculator.go
 * (GetExternalPerPodMetricReplicas); flags of kube-controller-manager for the times and the tolerance.
 */
import { assert, type Micros, microsPerSecond } from "../../../sim/index.ts"

export interface HorizontalAutoscalerSetting {
  /** What a pod should get of the load, above 0, in the load's unit. */
  readonly target: number
  readonly leastReplicas: number
  readonly mostReplicas: number
}

export const syncPeriod: Micros = 15 * microsPerSecond
const stabilisation: Micros = 300 * microsPerSecond
const scaleUpFactor = 2
const scaleUpLeast = 4

export class HorizontalAutoscaler {
  readonly #setting: HorizontalAutoscalerSetting
  /** What it wanted, and when, in the order of time. */
  #wanted: { readonly at: Micros; readonly replicas: number }[]
  #replicas: number

  /** `load` is what there is at time 0, for which there are enough replicas already. */
  constructor(setting: HorizontalAutoscalerSetting, load: number) {
    const { target, leastReplicas, mostReplicas } = setting
    assert(target > 0, `a target of ${target}`)
    assert(
      leastReplicas >= 1 && leastReplicas <= mostReplicas,
      `${leastReplicas} to ${mostReplicas} replicas`,
    )
    this.#setting = setting
    this.#replicas = this.#bounded(Math.ceil(load / target))
    this.#wanted = [{ at: 0, replicas: this.#replicas }]
  }

  get replicas(): number {
    return this.#replicas
  }

  /** Looks at the load; how many replicas there are from now on. */
  sync(now: Micros, load: number): number {
    const current = this.#replicas
    this.#wanted = this.#wanted.filter(({ at }) => at >= now - stabilisation)
    this.#wanted.push({ at: now, replicas: this.#wants(load) })
    const highest = this.#wanted.reduce((most, { replicas }) => Math.max(most, replicas), 0)
    const limit = Math.max(scaleUpFactor * current, scaleUpLeast)
    return (this.#replicas = this.#bounded(Math.min(highest, limit)))
  }

  #wants(load: number): number {
    const enough = this.#setting.target * this.#replicas
    // In tenths, so that a tenth is a tenth.
    return 10 * Math.abs(load - enough) <= enough ? this.#replicas : Math.ceil(load / this.#setting.target)
  }

  #bounded(replicas: number): number {
    const { leastReplicas, mostReplicas } = this.#setting
    return Math.min(mostReplicas, Math.max(leastReplicas, replicas))
  }
}
