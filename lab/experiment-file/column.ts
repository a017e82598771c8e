/** The numbers of results that an experiment file can name: `wait.p95`, `cpus`, `wait(batch).mean`. */
import { InputError } from "../../workloads/index.ts"
import type { RoleRow, TrialRow } from "../results/index.ts"

export type Unit = "time" | "share" | "index"

/** A column of one role, or of the whole trial. */
export type ResultColumn =
  | { readonly role: string; readonly name: keyof RoleRow }
  | { readonly role: undefined; readonly name: keyof TrialRow }

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

export const knownColumns = `${Object.keys(wholeColumns).join(", ")}; of a role: wait(R).mean, wait(R).p95, share(R)`

const notation = /^([a-z]+)(?:\(([^()]+)\))?(\.[a-z0-9]+)?$/

/** Undefined where there is no such column. */
export function columnNamed(
  text: string,
): { readonly column: ResultColumn; readonly unit: Unit } | undefined {
  const [, head = "", role, tail = ""] = notation.exec(text) ?? []
  const known = role === undefined ? wholeColumns : roleColumns
  if (!Object.hasOwn(known, head + tail)) return undefined
  const { name, unit } = known[head + tail]
  return { column: { role, name } as ResultColumn, unit }
}

/** "60%" as 0.6. Throws InputError. */
export function shareFrom(text: string): number {
  if (!/^\d+(?:\.\d+)?%$/.test(text))
    throw new InputError(`"${text}" is no share; write a number and %: 60%.`)
  return Number(text.slice(0, -1)) / 100
}
