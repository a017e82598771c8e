/** What the commands that ask the lab many runs have in common: flags, reading, progress, the answer on screen and in a folder. */
import {
  type Answer,
  type Objective,
  parseObjective,
  policyName,
  type PolicyScript,
  claimAnswerFolder,
  type RunIdentity,
  type Runs,
  runsFor,
  type WorkloadSource,
  writeAnswer,
  writeBeside,
} from "../lab/index.ts"
import { renderAnswer } from "../reports/index.ts"
import { InvariantError } from "../sim/index.ts"
import { fittedSetting, type LoadTarget, quickened } from "../workloads/index.ts"
import { labelled } from "./comparison-text.ts"
import { BrokenRunError, UsageError } from "./errors.ts"
import {
  type ChosenPolicy,
  type ChosenTrace,
  experimentFlags,
  fromHere,
  jsonFlag,
  parsed,
  parsedOr,
  parsePolicy,
  parseUntil,
  traceFlags,
  type Until,
} from "./flags.ts"
import { bold, type Surroundings } from "./output.ts"
import type { Progress } from "./progress.ts"
import { roleFlags, type RoleFlags, roleWords } from "./role-flags.ts"
import { printable, shellWord, wrapped } from "./text.ts"
import { traceChoices, type TraceFlags, type TraceInput } from "./trace-input.ts"

export const questionFlags = {
  trace: traceFlags.trace,
  machines: traceFlags.machines,
  reshape: traceFlags.reshape,
  policy: parsedOr(
    "mesos/drf",
    "plane/policy, see mesoscope policies, or a file of your own",
    parsePolicy,
    "P",
  ),
  ...roleFlags,
  until: traceFlags.until,
  ...experimentFlags,
  out: parsed("Folder for the page, answer.json and tables in CSV", String, "DIR"),
  json: jsonFlag,
} as const

export const questionFiles = {
  kind: "array",
  parameter: { brief: "Files of the trace, parts in order", parse: String, placeholder: "PATH" },
} as const

/** Where jobs come from when they arrive `times` as often: by the model's own setting, or by repeating whole jobs. */
export function sourceAt(
  trace: ChosenTrace | undefined,
  { workload }: TraceInput,
  times: number,
): { readonly source: WorkloadSource; readonly load: LoadTarget } {
  const repeated: LoadTarget = times === 1 ? "trace" : { times }
  if (trace === undefined || !("make" in trace)) return { source: { kind: "read", workload }, load: repeated }
  const quick = times === 1 ? trace : quickened(trace, times)
  const { text, values } = quick ?? trace
  const load = quick === undefined ? repeated : "trace"
  if (!("fitted" in trace)) return { source: { kind: "drawn", model: text }, load }
  return { source: { kind: "fitted", model: trace.fitted, setting: fittedSetting(values) }, load }
}

/** What the commands that ask share, as their flags say it. */
export interface QuestionFlags extends Omit<TraceFlags, "agents" | "load">, RoleFlags {
  readonly policy: ChosenPolicy
  readonly runs: number
  readonly seed: number
  readonly jobs?: number
  readonly stall: number
  readonly out?: string
  readonly json: boolean
}

/** What is to be met, and by which tasks. */
export const objectiveFlags = {
  slo: {
    kind: "parsed",
    brief: "What is to be met, as in wait.p95<30s, wait(batch).mean<5m; several must all be",
    parse: parseObjective,
    placeholder: "OBJECTIVE",
    variadic: true,
  },
  warmUp: parsed("Leave out tasks that became ready in so much time at the start", parseUntil, "TIME"),
} as const

export interface ObjectiveFlags {
  readonly slo: readonly Objective[]
  readonly warmUp?: Until
}

/** Throws UsageError where one is about a role that the workload does not have. */
export function checkObjectives(objectives: readonly Objective[], { workload }: TraceInput): void {
  const known = workload.jobs.roles.map(({ name }) => name)
  for (const { text, role } of objectives)
    if (role !== undefined && !known.includes(role))
      throw new UsageError(`"${text}": there is no role "${role}". Known: ${known.join(", ")}.`)
}

/** The command that asks the same again. `own` are its other flags, in order; undefined ones are left out. */
export function questionCommand(
  name: string,
  flags: QuestionFlags,
  {
    policy,
    paths,
    input,
    own,
    words = [],
  }: {
    readonly policy: string | PolicyScript
    readonly paths: readonly string[]
    readonly input: TraceInput
    readonly own: Readonly<Record<string, string | number | undefined>>
    /** What stands before all flags. */
    readonly words?: readonly string[]
  },
): string {
  const { before } = traceChoices({ ...flags, agents: "", load: "trace" }, input)
  const { until, runs, seed } = flags
  const choices = { ...before, policy: policyName(policy), ...own, until: until?.text, runs, seed }
  const typed = Object.entries(choices).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, String(value)],
  )
  return [
    `npx mesoscope ${name}`,
    ...[...words, ...typed, ...roleWords(flags), ...paths.map(fromHere)].map(shellWord),
  ].join(" ")
}

export function runsWith(
  flags: { readonly seed: number; readonly jobs?: number; readonly stall: number },
  progress: Progress,
): Runs {
  return runsFor({
    firstSeed: flags.seed,
    jobs: flags.jobs,
    stallSeconds: flags.stall,
    onProgress: (what, fraction) => progress.show(what, fraction),
  })
}

/** A run that breaks a law is told with the command. */
export async function asked<T>(command: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof InvariantError ? new BrokenRunError(error, command) : error
  }
}

export interface Told {
  readonly answer: Answer
  readonly identity: RunIdentity
  /** What --json prints beside the answer's own words. */
  readonly fields: object
  /** What stands below the headline. */
  readonly lines: readonly string[]
}

/** Claims nothing; call `claimAnswerFolder` before a minute is spent. */
export async function tellAnswer(
  { stdout, env }: Surroundings,
  { out, json }: { readonly out?: string; readonly json: boolean },
  { answer, identity, fields, lines }: Told,
): Promise<void> {
  let report: string | undefined
  if (out !== undefined) {
    writeAnswer(out, identity, answer)
    report = writeBeside(out, "report.html", Buffer.from(await renderAnswer(answer)))
  }
  const { headline, command, notes } = answer
  if (json) {
    const rss = process.resourceUsage().maxRSS / 1024
    stdout.write(
      `${JSON.stringify({ headline, ...fields, command, notes, report: report ?? null, rss_mb: rss })}\n`,
    )
    return
  }
  const told = [
    ...wrapped(printable(headline), 80).map((line) => bold(line, stdout, env)),
    "",
    ...lines,
    "",
    ...notes.flatMap((note) => wrapped(printable(note), 80, "  ")),
    labelled("Report", report === undefined ? "add --out DIR for the page and all tables" : fromHere(report)),
    labelled(
      "Repeat",
      printable(out === undefined ? command : `${command} --out ${shellWord(fromHere(out))}`),
    ),
  ]
  stdout.write(`${told.map((line) => line.trimEnd()).join("\n")}\n`)
}

export { claimAnswerFolder }
