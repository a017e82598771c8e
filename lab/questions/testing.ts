/** For tests of questions: runs that are made of waits alone. */
import { microsPerSecond } from "../../sim/index.ts"
import { quantile } from "../probes/quantile.ts"
import { type WatchedWaits, watchedSteps } from "../probes/watched-waits.ts"
import type { Ended } from "./runs.ts"

/** A run whose tasks waited so many seconds, all of them started; told for the bounds, in s. */
export function ranWith(waits: readonly number[], bounds: readonly number[]): Ended {
  const ascending = waits.toSorted((a, b) => a - b)
  const watched: WatchedWaits = {
    role: undefined,
    tasks: waits.length,
    inTime: bounds.map((bound) => ({
      bound: bound * microsPerSecond,
      tasks: waits.filter((wait) => wait < bound).length,
    })),
    sum: waits.reduce((sum, wait) => sum + wait, 0),
    quantiles: Float64Array.from({ length: waits.length === 0 ? 0 : watchedSteps + 1 }, (_, k) =>
      quantile(ascending, k / watchedSteps),
    ),
  }
  return { rows: { trial: {} }, facts: {}, watched: [watched] } as unknown as Ended
}
