/**
 * How full the cluster was: ∫ used dt ÷ ∫ capacity dt over the run, per resource, 0 to 1. Used is what running
 * tasks requested; traces of real consumption are not assumed. Capacity follows agents that come and go.
 * Source: time-weighted step functions, spec/metrics-and-charts.md §2.1 ("allocation rate", requested).
 */
import { type ClusterView, type Probe, scalarCount, scalarNames, type ScalarName } from "../../sim/index.ts"
import { ratio, StepIntegrals } from "./integral.ts"

/** Resources of which there was none are absent. */
export type Utilisation = Partial<Record<ScalarName, number>>

export function utilisation(): Probe<Utilisation> {
  const steps = new StepIntegrals(2 * scalarCount)
  let view: ClusterView
  const readUsed = () => {
    for (let k = 0; k < scalarCount; k++) steps.level[k] = view.totalUsed(k)
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
        steps.advance(now)
        readUsed()
      },
      taskEnded(now) {
        steps.advance(now)
        readUsed()
      },
      agentChanged(now) {
        steps.advance(now)
        readUsed()
        readCapacity()
      },
    },
    result(end) {
      steps.advance(end)
      const shares: Utilisation = {}
      for (const [k, name] of scalarNames.entries()) {
        const capacity = steps.exact(scalarCount + k)
        if (capacity > 0n) shares[name] = ratio(steps.exact(k), capacity)
      }
      return shares
    },
  }
}
