/**
 * Rows of Parquet as any other row source gives them: first the names of the columns, then row by row, a row group
 * at a time. Snappy, gzip and zstd pages are read; nested columns are not.
 */
import { gunzipSync } from "node:zlib"
import { decompress } from "fzstd"
import {
  asyncBufferFromFile,
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
} from "hyparquet"
import { numberFromText } from "../traces/numbers.ts"
import { partName } from "../traces/parts.ts"
import {
  type Dialect,
  mostCells,
  numberError,
  type Row,
  type RowSettings,
  type RowSource,
  visitRow,
} from "../traces/rows.ts"
import { TraceError } from "../traces/trace-error.ts"

/** What columns of tasks may take, and what one row group may unpack to. */
const mostRows = 40_000_000
const mostGroupBytes = 1 << 30
/** A row group is held as JavaScript values while it is read, some 50 bytes each. */
const mostGroupValues = 1 << 26

export const readParquetRows: RowSource = async (paths, dialect, visit, settings = {}) => {
  let rows = 0
  for (const path of paths) {
    try {
      rows += await readFile(path, dialect, visit, settings)
    } catch (error) {
      throw asTraceError(error, path)
    }
  }
  return rows
}

/** The names of the columns, without reading a row. Throws TraceError. */
export async function parquetColumns(path: string): Promise<string[]> {
  try {
    return columnsOf(path, (await openParquet(path)).metadata)
  } catch (error) {
    throw asTraceError(error, path)
  }
}

async function openParquet(path: string): Promise<{ file: AsyncBuffer; metadata: FileMetaData }> {
  if (path === "-")
    throw wrong(path, "standard input holds Parquet", "Parquet is read from a file", "Name the file.")
  const file = await asyncBufferFromFile(path)
  return { file, metadata: await parquetMetadataAsync(file) }
}

async function readFile(
  path: string,
  dialect: Dialect,
  visit: (row: Row) => void,
  settings: RowSettings,
): Promise<number> {
  const { file, metadata } = await openParquet(path)
  const names = columnsOf(path, metadata)
  const row = new ParquetRow(dialect, partName(path), names.length)
  row.values = names
  visit(row)
  let rowStart = 0
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows)
    const bytes = Number(group.total_byte_size)
    if (rowStart + count > mostRows || bytes > mostGroupBytes || count * names.length > mostGroupValues)
      throw wrong(
        path,
        `a row group of ${count} rows and ${bytes} bytes after ${rowStart} rows`,
        `a table has at most ${mostRows} rows, a row group at most 1 GiB and ${mostGroupValues} cells`,
        "Write it with smaller row groups.",
      )
    await parquetRead({
      file,
      metadata,
      compressors,
      rowStart,
      rowEnd: rowStart + count,
      onComplete: (rows) => {
        for (const values of rows) {
          row.line++
          row.values = values as readonly unknown[]
          visitRow(row, visit, settings)
        }
      },
    })
    rowStart += count
  }
  settings.onBytes?.(file.byteLength)
  return rowStart + 1
}

function columnsOf(path: string, { schema }: FileMetaData): string[] {
  const nested = schema.slice(1).find((one) => (one.num_children ?? 0) > 0)
  if (nested !== undefined)
    throw wrong(
      path,
      `column "${nested.name}" is nested`,
      "columns hold numbers and texts",
      "Flatten the column.",
    )
  const names = schema.slice(1).map((one) => one.name)
  if (names.length > mostCells)
    throw wrong(
      path,
      `there are ${names.length} columns`,
      `at most ${mostCells} are read`,
      "Leave out what is not needed.",
    )
  return names
}

const compressors: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (input, length) => decompress(input, new Uint8Array(length)),
}

/** `line` is 0 for the names of the columns and counts rows from 1. */
class ParquetRow implements Row {
  readonly file: string
  readonly cellCount: number
  line = 0
  values: readonly unknown[] = []
  readonly #dialect: Dialect

  constructor(dialect: Dialect, file: string, cellCount: number) {
    this.#dialect = dialect
    this.file = file
    this.cellCount = cellCount
  }

  isEmpty(column: number): boolean {
    const value = this.values[column]
    return value === null || value === undefined || value === ""
  }

  number(column: number): number {
    const value = numberOf(this.values[column])
    if (!Number.isFinite(value)) throw numberError(this, this.#dialect, column, false)
    return value
  }

  integer(column: number): number {
    const value = numberOf(this.values[column])
    if (!Number.isSafeInteger(value)) throw numberError(this, this.#dialect, column, true)
    return value
  }

  text(column: number): string {
    const value = this.values[column]
    switch (typeof value) {
      case "string":
        return value
      case "number":
      case "bigint":
      case "boolean":
        return String(value)
      default:
        return value === null || value === undefined ? "" : JSON.stringify(value)
    }
  }
}

function numberOf(value: unknown): number {
  switch (typeof value) {
    case "number":
      return value
    case "bigint":
    case "boolean":
      return Number(value)
    case "string":
      return numberFromText(value)
    default:
      return Number.NaN
  }
}

function wrong(path: string, found: string, expected: string, fix: string): TraceError {
  return new TraceError({ file: partName(path), found, expected, fix, isFinal: true })
}

/** hyparquet says what is wrong with a file by errors of no kind of their own; ours pass. */
function asTraceError(error: unknown, path: string): unknown {
  if (error instanceof TraceError || !(error instanceof Error) || "syscall" in error) return error
  return wrong(
    path,
    `the Parquet data is damaged (${error.message})`,
    "a trace is whole",
    "Write or fetch the file again.",
  )
}
