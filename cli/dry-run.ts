/** What `run --dry-run` says: the trials, and what they would take. */
import {
  engineDigest,
  isPilot,
  Journal,
  journalFile,
  pilot,
  type SweepTrials,
  trialsOf,
  unfinished,
  workerCount,
} from "../lab/index.ts"
import { type ExperimentInput, settingsText } from "./experiment-input.ts"
import { existsSync } from "node:fs"
import { counted, duration, grouped, printable } from "./text.ts"

const budgetSeconds = 6
const mostPoints = 20

/** Runs a few trials for a moment each, and writes nothing. */
export function dryRun(input: ExperimentInput, out: string, jobs: number | undefined, json: boolean): string {
  const { sweep } = input
  const all = trialsOf(sweep, { engine: engineDigest(), input: input.digest })
  const open = openIn(out, all)
  const workers = workerCount(open.keys.length, jobs)
  const looked =
    open.keys.length === 0
      ? undefined
      : pilot(open.trials, {
          workload: input.workload,
          budgetSeconds,
          clock: () => performance.now() / 1000,
        })
  const rss = process.memoryUsage.rss() / 2 ** 20
  const wallSeconds = looked === undefined ? null : looked.seconds / workers
  const memoryMiB = looked === undefined ? null : Math.ceil(rss + (workers - 1) * looked.mebibytesPerWorker)
  const [{ policies, seeds }] = sweep.experiments
  const { rule } = input.file
  if (json)
    return `${JSON.stringify({ points: sweep.points.length, policies: policies.length, seeds: seeds.length, ...(rule === undefined ? {} : { seeds_at_least: rule.least }), trials: all.keys.length, open: open.keys.length, workers, expected_wall_s: wallSeconds, expected_memory_mib: memoryMiB })}\n`
  const points =
    sweep.varied.length === 0 ? [] : sweep.points.map((_, i) => `  ${i + 1}  ${settingsText(input, i)}`)
  const lines = [
    printable(input.question),
    `${counted(sweep.points.length, "point")} × ${counted(policies.length, "policy")} × ${counted(seeds.length, "seed")}: ${counted(all.keys.length, "trial")}, ${grouped(all.keys.length - open.keys.length)} of them in ${printable(out)} already`,
    ...(rule === undefined
      ? []
      : [`At most: ${rule.least} seeds, then more until ${rule.of} is known within ± ${rule.precision}`]),
    ...(isPilot(sweep)
      ? [`Before that ${counted(sweep.points.length * policies.length, "run")} to find the warm-up`]
      : []),
    ...points.slice(0, mostPoints),
    ...(points.length > mostPoints ? [`  and ${points.length - mostPoints} more`] : []),
    looked === undefined || wallSeconds === null
      ? "There is nothing to time: all is there, or all policies are files."
      : `About ${duration(wallSeconds)} on ${counted(workers, "worker")} and ${grouped(memoryMiB ?? 0)} MiB, going by the beginning of ${counted(looked.looked, "trial")}`,
  ]
  return `${lines.join("\n")}\n`
}

/** What the folder does not have yet, without making it. */
function openIn(out: string, all: SweepTrials): SweepTrials {
  const path = journalFile(out)
  if (!existsSync(path)) return all
  const journal = new Journal(path)
  try {
    return unfinished(all, journal)
  } finally {
    journal.close()
  }
}
