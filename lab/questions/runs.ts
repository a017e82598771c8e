/** Runs that are asked for bit by bit: what has run once for a question is never run again. */
import { InvariantError } from "../../sim/index.ts"
import type { Outcome, WorkloadSource } from "../experiment.ts"
import { runTrials } from "../pool.ts"
import type { CrowdWatch, WaitWatch } from "../probes/index.ts"
import type { Trial } from "../trial.ts"

/** One set-up, whatever the seed. */
export interface Setup {
  readonly source: WorkloadSource
  readonly trial: Omit<Trial, "seed">
  /** As workloads/traces/clusters.ts reads it. */
  readonly agents: string
  /** What is to be known of waits. */
  readonly watch?: readonly WaitWatch[]
  /** What is to be known of the workload. */
  readonly crowd?: CrowdWatch | undefined
}

export type Ended = Omit<Extract<Outcome, { readonly kind: "ended" }>, "kind">

export interface RunSettings {
  readonly firstSeed: number
  readonly jobs?: number | undefined
  readonly stallSeconds?: number | undefined
  /** Of what is being asked just now, 0 to 1. */
  readonly onProgress?: ((what: string, fraction: number) => void) | undefined
}

/** For each set-up the outcomes of the seeds from the first on; `runs` of them, those of before included. */
export type Runs = (
  setups: readonly Setup[],
  runs: number,
  what: string,
) => Promise<readonly (readonly Ended[])[]>

/**
 * The same `Setup` value is the same question; those of one call run side by side if they have one source. Throws
 * InvariantError where a run fails.
 */
export function runsFor(settings: RunSettings): Runs {
  const known = new Map<Setup, Ended[]>()
  const endedOf = (setup: Setup) => {
    const ended = known.get(setup) ?? []
    known.set(setup, ended)
    return ended
  }
  return async (setups, runs, what) => {
    const missing = setups.flatMap((setup) => {
      const had = endedOf(setup).length
      const count = Math.max(0, runs - had)
      return Array.from({ length: count }, (_, i) => ({ setup, seed: settings.firstSeed + had + i }))
    })
    const ended = await endedRuns(missing, settings, what)
    for (const [i, one] of ended.entries()) endedOf(missing[i].setup).push(one)
    return setups.map((setup) => endedOf(setup).slice(0, runs))
  }
}

/** Side by side, in order; those of one source after those of another. Throws InvariantError where a run fails. */
export async function endedRuns(
  wanted: readonly { readonly setup: Setup; readonly seed: number }[],
  { jobs, stallSeconds, onProgress }: Omit<RunSettings, "firstSeed">,
  what: string,
): Promise<Ended[]> {
  const ended = new Array<Ended>(wanted.length)
  for (const source of new Set(wanted.map(({ setup }) => setup.source))) {
    const places = [...wanted.keys()].filter((i) => wanted[i].setup.source === source)
    const points = places.map((i) => {
      const { setup, seed } = wanted[i]
      const { trial, agents, watch, crowd } = setup
      const point = { trial: { ...trial, seed }, agents, pictures: false, crowd }
      return watch === undefined ? point : { ...point, watch }
    })
    const outcomes = await runTrials(points, {
      source,
      jobs,
      stallSeconds,
      onProgress: ({ fraction }) => onProgress?.(what, fraction),
    })
    for (const [k, i] of places.entries()) ended[i] = endedOr(outcomes[k], wanted[i].seed, what)
  }
  return ended
}

function endedOr(outcome: Outcome, seed: number, what: string): Ended {
  if (outcome.kind === "ended") return outcome
  throw new InvariantError(`${what}, seed ${seed}: ${outcome.error}`)
}
