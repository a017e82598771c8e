/**
 * Trials side by side in worker threads: never more than there are cores. The workload is read once, and its columns are
 * shared, not copied. A trial whose worker stalls, dies or runs out of memory is the only one that fails.
 */
import { availableParallelism, totalmem } from "node:os"
import { Piscina } from "piscina"
import type { GridPoint, Outcome, WorkloadSource } from "./experiment.ts"
import { defaultStallSeconds, watch, watchMemory } from "./guard.ts"
import { pulsesFor, readPulse } from "./pulse.ts"
import { threadProgram } from "./thread-program.ts"
import type { Errand, WorkerSetting } from "./worker.ts"

export interface PoolSetting {
  readonly source: WorkloadSource
  /** At most so many workers; by default as many as there are cores or trials. */
  readonly jobs?: number | undefined
  /** How many cores there are; by default those of the machine. */
  readonly cores?: number | undefined
  /** A trial that does nothing for so long is ended. Default 60. */
  readonly stallSeconds?: number | undefined
  /** What a trial may need of memory, MiB. Default: its share of three quarters of the machine's. */
  readonly mostMemoryMiB?: number | undefined
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
  const { source, stallSeconds = defaultStallSeconds, onProgress } = setting
  const threads = workerCount(points.length, setting.jobs, setting.cores)
  const pulses = pulsesFor(points.length)
  const memoryMiB = setting.mostMemoryMiB ?? memoryPerWorker(threads)
  const poolFor = (size: number) => poolOf(size, { source, pulses }, memoryMiB)
  const pool = poolFor(threads)
  const runIn = (errand: Errand) =>
    typeof errand.point.trial.policy === "string"
      ? runOne(pool, errand, pulses, stallSeconds, memoryMiB)
      : runAlone(poolFor(1), errand, pulses, stallSeconds, memoryMiB)
  const running = new Set<number>()
  let ended = 0
  let failed = 0
  const tell = () =>
    onProgress?.({ fraction: (ended + begun(pulses, running)) / points.length, ended, failed })
  const timer = setInterval(tell, millisBetweenProgress)
  const queue = inOrderOfInputs(points)[Symbol.iterator]()
  const serve = async () => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      const place = next.value
      running.add(place)
      const outcome = await runIn({ place, point: points[place] })
      running.delete(place)
      ended++
      if (outcome.kind === "failed") failed++
      onOutcome(place, outcome)
    }
  }
  try {
    await Promise.all(Array.from({ length: threads }, serve))
  } finally {
    clearInterval(timer)
    await pool.destroy()
  }
  tell()
}

/** How many workers that many trials get on so many cores. */
export function workerCount(trials: number, jobs = Infinity, cores = availableParallelism()): number {
  return Math.max(1, Math.min(trials, jobs, cores))
}

/** Trials that need the same machines and jobs follow each other: seed by seed, and load by load. */
function inOrderOfInputs(points: readonly GridPoint[]): number[] {
  const places = new Map<string, number[]>()
  for (const [place, { trial, agents }] of points.entries()) {
    const input = JSON.stringify([trial.seed, agents, trial.load])
    const known = places.get(input)
    if (known === undefined) places.set(input, [place])
    else known.push(place)
  }
  return [...places.values()].flat()
}

/** How much of the running trials is done, in trials. */
function begun(pulses: SharedArrayBuffer, running: ReadonlySet<number>): number {
  let done = 0
  for (const place of running) done += readPulse(pulses, place).fraction
  return done
}

function poolOf(threads: number, workerData: WorkerSetting, memoryMiB: number): Piscina {
  const pool = new Piscina({
    filename: threadProgram(new URL("./worker.ts", import.meta.url)).href,
    name: "runErrand",
    minThreads: threads,
    maxThreads: threads,
    workerData,
    // A fence, not a budget: columns are not counted in it.
    resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
    recordTiming: false,
  })
  // What a worker throws after its trial is of no consequence: it is replaced, or ended anyway.
  pool.on("error", () => {})
  return pool
}

/** Three quarters of the machine's memory, shared evenly. */
function memoryPerWorker(threads: number): number {
  return Math.max(256, Math.floor((0.75 * totalmem()) / threads / 2 ** 20))
}

/** A user's own policy runs in a thread that no other trial uses before or after. */
async function runAlone(
  pool: Piscina,
  errand: Errand,
  pulses: SharedArrayBuffer,
  stallSeconds: number,
  memoryMiB: number,
): Promise<Outcome> {
  const overfull = new AbortController()
  const stop = watchMemory({
    mebibytes: memoryMiB,
    read: () => readPulse(pulses, errand.place),
    onExcess: () => overfull.abort(),
  })
  try {
    return await runOne(pool, errand, pulses, stallSeconds, memoryMiB, overfull.signal)
  } finally {
    stop()
    await pool.destroy()
  }
}

async function runOne(
  pool: Piscina,
  errand: Errand,
  pulses: SharedArrayBuffer,
  stallSeconds: number,
  memoryMiB: number,
  overfull?: AbortSignal,
): Promise<Outcome> {
  const abort = new AbortController()
  overfull?.addEventListener("abort", () => abort.abort())
  const read = () => readPulse(pulses, errand.place)
  const stop = watch({ stallSeconds, read, onStall: () => abort.abort() })
  try {
    return (await pool.run(errand, { signal: abort.signal })) as Outcome
  } catch (error) {
    return { kind: "failed", error: why(error), mayPass: true }
  } finally {
    stop()
  }

  function why(error: unknown): string {
    if (overfull?.aborted === true) return outOfMemory(memoryMiB)
    return abort.signal.aborted ? stalled(stallSeconds, read().fraction) : died(error, memoryMiB)
  }
}

const outOfMemory = (mebibytes: number) => `the worker ran out of memory (${mebibytes} MiB)`

function stalled(seconds: number, fraction: number): string {
  return `nothing happened for ${seconds} s of the clock, so the worker was stopped after ${(100 * fraction).toFixed(1)} % of the run: the policy loops or never answers`
}

function died(error: unknown, memoryMiB: number): string {
  const { code, message } = error as Partial<NodeJS.ErrnoException>
  return code === "ERR_WORKER_OUT_OF_MEMORY"
    ? outOfMemory(memoryMiB)
    : `the worker ended before the trial did: ${message ?? String(error)}`
}
