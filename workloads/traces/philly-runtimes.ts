/**
 * How long Philly's jobs ran, in seconds, one per line below the header "runtime": from the analysis that comes with
 * Alibaba's GPU trace of 2020. Neither arrivals nor sizes: a list of run times, no workload.
 */
import { readByteRows } from "./byte-rows.ts"
import { CardNotes } from "./card-notes.ts"
import { timeRange } from "./cell-ranges.ts"
import { microsPerSecond } from "../../sim/index.ts"
import { measurements } from "./inventory.ts"
import { headerCells } from "./headers.ts"
import { readNamedRows } from "./named-rows.ts"
import type { ReadSettings, TraceFormat, TraceImport } from "./trace-format.ts"

export const phillyRuntimes: TraceFormat = {
  name: "philly-runtimes",
  about: "Run times of 83,154 Philly jobs, without arrivals or sizes: no workload",
  citation:
    "Weng et al.: MLaaS in the Wild, NSDI 2022, analysis in Alibaba's cluster-trace-gpu-v2020, of data by Jeon et al., USENIX ATC 2019.",
  licence: "CC BY 4.0 (the Philly data)",
  recognise: ([header = ""]) => headerCells(header).join() === "runtime",
  read: readRuntimes,
}

const second = timeRange(microsPerSecond)

async function readRuntimes(paths: readonly string[], settings: ReadSettings): Promise<TraceImport> {
  const notes = new CardNotes(settings)
  const runtimes: number[] = []
  await readNamedRows(
    paths,
    { needed: ["runtime"], source: readByteRows },
    (row) => void runtimes.push(row.number("runtime", second)),
    settings,
    notes,
  )
  return measurements(phillyRuntimes, "run times", paths, { runtime_s: Float64Array.from(runtimes) }, notes)
}
