/** The table of a trace that asks for nothing: columns of numbers and texts, as its manifest names them. */
import type { CardNotes } from "../traces/card-notes.ts"
import { readNamedRows } from "../traces/named-rows.ts"
import type { MeasuredTable, ReadSettings } from "../traces/trace-format.ts"
import type { Manifest } from "./manifest.ts"
import { text } from "./read-cells.ts"
import { readTableRows } from "./table-rows.ts"

const anyNumber = {
  least: -Number.MAX_VALUE,
  most: Number.MAX_VALUE,
  whole: false,
  expected: "this must be a number",
}

/** Throws TraceError. An empty cell is NaN or "". */
export async function readMeasured(
  paths: readonly string[],
  { measured: types }: Manifest,
  settings: ReadSettings,
  notes: CardNotes,
): Promise<{ measured: MeasuredTable; rows: number }> {
  const columns = [...types].map(([name, type]) => ({
    name,
    type,
    numbers: [] as number[],
    texts: [] as string[],
  }))
  const rows = await readNamedRows(
    paths,
    { needed: [...types.keys()], source: readTableRows },
    (row) => {
      const cells = columns.map(({ name, type }) =>
        type === "text" ? 0 : row.isEmpty(name) ? Number.NaN : row.number(name, anyNumber),
      )
      for (const [i, { name, type, numbers, texts }] of columns.entries())
        if (type === "text") texts.push(text(row, name) ?? "")
        else numbers.push(cells[i])
    },
    settings,
    notes,
  )
  const measured = Object.fromEntries(
    columns.map(({ name, type, numbers, texts }) => [
      name,
      type === "text" ? texts : Float64Array.from(numbers),
    ]),
  )
  return { measured, rows }
}
