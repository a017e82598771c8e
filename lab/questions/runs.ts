/** Runs that are asked for bit by bit: what has run once for a question is never run again. */
import { InvariantError } from "../../sim/index.ts"
import type { Outcome, WorkloadSource } from "../experiment.ts"
import { runTrials } from "../pool.ts"
import type { Trial } from "../trial.ts"

/** One set-up, whatever the seed. */
export interface Setup {
  readonly source: WorkloadSource
  readonly trial: Omit<Trial, "seed">
  /** As workloads/traces/clusters.ts reads it. */
  readonly agents: string
}

export type Ended = Extract<Outcome, { readonly kind: "ended" }>

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
 * The same `Setup` value is the same question; those of one call run side by side and have one source. Throws
 * InvariantError where a run fails.
 */
export function runsFor({ firstSeed, jobs, stallSeconds, onProgress }: RunSettings): Runs {
  const known = new Map<Setup, Ended[]>()
  const endedOf = (setup: Setup) => {
    const ended = known.get(setup) ?? []
    known.set(setup, ended)
    return ended
  }
  return async (setups, runs, what) => {
    const missing = setups.flatMap((setup) => {
      const had = endedOf(setup).length
      return Array.from({ length: Math.max(0, runs - had) }, (_, i) => ({
        setup,
        point: {
          trial: { ...setup.trial, seed: firstSeed + had + i },
          agents: setup.agents,
          pictures: false,
        },
      }))
    })
    if (missing.length > 0) {
      const outcomes = await runTrials(
        missing.map(({ point }) => point),
        {
          source: setups[0].source,
          jobs,
          stallSeconds,
          onProgress: ({ fraction }) => onProgress?.(what, fraction),
        },
      )
      for (const [i, outcome] of outcomes.entries())
        endedOf(missing[i].setup).push(endedOr(outcome, missing[i].point.trial.seed, what))
    }
    return setups.map((setup) => endedOf(setup).slice(0, runs))
  }
}

function endedOr(outcome: Outcome, seed: number, what: string): Ended {
  if (outcome.kind === "ended") return outcome
  throw new InvariantError(`${what}, seed ${seed}: ${outcome.error}`)
}
