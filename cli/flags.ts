/** Flags that several commands share, and how what is typed becomes a value. */
import { loadPolicyFile, policyName, type PolicyScript } from "../lab/index.ts"
import { isPolicyFile, type PlacementFile, placementFileIn, resolvePolicy } from "../policies/index.ts"
import { type Micros, unknown } from "../sim/index.ts"
import {
  type LoadTarget,
  parseDuration,
  parseLoad,
  reshapeText,
  isSynthetic,
  resolveSynthetic,
  type SyntheticChoice,
  syntheticModels,
  traceFormat,
  type TraceFormat,
  traceFormats,
} from "../workloads/index.ts"
import { UsageError } from "./errors.ts"
import { type FittedChoice, isFittedFile, readFitted } from "./fitted-file.ts"

/** As typed, for the command that repeats the run, and as µs. */
export interface Until {
  readonly text: string
  readonly micros: Micros
}

export { fromHere } from "./paths.ts"

/** A flag that may be absent. */
export function parsed<T>(brief: string, parse: (text: string) => T | Promise<T>, placeholder: string) {
  return { kind: "parsed", brief, parse, placeholder, optional: true } as const
}

export function parsedOr<T>(
  fallback: string,
  brief: string,
  parse: (text: string) => T | Promise<T>,
  placeholder: string,
) {
  return { kind: "parsed", brief, parse, placeholder, default: fallback } as const
}

export const jsonFlag = {
  kind: "boolean",
  brief: "Print one JSON document",
  default: false,
  withNegated: false,
} as const

/** What is replayed, on what, for how long. */
export const traceFlags = {
  trace: parsed("Format of the trace, recognised if absent; or a synthetic workload", parseTrace, "NAME"),
  machines: parsed("The trace's list of machines, where it is a file of its own", String, "FILE"),
  agents: parsedOr(
    "trace",
    "trace, N drawn from it, NxSHAPE as in 100x4cpus,16GiB, a mix, sums; see docs/traces.md",
    String,
    "N",
  ),
  load: parsed("Offered load to aim at, xK for K times the arrivals, or trace", parseLoad, "X"),
  until: parsed("Stop after so much simulated time, as in 6h", parseUntil, "TIME"),
  reshape: parsed(
    "Steps on the trace, as in 'clip(0,6h) | thin(0.5)'; see docs/traces.md",
    reshapeText,
    "STEPS",
  ),
} as const

/** A format to read, or a workload to draw. */
export type ChosenTrace = TraceFormat | SyntheticChoice | FittedChoice

/** Throws InputError with the nearest and all known names. */
export function parseTrace(text: string): ChosenTrace {
  if (isSynthetic(text)) return resolveSynthetic(text)
  if (isFittedFile(text)) return readFitted(text)
  const formats = traceFormats.map(({ name }) => name)
  if (formats.includes(text)) return traceFormat(text)
  throw new UsageError(unknown("trace", text, [...formats, ...syntheticModels.map(({ name }) => name)]))
}

/** How an experiment is run. */
export const experimentFlags = {
  runs: parsedOr("10", "Paired replications: that many seeds for every policy", parseRuns, "N"),
  seed: parsedOr("1", "The first seed; the others follow it", parseSeed, "N"),
  jobs: parsed("At most so many worker threads; by default one per core", parseJobs, "N"),
  stall: parsedOr("60s", "Give a run up that does nothing for so long", parseStall, "TIME"),
} as const

/** By its canonical name in the catalogue, or the file of a user's own, which may place for a plane of the catalogue. */
export type ChosenPolicy = { readonly name: string } | { readonly file: string } | PlacementFile

export function parsePolicy(text: string): ChosenPolicy {
  const placed = placementFileIn(text)
  if (placed !== undefined) return placed
  return isPolicyFile(text) ? { file: text.trim() } : { name: resolvePolicy(text).name }
}

/** Separated by commas; those in parentheses belong to settings. */
export function parsePolicies(text: string): readonly ChosenPolicy[] {
  return text.split(/,(?![^()]*\))/).map(parsePolicy)
}

/** The canonical name, or what is in the file. */
export async function loadPolicy(chosen: ChosenPolicy): Promise<string | PolicyScript> {
  if ("name" in chosen) return chosen.name
  return loadPolicyFile(chosen.file, "plane" in chosen ? chosen.plane : undefined)
}

/** Throws UsageError if one is named twice. */
export async function loadPolicies(chosen: readonly ChosenPolicy[]): Promise<(string | PolicyScript)[]> {
  const policies: (string | PolicyScript)[] = []
  for (const one of chosen) policies.push(await loadPolicy(one))
  const names = policies.map(policyName)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    throw new UsageError(`The list of policies names ${twice} twice; a comparison needs different ones.`)
  return policies
}

export function parseSeed(text: string): number {
  const seed = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw new UsageError(`"${text}" is no seed; write a whole number from 0 to 9007199254740991.`)
  return seed
}

/** A time above 0. Throws UsageError. */
export function parseUntil(text: string): Until {
  const micros = parseDuration(text)
  if (micros === 0) throw new UsageError(`"${text}" is no time at all; write for example 6h.`)
  return { text, micros }
}

const mostRuns = 10_000

function parseRuns(text: string): number {
  const runs = Number(text)
  if (!/^\d+$/.test(text) || runs < 1 || runs > mostRuns)
    throw new UsageError(`"${text}" is no number of replications; write 1 to ${mostRuns}.`)
  return runs
}

function parseJobs(text: string): number {
  const jobs = Number(text)
  if (!/^\d+$/.test(text) || jobs < 1)
    throw new UsageError(`"${text}" is no number of workers; write 1 or more.`)
  return jobs
}

/** Seconds. */
function parseStall(text: string): number {
  const seconds = secondsIn(text)
  if (seconds < 1) throw new UsageError(`"${text}" is too short to tell a loop from work; write 1s or more.`)
  return seconds
}

export function secondsIn(text: string): number {
  return parseDuration(text) / 1_000_000
}

/** `count` seeds from the first on. Throws UsageError where they end. */
export function seedsFrom(first: number, count: number): number[] {
  if (!Number.isSafeInteger(first + count - 1))
    throw new UsageError(`There are no ${count} seeds from ${first} on; begin lower.`)
  return Array.from({ length: count }, (_, i) => first + i)
}

export function loadText(load: LoadTarget): string {
  return typeof load === "object" ? `x${load.times}` : String(load)
}
