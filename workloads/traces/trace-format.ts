import type { Workload } from "../../sim/index.ts"
import type { CardNotes } from "./card-notes.ts"
import type { QualityCard } from "./quality-card.ts"
import type { RowSettings } from "./rows.ts"

/** What a file says: who asks for what, which machines there are, how fast things ran, or how long. */
export type TraceKind = "workload" | "inventory" | "throughput matrix" | "run times" | "usage"

/**
 * What becomes of a row that is not what the format says: the reading stops there; the row is left out and counted; or
 * a number out of its range becomes the nearest end of it, counted, and what cannot be mended so is left out.
 */
export const errorRules = ["fail", "skip", "clamp"] as const
export type OnError = (typeof errorRules)[number]

export interface ReadSettings extends RowSettings {
  /** The list of machines, where it is a file of its own. */
  readonly machines?: string | undefined
  /** Jobs that arrive later than this many seconds after the first are left out, and counted in the card. */
  readonly limitSeconds?: number | undefined
  /** Jobs beyond this many, in order of the trace, are left out, and counted in the card. */
  readonly maxJobs?: number | undefined
  /** `fail` if absent. */
  readonly onError?: OnError | undefined
}

export interface TraceImport {
  /** Without jobs where the file asks for nothing (`card.kind`): its machines, if it lists some, are there. */
  readonly workload: Workload
  readonly card: QualityCard
  /** The rows of a file that is no workload and no list of machines: a throughput matrix, a list of run times. */
  readonly measured?: MeasuredTable
}

/** Columns of equal length, each of numbers or of text; a unit ends the name where there is one: "duration_s". */
export type MeasuredTable = Readonly<Record<string, Float64Array | readonly string[]>>

/** One table of `mesoscope trace summary`. */
export interface SummaryTable {
  readonly title: string
  readonly columns: readonly string[]
  /** Cells as they are to be printed and written: numbers exact, text plain, null where there is no value. */
  readonly rows: readonly (readonly (string | number | null)[])[]
  /** What the numbers are of, and by which definition, in a sentence. */
  readonly note?: string
}

/** A public trace: how it is known, whom to cite, and how it becomes a workload. */
export interface TraceFormat {
  readonly name: string
  /** One line for `mesoscope traces`. */
  readonly about: string
  readonly citation: string
  readonly licence: string
  /** True if a file with these first lines (a few dozen, without line ends) at this path is of the format. */
  recognise(firstLines: readonly string[], path: string): boolean
  /**
   * Throws TraceError for what cannot be read. Rows are read with `rowsUnder(settings, notes)`, so that `onError` holds;
   * a visit of a row reads all its cells before it changes anything, so that a row is in or out as a whole.
   */
  read(paths: readonly string[], settings: ReadSettings): Promise<TraceImport>
  /** Tables of what only this trace tells, beyond those of any workload: published figures, to compare with. */
  summarise?(paths: readonly string[], settings: ReadSettings): Promise<readonly SummaryTable[]>
}

/** "citation; licence": what stands in Workload.provenance. */
export function provenance(format: Pick<TraceFormat, "citation" | "licence">): string {
  return `${format.citation} Licence: ${format.licence}.`
}

/** The settings with which a reader reads its rows: what is wrong with one is thrown, or noted as `onError` says. */
export function rowsUnder(settings: ReadSettings, notes: CardNotes): ReadSettings {
  const { onError = "fail" } = settings
  if (onError === "fail") return settings
  return { ...settings, onRowError: (error) => notes.skipError(error) }
}
