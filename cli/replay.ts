/** `mesoscope replay`: one trace, one policy, one seed; what became of every job. */
import { isAbsolute, relative } from "node:path"
import { buildCommand } from "@stricli/core"
import {
  claimFolder,
  type RunIdentity,
  type Trial,
  type TrialResult,
  trialSteps,
  trialTableNames,
  writeResults,
} from "../lab/index.ts"
import { type PolicyChoice, resolvePolicy } from "../policies/index.ts"
import { type AgentTable, InvariantError, type Micros, microsPerSecond, type Workload } from "../sim/index.ts"
import {
  clusterOf,
  defaultLoad,
  type LoadTarget,
  offeredLoad,
  parseDuration,
  parseLoad,
  type QualityCard,
  readTrace,
  skippedCount,
  type TraceFormat,
  traceFormat,
} from "../workloads/index.ts"
import type { Context } from "./context.ts"
import { BrokenRunError, exitCodes, UsageError } from "./errors.ts"
import type { Surroundings } from "./output.ts"
import { Progress } from "./progress.ts"
import { type Replay, replayJson, replayText, waitFields, warnings } from "./replay-report.ts"
import { duration, grouped, shellWord } from "./text.ts"

const defaultPolicy = "mesos/drf"
const defaultAgents = "trace"
const defaultSeed = "1"

interface Flags {
  readonly trace?: TraceFormat
  readonly machines?: string
  readonly policy: PolicyChoice
  readonly agents: string
  readonly load?: LoadTarget
  readonly until?: Until
  readonly seed: number
  readonly out?: string
  readonly json: boolean
}

/** As typed, for the command that repeats the run, and as µs. */
interface Until {
  readonly text: string
  readonly micros: Micros
}

export const replayCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "Replay a trace on a cluster under a policy",
    fullDescription:
      "Reads a trace, puts its jobs on a simulated cluster, and says who waited, how full the cluster was and what never ran.",
  },
  parameters: {
    flags: {
      trace: parsed("Format of the trace; recognised if absent", traceFormat, "NAME"),
      machines: parsed("The trace's list of machines, where it is a file of its own", String, "FILE"),
      policy: parsedOr(defaultPolicy, "plane/policy, see mesoscope policies", resolvePolicy, "P"),
      agents: parsedOr(
        defaultAgents,
        "trace, N drawn from it, or NxSHAPE as in 100x4cpus,16GiB",
        String,
        "N",
      ),
      load: parsed("Offered load to aim at, xK for K times the arrivals, or trace", parseLoad, "X"),
      until: parsed("Stop after so much simulated time, as in 6h", parseUntil, "TIME"),
      seed: parsedOr(defaultSeed, "Whole number that all chance depends on", parseSeed, "N"),
      out: parsed("Folder for run.json and tables in CSV and Parquet", String, "DIR"),
      json: { kind: "boolean", brief: "Print one JSON document", default: false, withNegated: false },
    },
    positional: {
      kind: "array",
      minimum: 1,
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
  const beforeRead = cpuSeconds()
  const input = await read(flags, paths, progress)
  const request = requestOf(flags, paths, input)
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
    loadWasChosen: flags.load === undefined && request.trial.load !== "trace",
    command: request.command,
    out: flags.out,
    cpuSeconds: { read: beforeRun - beforeRead, simulate: beforeWrite - beforeRun },
    peakMiB: process.resourceUsage().maxRSS / 1024,
  })
  this.exitCode = skippedCount(input.card) > 0 ? exitCodes.usableWithSkips : exitCodes.fine
}

interface Input {
  readonly workload: Workload
  readonly agents: AgentTable
  readonly card: QualityCard
}

async function read(flags: Flags, paths: readonly string[], progress: Progress): Promise<Input> {
  const { workload, card } = await readTrace({
    format: flags.trace?.name,
    paths,
    machines: flags.machines,
    onProgress: (done, total) => progress.show("reading", total === undefined ? undefined : done / total),
  })
  if (workload.jobs.jobCount === 0)
    throw new UsageError(
      `There is no job in ${paths.join(", ")}, so there is nothing to replay. Check the file.`,
    )
  return { workload, card, agents: clusterOf(flags.agents, workload, flags.seed) }
}

interface Request {
  readonly trial: Trial
  readonly run: RunIdentity
  /** Repeats the run, from the same folder, with every choice spelled out. */
  readonly command: string
}

function requestOf(flags: Flags, paths: readonly string[], { workload, agents, card }: Input): Request {
  const load = flags.load ?? loadByDefault(workload, agents)
  const choices = {
    trace: card.format,
    ...(flags.machines === undefined ? {} : { machines: fromHere(flags.machines) }),
    policy: flags.policy.name,
    agents: flags.agents,
    load: loadText(load),
    ...(flags.until === undefined ? {} : { until: flags.until.text }),
    seed: flags.seed,
  }
  const files = paths.map(fromHere)
  const words = Object.entries(choices).flatMap(([flag, value]) => [`--${flag}`, String(value)])
  if (flags.out !== undefined) words.push("--out", fromHere(flags.out))
  return {
    trial: { policy: flags.policy.name, seed: flags.seed, load, until: flags.until?.micros },
    run: { command: "replay", ...choices, paths: files },
    command: ["npx mesoscope replay", ...[...words, ...files].map(shellWord)].join(" "),
  }
}

/** A trace of a single moment has no load that could be aimed at, so it is replayed as it is. */
function loadByDefault(workload: Workload, agents: AgentTable): LoadTarget {
  const { load } = offeredLoad(workload.jobs, agents, workload.horizon)
  return Number.isFinite(load) ? defaultLoad(workload, agents) : "trace"
}

const millisBetweenBreaths = 100

/** Runs the trial, and lets Node hear signals a few times a second. */
async function simulate(
  { trial, command }: Request,
  { workload, agents }: Input,
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
    wait_s: waitFields(waits),
    utilisation,
  }
}

/** A flag that may be absent. */
function parsed<T>(brief: string, parse: (text: string) => T, placeholder: string) {
  return { kind: "parsed", brief, parse, placeholder, optional: true } as const
}

function parsedOr<T>(fallback: string, brief: string, parse: (text: string) => T, placeholder: string) {
  return { kind: "parsed", brief, parse, placeholder, default: fallback } as const
}

function parseSeed(text: string): number {
  const seed = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw new UsageError(`"${text}" is no seed; write a whole number from 0 to 9007199254740991.`)
  return seed
}

function parseUntil(text: string): Until {
  const micros = parseDuration(text)
  if (micros === 0) throw new UsageError(`"${text}" leaves no time to simulate; write for example 6h.`)
  return { text, micros }
}

function loadText(load: LoadTarget): string {
  return typeof load === "object" ? `x${load.times}` : String(load)
}

function fromHere(path: string): string {
  return path === "-" || !isAbsolute(path) ? path : relative(process.cwd(), path) || "."
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000_000
}
