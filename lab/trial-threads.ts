/**
 * Threads that run one trial each at a time, for as long as there are trials. A trial whose thread stalls, dies or runs out of
 * memory is the only one that fails, and the thread is replaced.
 */
import { totalmem } from "node:os"
import { Piscina } from "piscina"
import type { GridPoint, Outcome, WorkloadSource } from "./experiment.ts"
import { defaultStallSeconds, watch, watchMemory } from "./guard.ts"
import { clearPulse, pulsesFor, readPulse } from "./pulse.ts"
import { threadProgram } from "./thread-program.ts"
import type { Errand, WorkerSetting } from "./worker.ts"

export interface ThreadSetting {
  readonly source: WorkloadSource
  /** A trial that does nothing for so long is ended. Default 60. */
  readonly stallSeconds?: number | undefined
  /** What a trial may need of memory, MiB. Default: its share of three quarters of the machine's. */
  readonly mostMemoryMiB?: number | undefined
}

export interface TrialThreads {
  readonly count: number
  /** How much of the running trials is done, in trials. */
  readonly begun: number
  /** Runs it in that thread, which has no other to run; whatever goes wrong is its outcome. */
  run(thread: number, point: GridPoint): Promise<Outcome>
  close(): Promise<void>
}

export function openTrialThreads(
  count: number,
  { source, stallSeconds = defaultStallSeconds, mostMemoryMiB = memoryPerThread(count) }: ThreadSetting,
): TrialThreads {
  const pulses = pulsesFor(count)
  const limits: Limits = { pulses, stallSeconds, memoryMiB: mostMemoryMiB }
  const poolFor = (size: number) => poolOf(size, { source, pulses }, mostMemoryMiB)
  const pool = poolFor(count)
  const running = new Set<number>()
  return {
    count,
    get begun() {
      let done = 0
      for (const thread of running) done += readPulse(pulses, thread).fraction
      return done
    },
    async run(thread, point) {
      const errand: Errand = { place: thread, point }
      clearPulse(pulses, thread)
      running.add(thread)
      try {
        return typeof point.trial.policy === "string"
          ? await runOne(pool, errand, limits)
          : await runAlone(poolFor(1), errand, limits)
      } finally {
        running.delete(thread)
      }
    },
    close: () => pool.destroy(),
  }
}

interface Limits {
  readonly pulses: SharedArrayBuffer
  readonly stallSeconds: number
  readonly memoryMiB: number
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
function memoryPerThread(threads: number): number {
  return Math.max(256, Math.floor((0.75 * totalmem()) / threads / 2 ** 20))
}

/** A user's own policy runs in a thread that no other trial uses before or after. */
async function runAlone(pool: Piscina, errand: Errand, limits: Limits): Promise<Outcome> {
  const { pulses, memoryMiB } = limits
  const overfull = new AbortController()
  const stop = watchMemory({
    mebibytes: memoryMiB,
    read: () => readPulse(pulses, errand.place),
    onExcess: () => overfull.abort(),
  })
  try {
    return await runOne(pool, errand, limits, overfull.signal)
  } finally {
    stop()
    await pool.destroy()
  }
}

async function runOne(
  pool: Piscina,
  errand: Errand,
  { pulses, stallSeconds, memoryMiB }: Limits,
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
