/** The numbers behind a figure: raw in CSV, and in words that people read on the page. */
import { csvCell } from "../lab/results/index.ts"
import { type Content, type Markup, markup } from "./escape.ts"

export type Cell = string | number | null

export interface DataColumn {
  /** In CSV: snake_case, unit last. */
  readonly name: string
  /** On the page. */
  readonly label: string
  /** How the page writes it; the raw value if absent. */
  readonly show?: (value: number | null) => string
}

export interface DataTable {
  readonly columns: readonly DataColumn[]
  readonly rows: readonly (readonly Cell[])[]
}

/** The page's tables stop here; CSV has every row. */
const longestOnPage = 120

export function csvOf({ columns, rows }: DataTable): string {
  const line = (cells: readonly Cell[]) => cells.map((cell) => csvCellOf(cell)).join(",")
  return `${[columns.map(({ name }) => csvCell(name)).join(","), ...rows.map(line)].join("\n")}\n`
}

const csvCellOf = (cell: Cell) =>
  typeof cell === "string" ? csvCell(cell) : cell === null ? "" : String(cell)

export function tableMarkup({ columns, rows }: DataTable, caption: string, mostRows = longestOnPage): Markup {
  const shown = rows.slice(0, mostRows)
  const isNumber = columns.map((_, c) => rows.some((row) => typeof row[c] === "number"))
  const cell = (value: Cell, c: number): Content => {
    const { show = plain } = columns[c]
    const text = typeof value === "string" ? value : show(value)
    return isNumber[c] ? markup`<td class="n">${text}</td>` : markup`<td>${markup`<bdi>${text}</bdi>`}</td>`
  }
  const rest = rows.length - shown.length
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>
<thead><tr>${columns.map(({ label }, c) => (isNumber[c] ? markup`<th class="n" scope="col">${label}</th>` : markup`<th scope="col">${label}</th>`))}</tr></thead>
<tbody>${shown.map((row) => markup`<tr>${row.map(cell)}</tr>\n`)}</tbody></table></div>${
    rest > 0 ? markup`<p class="small">${rest} more rows are in the CSV file of this figure.</p>` : undefined
  }`
}

const plain = (value: number | null) => (value === null ? "–" : String(value))
