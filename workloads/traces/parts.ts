/**
 * The bytes of a trace: files in order, each plain or gzip by its first two bytes, `-` for standard input.
 * Streams with bounded memory, and stops at what is no text or no honest compression.
 */
import { createReadStream } from "node:fs"
import { open, stat } from "node:fs/promises"
import type { Readable } from "node:stream"
import { constants, createGunzip, gunzipSync } from "node:zlib"
import { TraceError } from "./trace-error.ts"

const chunkBytes = 1 << 18
const peekBytes = 1 << 16

/** Text compresses 3 to 30 times; 200 times, over outputs that could hurt, is a bomb (reliability §5.3). */
const greatestRatio = 200
const harmlessBytes = 64 << 20

export interface PartSettings {
  /** Told after each chunk how many bytes it held, as stored, not unpacked. */
  readonly onBytes?: ((count: number) => void) | undefined
  /** What `-` reads; by default the process's standard input. */
  readonly stdin?: Readable | undefined
}

/** How messages call a path: its own text, and "standard input" for `-`. */
export function partName(path: string): string {
  return path === "-" ? "standard input" : path
}

/**
 * The bytes of one part, unpacked, without a UTF-8 byte order mark, in chunks of at most 256 KiB.
 * Throws TraceError where the file is missing, UTF-16, holds NUL bytes, ends early or unpacks beyond reason.
 */
export async function* partBytes(path: string, settings: PartSettings = {}): AsyncGenerator<Buffer> {
  const file = partName(path)
  const stored = storedBytes(path, settings)
  try {
    let first = true
    for await (const chunk of unpacked(stored, file)) {
      const text = first ? withoutMark(chunk, file) : chunk
      first = false
      const nul = text.indexOf(0)
      yield nul < 0 ? text : text.subarray(0, nul)
      if (nul >= 0)
        throw new TraceError({
          file,
          found: "the line holds a NUL byte",
          expected: "a trace is text in UTF-8",
          fix: "Check that this is the trace, not a binary file.",
        })
    }
  } catch (error) {
    throw asTraceError(error, file)
  } finally {
    await stored.return(undefined)
  }
}

/**
 * The first whole lines, of at most 64 KiB as stored: what recognises a format. Standard input loses nothing.
 * Throws TraceError as `partBytes` does.
 */
export async function peekLines(path: string, settings: PartSettings = {}): Promise<string[]> {
  const file = partName(path)
  try {
    const stored = path === "-" ? await peekStream(settings.stdin ?? process.stdin) : await peekFile(path)
    const bytes = isGzip(stored)
      ? gunzipSync(stored, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: harmlessBytes })
      : stored
    const lines = withoutMark(bytes, file).toString("utf8").split(/\r?\n/)
    return lines.length > 1 ? lines.slice(0, -1) : lines
  } catch (error) {
    throw asTraceError(error, file)
  }
}

/** Bytes stored under these paths; undefined where one of them is standard input. */
export async function storedSize(paths: readonly string[]): Promise<number | undefined> {
  if (paths.includes("-")) return undefined
  let total = 0
  for (const path of paths) {
    try {
      total += (await stat(path)).size
    } catch (error) {
      throw asTraceError(error, partName(path))
    }
  }
  return total
}

async function* storedBytes(path: string, settings: PartSettings): AsyncGenerator<Buffer, void> {
  const source: Readable =
    path === "-" ? (settings.stdin ?? process.stdin) : createReadStream(path, { highWaterMark: chunkBytes })
  for await (const chunk of source as AsyncIterable<Buffer | string>) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk
    settings.onBytes?.(bytes.length)
    yield bytes
  }
}

async function* unpacked(stored: AsyncGenerator<Buffer>, file: string): AsyncGenerator<Buffer> {
  const first = await stored.next()
  if (first.done === true) return
  if (isZstd(first.value))
    throw problem(
      file,
      "the file is compressed by zstd",
      "traces are plain or gzip",
      `Unpack it: zstd -d ${file}`,
    )
  if (!isGzip(first.value)) {
    yield first.value
    yield* stored
    return
  }
  const gunzip = createGunzip({ chunkSize: chunkBytes })
  let storedCount = 0
  let unpackedCount = 0
  const feeding = feed()
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      unpackedCount += chunk.length
      if (unpackedCount > harmlessBytes && unpackedCount > greatestRatio * storedCount)
        throw new TraceError({
          file,
          found: `${storedCount} bytes of gzip unpack to more than ${unpackedCount} bytes`,
          expected: `a trace unpacks to at most ${greatestRatio} times its size`,
          fix: "If the file is sound, unpack it first and read it plain.",
        })
      yield chunk
    }
    await feeding
  } finally {
    gunzip.destroy()
  }

  async function feed(): Promise<void> {
    try {
      for (let next: IteratorResult<Buffer> = first; next.done !== true; next = await stored.next()) {
        storedCount += next.value.length
        if (!gunzip.write(next.value)) await drained()
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

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

function isZstd(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd
}

function withoutMark(bytes: Buffer, file: string): Buffer {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new TraceError({
      file,
      found: "the file is UTF-16",
      expected: "a trace is text in UTF-8",
      fix: `Convert it: iconv -f UTF-16 -t UTF-8 ${file}`,
    })
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

async function peekFile(path: string): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(peekBytes), 0, peekBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** The first chunk of a stream, put back in the same turn, so that the stream does not end meanwhile. */
async function peekStream(stream: Readable): Promise<Buffer> {
  for (;;) {
    const chunk = stream.read() as Buffer | string | null
    if (chunk !== null) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk
      stream.unshift(bytes)
      return bytes
    }
    if (stream.readableEnded) return Buffer.alloc(0)
    await new Promise<void>((resolve, reject) => {
      stream.once("readable", resolve)
      stream.once("end", resolve)
      stream.once("error", reject)
    })
  }
}

function asTraceError(error: unknown, file: string): unknown {
  if (error instanceof TraceError) return error
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return problem(file, "there is no such file", "a trace is a file or `-`", "Check the path.")
    case "EISDIR":
      return problem(file, "this is a folder", "a trace is a file", "Name the files in it, in order.")
    case "EACCES":
      return problem(file, "the file may not be read", "a trace must be readable", "Check its permissions.")
    case "Z_BUF_ERROR":
      return problem(file, "the gzip data ends early", "a trace is whole", "Fetch the file again.")
    case "Z_DATA_ERROR":
      return problem(file, "the gzip data is damaged", "a trace unpacks", "Fetch the file again.")
    default:
      return error
  }
}

function problem(file: string, found: string, expected: string, fix: string): TraceError {
  return new TraceError({ file, found, expected, fix })
}
