/** How a command finds Redis. */
import { redisAddress, type RedisAddress } from "../lab/index.ts"
import { UsageError } from "./errors.ts"
import { parsed, secondsIn } from "./flags.ts"
import type { Surroundings } from "./output.ts"

export interface RedisFlags {
  readonly redis?: string
  readonly tlsCa?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
}

/** Where the workers of a run are found, and when they are given up. */
export interface ChosenRedis {
  readonly address: RedisAddress
  readonly lostSeconds: number
}

export function redisFlags(brief: string) {
  return {
    redis: parsed(brief, String, "URL"),
    tlsCa: parsed("For rediss://: whom to trust, in PEM", String, "FILE"),
    tlsCert: parsed("For rediss://: a certificate to show, in PEM", String, "FILE"),
    tlsKey: parsed("For rediss://: the key of that certificate", String, "FILE"),
  } as const
}

/** Undefined without --redis. The password may stand in MESOSCOPE_REDIS_PASSWORD, where no list of processes shows it. */
export function chosenRedis(
  { redis, tlsCa, tlsCert, tlsKey }: RedisFlags,
  env: Surroundings["env"],
): RedisAddress | undefined {
  const tls = { ca: tlsCa, cert: tlsCert, key: tlsKey }
  if (redis !== undefined) return redisAddress(redis, tls, env["MESOSCOPE_REDIS_PASSWORD"])
  if (Object.values(tls).some((file) => file !== undefined))
    throw new UsageError(
      "Certificates are for Redis. Give --redis its address, as in --redis rediss://HOST:6380.",
    )
  return undefined
}

/** Seconds. */
export function parseLost(text: string): number {
  const seconds = secondsIn(text)
  if (seconds < 2)
    throw new UsageError(`"${text}" is too short: a busy machine is silent for a second. Write 2s or more.`)
  return seconds
}
