/** Rows of CSV with a header: cells by the names of their columns, in whatever order these stand. */
import type { CardNotes, CellRange } from "./card-notes.ts"
import { readCsvRows } from "./csv-rows.ts"
import { cellError, type Dialect, type Row, type RowSource } from "./rows.ts"
import { TraceError } from "./trace-error.ts"
import { type ReadSettings, rowsUnder } from "./trace-format.ts"

/** A row by the names of its columns; a column that the header lacks is empty. */
export interface NamedRow {
  readonly file: string
  readonly line: number
  /** Whether the header has the column. */
  has(name: string): boolean
  isEmpty(name: string): boolean
  text(name: string): string
  /** Throws TraceError for what is no number; what is out of range is thrown or clamped, as `onError` says. */
  number(name: string, range: CellRange): number
  /** The error for a cell that is not what the format says. */
  error(name: string, expected: string, fix?: string): TraceError
}

export interface NamedColumns {
  /** The header must have these. */
  readonly needed: readonly string[]
  /** What the columns are where the first row names none of them: the file has no header. */
  readonly otherwise?: readonly string[]
  readonly separator?: Dialect["separator"]
  /** `readCsvRows`, which knows quotes, if absent. */
  readonly source?: RowSource
}

/**
 * Visits every row below the header of each part, under the rule of `settings.onError`; resolves to their count.
 * Throws TraceError where a header lacks a column that is needed: without it no row can be read.
 */
export async function readNamedRows(
  paths: readonly string[],
  { needed, otherwise, separator = "comma", source = readCsvRows }: NamedColumns,
  visit: (row: NamedRow) => void,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<number> {
  let rows = 0
  for (const path of paths) {
    const cells = new NamedCells(separator, notes)
    const count = await source(
      [path],
      cells.dialect,
      (row) => {
        cells.row = row
        if (cells.hasHeader) return visit(cells)
        const isData = otherwise !== undefined && !needed.some((name) => cellsOf(row).includes(name))
        cells.setColumns(isData ? otherwise : cellsOf(row), needed)
        if (isData) visit(cells)
        else rows--
      },
      rowsUnder(settings, notes),
    )
    rows += count
  }
  return rows
}

function cellsOf(row: Row): string[] {
  return Array.from({ length: row.cellCount }, (_, column) => row.text(column).trim())
}

class NamedCells implements NamedRow {
  readonly dialect: Dialect
  row: Row | undefined
  readonly #columns: string[] = []
  readonly #places = new Map<string, number>()
  readonly #notes: CardNotes

  constructor(separator: Dialect["separator"], notes: CardNotes) {
    this.dialect = { separator, columns: this.#columns, fewestCells: 1 }
    this.#notes = notes
  }

  get hasHeader(): boolean {
    return this.#places.size > 0
  }

  get file(): string {
    return this.row?.file ?? ""
  }

  get line(): number {
    return this.row?.line ?? 0
  }

  /** Throws TraceError where one is missing that is needed. */
  setColumns(names: readonly string[], needed: readonly string[]): void {
    for (const [column, name] of names.entries()) {
      this.#columns.push(name)
      if (!this.#places.has(name)) this.#places.set(name, column)
    }
    const missing = needed.find((name) => !this.#places.has(name))
    if (missing === undefined) return
    throw new TraceError({
      file: this.file,
      line: this.line,
      found: `the header has no column "${missing}"`,
      expected: `the columns are ${needed.join(", ")}`,
      fix: "Fix the header.",
      isFinal: true,
    })
  }

  has(name: string): boolean {
    return this.#places.has(name)
  }

  isEmpty(name: string): boolean {
    const place = this.#places.get(name)
    return place === undefined || this.row?.isEmpty(place) !== false
  }

  text(name: string): string {
    const place = this.#places.get(name)
    return place === undefined ? "" : (this.row?.text(place) ?? "")
  }

  number(name: string, range: CellRange): number {
    const [row, place] = this.#cell(name)
    return this.#notes.within(row, this.dialect, place, range)
  }

  error(name: string, expected: string, fix?: string): TraceError {
    const [row, place] = this.#cell(name)
    return cellError(row, this.dialect, place, expected, fix)
  }

  #cell(name: string): [Row, number] {
    if (this.row === undefined) throw new Error("no row is being read")
    const place = this.#places.get(name)
    if (place !== undefined) return [this.row, place]
    throw new TraceError({
      file: this.file,
      line: this.line,
      found: `there is no column "${name}"`,
      expected: `the header tells ${this.#columns.join(", ")}`,
      fix: "Fix the header.",
    })
  }
}
