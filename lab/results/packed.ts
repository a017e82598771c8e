/** Rows as JSON that takes little room: the names of columns once, then one array per row. */
export type Cell = string | number | null

export interface PackedTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** By default the columns are the fields of the first row. Throws an Error where a row lacks one. */
export function packRows(
  rows: readonly object[],
  columns: readonly string[] = rows.length === 0 ? [] : Object.keys(rows[0]),
): PackedTable {
  return { columns, rows: rows.map((row) => columns.map((column) => cellOf(row, column))) }
}

export function unpackRows({ columns, rows }: PackedTable): object[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, c) => [column, row[c]])))
}

export function cellOf(row: object, column: string): Cell {
  const cell: unknown = Reflect.get(row, column)
  if (cell === undefined) throw new Error(`a row has no ${column}`)
  return cell as Cell
}
