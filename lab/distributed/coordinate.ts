/**
 * The side of a run: it hands out trials, a few ahead of what workers take, and collects outcomes. Nothing that is in Redis is
 * needed to go on after a kill: what the journal does not have is handed out again.
 */
import type { Queue } from "bullmq"
import type { Redis } from "ioredis"
import { engineDigest } from "../engine.ts"
import type { Outcome, WorkloadSource } from "../experiment.ts"
import { inOrderOfInputs } from "../pool.ts"
import type { SweepTrials } from "../sweep.ts"
import type { RedisAddress } from "./address.ts"
import { connect, told } from "./connection.ts"
import { inputAddress, keepInput, storeInput } from "./input-store.ts"
import { packInput } from "./packed-input.ts"
import { announce, millisBetweenBeats, present, withdraw } from "./presence.ts"
import {
  type AnnouncedRun,
  type AnnouncedWorker,
  forgetRun,
  newRunId,
  openQueue,
  takeOutcomes,
  type TrialJob,
} from "./run.ts"

export interface CoordinateSetting extends Omit<AnnouncedRun, "engine" | "input"> {
  readonly address: RedisAddress
  readonly source: WorkloadSource
  readonly onProgress?: ((progress: WorkersProgress) => void) | undefined
}

export interface WorkersProgress {
  /** 0 to 1, over all trials. */
  readonly fraction: number
  readonly ended: number
  readonly failed: number
  readonly workers: number
  readonly threads: number
}

/** How many trials wait in Redis for each thread that works. */
const aheadPerThread = 8
const leastAhead = 64
const mostAhead = 2000

const secondsPerWait = 1
/** Nothing came for so many beats: perhaps Redis was emptied. */
const beatsUntilSearch = 2

/** Has workers run the trials. Throws RedisError where Redis goes away, and what `onOutcome` throws. */
export async function runOnWorkers(
  trials: SweepTrials,
  setting: CoordinateSetting,
  onOutcome: (place: number, outcome: Outcome) => void,
): Promise<void> {
  const { address } = setting
  const redis = await connect(address)
  try {
    await told(address, async () => {
      await forgetDead(redis, setting.folder)
      const id = await newRunId(redis)
      try {
        await new Coordination(redis, id, await openQueue(redis, id), { trials, setting, onOutcome }).all()
      } finally {
        if (redis.status === "ready") await forgetRun(redis, id)
      }
    })
  } finally {
    redis.disconnect()
  }
}

/** Runs that were killed, and one of this very folder, whose process must be gone. */
async function forgetDead(redis: Redis, folder: string): Promise<void> {
  const { alive, gone } = await present<AnnouncedRun>(redis, "run")
  const ours = [...alive].flatMap(([id, run]) => (run.folder === folder ? [id] : []))
  for (const id of [...gone, ...ours]) await forgetRun(redis, id)
}

interface Doing {
  readonly trials: SweepTrials
  readonly setting: CoordinateSetting
  readonly onOutcome: (place: number, outcome: Outcome) => void
}

/** One thing after the other: hand out, wait for outcomes, and every two seconds look after everything else. */
class Coordination {
  readonly #redis: Redis
  readonly #id: string
  readonly #queue: Queue<TrialJob>
  readonly #doing: Doing
  readonly #announced: AnnouncedRun
  readonly #input: Buffer
  readonly #order: readonly number[]
  /** Places of the trials that are handed out, by key. */
  readonly #out = new Map<string, number>()
  #next = 0
  #ahead = leastAhead
  #ended = 0
  #failed = 0
  #lastBeat = -Infinity
  #beatsWithoutNews = 0

  constructor(redis: Redis, id: string, queue: Queue<TrialJob>, doing: Doing) {
    const { name, folder, version, inputDigest, stallSeconds, lostSeconds, source } = doing.setting
    this.#redis = redis
    this.#id = id
    this.#queue = queue
    this.#doing = doing
    this.#input = packInput(source)
    this.#order = inOrderOfInputs(doing.trials.trials)
    this.#announced = {
      name,
      folder,
      version,
      inputDigest,
      stallSeconds,
      lostSeconds,
      engine: engineDigest(),
      input: inputAddress(this.#input),
    }
  }

