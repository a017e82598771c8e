/** What results must keep to, as people write it: `wait.p95 < 30s`, `cpus > 60%`, `wait(batch).mean < 110% of mesos/drf`. */
import { microsPerSecond } from "../../sim/index.ts"
import { InputError, parseDuration } from "../../workloads/index.ts"
import { columnNamed, knownColumns, type ResultColumn, shareFrom, type Unit } from "./column.ts"

export interface Threshold {
  readonly text: string
  /** What is judged. */
  readonly column: ResultColumn
  readonly sense: "<" | ">"
  /** In the column's unit, or a multiple of what another policy has with the same seed. */
  readonly bound: { readonly value: number } | { readonly times: number; readonly of: string }
}

const notation = /^([^\s<>]+)\s*([<>])\s*(\S+)(?:\s+of\s+(\S.*))?$/

/** Throws InputError. */
export function parseThreshold(text: string): Threshold {
  const [, name = "", sense, bound = "", of] = notation.exec(text.trim()) ?? []
  const found = columnNamed(name)
  if (found === undefined || (sense !== "<" && sense !== ">"))
    throw new InputError(
      `"${text}" is no threshold; write wait.p95 < 30s, cpus > 60%, jain > 0.8 or wait(batch).mean < 110% of mesos/drf. Known: ${knownColumns}.`,
    )
  return {
    text: text.trim(),
    column: found.column,
    sense,
    bound:
      of === undefined ? { value: valueFrom(bound, found.unit) } : { times: shareFrom(bound), of: of.trim() },
  }
}

function valueFrom(text: string, unit: Unit): number {
  switch (unit) {
    case "time":
      return parseDuration(text) / microsPerSecond
    case "share":
      return shareFrom(text)
    case "index":
      if (!/^\d(?:\.\d+)?$/.test(text))
        throw new InputError(`"${text}" is no index; write a number such as 0.8.`)
      return Number(text)
  }
}
