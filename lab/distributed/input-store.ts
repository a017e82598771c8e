/** Inputs in Redis: cut into pieces, each compressed, under the digest of the whole; gone by themselves when no run wants them. */
import { createHash } from "node:crypto"
import { deflateRawSync, inflateRawSync } from "node:zlib"
import type { Redis } from "ioredis"
import { keyPrefix } from "./presence.ts"

/** How an input is found, and known again. */
export interface InputAddress {
  /** SHA-256 of the bytes, in hex. */
  readonly sha256: string
  readonly bytes: number
}

const pieceBytes = 4 << 20
const expiryMillis = 300_000

const keyOf = ({ sha256 }: InputAddress) => `${keyPrefix}:input:${sha256}`

export function inputAddress(bytes: Uint8Array): InputAddress {
  return { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length }
}

/** Keeps what is there already for another five minutes; false if it is not there, or not whole. */
export async function keepInput(redis: Redis, address: InputAddress): Promise<boolean> {
  if ((await redis.pexpire(keyOf(address), expiryMillis)) === 0) return false
  return (await redis.hlen(keyOf(address))) === pieceCount(address)
}

/** Puts it there, unless it is. */
export async function storeInput(redis: Redis, address: InputAddress, bytes: Buffer): Promise<void> {
  if (await keepInput(redis, address)) return
  const key = keyOf(address)
  for (let piece = 0; piece < pieceCount(address); piece++) {
    const part = bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)
    await redis.hset(key, String(piece), deflateRawSync(part, { level: 1 }))
    await redis.pexpire(key, expiryMillis)
  }
}

/** The bytes, checked; undefined if they are not there, or not those. */
export async function fetchInput(redis: Redis, address: InputAddress): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  for (let piece = 0; piece < pieceCount(address); piece++) {
    const packed = await redis.hgetBuffer(keyOf(address), String(piece))
    if (packed === null) return undefined
    pieces.push(inflateRawSync(packed, { maxOutputLength: pieceBytes }))
  }
  const bytes = Buffer.concat(pieces)
  return inputAddress(bytes).sha256 === address.sha256 ? bytes : undefined
}

const pieceCount = ({ bytes }: InputAddress) => Math.max(1, Math.ceil(bytes / pieceBytes))
