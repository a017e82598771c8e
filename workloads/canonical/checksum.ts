/** One number for all that a workload says, so that two readings can be compared wherever they were made. */
import { Digest, type Workload } from "../../sim/index.ts"
import type { MeasuredTable } from "../traces/trace-format.ts"
import { type CanonicalTable, emptyCell, type TableColumn } from "./table.ts"
import { canonicalTables, measuredTable } from "./write.ts"

/**
 * 32 hex digits over the cells of all canonical tables, and of what was measured, column by column. Equal for equal columns, however shapes,
 * names and frameworks are numbered inside.
 */
export function workloadChecksum(workload: Workload, measured?: MeasuredTable): string {
  const digest = new Digest()
  digest.number(workload.horizon ?? emptyCell)
  for (const table of canonicalTables(workload)) addTable(digest, table)
  if (measured !== undefined) addTable(digest, measuredTable(measured))
  return digest.hex()
}

function addTable(digest: Digest, { name, rowCount, columns }: CanonicalTable): void {
  digest.text(name)
  digest.number(rowCount)
  for (const column of columns) {
    digest.text(column.name)
    const add = cellAdder(digest, column)
    for (let row = 0; row < rowCount; row++) add(row)
  }
}

function cellAdder(digest: Digest, column: TableColumn): (row: number) => void {
  const { at } = column
  if (column.kind === "number") return (row) => digest.number(at(row))
  if (column.kind === "real")
    return (row) => (Number.isSafeInteger(at(row)) ? digest.number(at(row)) : digest.text(String(at(row))))
  const { texts } = column
  return (row) => (at(row) === emptyCell ? digest.number(emptyCell) : digest.text(texts[at(row)]))
}
