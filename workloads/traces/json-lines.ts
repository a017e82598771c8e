/**
 * JSON objects, one a line, as BigQuery and others export tables: the members that are named, "a.b" for member b of a,
 * become the cells of a row below a header of those names. Numbers, text and booleans are cells; null and what is
 * missing are empty; whatever else a member holds is written as JSON.
 */
import { readByteRows } from "./byte-rows.ts"
import { TextRow } from "./csv-rows.ts"
import { type Dialect, type Row, type RowSource, visitRow } from "./rows.ts"
import { TraceError } from "./trace-error.ts"

/** A tab stands in no JSON text, so a line is one cell. */
const wholeLine: Dialect = { separator: "tab", columns: ["JSON"], fewestCells: 1 }

/** A source of rows with these columns, for `readNamedRows`. */
export function jsonLines(names: readonly string[]): RowSource {
  return async (paths, dialect, visit, settings = {}) => {
    let rows = 0
    for (const path of paths) {
      let row: TextRow | undefined
      const lines = await readByteRows(
        [path],
        wholeLine,
        (line) => {
          if (row === undefined) {
            row = new TextRow(dialect, line.file)
            row.cells = names
            row.line = line.line
            rows++
            visit(row)
          }
          row.line = line.line
          const object = objectIn(line)
          row.cells = names.map((name) => cellOf(object, name.split(".")))
          visitRow(row, visit, {})
        },
        settings,
      )
      rows += lines
    }
    return rows
  }
}

function objectIn(line: Row): object {
  let value: unknown
  try {
    value = JSON.parse(line.cellCount === 1 ? line.text(0) : "")
  } catch {
    value = undefined
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value
  throw new TraceError({
    file: line.file,
    line: line.line,
    found: "the line is no JSON object",
    expected: "each line is an object, whole and by itself",
    fix: "Export the table as JSON lines.",
  })
}

function cellOf(object: object, path: readonly string[]): string {
  let value: unknown = object
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return ""
    value = (value as Record<string, unknown>)[name]
  }
  if (value === null || value === undefined) return ""
  return typeof value === "string" ? value : JSON.stringify(value)
}
