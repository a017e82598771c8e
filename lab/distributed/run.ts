/** What a run and its workers know of each other, and where their messages are in Redis. */
import { deflateRawSync, inflateRawSync } from "node:zlib"
import type { Queue } from "bullmq"
import type { Redis } from "ioredis"
import type { GridPoint, Outcome } from "../experiment.ts"
import { kept, restored } from "../kept-outcome.ts"
import type { InputAddress } from "./input-store.ts"
import { redisPrograms } from "./connection.ts"
import { keyPrefix, withdraw } from "./presence.ts"

/** A run, as it is announced. */
export interface AnnouncedRun {
  /** What is run, for people: "examples/easy-or-fcfs.yaml on host". */
  readonly name: string
  /** The same for the same results folder, which one process works in at a time. */
  readonly folder: string
  readonly version: string
  /** engineDigest() of whoever announced it. */
  readonly engine: string
  readonly input: InputAddress
  /** inputDigest(), a part of all its trials' keys. */
  readonly inputDigest: string
  readonly stallSeconds: number
  /** A worker that is silent for so long has lost its trials to another. */
  readonly lostSeconds: number
}

/** A worker, as it is announced. */
export interface AnnouncedWorker {
  readonly name: string
  readonly threads: number
  /** The run that it serves. */
  readonly run: string | null
  /** How much of its running trials is done, in trials. */
  readonly begun: number
}

/** A trial in the queue; its id is its key. */
export interface TrialJob {
  readonly point: GridPoint
}

/** Longer than any worker of a run that was killed goes on. */
const resultExpiryMillis = 3_600_000

const resultsKey = (run: string) => `${keyPrefix}:results:${run}`

/** Ids are in the order in which runs began. */
export async function newRunId(redis: Redis): Promise<string> {
  const number = await redis.incr(`${keyPrefix}:number-of-runs`)
  return String(number).padStart(12, "0")
}

export async function openQueue(redis: Redis, run: string): Promise<Queue<TrialJob>> {
  const { Queue } = await redisPrograms()
  const queue = new Queue<TrialJob>(run, { connection: redis, prefix: keyPrefix, skipMetasUpdate: true })
  // A connection that is lost is told by whoever waits for it.
  queue.on("error", () => {})
  return queue
}

/** Said before the queue calls the trial done, so that a worker that dies in between has it run again and nothing is lost. */
export async function sendOutcome(redis: Redis, run: string, key: string, outcome: Outcome): Promise<void> {
  const packed = deflateRawSync(JSON.stringify({ key, outcome: kept(outcome) }))
  await redis.multi().rpush(resultsKey(run), packed).pexpire(resultsKey(run), resultExpiryMillis).exec()
}

export interface SentOutcome {
  readonly key: string
  readonly outcome: Outcome
}

/** Takes up to `most` out of Redis. Waits `seconds` for the first one. */
export async function takeOutcomes(
  waiting: Redis,
  run: string,
  most: number,
  seconds: number,
): Promise<SentOutcome[]> {
  const first = await waiting.blpopBuffer(resultsKey(run), seconds)
  if (first === null) return []
  const rest = await waiting.lpopBuffer(resultsKey(run), most)
  return [first[1], ...(rest ?? [])].map(unpack)
}

function unpack(packed: Buffer): SentOutcome {
  const { key, outcome } = JSON.parse(inflateRawSync(packed).toString("utf8")) as SentOutcome
  return { key, outcome: restored(outcome) }
}

/** What a worker's look after stalled trials writes once more, when the run is over already. */
export async function forgetLooks(redis: Redis, run: string): Promise<void> {
  await redis.del(`${keyPrefix}:${run}:meta`, `${keyPrefix}:${run}:stalled-check`)
}

const keysPerLook = 1000

/**
 * Leaves nothing of a run in Redis but its input, which goes by itself. Several processes may do so at once, and while workers
 * are still at it, which BullMQ's own way of emptying a queue does not bear.
 */
export async function forgetRun(redis: Redis, run: string): Promise<void> {
  await withdraw(redis, "run", run)
  let cursor = "0"
  do {
    const [next, keys] = await redis.scan(cursor, "MATCH", `${keyPrefix}:${run}:*`, "COUNT", keysPerLook)
    if (keys.length > 0) await redis.del(keys)
    cursor = next
  } while (cursor !== "0")
  await redis.del(resultsKey(run))
}
