/** A sweep in a folder: what is not there yet is run, and when all is there, the results are written. */
import {
  type Check,
  claimSweepFolder,
  dropPoints,
  engineDigest,
  type ExperimentResults,
  firstRound,
  isPilot,
  judgeAll,
  Journal,
  journalFile,
  type Known,
  knownOf,
  lock,
  nextRound,
  type Outcome,
  outcomesByPoint,
  partOf,
  type PoolProgress,
  pointFolder,
  resultsOf,
  runInto,
  type Sweep,
  type SweepTrials,
  takeOver,
  trialsOf,
  unfinished,
  warmUpLines,
  writeBeside,
  writeChecks,
  writeExperiment,
  writeSweepDocument,
  writeSweepTables,
} from "../lab/index.ts"
import { renderReport } from "../reports/index.ts"
import { digestOf } from "./comparison-text.ts"
import { exitCodes, UsageError } from "./errors.ts"
import { type ExperimentInput, settingsText } from "./experiment-input.ts"
import { junit } from "./gate-text.ts"
import type { Progress } from "./progress.ts"
import { seedLines } from "./seed-text.ts"
import { exitCodeFor } from "./run-experiment.ts"
import { type RunnerSetting, runnerFor } from "./runner.ts"
import { counted } from "./text.ts"
import { packageVersion } from "./version.ts"

export interface SweepSetting extends RunnerSetting {
  /** Journals of other folders whose trials count as run. */
  readonly journals?: readonly string[]
  /** Runs nothing: throws UsageError where a trial is in no journal. */
  readonly runNothing?: boolean
  /** Called when the first trial begins, with how to say how many are kept. */
  readonly onBegin?: (kept: () => number, all: number) => void
}

export interface SweepRun {
  readonly trials: number
  /** How many were there already. */
  readonly before: number
  readonly wallSeconds: number
  /** Point by point; undefined for a shard, which is a part of them. */
  readonly results: readonly ExperimentResults[] | undefined
  /** What became of the thresholds. */
  readonly checks: readonly Check[]
  /** Point by point, how well the rule for seeds knows each policy; undefined without a rule. */
  readonly known: readonly (readonly Known[])[] | undefined
}

/** A folder that is not ours, or that another process works in, is refused before anything runs. */
export async function runSweep(
  input: ExperimentInput,
  setting: SweepSetting,
  progress: Progress,
): Promise<SweepRun> {
  const { out, shard } = setting
  if (shard !== undefined) refuseToSplit(input)
  claimSweepFolder(out, input.identity)
  const path = journalFile(out, shard)
  const release = lock(path.replace(/\.journal$/, ".lock"))
  try {
    const journal = new Journal(path)
    const doing = { input, setting, progress }
    const began = performance.now()
    let ran = 0
    for (let sweep = firstRound(input.sweep, input.file.rule); ;) {
      const round = await runRound(journal, sweep, doing)
      const { mine, outcomes } = round
      if (!isPilot(sweep)) ran += round.ran
      const next = nextRound(input.sweep, sweep, input.file.rule, outcomes())
      if (next !== undefined) {
        sweep = next
        continue
      }
      const run = {
        trials: mine.keys.length,
        before: mine.keys.length - ran,
        wallSeconds: (performance.now() - began) / 1000,
      }
      const written =
        shard === undefined
          ? await writeAll({ ...input, sweep, whole: input.sweep }, out, outcomes(), progress)
          : { results: undefined, checks: [], known: undefined }
      journal.seal(mine.keys)
      return { ...run, ...written }
    }
  } finally {
    release()
    progress.clear()
  }
}

interface Round {
  /** All trials of the round, or of this shard of it. */
  readonly mine: SweepTrials
  readonly ran: number
  /** Point by point; not for a shard. */
  readonly outcomes: () => Iterable<Outcome[]>
}

/** Runs what the journal does not have yet. */
async function runRound(journal: Journal, sweep: Sweep, doing: Doing): Promise<Round> {
  const { input, setting } = doing
  const all = trialsOf(sweep, { engine: engineDigest(), input: input.digest })
  const mine = setting.shard === undefined ? all : partOf(all, setting.shard)
  for (const other of setting.journals ?? []) takeOver(journal, mine, other)
  const open = unfinished(mine, journal)
  if (setting.runNothing === true && open.keys.length > 0) throw incomplete(open, mine)
  const passing = await runOpen(journal, open, mine, doing)
  return { mine, ran: open.keys.length, outcomes: () => outcomesByPoint(sweep, all, journal, passing) }
}

/** A shard knows its own trials only, and a rule for seeds looks at all of them, as a pilot does. */
function refuseToSplit({ file, name, sweep }: ExperimentInput): void {
  if (isPilot(sweep))
    throw new UsageError(
      `${name} has its warm-up found by a pilot, which no shard can run by itself. Say how long it is (warmup: 2h), or run it without --shard.`,
    )
  if (file.rule !== undefined)
    throw new UsageError(
      `${name} adds seeds until ${file.rule.of} is known, which no shard can tell by itself. Give seeds a number, or run it without --shard.`,
    )
}

