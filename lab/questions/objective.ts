/** What a cluster has to achieve, as people write it: `wait.p95<30s`, `wait(production).mean<5m`. */
import { type Micros, microsPerSecond } from "../../sim/index.ts"
import { InputError, parseDuration } from "../../workloads/index.ts"
import type { WaitWatch, WatchedWaits } from "../probes/index.ts"
import { type Certainty, type Pooled, pooledMean, pooledQuantile, pooledShare } from "./pooled.ts"
import type { Ended } from "./runs.ts"

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
  const most = parseDuration(time) / microsPerSecond
  if (most === 0)
    throw new InputError(`"${text}": no cluster lets nobody wait at all; write for example <1s.`)
  return { text: text.trim(), role, of: of === "mean" ? of : Number(of.slice(1)) / 100, most }
}

/** What runs have to tell so that the objectives can be judged, all tasks first; what became ready before `from` is warm-up. */
export function watchesFor(objectives: readonly Objective[], from: Micros): WaitWatch[] {
  return [...new Set([undefined, ...objectives.map(({ role }) => role)])].map((role) => ({
    role,
    bounds: [...new Set(objectives.filter((one) => one.role === role).map(boundOf))],
    from,
  }))
}

const boundOf = ({ most }: Objective): Micros => Math.round(most * microsPerSecond)

/** `meets` and `fails` for sure, `open`: the interval holds the objective. */
export type Standing = "meets" | "fails" | "open"

/** What several runs say of an objective. */
export interface Judged {
  /** The percentile or the mean, s. */
  readonly value: Pooled
  /** The share of tasks that started in time; undefined for a mean. */
  readonly share: Pooled | undefined
  readonly standing: Standing
  /** Whether the estimate alone meets it. */
  readonly isLikely: boolean
}

/** Where no task became ready there is nothing that waits, and any objective is met. */
const nobody: Pooled = { n: 0, mean: 0, half: 0, lo: 0, hi: 0, reduction: 0 }
const everybody: Pooled = { ...nobody, mean: 1, lo: 1, hi: 1 }

/** A percentile is judged by the share of tasks that started in time; `chance` is the greatest of being wrong, on either side. */
export function judge(
  objective: Objective,
  ended: readonly Ended[],
  { controls, confidence, chance }: Certainty & { readonly chance: number },
): Judged {
  const runs = watchedOf(ended, objective.role)
  const { of, most } = objective
  const shown = { controls, confidence }
  const sure = { controls, confidence: 1 - 2 * chance }
  if (of === "mean") {
    const { mean, lo, hi } = pooledMean(runs, sure) ?? nobody
    const isMet = (wait: number) => wait < most
    const value = pooledMean(runs, shown) ?? nobody
    return { value, share: undefined, standing: standingOf(isMet, hi, lo), isLikely: isMet(mean) }
  }
  const bound = boundOf(objective)
  const { mean, lo, hi } = pooledShare(runs, bound, sure) ?? everybody
  const isMet = (share: number) => share >= of
  return {
    value: pooledQuantile(runs, of, shown) ?? nobody,
    share: pooledShare(runs, bound, shown) ?? everybody,
    standing: standingOf(isMet, lo, hi),
    isLikely: isMet(mean),
  }
}

/** By the worse end of the interval and the better; a single run has none. */
function standingOf(isMet: (value: number) => boolean, worse: number, better: number): Standing {
  if (Number.isNaN(worse)) return "open"
  if (isMet(worse)) return "meets"
  return isMet(better) ? "open" : "fails"
}

/** The 95th percentile of waits of all tasks, s. */
export function waitP95(ended: readonly Ended[], certainty: Certainty): Pooled {
  return pooledQuantile(watchedOf(ended, undefined), 0.95, certainty) ?? nobody
}

function watchedOf(ended: readonly Ended[], role: string | undefined): WatchedWaits[] {
  return ended.flatMap(({ watched = [] }) => watched.filter((one) => one.role === role))
}
