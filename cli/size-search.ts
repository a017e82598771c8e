/** The search for a size as `mesoscope size` asks for it: at one load, of clusters that have a size. */
import { type Objective, runsFor, type Sized, sizeFor } from "../lab/index.ts"
import { clusterOf, offeredLoad } from "../workloads/index.ts"
import { knownOf, type Question, setupsOf } from "./question.ts"

export interface SearchFlags {
  readonly slo: readonly Objective[]
  readonly seed: number
  readonly pilot: number
  readonly runs: number
  readonly mostRuns: number
  readonly confidence: number
  readonly misfits: number
}

export interface Sizes {
  /** A multiple of today's. */
  readonly load: number
  /** The cluster of that size, in the notation of clusters. */
  readonly cluster: (size: number) => string
  readonly start: number
  readonly most: number
}

export type SizeSearch = (sizes: Sizes) => Promise<Sized>

/** What has run for one search is known to the next. */
export function sizeSearch(question: Question, flags: SearchFlags): SizeSearch {
  const { slo, pilot, runs, mostRuns, confidence, misfits } = flags
  const setup = setupsOf(question)
  const known = runsFor(question.settings)
  return ({ load, cluster, start, most }) =>
    sizeFor(
      {
        objectives: slo,
        setup: (size) => setup(cluster(size), load),
        known: (size) => knownOf(question, cluster(size), load),
        start: Math.min(start, most),
        most,
        pilot,
        runs,
        mostRuns,
        confidence,
        mostUnplaceable: misfits,
      },
      known,
    )
}

/** `agents` of the shape, in the notation of clusters. */
export function clusterText(shape: string, agents: number): string {
  return shape === "trace" ? String(agents) : `${agents}x${shape}`
}

const manyAgents = 1000

/** The fewest agents of the shape that today's load, so many times, does not fill. */
export function leastAgents({ input, flags }: Question, shape: string, times: number): number {
  const { workload } = input
  const agents = clusterOf(clusterText(shape, manyAgents), workload, flags.seed)
  const { load } = offeredLoad(workload.jobs, agents, workload.horizon)
  return Number.isFinite(load) ? Math.max(1, Math.floor(load * manyAgents * times) + 1) : Math.ceil(times) + 1
}

/** Where the search ends that nobody has given an end. */
export function mostByDefault(least: number): number {
  return 8 * least + 8
}
