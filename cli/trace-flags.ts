/** Flags that the trace commands share, and what they ask of a reader. */
import { microsPerSecond } from "../sim/index.ts"
import {
  errorRules,
  type OnError,
  type TraceFormat,
  traceFormat,
  type TraceRequest,
} from "../workloads/index.ts"
import { UsageError } from "./errors.ts"
import { fromHere, jsonFlag, parsed, parsedOr, traceFlags, type Until } from "./flags.ts"

export interface ReadingFlags {
  readonly trace?: TraceFormat
  readonly machines?: string
  readonly onError: OnError
  readonly until?: Until
}

export const readingFlags = {
  trace: parsed("Format of the trace; recognised if absent", traceFormat, "NAME"),
  machines: parsed("The trace's list of machines, where it is a file of its own", String, "FILE"),
  onError: parsedOr(
    "fail",
    "What a wrong row does: fail, skip it, or clamp numbers to their range",
    parseOnError,
    "RULE",
  ),
  until: { ...traceFlags.until, brief: "Read only jobs that arrive in the first so much time, as in 6h" },
} as const

export { jsonFlag }

export const filesParameter = {
  kind: "array",
  minimum: 1,
  parameter: {
    brief: "Files of the trace, plain, gzip or zstd, parts in order; or their folder; - is standard input",
    parse: String,
    placeholder: "FILE",
  },
} as const

export function requestOf(
  { trace, machines, onError, until }: ReadingFlags,
  paths: readonly string[],
): TraceRequest {
  return {
    format: trace?.name,
    paths: paths.map(fromHere),
    machines: machines === undefined ? undefined : fromHere(machines),
    onError,
    ...(until === undefined ? {} : { limitSeconds: until.micros / microsPerSecond }),
  }
}

/** A whole number from 1 to `most`. */
export function parseCountUpTo(most: number): (text: string) => number {
  return (text) => {
    const count = Number(text)
    if (!/^\d+$/.test(text) || count < 1 || count > most)
      throw new UsageError(`"${text}" is no count; write 1 to ${most}.`)
    return count
  }
}

function parseOnError(text: string): OnError {
  const rule = errorRules.find((one) => one === text)
  if (rule === undefined) throw new UsageError(`"${text}" is no rule; write ${errorRules.join(", ")}.`)
  return rule
}
