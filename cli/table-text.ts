/** Summary tables for a terminal: numbers in the unit that their column's name ends with, and bars. */
import type { SummaryTable } from "../workloads/index.ts"
import { aligned, duration, grouped, printable, wrapped } from "./text.ts"

type Cell = SummaryTable["rows"][number][number]

const barWidth = 40
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

/** The table under its title; the bars of `bars`, a column's name, stand behind its rows. */
export function tableText({ title, columns, rows, note }: SummaryTable, bars?: string): string[] {
  const place = bars === undefined ? -1 : columns.indexOf(bars)
  const longest = Math.max(0, ...rows.map((row) => numberIn(row[place])))
  const lines = aligned([
    columns.map(heading),
    ...rows.map((row) => row.map((cell, c) => cellText(cell, unitOf(columns[c], row)))),
  ])
  const withBars = lines.map((line, i) =>
    i === 0 || place < 0
      ? line
      : `${line.padEnd(widthOf(lines))}  ${bar(numberIn(rows[i - 1][place]), longest)}`.trimEnd(),
  )
  return [
    title,
    ...withBars.map((line) => `  ${line}`),
    ...(note === undefined ? [] : wrapped(note, 96).map((line) => `  ${line}`)),
  ]
}

const widthOf = (lines: readonly string[]) => Math.max(...lines.map((line) => line.length))
const numberIn = (cell: Cell | undefined) => (typeof cell === "number" ? cell : 0)

/** "duration_s" is headed "duration": its cells tell the unit. */
function heading(column: string): string {
  return column.replace(/_(?:s|mib|pct)$/, "").replaceAll("_", " ")
}

/** By the column's name, or, where the rows are quantities, by the name that the row begins with. */
function unitOf(column: string, row: readonly Cell[]): string {
  const own = /_(s|mib|pct)$/.exec(column)?.[1]
  if (own !== undefined) return own
  const isCount = ["n", "jobs", "tasks", "machines", "at_start", "tasks_too_large"].includes(column)
  return isCount || typeof row[0] !== "string" ? "" : (/_(s|mib)$/.exec(row[0])?.[1] ?? "")
}

function cellText(cell: Cell, unit: string): string {
  if (typeof cell === "string") return printable(cell)
  if (cell === null) return "–"
  switch (unit) {
    case "s":
      return duration(cell)
    case "mib":
      return memory(cell)
    case "pct":
      return cell > 0 && cell < 0.05 ? "<0.1 %" : `${cell.toFixed(1)} %`
    default:
      return Number.isInteger(cell) || cell >= 10_000
        ? grouped(Math.round(cell))
        : String(Number(cell.toPrecision(4)))
  }
}

/** MiB in the unit that suits: "12 KiB", "512 MiB", "3.5 GiB". */
export function memory(mebibytes: number): string {
  if (mebibytes > 0 && mebibytes < 1) return `${Number((mebibytes * 1024).toPrecision(3))} KiB`
  if (mebibytes < 1024) return `${Number(mebibytes.toPrecision(4))} MiB`
  const gibibytes = mebibytes / 1024
  return gibibytes < 1024
    ? `${Number(gibibytes.toPrecision(4))} GiB`
    : `${Number((gibibytes / 1024).toPrecision(4))} TiB`
}

function bar(value: number, longest: number): string {
  const cells = longest === 0 ? 0 : Math.round((8 * barWidth * value) / longest)
  const filled = "█".repeat(Math.floor(cells / 8)) + eighths[cells % 8]
  // What is not nothing is seen.
  return filled === "" && value > 0 ? eighths[1] : filled
}
