/** The results of a sweep as people and programs read them in a terminal. */
import { verdict } from "../reports/index.ts"
import { digestOf, failureLines, labelled, policyTable, verdictLines } from "./comparison-text.ts"
import type { ExperimentInput } from "./experiment-input.ts"
import { fromHere } from "./flags.ts"
import type { Surroundings } from "./output.ts"
import type { SweepRun } from "./run-sweep.ts"
import { counted, printable, shellWord } from "./text.ts"

/** More points than that are told by the tables alone. */
const mostPoints = 12

export function sweepLines(
  input: ExperimentInput,
  run: SweepRun,
  out: string,
  surroundings: Surroundings,
): string {
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
        ...policyTable(point),
        ...failureLines(point),
        "",
      ]),
    ...(results.length > mostPoints
      ? [`and ${results.length - mostPoints} more points, in the tables`, ""]
      : []),
    `${counted(sweep.points.length, "point")}, ${counted(trials, "trial")}: ${before} kept from before, ${trials - before} run in ${wallSeconds.toFixed(1)} s`,
    labelled("Tables", `${folder}/{trials,roles,comparisons}.{csv,parquet}, ${folder}/sweep.json`),
    ...(sweep.pages ? [labelled("Pages", `${folder}/points/*/report.html`)] : []),
    labelled("Repeat", printable(`${input.command} --out ${folder}`)),
  ]
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`
}

/** "load 0.6, agents 100" */
function settingsText({ sweep }: Pick<ExperimentInput, "sweep">, point: number): string {
  return sweep.varied.map((name, i) => printable(`${name} ${sweep.points[point][i]}`)).join(", ")
}

export function sweepJson(input: ExperimentInput, { results = [], ...run }: SweepRun, out: string): object {
  const { sweep, question, command } = input
  return {
    question,
    command,
    out,
    trials: run.trials,
    kept: run.before,
    wall_s: run.wallSeconds,
    points: results.map((point, i) => ({
      settings: Object.fromEntries(sweep.varied.map((name, v) => [name, sweep.points[i][v]])),
      verdict: verdict(point),
      digest: digestOf(point),
      workload: point.workload,
      trials: point.trials,
      comparisons: point.comparisons,
    })),
  }
}
