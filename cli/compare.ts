/** `mesoscope compare`: several policies on one trace, pair by pair, with intervals and a report. */
import { buildCommand } from "@stricli/core"
import { parseMargin, parseWarmUp } from "../lab/index.ts"
import { type QualityCard, skippedCount } from "../workloads/index.ts"
import { type CompareFlags, requestOf } from "./comparison-request.ts"
import {
  comparisonJson,
  digestOf,
  failureLines,
  familyLines,
  labelled,
  pairedLines,
  policyTable,
  verdictLines,
} from "./comparison-text.ts"
import type { Context } from "./context.ts"
import { UsageError } from "./errors.ts"
import {
  experimentFlags,
  fromHere,
  jsonFlag,
  loadPolicies,
  parsed,
  parsePolicies,
  traceFlags,
} from "./flags.ts"
import type { Surroundings } from "./output.ts"
import { Progress } from "./progress.ts"
import { checkedRoles, readRoles, roleFlags } from "./role-flags.ts"
import { cpuSeconds, exitCodeFor, type ExperimentRun, runExperiment } from "./run-experiment.ts"
import { counted, duration, printable, shellWord } from "./text.ts"
import { readInput } from "./trace-input.ts"

interface Flags extends CompareFlags {
  readonly json: boolean
}

export const compareCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "Compare policies on a trace, paired by seed",
    fullDescription:
      "Replays a trace under several policies with several seeds each, in worker threads, and says who waits less and how sure that is. The first policy is the one that the others are compared with.",
  },
  parameters: {
    flags: {
      ...traceFlags,
      ...roleFlags,
      ...experimentFlags,
      warmup: parsed(
        "auto, none or a time: leave that much of the beginning out of what is measured; by default none",
        parseWarmUp,
        "TIME",
      ),
      margin: parsed(
        "A difference of less than this part of the baseline matters to nobody; by default 5%",
        parseMargin,
        "SHARE",
      ),
      out: parsed("Folder for the report, experiment.json and tables in CSV and Parquet", String, "DIR"),
      json: jsonFlag,
    },
    aliases: { n: "runs" },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: {
        brief: "Policies separated by commas, then the files of the trace, parts in order",
        parse: String,
        placeholder: "P,P… PATH",
      },
    },
  },
  func: compare,
})

async function compare(this: Context, flags: Flags, policyList: string, ...paths: string[]): Promise<void> {
  const { surroundings } = this
  if (paths.length === 0 && flags.trace === undefined)
    throw new UsageError(
      `No trace is named after the policies "${policyList}". Write: mesoscope compare drf,weighted --trace NAME PATH…`,
    )
  const policies = await loadPolicies(parsePolicies(policyList))
  const roles = readRoles(flags)
  const progress = new Progress(surroundings.stderr, () => performance.now())
  const before = cpuSeconds()
  const input = await readInput(flags, paths, flags.seed, progress)
  const readCpu = cpuSeconds() - before
  const without = checkedRoles(roles, input.workload, policies)
  const request = requestOf(flags, { policies, roles, without }, paths, input)
  const run = await runExperiment(request, progress)
  for (const line of without) surroundings.stderr.write(`warning: ${line}\n`)
  tell(surroundings, flags, run, input.card, readCpu)
  this.exitCode = exitCodeFor(run.results, skippedCount(input.card))
}

function tell(
  surroundings: Surroundings,
  flags: Flags,
  run: ExperimentRun,
  card: QualityCard,
  readCpu: number,
): void {
  const { stdout, stderr } = surroundings
  const { results, workers, wallSeconds, report } = run
  const skipped = skippedCount(card)
  if (skipped > 0)
    stderr.write(
      `warning: ${counted(skipped, "row")} of the trace skipped; the card in the report says why.\n`,
    )
  const misfits = Math.max(0, ...results.trials.map(({ unplaceable }) => unplaceable ?? 0))
  if (misfits > 0)
    stderr.write(`warning: up to ${counted(misfits, "task")} can run on no agent of this cluster.\n`)
  for (const line of failureLines(results)) stderr.write(`${line}\n`)
  if (flags.json) {
    stdout.write(`${JSON.stringify(comparisonJson(run, readCpu))}\n`)
    return
  }
  const { workload, seeds, trials, policies } = results
  const load = workload.offered_load === null ? "" : `, offered load ${workload.offered_load.toFixed(2)}`
  const out = flags.out === undefined ? undefined : fromHere(flags.out)
  const command = out === undefined ? results.command : `${results.command} --out ${shellWord(out)}`
  const lines = [
    ...verdictLines(results, surroundings),
    "",
    `Compared ${workload.name}: ${counted(workload.jobs, "job")}, ${counted(workload.tasks, "task")} on ${counted(workload.agents, "agent")}${load}`,
    `         ${counted(policies.length, "policy")} × ${counted(seeds.length, "seed")}: ${counted(trials.length, "run")} on ${counted(workers, "worker")} in ${wallSeconds.toFixed(1)} s`,
    ...(results.warm_up_s > 0
      ? [`         measured from ${duration(results.warm_up_s)} on: what is before is warm-up`]
      : []),
    "",
    ...policyTable(results),
    "",
    ...pairedLines(results),
    ...familyLines(results),
    "",
    labelled("Digest", digestOf(results)),
    ...(out === undefined || report === undefined
      ? [labelled("Report", "add --out DIR for the page, the figures' data and all tables")]
      : [
          labelled("Report", fromHere(report)),
          labelled("Tables", `${out}/*.{csv,parquet}, ${out}/experiment.json`),
        ]),
    labelled("Repeat", printable(command)),
    ...(out === undefined
      ? []
      : [labelled("Next", `npx mesoscope report ${shellWord(out)} --format svg    the figures as files`)]),
  ]
  stdout.write(`${lines.map((line) => line.trimEnd()).join("\n")}\n`)
}
