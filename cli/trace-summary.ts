/** `mesoscope trace summary`: the tables and small charts that a person wants of a trace first. */
import { buildCommand } from "@stricli/core"
import { skippedCount, type SummaryTable, summaryTables, type TraceImport } from "../workloads/index.ts"
import type { Context } from "./context.ts"
import { exitCodes } from "./errors.ts"
import { traceFlags } from "./flags.ts"
import { Progress } from "./progress.ts"
import { read, readSummary } from "./reading.ts"
import { reshaped } from "./reshaping.ts"
import { tableText } from "./table-text.ts"
import { counted, duration, shellWord } from "./text.ts"
import { filesParameter, jsonFlag, type ReadingFlags, readingFlags, requestOf } from "./trace-flags.ts"

interface Flags extends ReadingFlags {
  readonly reshape?: string
  readonly json: boolean
}

export const traceSummaryCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "Summarise a trace: arrivals, durations, sizes, users, ends, machines",
    fullDescription:
      "Prints what a person wants to know first, as small tables and bars; for some traces also the tables that were published about them, to compare with.",
  },
  parameters: {
    flags: { ...readingFlags, reshape: traceFlags.reshape, json: jsonFlag },
    positional: filesParameter,
  },
  func: summary,
})

async function summary(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  const { stdout, stderr } = this.surroundings
  const progress = new Progress(stderr, () => performance.now())
  const request = requestOf(flags, paths)
  const imported = await reshaped(await read(request, progress), flags.reshape, progress)
  const own = paths.includes("-") || flags.reshape !== undefined ? [] : await readSummary(request, progress)
  progress.clear()
  const tables = [...summaryTables(imported.workload), ...own]
  stdout.write(flags.json ? json(imported, tables) : text(imported, tables, paths))
  this.exitCode = skippedCount(imported.card) > 0 ? exitCodes.usableWithSkips : exitCodes.fine
}

function json({ card, workload }: TraceImport, tables: readonly SummaryTable[]): string {
  const { format, jobs, tasks, agents, spanS } = card
  return `${JSON.stringify({ format, provenance: workload.provenance, jobs, tasks, agents, span_s: spanS, tables })}\n`
}

function text(
  { card, workload }: TraceImport,
  tables: readonly SummaryTable[],
  paths: readonly string[],
): string {
  const agents = card.agents === 0 ? "" : ` on ${counted(card.agents, "agent")}`
  const lines = [
    `${workload.name}: ${counted(card.jobs, "job")}, ${counted(card.tasks, "task")}${agents} over ${duration(card.spanS)}`,
    ...(card.offeredLoad === undefined
      ? []
      : [`Offered load ${card.offeredLoad.toFixed(3)} of the scarcest resource`]),
    ...tables.flatMap((table) => ["", ...tableText(table, barsOf(table))]),
    "",
    `Cite  ${workload.provenance}`,
    `Next  npx mesoscope replay ${paths.map(shellWord).join(" ")}`,
  ]
  return `${lines.join("\n")}\n`
}

/** Over time the bars are tasks, if these are counted; elsewhere shares. */
function barsOf({ columns }: SummaryTable): string | undefined {
  const isOverTime = ["from_s", "hour"].includes(columns[0])
  return (isOverTime ? ["tasks", "share_pct"] : ["share_pct"]).find((name) => columns.includes(name))
}
