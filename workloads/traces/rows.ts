/**
 * One interface over both row sources: the byte reader for fixed dialects (byte-rows.ts) and csv-parse for
 * whatever is quoted (csv-rows.ts). A row is a window that moves: read what you need during the visit.
 */
import type { PartSettings } from "./parts.ts"
import { TraceError } from "./trace-error.ts"

/** How a format writes its rows. */
export interface Dialect {
  /** `semicolon` takes a tab after it along, as the Grid Workloads Archive writes it; `bar` is Slurm's |. */
  readonly separator: "comma" | "tab" | "blanks" | "semicolon" | "bar"
  /** Names for messages; a row may have more cells than names. */
  readonly columns: readonly string[]
  /** A row with fewer cells than this is an error. */
  readonly fewestCells: number
  /** A line that starts with this is told to `onComment`, not visited. */
  readonly comment?: string
}

export interface Row {
  readonly file: string
  /** Counted from 1 in its file. */
  readonly line: number
  readonly cellCount: number
  isEmpty(column: number): boolean
  /** Any number of the strict grammar (numbers.ts). Throws TraceError otherwise. */
  number(column: number): number
  /** A whole number, exact below 2^53. Throws TraceError otherwise. */
  integer(column: number): number
  text(column: number): string
}

/** Who takes regular lines straight from their bytes, and makes of them what a visit would make of their rows. */
export interface QuickLines {
  /** The bytes in which lines will be taken. */
  load(bytes: Uint8Array): void
  /**
   * Takes the line at `from`, which ends with a newline that has four bytes or more behind it. Returns where the next
   * line begins; −1, having done nothing, where the row must be visited instead.
   */
  take(from: number): number
}

export interface RowSettings extends PartSettings {
  readonly onComment?: ((text: string, file: string) => void) | undefined
  /** Takes lines before they become rows; only the source of bytes asks. */
  readonly quickLines?: QuickLines | undefined
  /** Told what is wrong with a row, which is then left out; if absent it is thrown. */
  readonly onRowError?: ((error: TraceError) => void) | undefined
}

/** Visits every row of every part, in order. Empty lines are no rows. Resolves to the count of rows. */
export type RowSource = (
  paths: readonly string[],
  dialect: Dialect,
  visit: (row: Row) => void,
  settings?: RowSettings,
) => Promise<number>

/** Longest line and most cells that a trace may have (reliability §5.3). */
export const longestLineBytes = 1 << 20
export const mostCells = 256

export const separators = { comma: 44, tab: 9, blanks: 32, semicolon: 59, bar: 124 } as const

/** Visits a row, or a record of another kind; what is wrong with it is thrown, or told where somebody listens. */
export function visitRow<Taken>(row: Taken, visit: (row: Taken) => void, { onRowError }: RowSettings): void {
  if (onRowError === undefined) return visit(row)
  try {
    visit(row)
  } catch (error) {
    if (!(error instanceof TraceError) || error.problem.isFinal === true) throw error
    onRowError(error)
  }
}

/** The error for a cell that is not what the format says. */
export function cellError(
  row: Row,
  dialect: Dialect,
  column: number,
  expected: string,
  fix = "Drop the row or fix the trace.",
): TraceError {
  return new TraceError({
    file: row.file,
    line: row.line,
    columnNumber: column + 1,
    column: dialect.columns[column] ?? String(column + 1),
    found: column < row.cellCount ? row.text(column) : "",
    expected,
    fix,
  })
}

export function numberError(row: Row, dialect: Dialect, column: number, whole: boolean): TraceError {
  const name = dialect.columns[column] ?? `column ${column + 1}`
  const kind = whole ? "a whole number below 2^53" : "a number"
  return cellError(row, dialect, column, `${name} must be ${kind}`)
}

export function raggedError(file: string, line: number, cells: number, dialect: Dialect): TraceError {
  const few = cells < dialect.fewestCells
  return new TraceError({
    file,
    line,
    found: `the row has ${few ? cells : `more than ${mostCells}`} cells`,
    expected: few
      ? `at least ${dialect.fewestCells} are needed (${dialect.columns.join(", ")})`
      : "no format has that many",
    fix: "Check the separator, or drop the row.",
  })
}

export function lineTooLong(file: string, line: number): TraceError {
  return new TraceError({
    file,
    line,
    found: "the line is longer than 1 MiB",
    expected: "the lines of a trace are shorter",
    fix: "Check that this is a trace and that its quotes are closed.",
  })
}
