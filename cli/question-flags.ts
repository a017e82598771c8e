/** What the commands that ask the lab many runs let one type, and the command that asks the same again. */
import { type Objective, parseObjective, policyName, type PolicyScript } from "../lab/index.ts"
import { UsageError } from "./errors.ts"
import {
  type ChosenPolicy,
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
import { roleFlags, type RoleFlags, roleWords } from "./role-flags.ts"
import { shellWord } from "./text.ts"
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
