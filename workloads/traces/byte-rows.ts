/**
 * Rows of fixed dialects, straight from bytes: no string and no object per row. Cells are spans of one buffer;
 * numbers are read from their bytes. Knows no quotes: a quote is a byte like others, and no number.
 */
import { numberFromBytes } from "./numbers.ts"
import { partBytes, partName } from "./parts.ts"
import {
  type Dialect,
  lineTooLong,
  longestLineBytes,
  mostCells,
  numberError,
  raggedError,
  type Row,
  type RowSettings,
  type RowSource,
  separators,
  visitRow,
} from "./rows.ts"
import { TraceError } from "./trace-error.ts"

const newline = 10
const carriageReturn = 13
const tab = 9
const blank = 32
const semicolon = separators.semicolon

/** What QuickLines may read beyond the end of a line, and the newline. */
const bytesBehind = 5

export const readByteRows: RowSource = async (paths, dialect, visit, settings = {}) => {
  const cells = new ByteCells(dialect, visit, settings)
  for (const path of paths) {
    cells.begin(partName(path))
    try {
      for await (const chunk of partBytes(path, settings)) cells.chunk(chunk)
      cells.end()
    } catch (error) {
      throw error instanceof TraceError ? error.at(cells.line + 1) : error
    }
  }
  return cells.rowCount
}

/** Cuts chunks into lines and lines into cells; it is itself the row that is visited. */
class ByteCells implements Row {
  file = ""
  line = 0
  cellCount = 0
  rowCount = 0
  #bytes: Buffer = Buffer.alloc(0)
  /** The unfinished last line of the chunk before. */
  #rest: Buffer = Buffer.alloc(0)
  readonly #from = new Int32Array(mostCells)
  readonly #to = new Int32Array(mostCells)
  readonly #dialect: Dialect
  readonly #visit: (row: Row) => void
  readonly #settings: RowSettings
  readonly #separator: number
  readonly #comment: number

  constructor(dialect: Dialect, visit: (row: Row) => void, settings: RowSettings) {
    this.#dialect = dialect
    this.#visit = visit
    this.#settings = settings
    this.#separator = separators[dialect.separator]
    this.#comment = dialect.comment?.charCodeAt(0) ?? -1
  }

  begin(file: string): void {
    this.file = file
    this.line = 0
    this.#rest = Buffer.alloc(0)
  }

  chunk(chunk: Buffer): void {
    const start = this.#rest.length === 0 ? 0 : this.#finishRest(chunk)
    const rest = start < 0 ? chunk : chunk.subarray(this.#readLines(chunk, start))
    // A copy: the rest must not keep the whole chunk alive, nor be overwritten with it.
    this.#rest = start < 0 ? Buffer.concat([this.#rest, rest]) : Buffer.from(rest)
    if (this.#rest.length > longestLineBytes) throw lineTooLong(this.file, this.line + 1)
  }

  /** Reads the line that the chunk before left unfinished; returns where the next begins, −1 where it goes on still. */
  #finishRest(chunk: Buffer): number {
    const stop = chunk.indexOf(newline)
    if (stop < 0) return -1
    this.#bytes = Buffer.concat([this.#rest, chunk.subarray(0, stop)])
    this.#readLine(0, this.#bytes.length)
    return stop + 1
  }

  /** Reads the lines of `bytes` that are whole; returns where the one begins that is not. */
  #readLines(bytes: Buffer, from: number): number {
    this.#bytes = bytes
    this.#settings.quickLines?.load(bytes)
    const lastQuick = bytes.length < bytesBehind ? -1 : bytes.lastIndexOf(newline, -bytesBehind)
    let start = this.#takeQuickLines(from, lastQuick)
    for (let stop = bytes.indexOf(newline, start); stop >= 0; stop = bytes.indexOf(newline, start)) {
      this.#readLine(start, stop)
      start = this.#takeQuickLines(stop + 1, lastQuick)
    }
    return start
  }

  end(): void {
    this.#bytes = this.#rest
    if (this.#rest.length > 0) this.#readLine(0, this.#rest.length)
  }

  isEmpty(column: number): boolean {
    return column >= this.cellCount || this.#from[column] === this.#to[column]
  }

  number(column: number): number {
    const value =
      column < this.cellCount
        ? numberFromBytes(this.#bytes, this.#from[column], this.#to[column])
        : Number.NaN
    if (Number.isNaN(value)) throw numberError(this, this.#dialect, column, false)
    return value
  }

  integer(column: number): number {
    const value =
      column < this.cellCount
        ? numberFromBytes(this.#bytes, this.#from[column], this.#to[column])
        : Number.NaN
    if (!Number.isSafeInteger(value)) throw numberError(this, this.#dialect, column, true)
    return value
  }

  text(column: number): string {
    return column < this.cellCount ? this.#bytes.toString("utf8", this.#from[column], this.#to[column]) : ""
  }

  /** Where the first line begins that cannot be taken quickly, of those that end until `last`. */
  #takeQuickLines(from: number, last: number): number {
    const { quickLines } = this.#settings
    let start = from
    if (quickLines === undefined) return start
    while (start <= last) {
      const next = quickLines.take(start)
      if (next < 0) break
      this.line++
      this.rowCount++
      start = next
    }
    return start
  }

  #readLine(from: number, to: number): void {
    this.line++
    if (to - from > longestLineBytes) throw lineTooLong(this.file, this.line)
    const bytes = this.#bytes
    if (to > from && bytes[to - 1] === carriageReturn) to--
    if (bytes[from] === this.#comment && to > from) {
      this.#settings.onComment?.(bytes.toString("utf8", from, to), this.file)
      return
    }
    this.cellCount = this.#separator === blank ? this.#splitBlanks(from, to) : this.#split(from, to)
    if (this.cellCount === 0) return
    this.rowCount++
    visitRow(this, this.#take, this.#settings)
  }

  readonly #take = () => {
    if (this.cellCount < this.#dialect.fewestCells || this.cellCount > mostCells)
      throw raggedError(this.file, this.line, this.cellCount, this.#dialect)
    this.#visit(this)
  }

  #split(from: number, to: number): number {
    if (from === to) return 0
    const bytes = this.#bytes
    const separator = this.#separator
    let cell = 0
    this.#from[0] = from
    for (let at = from; at < to; at++) {
      if (bytes[at] !== separator) continue
      this.#to[cell++] = at
      this.#from[cell] = separator === semicolon && bytes[at + 1] === tab ? at + 2 : at + 1
    }
    this.#to[cell++] = to
    return cell
  }

  #splitBlanks(from: number, to: number): number {
    const bytes = this.#bytes
    let cell = 0
    for (let at = from; at < to;) {
      while (at < to && (bytes[at] === blank || bytes[at] === tab)) at++
      if (at === to) break
      this.#from[cell] = at
      while (at < to && bytes[at] !== blank && bytes[at] !== tab) at++
      this.#to[cell++] = at
    }
    return cell
  }
}
