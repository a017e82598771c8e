/** What the commands that ask the lab many runs do alike: read, check, claim the folder, ask, and tell the answer. */
import {
  type Answer,
  claimAnswerFolder,
  crowdFor,
  type KnownLaws,
  type Objective,
  type PolicyScript,
  type RunIdentity,
  type RunSettings,
  type Setup,
  type WaitWatch,
  watchesFor,
  type WorkloadSource,
} from "../lab/index.ts"
import { type RoleSettings, scalarCount } from "../sim/index.ts"
import { clusterOf, fittedSetting, type LoadTarget, quickened, skippedCount } from "../workloads/index.ts"
import { asked, tellAnswer } from "./answer.ts"
import type { Context } from "./context.ts"
import { exitCodes } from "./errors.ts"
import { type ChosenTrace, loadPolicy, type Until } from "./flags.ts"
import { Progress } from "./progress.ts"
import { checkObjectives, questionCommand, type QuestionFlags } from "./question-flags.ts"
import { checkedRoles, readRoles, roleIdentity } from "./role-flags.ts"
import { readInput, type TraceFlags, type TraceInput } from "./trace-input.ts"
import { codeDigests, packageVersion } from "./version.ts"

/** A question that can be asked: all is read and checked, and the folder is claimed. */
export interface Question {
  /** Of the command. */
  readonly name: string
  readonly context: Context
  readonly flags: QuestionFlags
  readonly policy: string | PolicyScript
  readonly roles: RoleSettings
  readonly input: TraceInput
  readonly watch: readonly WaitWatch[]
  readonly command: string
  readonly identity: RunIdentity
  readonly progress: Progress
  readonly settings: RunSettings
}

/** How a command asks its question. */
export interface Opening {
  readonly name: string
  readonly paths: readonly string[]
  readonly cluster: Pick<TraceFlags, "agents" | "load">
  /** None where nothing is to be met. */
  readonly objectives?: { readonly slo: readonly Objective[]; readonly warmUp?: Until }
  /** Its own flags, in the command that asks again; undefined ones are left out. */
  readonly own: Readonly<Record<string, string | number | undefined>>
  /** What stands in the command before all flags. */
  readonly words?: readonly string[]
}

/** Throws UsageError or InputError; nothing has run then. */
export async function opened(
  context: Context,
  flags: QuestionFlags,
  { name, paths, cluster, objectives, own, words = [] }: Opening,
): Promise<Question> {
  const progress = new Progress(context.surroundings.stderr, () => performance.now())
  const policy = await loadPolicy(flags.policy)
  const roles = readRoles(flags)
  const input = await readInput({ ...flags, ...cluster }, paths, flags.seed, progress)
  checkedRoles(roles, input.workload, [policy])
  const { slo = [], warmUp } = objectives ?? {}
  checkObjectives(slo, input)
  const command = questionCommand(name, flags, {
    policy,
    paths,
    input,
    own: { ...own, "warm-up": warmUp?.text },
    words: [...slo.flatMap(({ text }) => ["--slo", text]), ...words],
  })
  const identity = { command: name, asked: command, ...codeDigests([policy]), ...roleIdentity(roles) }
  if (flags.out !== undefined) claimAnswerFolder(flags.out, identity)
  const settings: RunSettings = {
    firstSeed: flags.seed,
    jobs: flags.jobs,
    stallSeconds: flags.stall,
    onProgress: (what, fraction) => progress.show(what, fraction),
  }
  const watch = objectives === undefined ? [] : watchesFor(slo, warmUp?.micros ?? 0)
  return { name, context, flags, policy, roles, input, watch, command, identity, progress, settings }
}

/** Where jobs come from when they arrive so many times as often. */
export function sourcesOf({ flags, input }: Question) {
  return remembered((times: number) => sourceAt(flags.trace, input, times))
}

/** The same question with other machines and arrivals: the same `agents` and `times` give the same value. */
export function setupsOf(question: Question, sources = sourcesOf(question)) {
  const { flags, policy, roles, input, watch } = question
  return remembered((agents: string, times: number): Setup => {
    const at = sources(times)
    const load = times === 1 ? input.load : at.load
    const known = knownOf(question, agents, times)
    const crowd = known === undefined ? undefined : crowdFor(known, watch[0]?.from ?? 0)
    const trial = { policy, load, roles, until: flags.until?.micros }
    return { source: at.source, agents, trial, watch, crowd }
  })
}

/** What the laws of a synthetic workload say beside these machines; undefined for all others. */
export function knownOf(
  { flags: { trace, seed }, input: { workload } }: Question,
  agents: string,
  times: number,
): KnownLaws | undefined {
  if (trace === undefined || !("make" in trace)) return undefined
  const { model, values } = trace
  const cpus = model.cpusAsked?.(values)
  if (cpus === undefined) return undefined
  const crowd = model.crowd?.(values)
  const { capacity } = clusterOf(agents, workload, seed)
  let thousandths = 0
  for (let i = 0; i < capacity.length; i += scalarCount) thousandths += capacity[i]
  return {
    laws: { cpus: cpus * times, crowd: crowd === undefined ? undefined : crowd * times },
    capacity: thousandths / 1000,
  }
}

/** What has been made once for the same values is not made again. */
function remembered<A extends readonly (string | number)[], T>(make: (...of: A) => T): (...of: A) => T {
  const known = new Map<string, T>()
  return (...of) => {
    const key = JSON.stringify(of)
    const one = known.get(key) ?? make(...of)
    known.set(key, one)
    return one
  }
}

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

/** Asks; the line of progress goes when the answer comes. */
export async function answered<T>({ command, progress }: Question, ask: () => Promise<T>): Promise<T> {
  try {
    return await asked(command, ask)
  } finally {
    progress.clear()
  }
}

export interface Told {
  readonly answer: Omit<Answer, "kind" | "command" | "version">
  /** What --json prints beside the answer's own words. */
  readonly fields: object
  /** What stands below the headline. */
  readonly lines: readonly string[]
  /** False where what was asked for cannot be had: the exit code says so. */
  readonly isMet: boolean
}

/** On screen, and in the folder that was claimed. */
export async function tell(question: Question, { answer, fields, lines, isMet }: Told): Promise<void> {
  const { name, context, flags, input, command, identity } = question
  await tellAnswer(context.surroundings, flags, {
    answer: { kind: name, ...answer, command, version: packageVersion() },
    identity,
    fields,
    lines,
  })
  if (!isMet) context.exitCode = exitCodes.thresholdBroken
  else if (skippedCount(input.card) > 0) context.exitCode = exitCodes.usableWithSkips
}
