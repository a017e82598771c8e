/** `mesoscope trace convert`: any trace as a folder of canonical tables that every tool can read. */
import { buildCommand } from "@stricli/core"
import { skippedCount, workloadChecksum } from "../workloads/index.ts"
import type { Context } from "./context.ts"
import { exitCodes, UsageError } from "./errors.ts"
import { fromHere, parsedOr, traceFlags } from "./flags.ts"
import { Progress } from "./progress.ts"
import { read } from "./reading.ts"
import { reshaped } from "./reshaping.ts"
import { memory } from "./table-text.ts"
import { aligned, counted, grouped, shellWord } from "./text.ts"
import { filesParameter, jsonFlag, type ReadingFlags, readingFlags, requestOf } from "./trace-flags.ts"
import { claimTraceFolder, type TableFormat, tableFormats, writeTraceFolder } from "./trace-folder.ts"

interface Flags extends ReadingFlags {
  readonly reshape?: string
  readonly out: string
  readonly format: TableFormat
  readonly json: boolean
}

export const traceConvertCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "Write a trace as canonical tables in CSV or Parquet",
    fullDescription:
      "Writes agents, agent_events, jobs, tasks and usage, as far as the trace tells them, and trace.json. The folder is there as a whole or not at all, is read back by every command, and is the same to the last byte from run to run. docs/trace-format.md describes it.",
  },
  parameters: {
    flags: {
      ...readingFlags,
      reshape: traceFlags.reshape,
      out: {
        kind: "parsed",
        brief: "Folder to write; new, empty or a trace written before",
        parse: String,
        placeholder: "DIR",
      },
      format: parsedOr("parquet", "csv or parquet", parseFormat, "FORMAT"),
      json: jsonFlag,
    },
    positional: filesParameter,
  },
  func: convert,
})

async function convert(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  const { stdout, stderr } = this.surroundings
  const { out, format, json } = flags
  claimTraceFolder(out)
  const progress = new Progress(stderr, () => performance.now())
  const imported = await reshaped(await read(requestOf(flags, paths), progress), flags.reshape, progress)
  progress.show("writing tables", undefined)
  const written = writeTraceFolder(out, imported, format, flags.reshape)
  progress.clear()
  const { card, workload, measured } = imported
  const checksum = workloadChecksum(workload, measured)
  const skipped = skippedCount(card)
  if (skipped > 0) stderr.write(`warning: ${counted(skipped, "row")} skipped; trace check says why.\n`)
  const folder = fromHere(out)
  stdout.write(
    json
      ? `${JSON.stringify({ format: card.format, out: folder, checksum, tables: written })}\n`
      : `${[
          `${card.format} as canonical tables in ${folder}`,
          "",
          ...aligned([
            ["table", "rows", "size"],
            ...written.map(({ file, rows, bytes }) => [file, grouped(rows), memory(bytes / 2 ** 20)]),
          ]).map((line) => `  ${line}`),
          "",
          `Checksum  ${checksum}  over all columns`,
          `Next      npx mesoscope trace summary ${shellWord(folder)}`,
        ].join("\n")}\n`,
  )
  this.exitCode = skipped > 0 ? exitCodes.usableWithSkips : exitCodes.fine
}

function parseFormat(text: string): TableFormat {
  const format = tableFormats.find((one) => one === text)
  if (format === undefined) throw new UsageError(`"${text}" is no format of tables; write csv or parquet.`)
  return format
}
