/**
 * The bytes of a trace: files in order, each plain, gzip or zstd by its first bytes, `-` for standard input.
 * Streams with bounded memory, and stops at what is no text or no honest compression.
 */
import { closeSync, createReadStream, openSync, readSync } from "node:fs"
import { open, stat } from "node:fs/promises"
import type { Readable } from "node:stream"
import { setImmediate } from "node:timers/promises"
import { asTraceError } from "./file-problems.ts"
import { TraceError } from "./trace-error.ts"
import { packingOf, unpacked } from "./unpack.ts"

const chunkBytes = 1 << 18
/** So many are read before the process's other work has a turn: some 10 ms. */
const chunksInPlace = 16
/** A block of zstd may be stored in 128 KiB, and tells nothing before its end. */
const peekStoredBytes = 1 << 18
const peekBytes = 1 << 16
/** What tells how a file is packed. */
const packingBytes = 4
/** Stands at the beginning of every file of Parquet, and in no text. */
const parquetMark = "PAR1"

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
 * The bytes of one part, unpacked, without a UTF-8 byte order mark, in chunks of at most 256 KiB. A chunk is good until
 * the next one is asked for; who keeps it longer copies it.
 * Throws TraceError where the file is missing, UTF-16, holds NUL bytes, ends early or unpacks beyond reason.
 */
export async function* partBytes(path: string, settings: PartSettings = {}): AsyncGenerator<Buffer> {
  const file = partName(path)
  const stored = storedBytes(path, settings)
  try {
    let first = true
    const isPlain = path !== "-" && packingOf(await peekFile(path, packingBytes)) === "plain"
    for await (const chunk of isPlain ? plainBytes(path, settings) : unpacked(stored, file)) {
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
 * The first whole lines, of about the first 64 KiB: what recognises a format. Standard input loses nothing. A file of
 * Parquet has the one line "PAR1". Throws TraceError as `partBytes` does.
 */
export async function peekLines(path: string, settings: PartSettings = {}): Promise<string[]> {
  const file = partName(path)
  try {
    const stored = path === "-" ? await peekStream(settings.stdin ?? process.stdin) : await peekFile(path)
    const bytes = await peekUnpacked(stored, file)
    if (bytes.subarray(0, parquetMark.length).toString("latin1") === parquetMark) return [parquetMark]
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

/**
 * The same of a file that is not packed, in one buffer that is filled again and again: no chunk has to be collected.
 * Read in place, as handing each chunk to another thread costs more than the copy; between some of them others have a turn.
 */
async function* plainBytes(path: string, settings: PartSettings): AsyncGenerator<Buffer, void> {
  const file = openSync(path, "r")
  try {
    const buffer = Buffer.alloc(chunkBytes)
    for (let chunk = 1; ; chunk++) {
      const bytesRead = readSync(file, buffer, 0, chunkBytes, null)
      if (bytesRead === 0) return
      settings.onBytes?.(bytesRead)
      yield buffer.subarray(0, bytesRead)
      if (chunk % chunksInPlace === 0) await setImmediate()
    }
  } finally {
    closeSync(file)
  }
}

/** What the first stored bytes unpack to, as far as they go: that they end early is no error here. */
async function peekUnpacked(stored: Buffer, file: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of unpacked(once(stored), file)) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= peekBytes) break
    }
  } catch (error) {
    if (length === 0) throw error
  }
  return Buffer.concat(chunks)
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes)
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

async function peekFile(path: string, bytes = peekStoredBytes): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0)
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
