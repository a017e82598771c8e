/** The results of a sweep as people and programs read them in a terminal. */
import { verdict } from "../reports/index.ts"
import { digestOf, failureLines, labelled, policyTable, verdictLines } from "./comparison-text.ts"
import { type ExperimentInput, settingsText } from "./experiment-input.ts"
import { fromHere } from "./flags.ts"
import { gateLines } from "./gate-text.ts"
import { seedLines } from "./seed-text.ts"
import type { Surroundings } from "./output.ts"
import type { SweepRun } from "./run-sweep.ts"
import { counted, duration, printable, shellWord, wrapped } from "./text.ts"

/** More points than that are told by the tables alone. */
const mostPoints = 12

interface Telling {
  readonly out: string
  readonly json: boolean
  readonly surroundings: Surroundings
}

export function sweepText(
  input: ExperimentInput,
  run: SweepRun,
  { out, json, surroundings }: Telling,
): string {
  return json ? `${JSON.stringify(sweepJson(input, run, out))}\n` : sweepLines(input, run, out, surroundings)
}

function sweepLines(input: ExperimentInput, run: SweepRun, out: string, surroundings: Surroundings): string {
  const { results = [], trials, before, wallSeconds } = run
  const { sweep } = input
  const folder = shellWord(fromHere(out))
  const lines = [
    printable(input.question),
    "",
    ...results
      .slice(0, mostPoints)
      .flatMap((point, i) => [
        ...(sweep.varied.length === 0 ? [] : [`At ${settingsText(input, i)}:`]),
        ...verdictLines(point, surroundings),
        ...(point.warm_up_s > 0 ? [`Measured from ${duration(point.warm_up_s)} on.`] : []),
        ...policyTable(point),
        ...failureLines(point),
        ...seedLines(input.file.rule, run.known?.[i]).flatMap((line) => wrapped(printable(line), 80)),
        "",
      ]),
    ...(results.length > mostPoints
      ? [`and ${results.length - mostPoints} more points, in the tables`, ""]
      : []),
    `${counted(sweep.points.length, "point")}, ${counted(trials, "trial")}: ${before} kept from before, ${trials - before} run in ${wallSeconds.toFixed(1)} s`,
    ...(run.checks.length === 0 ? [] : gateLines(run.checks, (point) => settingsText(input, point))),
    ...(run.results === undefined
      ? [
          `A part of the trials; put the parts together: npx mesoscope merge ${shellWord(input.name)} ${folder} --out DIR`,
        ]
      : []),
    labelled("Tables", `${folder}/{trials,roles,comparisons}.{csv,parquet}, ${folder}/sweep.json`),
    ...(sweep.pages ? [labelled("Pages", `${folder}/points/*/report.html`)] : []),
    labelled("Repeat", printable(`${input.command} --out ${folder}`)),
  ]
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`
}

function sweepJson(
  input: ExperimentInput,
  { results = [], checks, known, ...run }: SweepRun,
  out: string,
): object {
  const { sweep, question, command } = input
  return {
    question,
    command,
    out,
    trials: run.trials,
    kept: run.before,
    wall_s: run.wallSeconds,
    thresholds: checks.map((check) => ({ ...check, point: check.point + 1 })),
    points: results.map((point, i) => ({
      settings: Object.fromEntries(sweep.varied.map((name, v) => [name, sweep.points[i][v]])),
      verdict: verdict(point),
      digest: digestOf(point),
      warm_up_s: point.warm_up_s,
      ...(known === undefined ? {} : { seeds: point.seeds.length, known: known[i] }),
      workload: point.workload,
      trials: point.trials,
      comparisons: point.comparisons,
    })),
  }
}
