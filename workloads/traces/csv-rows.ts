/**
 * Rows of CSV and TSV as people write it: quoted cells, separators and line ends inside quotes. By csv-parse,
 * some ten times slower than byte-rows.ts; for small files and for formats whose rows may be quoted.
 */
import { CsvError, parse, type Parser } from "csv-parse"
import { numberFromText } from "./numbers.ts"
import { partBytes, partName } from "./parts.ts"
import {
  type Dialect,
  lineTooLong,
  longestLineBytes,
  mostCells,
  numberError,
  raggedError,
  type Row,
  type RowSource,
  separators,
  visitRow,
} from "./rows.ts"
import { TraceError } from "./trace-error.ts"

export const readCsvRows: RowSource = async (paths, dialect, visit, settings = {}) => {
  let rowCount = 0
  const take = (row: Row) => {
    if (row.cellCount < dialect.fewestCells || row.cellCount > mostCells)
      throw raggedError(row.file, row.line, row.cellCount, dialect)
    visit(row)
  }
  for (const path of paths) {
    const row = new TextRow(dialect, partName(path))
    const parser = parserOf(dialect, (cells, line) => {
      row.line = line
      const first = cells[0]
      if (dialect.comment !== undefined && first?.startsWith(dialect.comment)) {
        settings.onComment?.(cells.join(String.fromCharCode(separators[dialect.separator])), row.file)
        return
      }
      row.cells = dialect.separator === "blanks" ? cells.filter((cell) => cell !== "") : cells
      if (row.cellCount === 0 || (row.cellCount === 1 && first === "")) return
      rowCount++
      visitRow(row, take, settings)
    })
    try {
      await feed(parser, partBytes(path, settings))
    } catch (error) {
      throw asTraceError(error, row)
    }
  }
  return rowCount
}

/** Where a separator is more than its character. */
const delimiters: Partial<Record<Dialect["separator"], string[]>> = {
  blanks: [" ", "\t"],
  semicolon: [";\t", ";"],
}

function parserOf(dialect: Dialect, take: (cells: string[], line: number) => void): Parser {
  return parse({
    delimiter: delimiters[dialect.separator] ?? String.fromCharCode(separators[dialect.separator]),
    quote: dialect.separator === "blanks" ? null : '"',
    relax_column_count: true,
    max_record_size: longestLineBytes,
    on_record: (cells: string[], context) => {
      take(cells, context.lines)
      return null
    },
  })
}

/** Feeds the parser and waits; rows are visited on the way, so nothing comes out of it. */
function feed(parser: Parser, chunks: AsyncIterable<Buffer>): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.on("error", reject).on("end", resolve).resume()
    void (async () => {
      try {
        // A copy: the parser keeps what it has not read yet, and the chunk is filled again.
        for await (const chunk of chunks)
          if (!parser.write(Buffer.from(chunk)) && !parser.destroyed) await drained(parser)
        parser.end()
      } catch (error) {
        reject(error)
        parser.destroy()
      }
    })()
  })
}

function drained(parser: Parser): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      parser.off("drain", go).off("close", go)
      resolve()
    }
    parser.on("drain", go).on("close", go)
  })
}

/** A row of texts. */
export class TextRow implements Row {
  readonly file: string
  line = 0
  cells: readonly string[] = []
  readonly #dialect: Dialect

  constructor(dialect: Dialect, file: string) {
    this.#dialect = dialect
    this.file = file
  }

  get cellCount(): number {
    return this.cells.length
  }

  isEmpty(column: number): boolean {
    return this.text(column) === ""
  }

  number(column: number): number {
    const value = numberFromText(this.text(column))
    if (Number.isNaN(value)) throw numberError(this, this.#dialect, column, false)
    return value
  }

  integer(column: number): number {
    const value = numberFromText(this.text(column))
    if (!Number.isSafeInteger(value)) throw numberError(this, this.#dialect, column, true)
    return value
  }

  text(column: number): string {
    return this.cells[column] ?? ""
  }
}

function asTraceError(error: unknown, row: TextRow): unknown {
  if (error instanceof TraceError) return error.at(row.line + 1)
  if (!(error instanceof CsvError)) return error
  const line = typeof error["lines"] === "number" ? error["lines"] : row.line + 1
  if (error.code === "CSV_MAX_RECORD_SIZE") return lineTooLong(row.file, line)
  return new TraceError({
    file: row.file,
    line,
    found: error.code === "CSV_QUOTE_NOT_CLOSED" ? "a quote is opened and never closed" : error.message,
    expected: "cells are plain, or in double quotes with inner quotes doubled",
    fix: "Fix the quotes of the row.",
  })
}