  async all(): Promise<void> {
    while (this.#ended < this.#order.length) {
      await this.#handOut()
      if (performance.now() - this.#lastBeat > millisBetweenBeats) await this.#beat()
      await this.#collect()
    }
  }

  async #handOut(): Promise<void> {
    const room = this.#ahead - this.#out.size
    // Half of it at a time: one message for many small trials.
    if (room < this.#ahead / 2) return
    const places = this.#order.slice(this.#next, this.#next + room)
    this.#next += places.length
    for (const place of places) this.#out.set(this.#doing.trials.keys[place], place)
    await this.#add(places)
  }

  async #add(places: readonly number[]): Promise<void> {
    if (places.length === 0) return
    const { trials, keys } = this.#doing.trials
    await this.#queue.addBulk(
      places.map((place) => ({
        name: "trial",
        data: { point: trials[place] },
        opts: { jobId: keys[place], removeOnComplete: true, removeOnFail: false },
      })),
    )
  }

  /** Whether anything came. */
  async #collect(): Promise<boolean> {
    const taken = await takeOutcomes(this.#redis, this.#id, mostAhead, secondsPerWait)
    for (const { key, outcome } of taken) this.#end(key, outcome)
    if (taken.length > 0) this.#beatsWithoutNews = 0
    return taken.length > 0
  }

  /** A trial may come twice: from a worker that was thought lost, and from its successor. */
  #end(key: string, outcome: Outcome): void {
    const place = this.#out.get(key)
    if (place === undefined) return
    this.#out.delete(key)
    this.#doing.onOutcome(place, outcome)
    this.#ended++
    if (outcome.kind === "failed") this.#failed++
  }

  /** First the input, so that a run that is announced can be served. */
  async #beat(): Promise<void> {
    this.#lastBeat = performance.now()
    const { input } = this.#announced
    if (!(await keepInput(this.#redis, input))) await storeInput(this.#redis, input, this.#input)
    await announce(this.#redis, "run", this.#id, this.#announced)
    await this.#takeFailures()
    if (++this.#beatsWithoutNews % beatsUntilSearch === 0) await this.#restoreLost()
    await this.#tell()
  }

  /** Trials whose workers were lost too often, or that a worker could not run: they fail alone. */
  async #takeFailures(): Promise<void> {
    for (const job of await this.#queue.getFailed(0, mostAhead)) {
      const error = /stalled/.test(job.failedReason)
        ? `its worker was lost, ${job.stalledCounter} times`
        : job.failedReason
      this.#end(job.id ?? "", { kind: "failed", error, mayPass: true })
      await job.remove()
    }
  }

  /** Hands trials out again that Redis no longer knows: it was emptied, or this process was held for too long. */
  async #restoreLost(): Promise<void> {
    const known = await Promise.all([...this.#out.keys()].map((key) => this.#queue.getJob(key)))
    const missing = [...this.#out.keys()].filter((_, i) => known[i] === undefined)
    // An outcome is sent before its trial leaves the queue: what is missing then has come, or is lost.
    if (missing.length === 0 || (await this.#collect())) return
    await this.#add(missing.flatMap((key) => this.#out.get(key) ?? []))
  }

  async #tell(): Promise<void> {
    const { alive, gone } = await present<AnnouncedWorker>(this.#redis, "worker")
    for (const id of gone) await withdraw(this.#redis, "worker", id)
    const mine = [...alive.values()].filter(({ run }) => run === this.#id)
    const threads = mine.reduce((sum, worker) => sum + worker.threads, 0)
    const begun = mine.reduce((sum, worker) => sum + worker.begun, 0)
    this.#ahead = Math.min(mostAhead, Math.max(leastAhead, threads * aheadPerThread))
    this.#doing.setting.onProgress?.({
      fraction: (this.#ended + Math.min(begun, this.#out.size)) / this.#order.length,
      ended: this.#ended,
      failed: this.#failed,
      workers: mine.length,
      threads,
    })
  }
}
