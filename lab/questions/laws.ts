/**
 * What is known of a synthetic workload by its laws alone, as control variates: its load, and how thick its arrivals come in
 * clumps. Runs that had more of either by chance waited longer.
 */
import type { CrowdWatch } from "../probes/index.ts"
import type { Control } from "../statistics/index.ts"
import type { Ended } from "./runs.ts"

export interface Laws {
  /** Cores that are busy in the long run if there are enough. */
  readonly cpus: number
  /** Mean number of tasks of one core each that would run if nobody waited, where it has a Poisson law; else undefined. */
  readonly crowd?: number | undefined
}

/** The laws beside a cluster of so many cores. */
export interface KnownLaws {
  readonly laws: Laws
  readonly capacity: number
}

/**
 * Crowds for which a cluster is too small, by half a standard deviation and by more than one. Right after `from`, µs, they are
 * smaller than the law says if the run began not long before, for too short a time to matter.
 */
export function crowdFor({ laws: { crowd }, capacity }: KnownLaws, from: number): CrowdWatch | undefined {
  if (crowd === undefined) return undefined
  return { levels: [0.5, 1.25].map((far) => Math.ceil(capacity + far * Math.sqrt(crowd))), from }
}

/** What the runs had of it, and what they have on average. */
export function controlsOf(ended: readonly Ended[], known: KnownLaws | undefined): Control[] {
  if (known === undefined) return []
  const { laws, capacity } = known
  const load = laws.cpus / capacity
  const { crowd } = laws
  const levels = crowdFor(known, 0)?.levels ?? []
  return [
    { values: ended.map(({ facts }) => facts.offeredLoad ?? load), mean: load },
    ...levels.map((level, i) => {
      const mean = poissonTail(crowd ?? 0, level)
      return { values: ended.map(({ crowds = [] }) => crowds[i] ?? mean), mean }
    }),
  ]
}

/** P(N ≥ level) for N of a Poisson law. Terms are summed from the mean outwards, so that none underflows before it matters. */
export function poissonTail(mean: number, level: number): number {
  const middle = Math.floor(mean)
  let all = 0
  let above = 0
  const take = (k: number, weight: number) => {
    all += weight
    if (k >= level) above += weight
  }
  for (let k = middle, weight = 1; weight > 1e-18; weight *= mean / ++k) take(k, weight)
  for (let k = middle, weight = 1; k > 0;) {
    weight *= k / mean
    if (weight <= 1e-18) break
    take(--k, weight)
  }
  return above / all
}
