/** What became of a trace on the way in: what was skipped, made up, assumed and left out. Nothing is silent. */
import type { TraceKind } from "./trace-format.ts"

export interface Skip {
  readonly reason: string
  readonly count: number
  readonly firstFile: string
  readonly firstLine: number
}

export interface QualityCard {
  readonly format: string
  readonly kind: TraceKind
  readonly files: readonly string[]
  /** Rows that say what is asked, of all files; comments and headers are not rows. */
  readonly rows: number
  /** Rows of the lists of machines. */
  readonly machineRows: number
  /** Jobs and tasks as the trace counts them. */
  readonly jobs: number
  readonly tasks: number
  /** 0 where the trace names no machines. */
  readonly agents: number
  /** Seconds from the first arrival to the last thing known. */
  readonly spanS: number
  /** Rows left out, by reason; their count decides between the exit codes 0 and 1. */
  readonly skipped: readonly Skip[]
  /** Numbers out of their range that became the nearest end of it, by reason: only under `--on-error clamp`. */
  readonly clamped: readonly Skip[]
  /** Rows that tell once more of a job or task that was told. */
  readonly duplicates: number
  /** Rows that lie before the row above them in time. */
  readonly outOfOrder: number
  /** Tasks that still ran when the trace ends. */
  readonly censored: number
  /** Tasks that fit on none of the machines; absent where there are no machines. */
  readonly unplaceable?: number
  /** Units that the trace does not tell, and what speaks for ours. */
  readonly units: readonly { readonly what: string; readonly why: string }[]
  /** Values that the trace lacks and that were made up by rule. */
  readonly imputed: readonly { readonly what: string; readonly count: number }[]
  readonly assumptions: readonly string[]
  /** Columns and facts that are not used, each with the reason. */
  readonly dropped: readonly string[]
  /** Demand over capacity of the scarcest resource; absent where there are no machines. */
  readonly offeredLoad?: number
}

/** How many rows were skipped in all. */
export function skippedCount(card: QualityCard): number {
  return card.skipped.reduce((sum, skip) => sum + skip.count, 0)
}

/** The card as `mesoscope trace check --json` prints it; names by spec, in the order a reader asks. */
export function cardDocument(card: QualityCard) {
  const count = (entries: readonly { readonly count: number }[]) =>
    entries.reduce((sum, entry) => sum + entry.count, 0)
  const places = (skips: readonly Skip[]) =>
    skips.map(({ reason, count: rows, firstFile, firstLine }) => ({
      reason,
      count: rows,
      first: `${firstFile}:${firstLine}`,
    }))
  return {
    format: card.format,
    kind: card.kind,
    files: card.files,
    rows: card.rows,
    machine_rows: card.machineRows,
    skipped: skippedCount(card),
    skipped_by: places(card.skipped),
    clamped: count(card.clamped),
    clamped_by: places(card.clamped),
    imputed: count(card.imputed),
    imputed_by: card.imputed,
    duplicates: card.duplicates,
    out_of_order: card.outOfOrder,
    censored: card.censored,
    jobs: card.jobs,
    tasks: card.tasks,
    agents: card.agents,
    unplaceable: card.unplaceable ?? null,
    span_s: card.spanS,
    offered_load: card.offeredLoad ?? null,
    units: card.units,
    assumptions: card.assumptions,
    dropped: card.dropped,
  }
}

/** The card as short aligned lines for a terminal, without a newline at the end. */
export function renderCard(card: QualityCard): string {
  const kind = card.kind === "workload" ? "" : ` · ${card.kind}, no workload`
  const lines = [
    heading(`${card.format} · ${card.files.length} ${card.files.length === 1 ? "file" : "files"}${kind}`),
    amount(card.rows, "rows"),
    amount(card.jobs, "jobs"),
    amount(card.tasks, "tasks"),
    card.agents > 0 ? amount(card.agents, "agents") : `${"—".padStart(12)}  agents (none in the trace)`,
    `${span(card.spanS).padStart(12)}  span`,
  ]
  if (card.offeredLoad !== undefined)
    lines.push(
      `${`${(100 * card.offeredLoad).toFixed(1)} %`.padStart(12)}  offered load${card.offeredLoad > 1 ? " (overloaded: waits measure the backlog)" : ""}`,
    )
  const counted = [
    [card.censored, "censored: tasks that still ran when the trace ends"],
    [card.unplaceable ?? 0, "tasks that fit on none of the machines"],
    [card.duplicates, "duplicates: rows that tell of a job or task again"],
    [card.outOfOrder, "out of order: rows before the row above them in time"],
  ] as const
  for (const [count, what] of counted) if (count > 0) lines.push(amount(count, what))
  for (const [what, skips] of [["skipped", card.skipped] as const, ["clamped", card.clamped] as const])
    for (const { reason, count, firstFile, firstLine } of skips)
      lines.push(`${amount(count, `${what}: ${reason}`)} (first ${firstFile}:${firstLine})`)
  for (const { what, count } of card.imputed) lines.push(amount(count, `imputed: ${what}`))
  for (const { what, why } of card.units) lines.push(`${"guessed".padStart(12)}  ${what}: ${why}`)
  for (const assumption of card.assumptions) lines.push(`${"assumed".padStart(12)}  ${assumption}`)
  for (const drop of card.dropped) lines.push(`${"not used".padStart(12)}  ${drop}`)
  return lines.join("\n")
}

function heading(text: string): string {
  return `${"trace".padStart(12)}  ${text}`
}

function amount(count: number, what: string): string {
  return `${thousands(count).padStart(12)}  ${what}`
}

function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",")
}

function span(seconds: number): string {
  if (seconds >= 172_800) return `${(seconds / 86_400).toFixed(1)} d`
  return seconds >= 7200 ? `${(seconds / 3600).toFixed(1)} h` : `${seconds.toFixed(0)} s`
}
