/**
 * What is finished, kept through everything that can end a process: a file to which one line per record is appended. A line
 * says how long it is and what its checksum is; one that does not check, as the last one of a killed run or one that a full
 * disk cut off, counts for nothing, and what it was about is done again.
 *
 *     1f3a99c2 4711 9be0…(32 hex digits)…c4 {"kind":"ended",…}
 *     checksum  length of the JSON   key
 */
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from "node:fs"
import { crc32 } from "node:zlib"
import { writeAtomically } from "./atomic-write.ts"

/** Writes some of the bytes at the end of the file; how many. Tests give one that fails. */
export type Append = (file: number, bytes: Uint8Array) => number

export interface JournalSetting {
  readonly append?: Append
  /** Milliseconds. */
  readonly clock?: () => number
}

/** A power loss may cost what was appended in so many milliseconds; a killed process costs nothing. */
const millisBetweenSyncs = 200

const newline = 10
const chunkBytes = 1 << 20

interface Span {
  readonly offset: number
  readonly length: number
}

export class Journal {
  readonly #path: string
  readonly #file: number
  readonly #append: Append
  readonly #clock: () => number
  readonly #spans: Map<string, Span>
  #end: number
  /** The last line is no whole one, so the next begins with a line end. */
  #isTorn: boolean
  #lastSync = -Infinity

  /** Makes the file if it is missing. */
  constructor(path: string, { append = writeSync, clock = () => performance.now() }: JournalSetting = {}) {
    this.#path = path
    this.#append = append
    this.#clock = clock
    this.#file = openSync(path, "a+")
    this.#end = fstatSync(this.#file).size
    const { spans, isTorn } = scan(this.#file, this.#end)
    this.#spans = spans
    this.#isTorn = isTorn
  }

  get keys(): Iterable<string> {
    return this.#spans.keys()
  }

  has(key: string): boolean {
    return this.#spans.has(key)
  }

  /** The value as it was appended; undefined if there is none. */
  read(key: string): unknown {
    const span = this.#spans.get(key)
    return span === undefined ? undefined : JSON.parse(this.#textAt(span))
  }

  /** Keeps the value, which is plain JSON, unless the key is there already. Throws what the file system says. */
  append(key: string, value: unknown): void {
    if (this.#spans.has(key)) return
    const line = lineOf(key, JSON.stringify(value))
    const bytes = Buffer.from(this.#isTorn ? `\n${line}` : line)
    const from = this.#end + bytes.length - Buffer.byteLength(line)
    this.#isTorn = true
    for (let done = 0; done < bytes.length;) {
      const written = this.#append(this.#file, bytes.subarray(done))
      done += written
      this.#end += written
    }
    this.#isTorn = false
    const offset = from + line.indexOf("{")
    this.#spans.set(key, { offset, length: this.#end - 1 - offset })
    this.#syncNowAndThen()
  }

  /**
   * Rewrites the file with these keys first, in this order, and then those that belong to no trial of theirs, sorted:
   * the same bytes whoever was quick. Nothing can be appended afterwards.
   */
  seal(order: readonly string[]): void {
    const first = new Set(order)
    const rest = [...this.#spans.keys()].filter((key) => !first.has(key)).sort()
    writeAtomically(this.#path, (sink) => {
      for (const key of [...first, ...rest]) {
        const span = this.#spans.get(key)
        if (span !== undefined) sink(Buffer.from(lineOf(key, this.#textAt(span))))
      }
    })
    closeSync(this.#file)
  }

  close(): void {
    fsyncSync(this.#file)
    closeSync(this.#file)
  }

  #textAt({ offset, length }: Span): string {
    return bytesAt(this.#file, offset, length).toString("utf8")
  }

  #syncNowAndThen(): void {
    const now = this.#clock()
    if (now - this.#lastSync < millisBetweenSyncs) return
    fsyncSync(this.#file)
    this.#lastSync = now
  }
}

/** All whole records of a journal that nobody writes, in the order of the file. */
export function* recordsOf(path: string): Iterable<{ readonly key: string; readonly value: unknown }> {
  if (!existsSync(path)) return
  const journal = new Journal(path)
  try {
    for (const key of journal.keys) yield { key, value: journal.read(key) }
  } finally {
    journal.close()
  }
}

function lineOf(key: string, json: string): string {
  const body = `${Buffer.byteLength(json)} ${key} ${json}`
  return `${checksumOf(body)} ${body}\n`
}

const checksumOf = (body: string | Uint8Array) => crc32(body).toString(16).padStart(8, "0")

/** The records of the first `size` bytes. Of two with one key the first counts. */
function scan(file: number, size: number): { spans: Map<string, Span>; isTorn: boolean } {
  const spans = new Map<string, Span>()
  let carried: Buffer = Buffer.alloc(0)
  let lineBegin = 0
  for (let read = 0; read < size;) {
    const chunk = bytesAt(file, read, Math.min(chunkBytes, size - read))
    read += chunk.length
    carried = carried.length === 0 ? chunk : Buffer.concat([carried, chunk])
    let from = 0
    for (let end = carried.indexOf(newline, from); end >= 0; end = carried.indexOf(newline, from)) {
      keep(carried.subarray(from, end), lineBegin, spans)
      lineBegin += end + 1 - from
      from = end + 1
    }
    carried = carried.subarray(from)
  }
  return { spans, isTorn: carried.length > 0 }
}

const head = /^([0-9a-f]{8}) (\d{1,15}) ([0-9a-f]{32}) /
const mostHeadBytes = 64

function keep(line: Buffer, begin: number, spans: Map<string, Span>): void {
  const [start, checksum = "", length = "", key = ""] =
    head.exec(line.toString("latin1", 0, mostHeadBytes)) ?? []
  if (start === undefined || spans.has(key)) return
  if (line.length !== start.length + Number(length) || checksumOf(line.subarray(9)) !== checksum) return
  spans.set(key, { offset: begin + start.length, length: Number(length) })
}

function bytesAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let done = 0; done < length;) {
    const read = readSync(file, bytes, done, length - done, offset + done)
    if (read === 0) throw new Error("the journal has become shorter while it was read")
    done += read
  }
  return bytes
}
