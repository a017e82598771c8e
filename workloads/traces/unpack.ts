/**
 * Unpacks gzip (RFC 1952, by Node) and Zstandard (RFC 8878, by fzstd, as Node 20 has none) while it streams, and
 * stops at what unpacks beyond reason. fzstd does not check the checksums that a zstd file may carry.
 */
import { createGunzip } from "node:zlib"
import { Decompress } from "fzstd"
import { TraceError } from "./trace-error.ts"

/** Text compresses 3 to 30 times; 200 times, over outputs that could hurt, is a bomb (reliability §5.3). */
const greatestRatio = 200
const harmlessBytes = 16 << 20
/** No part of a trace is larger; the largest public one, a month of Google's usage, is some 200 GB in all. */
const mostUnpackedBytes = 256 * 2 ** 30

const chunkBytes = 1 << 18
const weighedBytes = 1 << 15
/** A slice of zstd is unpacked in one go, to at most 32,000 times its size, so slices are small. */
const sliceBytes = 1 << 12

type Packing = "plain" | "gzip" | "zstd"

/** By the magic number at the beginning. */
export function packingOf(bytes: Uint8Array): Packing {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "gzip"
  if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd) return "zstd"
  // A zstd file may begin with a skippable frame, as pzstd and zstd's seekable format write.
  const isSkippable =
    (bytes[0] & 0xf0) === 0x50 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18
  return isSkippable ? "zstd" : "plain"
}

/** The stored bytes unpacked, in chunks of at most 256 KiB; plain bytes as they are. Throws TraceError. */
export async function* unpacked(stored: AsyncGenerator<Buffer>, file: string): AsyncGenerator<Buffer> {
  const first = await stored.next()
  if (first.done === true) return
  const packing = packingOf(first.value)
  if (packing === "plain") {
    yield first.value
    yield* stored
    return
  }
  const scale = new Scale(file, packing)
  const source = weighed(first.value, stored, scale)
  yield* packing === "gzip" ? gunzipped(source, scale) : unzstd(source, scale)
}

/** Weighs what goes in against what comes out. */
class Scale {
  readonly #file: string
  readonly #packing: Packing
  #stored = 0
  #unpacked = 0

  constructor(file: string, packing: Packing) {
    this.#file = file
    this.#packing = packing
  }

  takeStored(count: number): void {
    this.#stored += count
  }

  takeUnpacked(count: number): void {
    this.#unpacked += count
    const isBomb = this.#unpacked > harmlessBytes && this.#unpacked > greatestRatio * this.#stored
    if (!isBomb && this.#unpacked <= mostUnpackedBytes) return
    throw new TraceError({
      file: this.#file,
      found: `${this.#stored} bytes of ${this.#packing} unpack to more than ${this.#unpacked} bytes`,
      expected: `a trace unpacks to at most ${greatestRatio} times its size, and to 256 GiB`,
      fix: "If the file is sound, unpack it first and read it plain.",
    })
  }
}

/** In slices, so that what comes out is weighed against what has gone in, not against what has been read ahead. */
async function* weighed(
  first: Buffer,
  rest: AsyncGenerator<Buffer>,
  scale: Scale,
): AsyncGenerator<Buffer, void> {
  for (let chunk: Buffer | undefined = first; chunk !== undefined; chunk = await nextOf(rest)) {
    for (let from = 0; from < chunk.length; from += weighedBytes) {
      const slice = chunk.subarray(from, from + weighedBytes)
      scale.takeStored(slice.length)
      yield slice
    }
  }
}

async function nextOf(chunks: AsyncGenerator<Buffer>): Promise<Buffer | undefined> {
  const next = await chunks.next()
  return next.done === true ? undefined : next.value
}

async function* gunzipped(source: AsyncGenerator<Buffer>, scale: Scale): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: chunkBytes })
  const feeding = feed()
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      scale.takeUnpacked(chunk.length)
      yield chunk
    }
    await feeding
  } finally {
    gunzip.destroy()
  }

  async function feed(): Promise<void> {
    try {
      for await (const chunk of source) {
        if (!gunzip.write(chunk)) await drained()
        if (gunzip.destroyed) return
      }
      gunzip.end()
    } catch (error) {
      gunzip.destroy(error as Error)
    }
  }

  function drained(): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        gunzip.off("drain", go).off("close", go)
        resolve()
      }
      gunzip.on("drain", go).on("close", go)
    })
  }
}

async function* unzstd(source: AsyncGenerator<Buffer>, scale: Scale): AsyncGenerator<Buffer> {
  const ready: Buffer[] = []
  const decompress = new Decompress((bytes) => {
    scale.takeUnpacked(bytes.length)
    // A copy: the next block is unpacked into the same window.
    if (bytes.length > 0) ready.push(Buffer.from(bytes))
  })
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; from += sliceBytes) {
      decompress.push(chunk.subarray(from, from + sliceBytes))
      yield* ready.splice(0)
    }
  }
  decompress.push(new Uint8Array(0), true)
  yield* ready.splice(0)
}
