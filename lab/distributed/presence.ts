/**
 * Who is there: each run and each worker announces itself under a key that expires, and says so again while it lives. No
 * clocks are compared; who was killed is gone when its key is.
 */
import type { Redis } from "ioredis"

export const millisBetweenBeats = 2000
/** A process that a debugger or a busy machine holds for so long counts as gone. */
const expiryMillis = 20_000

export type Kind = "run" | "worker"

/** All keys in Redis begin so; BullMQ's as well. */
export const keyPrefix = "mesoscope"

const setOf = (kind: Kind) => `${keyPrefix}:${kind}s`
const keyOf = (kind: Kind, id: string) => `${keyPrefix}:${kind}:${id}`

/** To be said again every `millisBetweenBeats`. */
export async function announce(redis: Redis, kind: Kind, id: string, value: object): Promise<void> {
  await redis
    .multi()
    .sadd(setOf(kind), id)
    .set(keyOf(kind, id), JSON.stringify(value), "PX", expiryMillis)
    .exec()
}

export async function withdraw(redis: Redis, kind: Kind, id: string): Promise<void> {
  await redis.multi().srem(setOf(kind), id).del(keyOf(kind, id)).exec()
}

export interface Present<T> {
  readonly alive: ReadonlyMap<string, T>
  /** Announced once, and silent since. */
  readonly gone: readonly string[]
}

/** In order of their ids. */
export async function present<T>(redis: Redis, kind: Kind): Promise<Present<T>> {
  const ids = (await redis.smembers(setOf(kind))).sort()
  if (ids.length === 0) return { alive: new Map(), gone: [] }
  const values = await redis.mget(ids.map((id) => keyOf(kind, id)))
  const alive = ids.flatMap((id, i): [string, T][] => {
    const value = values[i]
    return value === null || value === undefined ? [] : [[id, JSON.parse(value) as T]]
  })
  return { alive: new Map(alive), gone: ids.filter((_, i) => values[i] === null) }
}
