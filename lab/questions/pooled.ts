/**
 * Waits of several runs as those of one crowd: the share of all tasks that started in time, the mean wait, a percentile. A
 * mean of the runs' own percentiles would lie above the percentile of all their tasks, because a run that is worse by chance
 * pulls farther than one that is better; a share has no such bias.
 *
 * Tasks of one run wait together, so a run counts as one observation: the ratio of two sums over runs, with the variance of
 * its residuals. Source: Cochran, "Sampling Techniques", 3rd ed. 1977, §6.4 (ratio estimates of clusters). The interval of a
 * percentile is that of the share below it, read back from the pooled distribution.
 * Source: Woodruff, "Confidence Intervals for Medians and Other Position Measures", JASA 47, 1952.
 */
import { exp, log } from "../../sim/index.ts"
import type { WatchedWaits } from "../probes/index.ts"
import { type Control, type Estimate, estimateOf } from "../statistics/index.ts"

/** s; waits are whole ones. */
const microsecond = 1e-6

export interface Certainty {
  readonly controls?: readonly Control[] | undefined
  /** Two-sided, of the interval. */
  readonly confidence: number
}

/** `lo` and `hi` are NaN where there are too few runs; `half` reaches to the farther of them. */
export interface Pooled extends Estimate {
  readonly lo: number
  readonly hi: number
}

/** Σ amounts ÷ Σ tasks; undefined where no run had a task. */
function ratioOf(
  amounts: readonly number[],
  tasks: readonly number[],
  { controls, confidence }: Certainty,
): Estimate | undefined {
  const all = sum(tasks)
  if (all === 0) return undefined
  const ratio = sum(amounts) / all
  const perRun = all / tasks.length
  return estimateOf(
    amounts.map((amount, i) => ratio + (amount - ratio * tasks[i]) / perRun),
    controls,
    confidence,
  )
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const tasksOf = (runs: readonly WatchedWaits[]) => runs.map(({ tasks }) => tasks)

/**
 * A share with the interval of its log odds, within 0 and 1. Few runs with few late tasks have a small variance too, so that
 * an interval of equal arms would call a share good too often.
 * Source: Korn & Graubard, "Confidence intervals for proportions with small expected number of positive counts estimated
 * from survey data", Survey Methodology 24, 1998, §2 (the logit interval).
 */
function shareOf(
  hits: readonly number[],
  tasks: readonly number[],
  certainty: Certainty,
): Pooled | undefined {
  const estimate = ratioOf(hits, tasks, certainty)
  if (estimate === undefined) return undefined
  const { mean, half } = estimate
  if (!(mean > 0 && mean < 1) || half === 0) return withEnds(estimate, mean - half, mean + half)
  const odds = log(mean / (1 - mean))
  const arm = half / (mean * (1 - mean))
  const shareAt = (one: number) => 1 / (1 + exp(-one))
  return withEnds(estimate, shareAt(odds - arm), shareAt(odds + arm))
}

function withEnds(estimate: Estimate, lo: number, hi: number): Pooled {
  return { ...estimate, lo, hi, half: Math.max(estimate.mean - lo, hi - estimate.mean) }
}

/** The share of tasks that waited less than `bound` µs, which is one of those watched. */
export function pooledShare(
  runs: readonly WatchedWaits[],
  bound: number,
  certainty: Certainty,
): Pooled | undefined {
  const hits = runs.map(({ inTime }) => inTime.find((one) => one.bound === bound)?.tasks ?? 0)
  return shareOf(hits, tasksOf(runs), certainty)
}

/** s */
export function pooledMean(runs: readonly WatchedWaits[], certainty: Certainty): Pooled | undefined {
  const estimate = ratioOf(
    runs.map((run) => run.sum),
    tasksOf(runs),
    certainty,
  )
  return (
    estimate && withEnds(estimate, Math.max(0, estimate.mean - estimate.half), estimate.mean + estimate.half)
  )
}

/** s */
export function pooledQuantile(
  runs: readonly WatchedWaits[],
  p: number,
  certainty: Certainty,
): Pooled | undefined {
  const withTasks = runs.filter(({ tasks }) => tasks > 0)
  if (withTasks.length === 0) return undefined
  const inverse = (share: number) => pooledInverse(withTasks, Math.min(1, Math.max(0, share)))
  const raw = inverse(p)
  const hits = runs.map((run) => run.tasks * shareUpTo(run.quantiles, raw))
  const share = shareOf(hits, tasksOf(runs), certainty)
  if (share === undefined) return undefined
  // Where controls say that the share at `raw` was high by chance, the percentile was low.
  const drift = share.mean - sum(hits) / sum(tasksOf(runs))
  const wanted = p - drift
  const middle = { ...share, mean: inverse(wanted) }
  if (Number.isNaN(share.half)) return middle
  return withEnds(
    middle,
    inverse(wanted - (share.hi - share.mean)),
    inverse(wanted + (share.mean - share.lo)),
  )
}

/** The share of a run's tasks that waited up to `wait` s, by straight lines between its quantiles. */
function shareUpTo(quantiles: Float64Array, wait: number): number {
  const last = quantiles.length - 1
  if (last < 0 || wait < quantiles[0]) return 0
  let below = 0
  let above = last + 1
  while (above - below > 1) {
    const middle = (below + above) >> 1
    if (quantiles[middle] <= wait) below = middle
    else above = middle
  }
  if (below === last) return 1
  return (below + (wait - quantiles[below]) / (quantiles[below + 1] - quantiles[below])) / last
}

/** The least wait, to the µs, up to which the share lies of all runs' tasks together. */
function pooledInverse(runs: readonly WatchedWaits[], share: number): number {
  const wanted = share * sum(tasksOf(runs))
  let below = Math.min(...runs.map(({ quantiles }) => quantiles[0]))
  let above = Math.max(...runs.map(({ quantiles }) => quantiles[quantiles.length - 1]))
  const reaches = (wait: number) =>
    sum(runs.map((run) => run.tasks * shareUpTo(run.quantiles, wait))) >= wanted - 1e-9
  if (reaches(below)) return below
  while (above - below > microsecond / 4) {
    const middle = (below + above) / 2
    if (middle <= below || middle >= above) break
    if (reaches(middle)) above = middle
    else below = middle
  }
  return Math.round(above * 1e6) / 1e6
}
