/** What a cluster has to achieve, as people write it: `wait.p95<30s`, `wait(production).mean<5m`. */
import { microsPerSecond } from "../../sim/index.ts"
import { InputError, parseDuration } from "../../workloads/index.ts"
import type { TrialRows } from "../probes/index.ts"

export interface Objective {
  readonly text: string
  /** undefined: all tasks. */
  readonly role: string | undefined
  /** The quantile, 0 to 1, or the mean. */
  readonly of: number | "mean"
  /** Seconds. */
  readonly most: number
}

const notation = /^wait(?:\(([^()]+)\))?\.(mean|p\d{1,2})\s*<=?\s*(\S+)$/

/** Throws InputError. */
export function parseObjective(text: string): Objective {
  const [, role, of, time] = notation.exec(text.trim()) ?? []
  if (of === undefined)
    throw new InputError(
      `"${text}" is no objective; write wait.p95<30s, wait.mean<5m, or of one role wait(batch).p95<1h.`,
    )
  if (role !== undefined && of !== "mean" && of !== "p95")
    throw new InputError(`"${text}": of a single role only mean and p95 are measured.`)
  const most = parseDuration(time) / microsPerSecond
  if (most === 0)
    throw new InputError(`"${text}": no cluster lets nobody wait at all; write for example <1s.`)
  return { text: text.trim(), role, of: of === "mean" ? of : Number(of.slice(1)) / 100, most }
}

/** What the objective is about, in one run, s; undefined where no task became ready. */
export function valueOf({ role, of }: Objective, rows: TrialRows): number | undefined {
  if (role !== undefined) {
    const row = rows.roles.find((one) => one.role === role)
    return (of === "mean" ? row?.wait_mean_s : row?.wait_p95_s) ?? undefined
  }
  if (of === "mean") return rows.trial.wait_mean_s ?? undefined
  if (of === 0.95) return rows.trial.wait_p95_s ?? undefined
  return rows.waits.find(({ quantile }) => Math.abs(quantile - of) < 1e-9)?.wait_s
}
