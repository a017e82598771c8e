/** `mesoscope inflate`: how much more of a workload fits on the machines that there are. */
import { buildCommand } from "@stricli/core"
import { inflate, type Inflated, type InflatedPoint, type Objective, runsFor } from "../lab/index.ts"
import { offeredLoad } from "../workloads/index.ts"
import type { Context } from "./context.ts"
import { parsedOr, traceFlags } from "./flags.ts"
import { answered, knownOf, opened, setupsOf, tell, type Told } from "./question.ts"
import {
  type ObjectiveFlags,
  objectiveFlags,
  questionFiles,
  type QuestionFlags,
  questionFlags,
} from "./question-flags.ts"
import { parseConfidence, parseStep, percentText, wholeFrom } from "./size-values.ts"
import { aligned, duration, percent } from "./text.ts"

interface Flags extends QuestionFlags, ObjectiveFlags {
  readonly agents: string
  readonly step: number
  readonly steps: number
  readonly pilot: number
  readonly mostRuns: number
  readonly confidence: number
}

export const inflateCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "How much more of a workload fits while objectives are met",
    fullDescription:
      "Finds the largest multiple of the workload's arrivals at which the cluster still meets all objectives with confidence, and what happens a step beyond.",
  },
  parameters: {
    flags: {
      ...questionFlags,
      ...objectiveFlags,
      agents: traceFlags.agents,
      step: parsedOr("5%", "Multiples that are tried are this far apart", parseStep, "P"),
      steps: parsedOr("100", "So many of them at most", wholeFrom(1, "steps"), "N"),
      pilot: parsedOr("2", "Runs per multiple while the range is cut", wholeFrom(1, "runs"), "N"),
      mostRuns: parsedOr(
        "40",
        "Runs of a multiple at most, while it is not decided",
        wholeFrom(2, "runs"),
        "N",
      ),
      confidence: parsedOr("95%", "Of the intervals that decide", parseConfidence, "P"),
    },
    aliases: { n: "runs" },
    positional: questionFiles,
  },
  func: run,
})

async function run(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  const { slo, agents, step, steps, pilot, mostRuns, confidence, runs } = flags
  const question = await opened(this, flags, {
    name: "inflate",
    paths,
    cluster: { agents, load: "trace" },
    objectives: flags,
    own: {
      agents,
      step: percentText(step),
      steps,
      pilot,
      "most-runs": mostRuns,
      confidence: percentText(confidence),
    },
  })
  const { input, settings } = question
  const { load: now } = offeredLoad(input.workload.jobs, input.agents, input.workload.horizon)
  const start = Number.isFinite(now) && now > 0 ? 0.9 / now : 1
  const setupOf = setupsOf(question)
  const setup = (times: number) => setupOf(agents, times)
  const known = (times: number) => knownOf(question, agents, times)
  const wanted = { objectives: slo, setup, known, step, steps, start, pilot, runs, mostRuns, confidence }
  const inflated = await answered(question, () => inflate(wanted, runsFor(settings)))
  await tell(question, {
    answer: answerOf(inflated, slo, input.workload.name),
    fields: {
      fits: inflated.chosen?.times ?? null,
      beyond: inflated.beyond === undefined ? null : rowOf(inflated.beyond),
      curve: inflated.curve.map(rowOf),
    },
    lines: aligned([["arrivals", "p95 wait", "n", "offered", "cpu use", ""], ...inflated.curve.map(lineOf)]),
    isMet: inflated.chosen !== undefined,
  })
}

const rowOf = ({
  times,
  n,
  waitP95,
  standing,
  offeredLoad: offered,
  allocatedCpus,
  censored,
}: InflatedPoint) => ({
  times,
  n,
  wait_p95_s: waitP95.mean,
  half_width: Number.isFinite(waitP95.half) ? waitP95.half : null,
  wait_p95_lo_s: Number.isFinite(waitP95.lo) ? waitP95.lo : null,
  wait_p95_hi_s: Number.isFinite(waitP95.hi) ? waitP95.hi : null,
  standing,
  offered_load: offered,
  allocated_cpus: allocatedCpus,
  censored,
})

function lineOf({
  times,
  n,
  waitP95: { mean, half },
  standing,
  offeredLoad: offered,
  allocatedCpus,
}: InflatedPoint): string[] {
  const wait = Number.isFinite(half) ? `${duration(mean)} ± ${duration(half)}` : duration(mean)
  const share = (value: number | null) => (value === null ? "–" : percent(value))
  return [`x${times}`, wait, String(n), share(offered), share(allocatedCpus), standing]
}

function answerOf(
  { chosen, beyond, curve }: Inflated,
  objectives: readonly Objective[],
  name: string,
): Told["answer"] {
  const slo = objectives.map(({ text }) => text).join(" and ")
  const after =
    beyond === undefined
      ? ""
      : ` x${beyond.times} ${beyond.standing === "open" ? "is not decided" : "is too much"}.`
  return {
    question: `How much more of ${name} do these machines carry with ${slo}?`,
    headline:
      chosen === undefined
        ? `Not even the smallest multiple that was tried meets ${slo}.`
        : `These machines carry ${chosen.times} times the arrivals with ${slo}.${after}`,
    tables: [{ name: "curve", title: "Every multiple that was tried", rows: curve.map(rowOf) }],
    curves: [
      {
        table: "curve",
        id: "load",
        title: "Waits as the load grows",
        sentence: "The 95th percentile of waits by the multiple of the arrivals.",
        x: { field: "times", label: "times the arrivals", scale: "linear" },
        y: { field: "wait_p95_s", label: "p95 wait, s", scale: "log" },
        series: "standing",
      },
    ],
    notes: ["More load is whole jobs repeated, or, of a synthetic workload, more frequent arrivals."],
  }
}
