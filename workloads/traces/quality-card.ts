/** What became of a trace on the way in: what was skipped, made up, assumed and left out. Nothing is silent. */
import type { Row } from "./rows.ts"

export interface Skip {
  readonly reason: string
  readonly count: number
  readonly firstFile: string
  readonly firstLine: number
}

export interface QualityCard {
  readonly format: string
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
  /** Values that the trace lacks and that were made up by rule. */
  readonly imputed: readonly { readonly what: string; readonly count: number }[]
  readonly assumptions: readonly string[]
  /** Columns and facts that are not used, each with the reason. */
  readonly dropped: readonly string[]
  /** Demand over capacity of the scarcest resource; absent where there are no machines. */
  readonly offeredLoad?: number
}

/** The part of a card that fills while rows are read. */
export class CardNotes {
  readonly #skips = new Map<string, { count: number; firstFile: string; firstLine: number }>()
  readonly #imputed = new Map<string, number>()
  readonly assumptions: string[] = []
  readonly dropped: string[] = []

  skip(reason: string, row: Row): void {
    const known = this.#skips.get(reason)
    if (known === undefined) this.#skips.set(reason, { count: 1, firstFile: row.file, firstLine: row.line })
    else known.count++
  }

  /** No entry is made for a count of 0. */
  impute(what: string, count = 1): void {
    if (count > 0) this.#imputed.set(what, (this.#imputed.get(what) ?? 0) + count)
  }

  get skipped(): Skip[] {
    return [...this.#skips].map(([reason, skip]) => ({ reason, ...skip }))
  }

  get imputed(): { what: string; count: number }[] {
    return [...this.#imputed].map(([what, count]) => ({ what, count }))
  }
}

/** How many rows were skipped in all. */
export function skippedCount(card: QualityCard): number {
  return card.skipped.reduce((sum, skip) => sum + skip.count, 0)
}

/** The card as short aligned lines for a terminal, without a newline at the end. */
export function renderCard(card: QualityCard): string {
  const lines = [
    heading(`${card.format} · ${card.files.length} ${card.files.length === 1 ? "file" : "files"}`),
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
  for (const { reason, count, firstFile, firstLine } of card.skipped)
    lines.push(`${amount(count, `skipped: ${reason}`)} (first ${firstFile}:${firstLine})`)
  for (const { what, count } of card.imputed) lines.push(amount(count, `imputed: ${what}`))
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
