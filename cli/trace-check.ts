/** `mesoscope trace check`: is this a trace, which, and what became of its rows on the way in. */
import { buildCommand } from "@stricli/core"
import {
  cardDocument,
  type QualityCard,
  renderCard,
  requestTable,
  skippedCount,
  type TraceImport,
} from "../workloads/index.ts"
import type { Context } from "./context.ts"
import { exitCodes } from "./errors.ts"
import { Progress } from "./progress.ts"
import { read } from "./reading.ts"
import { tableText } from "./table-text.ts"
import { counted, duration, printable, shellWord } from "./text.ts"
import { filesParameter, jsonFlag, type ReadingFlags, readingFlags, requestOf } from "./trace-flags.ts"

interface Flags extends ReadingFlags {
  readonly json: boolean
}

export const traceCheckCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "Say what a trace is and how good its data are",
    fullDescription:
      "Recognises the format, reads every row, and prints a card: what was skipped and where first, made up, guessed, left out. Exit code 0: all rows are fine; 1: usable, rows were skipped; 2: it cannot be read.",
  },
  parameters: { flags: { ...readingFlags, json: jsonFlag }, positional: filesParameter },
  func: check,
})

async function check(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  const { stdout, stderr } = this.surroundings
  const progress = new Progress(stderr, () => performance.now())
  const imported = await read(requestOf(flags, paths), progress)
  progress.clear()
  stdout.write(flags.json ? `${JSON.stringify(cardDocument(imported.card))}\n` : text(imported, paths))
  this.exitCode = skippedCount(imported.card) > 0 ? exitCodes.usableWithSkips : exitCodes.fine
}

function text({ workload, card }: TraceImport, paths: readonly string[]): string {
  const { jobs, agents } = workload
  const hasBoth = jobs.jobCount > 0 && agents !== undefined && agents.count > 0
  const lines = [
    verdict(card),
    "",
    renderCard(card),
    ...(hasBoth ? ["", ...tableText(requestTable(jobs, agents))] : []),
    "",
    `Next  npx mesoscope trace summary ${paths.map(shellWord).join(" ")}`,
  ]
  return `${printable(lines.join("\n"))}\n`
}

/** One sentence that answers: can I use it? */
function verdict(card: QualityCard): string {
  const skipped = skippedCount(card)
  const rest =
    skipped === 0
      ? "every row is fine"
      : `${counted(skipped, "row")} ${skipped === 1 ? "was" : "were"} skipped, the others are usable`
  if (card.kind !== "workload")
    return `This is ${card.format}, ${article(card.kind)}: nothing to replay by itself; ${rest}.`
  const on = card.agents === 0 ? "" : ` on ${counted(card.agents, "agent")}`
  return `This is ${card.format}: ${counted(card.jobs, "job")} of ${counted(card.tasks, "task")}${on} over ${duration(card.spanS)}; ${rest}.`
}

function article(kind: string): string {
  if (kind === "run times") return "a list of run times"
  return kind === "inventory" ? "a list of machines" : `a ${kind}`
}
