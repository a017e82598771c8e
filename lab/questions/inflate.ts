/**
 * How much more of a workload fits on a cluster: the largest multiple of its arrivals at which the objectives are still met
 * with confidence. Source: workload inflation, Verma, Korupolu & Wilkes, "Evaluating job packing in warehouse-scale
 * computing", CLUSTER 2014.
 */
import type { KnownLaws } from "./laws.ts"
import type { Objective } from "./objective.ts"
import type { Runs, Setup } from "./runs.ts"
import { smallestSize } from "./search.ts"
import { pointOf, type SizePoint } from "./sizing.ts"

export interface InflationQuestion {
  readonly objectives: readonly Objective[]
  /** The same multiple gives the same value. */
  readonly setup: (times: number) => Setup
  /** What the laws of the workload say at that multiple, where they are known. */
  readonly known?: ((times: number) => KnownLaws | undefined) | undefined
  /** Multiples that are tried are whole numbers of steps, up to so many. */
  readonly step: number
  readonly steps: number
  /** Where the search begins, a multiple. */
  readonly start: number
  readonly pilot: number
  readonly runs: number
  readonly mostRuns: number
  readonly confidence: number
}

/** A multiple of the arrivals, as its runs show it. */
export interface InflatedPoint extends SizePoint {
  readonly times: number
}

export interface Inflated {
  /** The largest that meets the objectives; undefined if a single step does not. */
  readonly chosen: InflatedPoint | undefined
  /** A step more. */
  readonly beyond: InflatedPoint | undefined
  /** All that were measured, ascending. */
  readonly curve: readonly InflatedPoint[]
}

export async function inflate(question: InflationQuestion, runs: Runs): Promise<Inflated> {
  const { step, steps, start } = question
  const points = new Map<number, InflatedPoint>()
  // The search wants what is easier to be larger.
  const timesOf = (size: number) => Number(((steps + 1 - size) * step).toFixed(9))
  const measure = async (sizes: readonly number[], count: number) => {
    const open = sizes.filter((size) => (points.get(size)?.n ?? 0) < count)
    const what = open.map((size) => `x${timesOf(size)}`).join(", ")
    const ended = await runs(
      open.map((size) => question.setup(timesOf(size))),
      count,
      what,
    )
    for (const [i, size] of open.entries())
      points.set(size, {
        ...pointOf(size, ended[i], {
          ...question,
          known: () => question.known?.(timesOf(size)),
          mostUnplaceable: Infinity,
        }),
        times: timesOf(size),
      })
    return sizes.map((size) => points.get(size)).filter((point) => point !== undefined)
  }
  const first = Math.min(steps, Math.max(1, steps + 1 - Math.round(start / step)))
  const { chosen, below } = await smallestSize({ ...question, least: 1, most: steps, start: first, measure })
  return { chosen, beyond: below, curve: [...points.values()].sort((a, b) => a.times - b.times) }
}
