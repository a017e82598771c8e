/** `mesoscope replay`: one trace, one policy, one seed; what became of every job. */
import { buildCommand } from "@stricli/core"
import {
  claimFolder,
  policyName,
  type PolicyScript,
  type RunIdentity,
  type Trial,
  type TrialResult,
  trialSteps,
  trialTableNames,
  writeResults,
} from "../lab/index.ts"
import { InvariantError, microsPerSecond, type RoleSettings } from "../sim/index.ts"
import { skippedCount } from "../workloads/index.ts"
import type { Context } from "./context.ts"
import { BrokenRunError, exitCodes } from "./errors.ts"
import {
  type ChosenPolicy,
  fromHere,
  jsonFlag,
  loadPolicy,
  parsed,
  parsedOr,
  parsePolicy,
  parseSeed,
  traceFlags,
} from "./flags.ts"
import type { Surroundings } from "./output.ts"
import { Progress } from "./progress.ts"
import { type Replay, replayJson, replayText, waitFields, warnings } from "./replay-report.ts"
import { checkedRoles, readRoles, roleFlags, type RoleFlags, roleIdentity, roleWords } from "./role-flags.ts"
import { duration, grouped, shellWord } from "./text.ts"
import { readInput, traceChoices, type TraceFlags, type TraceInput } from "./trace-input.ts"
import { codeDigests } from "./version.ts"

const defaultPolicy = "mesos/drf"
const defaultSeed = "1"

interface Flags extends TraceFlags, RoleFlags {
  readonly policy: ChosenPolicy
  readonly seed: number
  readonly out?: string
  readonly json: boolean
}

export const replayCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "Replay a trace on a cluster under a policy",
    fullDescription:
      "Reads a trace, puts its jobs on a simulated cluster, and says who waited, how full the cluster was and what never ran.",
  },
  parameters: {
    flags: {
      trace: traceFlags.trace,
      machines: traceFlags.machines,
      policy: parsedOr(
        defaultPolicy,
        "plane/policy, see mesoscope policies, or a file of your own",
        parsePolicy,
        "P",
      ),
      reshape: traceFlags.reshape,
      ...roleFlags,
      agents: traceFlags.agents,
      load: traceFlags.load,
      until: traceFlags.until,
      seed: parsedOr(defaultSeed, "Whole number that all chance depends on", parseSeed, "N"),
      out: parsed("Folder for run.json and tables in CSV and Parquet", String, "DIR"),
      json: jsonFlag,
    },
    positional: {
      kind: "array",
      parameter: {
        brief: "Files of the trace, parts in order; - is standard input",
        parse: String,
        placeholder: "PATH",
      },
    },
  },
  func: replay,
})

async function replay(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  const { surroundings } = this
  const progress = new Progress(surroundings.stderr, () => performance.now())
  const policy = await loadPolicy(flags.policy)
  const roles = readRoles(flags)
  const beforeRead = cpuSeconds()
  const input = await readInput(flags, paths, flags.seed, progress)
  checkedRoles(roles, input.workload, [policy])
  const request = requestOf(flags, { policy, roles }, paths, input)
  if (flags.out !== undefined) claimFolder(flags.out, request.run, trialTableNames)
  const beforeRun = cpuSeconds()
  const result = await simulate(request, input, progress)
  const beforeWrite = cpuSeconds()
  if (flags.out !== undefined) {
    progress.show("writing tables", undefined)
    writeResults(flags.out, {
      run: request.run,
      result: { ...resultOf(result), quality_card: input.card },
      tables: result.tables,
    })
  }
  progress.clear()
  report(surroundings, flags, {
    result,
    card: input.card,
    agentCount: input.agents.count,
    loadWasChosen: input.loadWasChosen,
    command: request.command,
    out: flags.out,
    cpuSeconds: { read: beforeRun - beforeRead, simulate: beforeWrite - beforeRun },
    peakMiB: process.resourceUsage().maxRSS / 1024,
  })
  this.exitCode = skippedCount(input.card) > 0 ? exitCodes.usableWithSkips : exitCodes.fine
}

interface Request {
  readonly trial: Trial
  readonly run: RunIdentity
  /** Repeats the run, from the same folder, with every choice spelled out. */
  readonly command: string
}

function requestOf(
  flags: Flags,
  { policy, roles }: { readonly policy: string | PolicyScript; readonly roles: RoleSettings },
  paths: readonly string[],
  input: TraceInput,
): Request {
  const { before, after } = traceChoices(flags, input)
  const choices = { ...before, policy: policyName(policy), ...after, seed: flags.seed }
  const files = paths.map(fromHere)
  const words = Object.entries(choices).flatMap(([flag, value]) => [`--${flag}`, String(value)])
  words.push(...roleWords(flags))
  if (flags.out !== undefined) words.push("--out", fromHere(flags.out))
  return {
    trial: { policy, seed: flags.seed, load: input.load, roles, until: flags.until?.micros },
    run: { command: "replay", ...choices, ...codeDigests([policy]), ...roleIdentity(roles), paths: files },
    command: ["npx mesoscope replay", ...[...words, ...files].map(shellWord)].join(" "),
  }
}

const millisBetweenBreaths = 100

/** Runs the trial, and lets Node hear signals a few times a second. */
async function simulate(
  { trial, command }: Request,
  { workload, agents }: TraceInput,
  progress: Progress,
): Promise<TrialResult> {
  try {
    const steps = trialSteps(trial, workload, agents)
    let lastBreath = performance.now()
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
      if (performance.now() - lastBreath < millisBetweenBreaths) continue
      const { now, fraction, offers } = step.value
      progress.show(
        "simulating",
        fraction,
        `t = ${duration(now / microsPerSecond)}, ${grouped(offers)} offers`,
      )
      await new Promise(setImmediate)
      lastBreath = performance.now()
    }
  } catch (error) {
    throw error instanceof InvariantError ? new BrokenRunError(error, command) : error
  }
}

function report({ stdout, stderr, env }: Surroundings, flags: Flags, replayed: Replay): void {
  for (const warning of warnings(replayed)) stderr.write(`${warning}\n`)
  stdout.write(flags.json ? `${JSON.stringify(replayJson(replayed))}\n` : replayText(replayed, stdout, env))
}

/** What run.json says of the outcome: nothing that depends on the machine or the hour. */
function resultOf(result: TrialResult): object {
  const { digest, jobs, tasks, events, offers, end, waits, utilisation } = result
  return {
    digest,
    jobs,
    tasks,
    events,
    offers,
    offered_load: result.offeredLoad,
    end_s: end / microsPerSecond,
    ...waitFields(waits),
    utilisation,
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000_000
}
