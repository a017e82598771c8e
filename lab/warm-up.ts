/**
 * The warm-up that is left out of a comparison: found by MSER-5 in a run of every policy with the first seed, and then the
 * same for all policies and seeds, the longest that any of them needs. A run that is too short to settle has no steady
 * state to measure, and is refused. Source: spec/metrics-and-charts.md §2.4.
 */
import { type Micros, microsPerSecond } from "../sim/index.ts"
import { InputError } from "../workloads/index.ts"
import { type Experiment, type Outcome, policyName } from "./experiment.ts"

/** The runs in which the warm-up is found. */
export function pilotOf(experiment: Experiment): Experiment {
  return { ...experiment, seeds: experiment.seeds.slice(0, 1) }
}

/**
 * The experiment with the warm-up that its pilot has found; `outcomes` are those of the pilot. Throws InputError where a run
 * is too short, or failed.
 */
export function settled(experiment: Experiment, outcomes: readonly Outcome[], where = ""): Experiment {
  const ends = outcomes.map((outcome, i) => {
    const run = `${policyName(experiment.policies[i])}, seed ${experiment.seeds[0]}${where}`
    if (outcome.kind === "failed") throw new InputError(`${run}: ${outcome.error}`)
    const { settling, spanS } = outcome.facts
    if (settling === undefined || settling.kind === "too short")
      throw new InputError(
        `${run} runs ${Math.round(spanS)} s, which is too short for a steady state: ${settling?.why ?? "nothing waited"}. Run longer (until), say how long the warm-up is (warmup: 2h), or measure from the start (warmup: none).`,
      )
    return settling.at
  })
  return { ...experiment, warmUp: Math.max(...ends) }
}

/** One line for the card of the results; none without a warm-up. `isFound`: by a pilot. */
export function warmUpLines({ warmUp = 0 }: Experiment, isFound: boolean): string[] {
  if (warmUp === "auto" || (warmUp === 0 && !isFound)) return []
  const how = isFound
    ? "MSER-5 found it in a run of each policy with the first seed, and the longest holds for all"
    : "as asked"
  return [
    `Waits, shares and use are measured from ${secondsText(warmUp)} s on (warm-up: ${how}); tasks are counted from the start.`,
  ]
}

const secondsText = (micros: Micros) => String(Math.round(micros / microsPerSecond))
