/**
 * A sweep is experiments at several points, each with policies × seeds of its own. Every trial that ends is kept in a
 * journal, so that nothing is lost and nothing is run twice, whoever kills the process.
 */
import { type Experiment, gridOf, type GridPoint, type Outcome } from "./experiment.ts"
import { kept, restored } from "./kept-outcome.ts"
import { type Journal, recordsOf, type Shard, type SweepPoints } from "./results/index.ts"
import { type Ground, trialKey } from "./trial-key.ts"

export interface Sweep extends SweepPoints {
  /** One for each point. */
  readonly experiments: readonly Experiment[]
  /** A page is made of each point. */
  readonly pages: boolean
}

/** The trials of a sweep, point by point, and what each is known by. */
export interface SweepTrials {
  readonly trials: readonly GridPoint[]
  readonly keys: readonly string[]
}

export function trialsOf({ experiments, pages }: Sweep, ground: Ground): SweepTrials {
  const trials = experiments.flatMap((experiment) => gridOf(experiment, pages))
  return { trials, keys: trials.map((trial) => trialKey(ground, trial)) }
}

/** Every `of`-th trial. */
export function partOf({ trials, keys }: SweepTrials, { part, of }: Shard): SweepTrials {
  const isMine = (_: unknown, place: number) => place % of === part - 1
  return { trials: trials.filter(isMine), keys: keys.filter(isMine) }
}

/** What is not in the journal, each trial once. */
export function unfinished({ trials, keys }: SweepTrials, journal: Journal): SweepTrials {
  const seen = new Set<string>()
  const isOpen = keys.map((key) => {
    if (journal.has(key) || seen.has(key)) return false
    seen.add(key)
    return true
  })
  return { trials: trials.filter((_, i) => isOpen[i]), keys: keys.filter((_, i) => isOpen[i]) }
}

/** Runs trials, here or elsewhere, in any order, and tells each outcome once. What `onOutcome` throws ends all. */
export type Runner = (
  trials: SweepTrials,
  onOutcome: (place: number, outcome: Outcome) => void,
) => Promise<void>

/**
 * Runs these trials and keeps each outcome in the journal as soon as it is known. Returns the failures that are not kept,
 * by key, because another attempt may end otherwise.
 */
export async function runInto(
  journal: Journal,
  open: SweepTrials,
  run: Runner,
): Promise<ReadonlyMap<string, Outcome>> {
  const { trials, keys } = open
  const passing = new Map<string, Outcome>()
  if (trials.length === 0) return passing
  await run(open, (place, outcome) => {
    if (outcome.kind === "failed" && outcome.mayPass === true) passing.set(keys[place], outcome)
    else journal.append(keys[place], kept(outcome))
  })
  return passing
}

/** Takes over what another journal has of these trials; how many. */
export function takeOver(journal: Journal, { keys }: SweepTrials, path: string): number {
  const wanted = new Set(keys)
  let taken = 0
  for (const { key, value } of recordsOf(path)) {
    if (!wanted.has(key) || journal.has(key)) continue
    journal.append(key, value)
    taken++
  }
  return taken
}

/** The outcomes of each point in turn, in the order of its grid. Throws where one is missing. */
export function* outcomesByPoint(
  { experiments }: Sweep,
  { keys }: SweepTrials,
  journal: Journal,
  passing: ReadonlyMap<string, Outcome>,
): Iterable<Outcome[]> {
  let first = 0
  for (const { policies, seeds } of experiments) {
    const end = first + policies.length * seeds.length
    yield keys.slice(first, end).map(outcomeOf)
    first = end
  }

  function outcomeOf(key: string): Outcome {
    const failure = passing.get(key)
    if (failure !== undefined) return failure
    const outcome = journal.read(key)
    if (outcome === undefined) throw new Error(`the journal has no trial ${key}`)
    return restored(outcome)
  }
}
