/**
 * The side of a machine: it looks for runs, serves the oldest, and takes trials from its queue, one for each thread. The threads
 * do the work, so that this process can go on telling that it lives.
 */
import { randomUUID } from "node:crypto"
import { hostname } from "node:os"
import type { Worker } from "bullmq"
import type { Redis } from "ioredis"
import { engineDigest } from "../engine.ts"
import { openTrialThreads, type TrialThreads } from "../trial-threads.ts"
import { trialKey } from "../trial-key.ts"
import { type RedisAddress, RedisError } from "./address.ts"
import { connect, redisPrograms, told } from "./connection.ts"
import { cachedInput } from "./input-cache.ts"
import { fetchInput } from "./input-store.ts"
import { unpackInput } from "./packed-input.ts"
import { announce, keyPrefix, millisBetweenBeats, present, withdraw } from "./presence.ts"
import {
  type AnnouncedRun,
  type AnnouncedWorker,
  forgetLooks,
  forgetRun,
  sendOutcome,
  type TrialJob,
} from "./run.ts"

export interface ServeSetting {
  readonly address: RedisAddress
  readonly threads: number
  /** Where this machine keeps inputs. */
  readonly cache: string
  /** It ends when there was no run for so long; by default never. */
  readonly idleSeconds?: number | undefined
  readonly onNews?: ((news: News) => void) | undefined
}

export type News =
  | { readonly kind: "waiting" }
  | {
      readonly kind: "serving"
      readonly run: string
      readonly bytes: number
      /** The input was in the folder of this machine already. */
      readonly wasHere: boolean
    }
  | { readonly kind: "done"; readonly run: string; readonly trials: number }

export interface Served {
  readonly runs: number
  readonly trials: number
}

const millisBetweenLooks = 500
/** A machine that is taken away now and then costs time; a trial that takes every machine with it ends at last. */
const mostLosses = 10

/** Serves one run after the other. Throws RedisError where Redis goes away, or only runs of another build are there. */
export async function serve(setting: ServeSetting): Promise<Served> {
  const redis = await connect(setting.address)
  const machine = new Machine(redis, setting)
  try {
    return await told(setting.address, () => machine.serve())
  } finally {
    redis.disconnect()
  }
}

class Machine {
  readonly #redis: Redis
  readonly #setting: ServeSetting
  readonly #id = randomUUID()
  #run: string | null = null
  #threads: TrialThreads | undefined
  #lastBeat = -Infinity
  #runs = 0
  #trials = 0

  constructor(redis: Redis, setting: ServeSetting) {
    this.#redis = redis
    this.#setting = setting
  }

  async serve(): Promise<Served> {
    const { idleSeconds = Infinity, onNews } = this.#setting
    onNews?.({ kind: "waiting" })
    for (let idleSince = performance.now(); performance.now() - idleSince < 1000 * idleSeconds;) {
      const found = await this.#findRun()
      if (found !== undefined && (await this.#serveRun(...found))) idleSince = performance.now()
      await this.#pause()
    }
    await withdraw(this.#redis, "worker", this.#id)
    return { runs: this.#runs, trials: this.#trials }
  }

  /** The oldest of this build. */
  async #findRun(): Promise<[string, AnnouncedRun] | undefined> {
    const { alive, gone } = await present<AnnouncedRun>(this.#redis, "run")
    for (const id of gone) await forgetRun(this.#redis, id)
    const found = [...alive].find(([, { engine }]) => engine === engineDigest())
    if (found === undefined && alive.size > 0) throw otherBuild([...alive.values()][0])
    return found
  }

  async #isAlive(id: string): Promise<boolean> {
    return (await present<AnnouncedRun>(this.#redis, "run")).alive.has(id)
  }

  /** False if its input could not be had. */
  async #serveRun(id: string, run: AnnouncedRun): Promise<boolean> {
    const { cache, onNews, threads } = this.#setting
    const input = await cachedInput(cache, run.input, () => fetchInput(this.#redis, run.input))
    if (input === undefined) return false
    onNews?.({ kind: "serving", run: run.name, bytes: input.bytes.length, wasHere: input.wasHere })
    const source = unpackInput(input.bytes)
    this.#threads = openTrialThreads(threads, { source, stallSeconds: run.stallSeconds })
    this.#run = id
    this.#lastBeat = -Infinity
    const before = this.#trials
    const stop = await this.#take(id, run, this.#threads)
    try {
      while (await this.#isAlive(id)) await this.#pause()
    } finally {
      await stop()
      await forgetLooks(this.#redis, id)
      await this.#threads.close()
      this.#threads = undefined
      this.#run = null
    }
    this.#runs++
    onNews?.({ kind: "done", run: run.name, trials: this.#trials - before })
    return true
  }

  /** Takes trials from the queue of a run, until what it returns is called. */
  async #take(id: string, run: AnnouncedRun, threads: TrialThreads): Promise<() => Promise<void>> {
    let isStopped = false
    const free = Array.from({ length: threads.count }, (_, thread) => thread)
    const ground = { engine: engineDigest(), input: run.inputDigest }
    const { Worker: TrialWorker } = await redisPrograms()
    const worker: Worker<TrialJob> = new TrialWorker<TrialJob>(
      id,
      async ({ id: key = "", data: { point } }) => {
        if (trialKey(ground, point) !== key) throw new Error("the trial came to its worker as another one")
        const thread = free.pop() ?? 0
        const outcome = await threads.run(thread, point)
        free.push(thread)
        if (isStopped) return
        await sendOutcome(this.#redis, id, key, outcome)
        this.#trials++
      },
      {
        connection: this.#redis,
        prefix: keyPrefix,
        concurrency: threads.count,
        lockDuration: 1000 * run.lostSeconds,
        stalledInterval: 500 * run.lostSeconds,
        maxStalledCount: mostLosses,
      },
    )
    // What was thought lost and has ended after all says so here; the run knows a trial that comes twice.
    worker.on("error", () => {})
    return () => {
      isStopped = true
      return worker.close(true)
    }
  }

  async #pause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, millisBetweenLooks))
    if (performance.now() - this.#lastBeat < millisBetweenBeats) return
    this.#lastBeat = performance.now()
    const { threads } = this.#setting
    const begun = this.#threads?.begun ?? 0
    const announced: AnnouncedWorker = {
      name: `${process.pid} ${hostname()}`,
      threads,
      run: this.#run,
      begun,
    }
    await announce(this.#redis, "worker", this.#id, announced)
  }
}

function otherBuild({ name, version, engine }: AnnouncedRun): RedisError {
  return new RedisError(
    `The run ${name} is of another build of Mesoscope: its simulator is ${engine} (version ${version}), that of this worker ${engineDigest()}. Other code makes other trials: install the same build on both machines.`,
  )
}
