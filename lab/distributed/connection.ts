/** Connections to Redis. Its client and BullMQ are loaded only here, when they are asked for. */
import type { Redis } from "ioredis"
import { type RedisAddress, RedisError } from "./address.ts"

const connectMillis = 5000
/** A host that went without a word is taken for gone; nobody asks for an answer that takes so long. */
const silentMillis = 30_000
/** A Redis that restarts is waited for; one that stays away is not. */
const mostAwaySeconds = 60
const leastVersion = [6, 2] as const

/** BullMQ and the client it uses. Throws RedisError where they are not installed. */
export async function redisPrograms() {
  try {
    const [{ Redis }, { Queue, Worker }] = await Promise.all([import("ioredis"), import("bullmq")])
    return { Redis, Queue, Worker }
  } catch (error) {
    throw new RedisError(
      "What speaks with Redis is not installed. Install it beside Mesoscope: npm install bullmq ioredis",
      { cause: error },
    )
  }
}

/** A connection that answers. After that it comes back by itself, until Redis was away for a minute. Throws RedisError. */
export async function connect(address: RedisAddress): Promise<Redis> {
  const { Redis } = await redisPrograms()
  const { host, port, username, password, db, tls, shown } = address
  let wasReady = false
  let awaySince: number | undefined
  const redis = new Redis({
    host,
    port,
    db,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls: { servername: host, ...tls } }),
    lazyConnect: true,
    connectTimeout: connectMillis,
    socketTimeout: silentMillis,
    // What BullMQ asks of connections that wait for work.
    maxRetriesPerRequest: null,
    retryStrategy(times) {
      awaySince ??= performance.now()
      const isLost = performance.now() - awaySince > 1000 * mostAwaySeconds
      return !wasReady || isLost ? null : Math.min(100 * times, 2000)
    },
  })
  let last: unknown
  redis.on("error", (error) => (last = error))
  redis.on("ready", () => {
    wasReady = true
    awaySince = undefined
  })
  try {
    await redis.connect()
    checkVersion(await redis.info("server"), shown)
  } catch (error) {
    redis.disconnect()
    throw error instanceof RedisError ? error : refusal(last ?? error, shown)
  }
  return redis
}

/** Throws RedisError unless Redis answers. */
export async function reachRedis(address: RedisAddress): Promise<void> {
  const redis = await connect(address)
  redis.disconnect()
}

function checkVersion(info: string, shown: string): void {
  const [, major = "0", minor = "0"] = /redis_version:(\d+)\.(\d+)/.exec(info) ?? []
  const [most, least] = leastVersion
  if (Number(major) > most || (Number(major) === most && Number(minor) >= least)) return
  throw new RedisError(`Redis at ${shown} has version ${major}.${minor}; use ${most}.${least} or later.`)
}

/** What a connection that is lost, or a command that is refused, means for the user. */
function refusal(error: unknown, shown: string): RedisError {
  const { code = "", message = String(error) } = error as Partial<NodeJS.ErrnoException>
  return new RedisError(`Redis at ${shown} ${complaint(code, message)}`, { cause: error })
}

function complaint(code: string, message: string): string {
  if (/^(?:NOAUTH|WRONGPASS|ERR AUTH|ERR Client sent AUTH)/.test(message))
    return `wants another password. Write redis://USER:PASSWORD@HOST:PORT, or put it into MESOSCOPE_REDIS_PASSWORD.`
  if (message.startsWith("NOPERM"))
    return `forbids its user a command (${message}). Give the user all of them.`
  if (message.startsWith("OOM")) return `is full. Give it more memory (maxmemory), and the policy noeviction.`
  if (/CERT|SIGNED|ALTNAME|ISSUER/i.test(code))
    return `has a certificate that is not trusted (${code}). Give --tls-ca the certificate of its authority.`
  if (/SSL|TLS|EPROTO/i.test(`${code} ${message}`))
    return `does not agree on encryption (${code || message}). Write rediss:// for a server with TLS, redis:// for one without.`
  if (message.startsWith("Connection is closed"))
    return `was away for a minute. Start it; the same command goes on from what was kept.`
  return `cannot be reached (${code || message}). Start it, or mend the address.`
}

/** Runs `body`; what the client throws becomes a RedisError. */
export async function told<T>({ shown }: RedisAddress, body: () => Promise<T>): Promise<T> {
  try {
    return await body()
  } catch (error) {
    throw isOfClient(error) ? refusal(error, shown) : error
  }
}

/** Errors of the client: a reply of Redis, a connection that ended, or one that timed out. */
function isOfClient(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof RedisError) return false
  return (
    ["ReplyError", "MaxRetriesPerRequestError"].includes(error.name) ||
    /^(?:Connection is closed|Command timed out|connect ETIMEDOUT)/.test(error.message)
  )
}
