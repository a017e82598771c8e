/**
 * How long tasks waited, from the release of their stage to their first start, in seconds, over all tasks that
 * became ready. Those that never started count with what they had waited by the end, which is less than they would
 * have waited, and are counted as censored: leaving them out would hide the worst.
 * Percentiles: Hyndman & Fan, "Sample Quantiles in Statistical Packages", 1996, type 7, to the nearest µs.
 * Source: queueing delay, censored at the end, spec/metrics-and-charts.md §2.3.
 */
import { type ClusterView, type Micros, microsPerSecond, type Probe } from "../../sim/index.ts"
import { Integral, ratio } from "./integral.ts"
import { type ObservedWaits, observedWaits, startedWithin, together } from "./observed-waits.ts"
import { quantile } from "./quantile.ts"

/** Seconds; null where no task became ready. */
export interface Waits {
  readonly p50: number | null
  readonly p95: number | null
  readonly mean: number | null
  /** Tasks that became ready: what the other numbers are about. */
  readonly count: number
  /** Those of them still waiting for their first start at the end. */
  readonly censored: number
  /** Allowing for those, by Kaplan and Meier; null also where so many still wait that nobody can tell. */
  readonly allowing: { readonly p50: number | null; readonly p95: number | null }
}

/** Of tasks that became ready at `from`, µs, or later. */
export function waiting(from: Micros = 0): Probe<Waits> {
  let view: ClusterView
  return {
    recorder: {
      begin(atStart) {
        view = atStart
      },
    },
    result(end) {
      const [waits] = observedWaits(view, end, from)
      return summary(waits)
    },
  }
}

function summary(observed: ObservedWaits): Waits {
  const censored = observed.stillWaiting.length
  const waits = together(observed)
  const [p50, p95] = startedWithin(observed, [0.5, 0.95]).map(toMicros)
  const allowing = { p50, p95 }
  if (waits.length === 0) return { p50: null, p95: null, mean: null, count: 0, censored, allowing }
  const sum = new Integral()
  for (const wait of waits) sum.add(wait, 1)
  return {
    p50: Math.round(quantile(waits, 0.5)) / microsPerSecond,
    p95: Math.round(quantile(waits, 0.95)) / microsPerSecond,
    mean: ratio(sum.exact, BigInt(waits.length) * BigInt(microsPerSecond)),
    count: waits.length,
    censored,
    allowing,
  }
}

const toMicros = (seconds: number | null) =>
  seconds === null ? null : Math.round(seconds * microsPerSecond) / microsPerSecond
