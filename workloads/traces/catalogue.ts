/** The traces that are known, and how to read one whatever it is. */
import { unknown, unplaceableTasks } from "../../sim/index.ts"
import { canonical } from "../canonical/canonical.ts"
import { manifestName } from "../canonical/manifest.ts"
import { importFormats } from "../imports/index.ts"
import { alibaba2017 } from "./alibaba-2017.ts"
import { alibaba2018 } from "./alibaba-2018.ts"
import { alibabaDlrm2025 } from "./alibaba-dlrm-2025.ts"
import { alibabaGpu2020 } from "./alibaba-gpu-2020.ts"
import { alibabaSpot2026 } from "./alibaba-spot-2026.ts"
import { azurePacking } from "./azure-packing.ts"
import { azureVm } from "./azure-vm.ts"
import { bitbrains } from "./bitbrains.ts"
import { gavelThroughputs } from "./gavel-throughputs.ts"
import { gavel } from "./gavel.ts"
import { google2011 } from "./google-2011.ts"
import { google2019 } from "./google-2019.ts"
import { offeredLoad } from "./offered-load.ts"
import { helios } from "./helios.ts"
import { openb } from "./openb.ts"
import type { QualityCard } from "./quality-card.ts"
import { partName, peekLines, storedSize } from "./parts.ts"
import { expandPaths } from "./places.ts"
import { chronus, muri } from "./philly-derived.ts"
import { phillyRuntimes } from "./philly-runtimes.ts"
import { philly } from "./philly.ts"
import { swfMachineList } from "./swf-machine-list.ts"
import { swf } from "./swf.ts"
import { swim } from "./swim.ts"
import { TraceError } from "./trace-error.ts"
import type { ReadSettings, SummaryTable, TraceFormat, TraceImport } from "./trace-format.ts"
import { InputError } from "./units.ts"

export const traceFormats: readonly TraceFormat[] = [
  google2011,
  google2019,
  openb,
  swf,
  swim,
  swfMachineList,
  alibaba2017,
  alibaba2018,
  alibabaGpu2020,
  alibabaDlrm2025,
  alibabaSpot2026,
  azurePacking,
  azureVm,
  bitbrains,
  gavel,
  gavelThroughputs,
  helios,
  philly,
  chronus,
  muri,
  phillyRuntimes,
  canonical,
  ...importFormats,
]

export interface TraceRequest extends Omit<ReadSettings, "onBytes" | "onComment"> {
  /** Files in order, parts of one trace, and folders of parts; `-` is standard input. */
  readonly paths: readonly string[]
  /** Name of a format; recognised from the first lines if absent. */
  readonly format?: string | undefined
  /** Told while reading: bytes as stored; the total is undefined where standard input is read. */
  readonly onProgress?: ((bytesRead: number, bytesTotal: number | undefined) => void) | undefined
}

/**
 * The workload of a trace, and the card that says what became of it on the way in.
 * Throws InputError for a format that is not known, TraceError for files that cannot be read.
 */
export async function readTrace(request: TraceRequest): Promise<TraceImport> {
  const { known, paths, settings } = await opened(request)
  const imported = await known.read(paths, settings)
  return { ...imported, card: withMachines(imported) }
}

/** The tables that only this trace has; none where its format has none. Throws as `readTrace` does. */
export async function summariseTrace(request: TraceRequest): Promise<readonly SummaryTable[]> {
  const { known, paths, settings } = await opened(request)
  return (await known.summarise?.(paths, settings)) ?? []
}

/** The format, named or recognised, and the settings with which it is to read. */
async function opened(request: TraceRequest) {
  const { paths: named, format, onProgress, ...settings } = request
  const paths = expandPaths(named)
  if (paths.length === 0)
    throw new InputError("No trace is named; give one or more files, or - for standard input.")
  const known = format === undefined ? await recogniseTrace(paths, settings) : traceFormat(format)
  const total = await storedSize(settings.machines === undefined ? paths : [...paths, settings.machines])
  let read = 0
  const onBytes = (count: number) => onProgress?.((read += count), total)
  return { known, paths, settings: { ...settings, onBytes } }
}

/** What the card says of a workload against its machines. */
function withMachines({ workload, card }: TraceImport): QualityCard {
  const { agents, horizon, jobs } = workload
  if (agents === undefined || agents.count === 0 || jobs.jobCount === 0) return card
  let unplaceable = 0
  for (const _ of unplaceableTasks(jobs, agents)) unplaceable++
  return { ...card, unplaceable, offeredLoad: offeredLoad(jobs, agents, horizon).load }
}

/** The format of that name. Throws InputError with the nearest and all known names. */
export function traceFormat(name: string): TraceFormat {
  const names = traceFormats.map((format) => format.name)
  const found = traceFormats.find((format) => format.name === name)
  if (found !== undefined) return found
  throw new InputError(unknown("trace format", name, names))
}

/** The format of these files, by the first lines of the first. Throws TraceError where none knows them. */
async function recogniseTrace(paths: readonly string[], settings: ReadSettings = {}): Promise<TraceFormat> {
  // A folder of ours says what it is in its manifest; its first table may be of what was measured.
  const first = paths.find((path) => path.endsWith(`/${manifestName}`)) ?? paths[0]
  const lines = await peekLines(first, settings)
  const found = traceFormats.find((format) => format.recognise(lines, first))
  if (found !== undefined) return found
  throw new TraceError({
    file: partName(first),
    found: lines.every((line) => line === "")
      ? "the file is empty"
      : "its first lines are of no known format",
    expected: `known are ${traceFormats.map((format) => format.name).join(", ")}`,
    fix: "Check the file, or name its format with --trace.",
  })
}
