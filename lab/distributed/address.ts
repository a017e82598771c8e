/** Where Redis is, out of what a user types; and how that is told without its password. */
import { readFileSync } from "node:fs"

/** Files in PEM, for rediss://. */
export interface TlsFiles {
  /** Whom to trust beside the system's authorities. */
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

export interface RedisAddress {
  readonly host: string
  readonly port: number
  readonly username?: string
  readonly password?: string
  /** Number of the database. */
  readonly db: number
  readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer }
  /** As it may be printed: without user and password. */
  readonly shown: string
}

/** Redis cannot be reached or refuses; the message says why and what to do, and has no password in it. */
export class RedisError extends Error {
  override readonly name = "RedisError"
}

const defaultPort = 6379
const example = "redis://HOST:6379, redis://USER:PASSWORD@HOST:6379/0 or rediss://HOST:6380"

/** `password` is for an address that has none. Throws RedisError. */
export function redisAddress(text: string, tls: TlsFiles = {}, password?: string): RedisAddress {
  const url = urlOf(text)
  const isEncrypted = url.protocol === "rediss:"
  if (!isEncrypted && Object.values(tls).some((file) => file !== undefined))
    throw new RedisError(`Certificates are for encrypted connections. Write rediss:// instead of redis://.`)
  if ((tls.cert === undefined) !== (tls.key === undefined))
    throw new RedisError(`A certificate of one's own needs its key. Give --tls-cert and --tls-key together.`)
  const port = url.port === "" ? defaultPort : Number(url.port)
  const db = /^\/?(\d{1,4})?$/.exec(url.pathname)?.[1] ?? "0"
  const own = url.password === "" ? password : decoded(url.password)
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
    ...(url.username === "" ? {} : { username: decoded(url.username) }),
    ...(own === undefined || own === "" ? {} : { password: own }),
    db: Number(db),
    ...(isEncrypted ? { tls: certificates(tls) } : {}),
    shown: `${url.protocol}//${url.hostname}:${port}${db === "0" ? "" : `/${db}`}`,
  }
}

/** Messages name no part of a text that may hold a password. */
function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isFine =
    url !== undefined &&
    /^rediss?:$/.test(url.protocol) &&
    url.hostname !== "" &&
    /^\/?\d{0,4}$/.test(url.pathname) &&
    url.search === "" &&
    url.hash === ""
  if (!isFine)
    throw new RedisError(
      `This is no address of a Redis; write ${example}. What is special in a password is written in percent signs.`,
    )
  return url
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new RedisError(`A percent sign in the user or password of the address is written %25.`)
  }
}

function certificates({ ca, cert, key }: TlsFiles): NonNullable<RedisAddress["tls"]> {
  return {
    ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
    ...(cert === undefined ? {} : { cert: readFileSync(cert) }),
    ...(key === undefined ? {} : { key: readFileSync(key) }),
  }
}
