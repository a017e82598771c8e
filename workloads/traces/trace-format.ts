import type { Workload } from "../../sim/index.ts"
import type { QualityCard } from "./quality-card.ts"
import type { RowSettings } from "./rows.ts"

export interface ReadSettings extends RowSettings {
  /** The list of machines, where it is a file of its own. */
  readonly machines?: string | undefined
  /** Jobs that arrive later than this many seconds after the first are left out, and counted in the card. */
  readonly limitSeconds?: number | undefined
  /** Jobs beyond this many, in order of the trace, are left out, and counted in the card. */
  readonly maxJobs?: number | undefined
}

export interface TraceImport {
  readonly workload: Workload
  readonly card: QualityCard
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
  /** Throws TraceError for what cannot be read. */
  read(paths: readonly string[], settings: ReadSettings): Promise<TraceImport>
}

/** "citation; licence": what stands in Workload.provenance. */
export function provenance(format: Pick<TraceFormat, "citation" | "licence">): string {
  return `${format.citation} Licence: ${format.licence}.`
}
