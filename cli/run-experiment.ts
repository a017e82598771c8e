/** From an experiment to results in a folder and on the screen: what compare and demo have in common. */
import {
  claimExperimentFolder,
  type Experiment,
  type ExperimentResults,
  type ExperimentTexts,
  gridOf,
  type GridPoint,
  pilotOf,
  type ReadFacts,
  resultsOf,
  type RunIdentity,
  runTrials,
  settled,
  warmUpLines,
  type WorkloadSource,
  workerCount,
  writeBeside,
  writeExperiment,
} from "../lab/index.ts"
import { renderReport } from "../reports/index.ts"
import { exitCodes } from "./errors.ts"
import type { Progress } from "./progress.ts"
import { counted } from "./text.ts"

export interface ExperimentRequest {
  readonly experiment: Experiment
  readonly source: WorkloadSource
  readonly identity: RunIdentity
  readonly workload: ReadFacts
  readonly texts: ExperimentTexts
  readonly jobs: number | undefined
  readonly stallSeconds: number
  readonly out: string | undefined
}

export interface ExperimentRun {
  readonly results: ExperimentResults
  /** Of the machine, and so in no result. */
  readonly workers: number
  readonly wallSeconds: number
  readonly cpuSeconds: number
  /** The page, if a folder was named. */
  readonly report: string | undefined
}

/** A folder that is not ours is refused before anything runs. */
export async function runExperiment(request: ExperimentRequest, progress: Progress): Promise<ExperimentRun> {
  const { experiment: asked, source, identity, workload, texts, jobs, stallSeconds, out } = request
  if (out !== undefined) claimExperimentFolder(out, identity)
  const began = performance.now()
  const before = cpuSeconds()
  const run = (points: readonly GridPoint[], stage: string) =>
    runTrials(points, {
      source,
      jobs,
      stallSeconds,
      onProgress({ fraction, ended, failed }) {
        const failures = failed === 0 ? "" : `, ${failed} failed`
        progress.show(stage, fraction, `${ended} of ${counted(points.length, "run")}${failures}`)
      },
    })
  const isFound = asked.warmUp === "auto"
  const experiment = isFound
    ? settled(asked, await run(gridOf(pilotOf(asked), false), "finding the warm-up"))
    : asked
  const points = gridOf(experiment)
  const outcomes = await run(points, "running")
  const spent = { wallSeconds: (performance.now() - began) / 1000, cpuSeconds: cpuSeconds() - before }
  const card = [...workload.card, ...warmUpLines(experiment, isFound)]
  const results = resultsOf(experiment, outcomes, { ...workload, card }, texts)
  const report = out === undefined ? undefined : await write(out, identity, results, progress)
  progress.clear()
  return { results, workers: workerCount(points.length, jobs), ...spent, report }
}

async function write(
  out: string,
  identity: RunIdentity,
  results: ExperimentResults,
  progress: Progress,
): Promise<string> {
  progress.show("writing results", undefined)
  writeExperiment(out, identity, results)
  progress.show("drawing the report", undefined)
  return writeBeside(out, "report.html", Buffer.from(await renderReport(results)))
}

/** 3 if nothing is left to look at, 1 if something is missing. */
export function exitCodeFor({ trials }: Pick<ExperimentResults, "trials">, skippedRows: number): number {
  const failed = trials.filter(({ error }) => error !== null).length
  if (failed > 0 && failed === trials.length) return exitCodes.brokenInvariant
  return failed > 0 || skippedRows > 0 ? exitCodes.usableWithSkips : exitCodes.fine
}

export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000_000
}
