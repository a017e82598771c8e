/**
 * How full the cluster was: ∫ used dt ÷ ∫ capacity dt over the run, per resource, 0 to 1. Used is what running
 * tasks requested; traces of real consumption are not assumed. Capacity follows agents that come and go.
 * Source: time-weighted step functions, spec/metrics-and-charts.md §2.1 ("allocation rate", requested).
 */
import {
  type ClusterView,
  type Micros,
  type Probe,
  scalarCount,
  scalarNames,
  type ScalarName,
} from "../../sim/index.ts"
import { ratio, StepIntegrals } from "./integral.ts"

/** Resources of which there was none are absent. */
export type Utilisation = Partial<Record<ScalarName, number>>

/** `from`: the end of the warm-up, µs, before which nothing counts. */
export function utilisation(from: Micros = 0): Probe<Utilisation> {
  const steps = new StepIntegrals(2 * scalarCount)
  let view: ClusterView
  const readUsed = () => {
    for (let k = 0; k < scalarCount; k++) steps.level[k] = view.totalUsed(k)
  }
  let isWarm = from === 0
  const advance = (now: Micros) => {
    if (!isWarm && now >= from) {
      steps.advance(from)
      steps.clear()
      isWarm = true
    }
    steps.advance(now)
  }
  const readCapacity = () => {
    for (let k = 0; k < scalarCount; k++) steps.level[scalarCount + k] = view.totalCapacity(k)
  }
  return {
    recorder: {
      begin(atStart) {
        view = atStart
        readUsed()
        readCapacity()
      },
      taskStarted(now) {
        advance(now)
        readUsed()
      },
      taskEnded(now) {
        advance(now)
        readUsed()
      },
      agentChanged(now) {
        advance(now)
        readUsed()
        readCapacity()
      },
    },
    result(end) {
      advance(end)
      if (!isWarm) return {}
      const shares: Utilisation = {}
      for (const [k, name] of scalarNames.entries()) {
        const capacity = steps.exact(scalarCount + k)
        if (capacity > 0n) shares[name] = ratio(steps.exact(k), capacity)
      }
      return shares
    },
  }
}