interface Doing {
  readonly input: ExperimentInput
  readonly setting: SweepSetting
  readonly progress: Progress
}

async function runOpen(
  journal: Journal,
  open: SweepTrials,
  all: SweepTrials,
  { input, setting, progress }: Doing,
): Promise<ReadonlyMap<string, Outcome>> {
  const before = all.keys.length - open.keys.length
  let ended = 0
  setting.onBegin?.(() => before + ended, all.keys.length)
  const show = (now: PoolProgress, stage: string, whose = "") => {
    ended = now.ended
    const failures = now.failed === 0 ? "" : `, ${now.failed} failed`
    const kept = before === 0 ? "" : `, ${before} kept from before`
    const done = `${now.ended} of ${counted(open.keys.length, "run")}${kept}${failures}${whose}`
    progress.show(stage, stage === "running" ? now.fraction : undefined, done)
  }
  return runInto(journal, open, runnerFor(input, setting, show))
}

function incomplete(open: SweepTrials, all: SweepTrials): UsageError {
  const { policy, seed } = open.trials[0].trial
  const name = typeof policy === "string" ? policy : policy.name
  return new UsageError(
    `${open.keys.length} of ${counted(all.keys.length, "trial")} are in no journal; the first is ${name} with seed ${seed}. Run the shards that are missing, or mesoscope run with the same --out, which runs what is missing. Journals of another version, experiment or workload do not count.`,
  )
}

/** Point by point, so that no more than one point's pictures are in memory. */
async function writeAll(
  input: ExperimentInput & { readonly whole: Sweep },
  out: string,
  outcomes: Iterable<Outcome[]>,
  progress: Progress,
): Promise<Pick<SweepRun, "results" | "checks" | "known">> {
  const { sweep, identity, file } = input
  writeSweepDocument(out, identity, null)
  dropPoints(out, sweep.pages ? sweep.experiments.length : 0)
  const all: ExperimentResults[] = []
  const known: Known[][] = []
  for (const of of outcomes) {
    const point = all.length
    progress.show("writing results", point / sweep.experiments.length)
    const { workload, texts } = input.points[point]
    const experiment = sweep.experiments[point]
    if (file.rule !== undefined) known.push(knownOf(experiment, file.rule, of))
    const card = [
      ...workload.card,
      ...warmUpLines(experiment, isPilot(input.whole)),
      ...seedLines(file.rule, known.at(point)),
    ]
    const results = resultsOf(experiment, of, { ...workload, card }, texts)
    if (sweep.pages) await writePage(pointFolder(out, point), { ...identity, point: point + 1 }, results)
    all.push({ ...results, series: [], waits: [], agents: [], queue: [] })
  }
  writeSweepTables(out, sweep, all)
  const checks = judgeAll(input.rules, all, input.file.confidence)
  const at = (point: number) => settingsText(input, point)
  writeChecks(out, checks.length === 0 ? undefined : junit(checks, input.name, at))
  const told = file.rule === undefined ? undefined : known
  writeSweepDocument(out, identity, documentOf(input, all, { checks, known: told }))
  return { results: all, checks, known: told }
}

async function writePage(folder: string, identity: ExperimentInput["identity"], results: ExperimentResults) {
  writeExperiment(folder, identity, results)
  writeBeside(folder, "report.html", Buffer.from(await renderReport(results)))
}

function documentOf(
  input: ExperimentInput,
  all: readonly ExperimentResults[],
  { checks, known }: Pick<SweepRun, "checks" | "known">,
): object {
  const { question, command, sweep } = input
  const [{ policies, seeds, workload }] = all
  const points = sweep.points.map((values, point) => ({
    point: point + 1,
    ...Object.fromEntries(sweep.varied.map((name, i) => [name, values[i]])),
    offered_load: all[point].workload.offered_load,
    agents_in_all: all[point].workload.agents,
    digest: digestOf(all[point]),
    warm_up_s: all[point].warm_up_s,
    ...(known === undefined ? {} : { seeds: all[point].seeds.length, known: known[point] }),
  }))
  return {
    question,
    command,
    version: packageVersion(),
    workload: { name: workload.name, provenance: workload.provenance, card: workload.card },
    policies,
    seeds,
    varied: sweep.varied,
    points,
    thresholds: checks.map((check) => ({ ...check, point: check.point + 1 })),
  }
}

/** 3 if nothing is left to look at, 99 if a threshold is broken, 1 if something is missing. */
export function exitCodeOfSweep(
  { skippedRows }: ExperimentInput,
  { results = [], checks }: SweepRun,
): number {
  const code = exitCodeFor({ trials: results.flatMap(({ trials }) => trials) }, skippedRows)
  const isBroken = checks.some(({ outcome }) => outcome === "broken")
  return isBroken && code !== exitCodes.brokenInvariant ? exitCodes.thresholdBroken : code
}
