/** What results must keep to, as people write it: `wait.p95 < 30s`, `cpus > 60%`, `wait(batch).mean < 110% of mesos/drf`. */
import { microsPerSecond } from "../../sim/index.ts"
import { InputError, parseDuration } from "../../workloads/index.ts"
import type { RoleRow, TrialRow } from "../results/index.ts"

export interface Threshold {
  readonly text: string
  /** The column that is judged: of one role, or of the whole trial. */
  readonly column:
    | { readonly role: string; readonly name: keyof RoleRow }
    | { readonly role: undefined; readonly name: keyof TrialRow }
  readonly sense: "<" | ">"
  /** In the column's unit, or a multiple of what another policy has with the same seed. */
  readonly bound: { readonly value: number } | { readonly times: number; readonly of: string }
}

type Unit = "time" | "share" | "index"

type Columns<Row> = Readonly<Record<string, { readonly name: keyof Row; readonly unit: Unit }>>

const wholeColumns: Columns<TrialRow> = {
  "wait.mean": { name: "wait_mean_s", unit: "time" },
  "wait.p50": { name: "wait_p50_s", unit: "time" },
  "wait.p95": { name: "wait_p95_s", unit: "time" },
  starvation: { name: "starvation_s", unit: "time" },
  cpus: { name: "allocated_cpus", unit: "share" },
  mem: { name: "allocated_mem", unit: "share" },
  gpus: { name: "allocated_gpus", unit: "share" },
  jain: { name: "jain", unit: "index" },
}

const roleColumns: Columns<RoleRow> = {
  "wait.mean": { name: "wait_mean_s", unit: "time" },
  "wait.p95": { name: "wait_p95_s", unit: "time" },
  share: { name: "share", unit: "share" },
}

const notation = /^([a-z]+)(?:\(([^()]+)\))?(\.[a-z0-9]+)?\s*([<>])\s*(\S+)(?:\s+of\s+(\S.*))?$/

/** Throws InputError. */
export function parseThreshold(text: string): Threshold {
  const [, head = "", role, tail = "", sense, bound = "", of] = notation.exec(text.trim()) ?? []
  const known = role === undefined ? wholeColumns : roleColumns
  const found = Object.hasOwn(known, head + tail) ? known[head + tail] : undefined
  if (found === undefined || (sense !== "<" && sense !== ">"))
    throw new InputError(
      `"${text}" is no threshold; write wait.p95 < 30s, cpus > 60%, jain > 0.8 or wait(batch).mean < 110% of mesos/drf. Known: ${Object.keys(wholeColumns).join(", ")}; of a role: wait(R).mean, wait(R).p95, share(R).`,
    )
  return {
    text: text.trim(),
    column: (role === undefined
      ? { role, name: found.name }
      : { role, name: found.name }) as Threshold["column"],
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

function shareFrom(text: string): number {
  if (!/^\d+(?:\.\d+)?%$/.test(text))
    throw new InputError(`"${text}" is no share; write a number and %: 60%.`)
  return Number(text.slice(0, -1)) / 100
}
