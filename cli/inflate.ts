/** `mesoscope inflate`: how much more of a workload fits on the machines that there are. */
import { buildCommand } from "@stricli/core"
import {
  type Answer,
  inflate,
  type Inflated,
  type InflatedPoint,
  type Objective,
  watchesFor,
} from "../lab/index.ts"
import { offeredLoad, skippedCount } from "../workloads/index.ts"
import type { Context } from "./context.ts"
import { exitCodes } from "./errors.ts"
import { loadPolicy, parsedOr, traceFlags } from "./flags.ts"
import { Progress } from "./progress.ts"
import {
  asked,
  checkObjectives,
  claimAnswerFolder,
  type ObjectiveFlags,
  objectiveFlags,
  questionCommand,
  questionFiles,
  type QuestionFlags,
  questionFlags,
  runsWith,
  sourceAt,
  tellAnswer,
} from "./question.ts"
import { checkedRoles, readRoles, roleIdentity } from "./role-flags.ts"
import { parseConfidence, parseStep, wholeFrom } from "./size-values.ts"
import { aligned, duration, percent } from "./text.ts"
import { readInput } from "./trace-input.ts"
import { codeDigests, packageVersion } from "./version.ts"

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
  const progress = new Progress(this.surroundings.stderr, () => performance.now())
  const policy = await loadPolicy(flags.policy)
  const roles = readRoles(flags)
  const input = await readInput({ ...flags, load: "trace" }, paths, flags.seed, progress)
  checkedRoles(roles, input.workload, [policy])
  checkObjectives(flags.slo, input)
  const { slo, warmUp, agents, step, steps, pilot, mostRuns, confidence, runs, trace, until } = flags
  const command = questionCommand("inflate", flags, {
    policy,
    paths,
    input,
    words: slo.flatMap(({ text }) => ["--slo", text]),
    own: {
      agents,
      step: `${+(100 * step).toFixed(6)}%`,
      steps,
      pilot,
      "most-runs": mostRuns,
      confidence: `${+(100 * confidence).toFixed(6)}%`,
      "warm-up": warmUp?.text,
    },
  })
  const identity = { command: "inflate", asked: command, ...codeDigests([policy]), ...roleIdentity(roles) }
  if (flags.out !== undefined) claimAnswerFolder(flags.out, identity)
  const { load: now } = offeredLoad(input.workload.jobs, input.agents, input.workload.horizon)
  const setups = new Map<number, ReturnType<typeof setup>>()
  const watch = watchesFor(slo, warmUp?.micros ?? 0)
  const setup = (times: number) => {
    const at = sourceAt(trace, input, times)
    return {
      source: at.source,
      agents,
      trial: { policy, load: at.load, roles, until: until?.micros },
      watch,
    }
  }
  const known = (times: number) => {
    const one = setups.get(times) ?? setup(times)
    setups.set(times, one)
    return one
  }
  const start = Number.isFinite(now) && now > 0 ? 0.9 / now : 1
  const question = { objectives: slo, setup: known, step, steps, start, pilot, runs, mostRuns, confidence }
  const inflated = await asked(command, () => inflate(question, runsWith(flags, progress)))
  progress.clear()
  const answer = answerOf(inflated, slo, { command, name: input.workload.name })
  await tellAnswer(this.surroundings, flags, {
    answer,
    identity,
    fields: {
      fits: inflated.chosen?.times ?? null,
      beyond: inflated.beyond === undefined ? null : rowOf(inflated.beyond),
      curve: inflated.curve.map(rowOf),
    },
    lines: aligned([["arrivals", "p95 wait", "n", "offered", "cpu use", ""], ...inflated.curve.map(lineOf)]),
  })
  if (inflated.chosen === undefined) this.exitCode = exitCodes.thresholdBroken
  else if (skippedCount(input.card) > 0) this.exitCode = exitCodes.usableWithSkips
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
  { command, name }: { readonly command: string; readonly name: string },
): Answer {
  const slo = objectives.map(({ text }) => text).join(" and ")
  const after =
    beyond === undefined
      ? ""
      : ` x${beyond.times} ${beyond.standing === "open" ? "is not decided" : "is too much"}.`
  return {
    kind: "inflate",
    question: `How much more of ${name} do these machines carry with ${slo}?`,
    headline:
      chosen === undefined
        ? `Not even the smallest multiple that was tried meets ${slo}.`
        : `These machines carry ${chosen.times} times the arrivals with ${slo}.${after}`,
    command,
    version: packageVersion(),
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
