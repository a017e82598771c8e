/** `mesoscope trace head`: the first rows in canonical terms, so that one sees what a reader made of them. */
import { buildCommand } from "@stricli/core"
import { type CanonicalTable, canonicalTables, measuredTable } from "../workloads/index.ts"
import type { Context } from "./context.ts"
import { parsedOr, traceFlags } from "./flags.ts"
import { Progress } from "./progress.ts"
import { read } from "./reading.ts"
import { reshaped } from "./reshaping.ts"
import { leftAligned, printable } from "./text.ts"
import {
  filesParameter,
  jsonFlag,
  parseCountUpTo,
  type ReadingFlags,
  readingFlags,
  requestOf,
} from "./trace-flags.ts"

interface Flags extends ReadingFlags {
  readonly reshape?: string
  readonly rows: number
  readonly json: boolean
}

export const traceHeadCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "Show the first rows of a trace in canonical terms",
    fullDescription:
      "Reads the trace and prints the first machines, jobs, tasks and samples of usage as the tables that trace convert would write: one name and one unit for each column, whatever the trace calls it.",
  },
  parameters: {
    flags: {
      ...readingFlags,
      reshape: traceFlags.reshape,
      rows: parsedOr("10", "Rows of each table", parseCountUpTo(10_000), "N"),
      json: jsonFlag,
    },
    aliases: { n: "rows" },
    positional: filesParameter,
  },
  func: head,
})

async function head(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  const { stdout, stderr } = this.surroundings
  const progress = new Progress(stderr, () => performance.now())
  const stored = await read(requestOf(flags, paths), progress)
  const { workload, measured, card } = await reshaped(stored, flags.reshape, progress)
  progress.clear()
  const tables = [...canonicalTables(workload), ...(measured === undefined ? [] : [measuredTable(measured)])]
  if (flags.json) {
    const firsts = tables.map((table) => [
      table.name,
      { rows: table.rowCount, first: objects(table, flags.rows) },
    ])
    stdout.write(`${JSON.stringify({ format: card.format, tables: Object.fromEntries(firsts) })}\n`)
    return
  }
  for (const [i, table] of tables.entries()) {
    const rows = Math.min(flags.rows, table.rowCount)
    const lines = leftAligned([
      table.columns.map((column) => column.name),
      ...Array.from({ length: rows }, (_, row) =>
        table.columns.map((column) => String(cell(column, row) ?? "")),
      ),
    ])
    const title = `${table.name}: ${rows} of ${table.rowCount} rows`
    stdout.write(
      printable(`${i === 0 ? "" : "\n"}${[title, ...lines.map((line) => `  ${line}`)].join("\n")}\n`),
    )
  }
}

function objects(table: CanonicalTable, most: number): object[] {
  return Array.from({ length: Math.min(most, table.rowCount) }, (_, row) =>
    Object.fromEntries(table.columns.map((column) => [column.name, cell(column, row)])),
  )
}

function cell(column: CanonicalTable["columns"][number], row: number): string | number | null {
  const value = column.at(row)
  if (column.kind === "real") return Number.isNaN(value) ? null : value
  if (value < 0) return null
  return column.kind === "text"
    ? column.texts[value]
    : value / [1, 10, 100, 1e3, 1e4, 1e5, 1e6][column.decimals]
}
