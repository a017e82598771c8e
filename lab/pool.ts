/**
 * Trials side by side in worker threads: never more than there are cores. The workload is read once, and its columns are
 * shared, not copied. A trial whose worker stalls, dies or runs out of memory is the only one that fails.
 */
import { availableParallelism } from "node:os"
import type { GridPoint, Outcome } from "./experiment.ts"
import { openTrialThreads, type ThreadSetting } from "./trial-threads.ts"

export interface PoolSetting extends ThreadSetting {
  /** At most so many workers; by default as many as there are cores or trials. */
  readonly jobs?: number | undefined
  /** How many cores there are; by default those of the machine. */
  readonly cores?: number | undefined
  readonly onProgress?: ((progress: PoolProgress) => void) | undefined
}

export interface PoolProgress {
  /** 0 to 1, over all trials. */
  readonly fraction: number
  readonly ended: number
  readonly failed: number
}

const millisBetweenProgress = 100

/** The outcomes in the order of `points`. */
export async function runTrials(points: readonly GridPoint[], setting: PoolSetting): Promise<Outcome[]> {
  const outcomes = new Array<Outcome>(points.length)
  await runEach(points, setting, (place, outcome) => void (outcomes[place] = outcome))
  return outcomes
}

/** Tells each outcome as soon as it is known, with its place in `points`. What `onOutcome` throws ends all. */
export async function runEach(
  points: readonly GridPoint[],
  setting: PoolSetting,
  onOutcome: (place: number, outcome: Outcome) => void,
): Promise<void> {
  const threads = openTrialThreads(workerCount(points.length, setting.jobs, setting.cores), setting)
  let ended = 0
  let failed = 0
  const tell = () =>
    setting.onProgress?.({ fraction: (ended + threads.begun) / points.length, ended, failed })
  const timer = setInterval(tell, millisBetweenProgress)
  const queue = inOrderOfInputs(points)[Symbol.iterator]()
  const serve = async (thread: number) => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const place = next.value
      const outcome = await threads.run(thread, points[place])
      ended++
      if (outcome.kind === "failed") failed++
      onOutcome(place, outcome)
    }
  }
  try {
    await Promise.all(Array.from({ length: threads.count }, (_, thread) => serve(thread)))
  } finally {
    clearInterval(timer)
    await threads.close()
  }
  tell()
}

/** How many workers that many trials get on so many cores. */
export function workerCount(trials: number, jobs = Infinity, cores = availableParallelism()): number {
  return Math.max(1, Math.min(trials, jobs, cores))
}

/** Trials that need the same machines and jobs follow each other: seed by seed, and load by load. */
export function inOrderOfInputs(points: readonly GridPoint[]): number[] {
  const places = new Map<string, number[]>()
  for (const [place, { trial, agents }] of points.entries()) {
    const input = JSON.stringify([trial.seed, agents, trial.load])
    const known = places.get(input)
    if (known === undefined) places.set(input, [place])
    else known.push(place)
  }
  return [...places.values()].flat()
}
