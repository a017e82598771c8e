/** From an experiment file to a sweep with its workload: what is written in it, as the flags of a command would say it. */
import { basename, dirname, resolve } from "node:path"
import {
  at,
  type Experiment,
  type ExperimentFile,
  type ExperimentTexts,
  type FilePoint,
  inputDigest,
  loadExperimentFile,
  parseRoleSettings,
  type Placed,
  policyName,
  type PolicyScript,
  type ReadFacts,
  roleLines,
  type Rule,
  type RunIdentity,
  type Sweep,
  type WorkloadSource,
} from "../lab/index.ts"
import { PolicyError } from "../policies/index.ts"
import { unknown, type Workload } from "../sim/index.ts"
import { InputError, skippedCount } from "../workloads/index.ts"
import { type CompareFlags, requestOf } from "./comparison-request.ts"
import { UsageError } from "./errors.ts"
import {
  type ChosenPolicy,
  type ChosenTrace,
  fromHere,
  loadPolicies,
  parsePolicy,
  parseTrace,
} from "./flags.ts"
import type { Progress } from "./progress.ts"
import { checkedRoles } from "./role-flags.ts"
import type { ExperimentRequest } from "./run-experiment.ts"
import { printable, shellWord } from "./text.ts"
import { inputFor, readInput, type TraceInput } from "./trace-input.ts"

/** All that it takes to run an experiment file and to tell its results. */
export interface ExperimentInput {
  readonly file: ExperimentFile
  /** The file as it is told. */
  readonly name: string
  readonly identity: RunIdentity
  readonly sweep: Sweep
  readonly rules: readonly Rule[]
  /** Of the first seed. */
  readonly workload: Workload
  readonly source: WorkloadSource
  /** Of what the workload holds. */
  readonly digest: string
  /** What each point's results say of it. */
  readonly points: readonly { readonly workload: ReadFacts; readonly texts: ExperimentTexts }[]
  readonly question: string
  /** The command that repeats it. */
  readonly command: string
  readonly warnings: readonly string[]
  readonly skippedRows: number
}

/** Throws InputError with file, line and column. */
export async function readExperimentInput(path: string, progress: Progress): Promise<ExperimentInput> {
  const name = fromHere(path)
  const file = await loadExperimentFile(path, name)
  const inFolder = (written: string) => fromHere(resolve(dirname(path), written))
  const policies = await loadPolicies(
    file.policies.map((one) => inPlace(one, (text) => policyIn(text, inFolder))),
  )
  const base = flagsOf(file, inFolder)
  const paths = file.paths.map(inFolder)
  const [seed] = file.seeds
  const [first] = file.points
  const readFlags = {
    ...base,
    agents: first.agents.value,
    ...(first.load === undefined ? {} : { load: first.load }),
  }
  const input = await placedAt(first.agents.place, () => readInput(readFlags, paths, seed, progress))
  const command = `npx mesoscope run ${shellWord(name)}`
  const warnings = new Set<string>()
  const requests = file.points.map((point) => {
    const { request, without } = requestAt(point, { file, base, paths, policies, input, command })
    for (const line of without) warnings.add(line)
    return request
  })
  const names = policies.map(policyName)
  return {
    file,
    name,
    identity: { command: "run", experiment: basename(path) },
    sweep: {
      varied: file.varied,
      points: file.points.map(({ settings }) => settings.map(({ value }) => value)),
      experiments: requests.map(({ experiment }) => experiment),
      pages: file.outputs.includes("report"),
    },
    rules: rulesOf(file, names, inFolder),
    workload: input.workload,
    source: requests[0].source,
    digest: inputDigest(requests[0].source),
    points: requests,
    question: file.question ?? `How do ${names.join(", ")} compare on ${input.workload.name}?`,
    command,
    warnings: [...warnings],
    skippedRows: skippedCount(input.card),
  }
}

/** The policies of thresholds are those of the experiment, under whatever name. */
function rulesOf(
  { thresholds }: ExperimentFile,
  names: readonly string[],
  inFolder: (path: string) => string,
): Rule[] {
  const canonical = (text: string) => {
    const chosen = policyIn(text, inFolder)
    const name = "name" in chosen ? chosen.name : chosen.file
    const found = names.find((known) => known === name || known === `./${name}`)
    if (found === undefined) throw new UsageError(unknown("policy of this experiment", text, names))
    return found
  }
  return thresholds.map(({ require, policies }) => {
    const { value, place } = require
    const { bound } = value
    const threshold =
      "of" in bound
        ? { ...value, bound: { ...bound, of: inPlace({ value: bound.of, place }, canonical) } }
        : value
    return { threshold, policies: policies?.map((one) => inPlace(one, canonical)) }
  })
}

/** The flags that all points have in common. */
function flagsOf(
  { trace, machines, reshape, seeds, margin, warmup }: ExperimentFile,
  inFolder: (path: string) => string,
): Omit<CompareFlags, "agents"> {
  return {
    ...(trace === undefined ? {} : { trace: inPlace(trace, (text) => traceIn(text, inFolder)) }),
    ...(machines === undefined ? {} : { machines: inFolder(machines) }),
    ...(reshape === undefined ? {} : { reshape }),
    ...(margin === undefined ? {} : { margin }),
    ...(warmup === undefined ? {} : { warmup: warmup.value }),
    runs: seeds.length,
    seed: seeds[0],
    stall: 0,
  }
}

interface Common {
  readonly file: ExperimentFile
  readonly base: Omit<CompareFlags, "agents">
  readonly paths: readonly string[]
  readonly policies: readonly (string | PolicyScript)[]
  readonly input: TraceInput
  /** That runs the whole file. */
  readonly command: string
}

/** The experiment of one point: the one that `compare` would run with these flags, on these seeds. */
function requestAt(
  { settings: varied, agents, load, until, roles }: FilePoint,
  { file, base, paths, policies, input, command }: Common,
): { readonly request: ExperimentRequest; readonly without: readonly string[] } {
  const settings = parseRoleSettings(roles)
  const flags: CompareFlags = {
    ...base,
    agents: agents.value,
    ...(load === undefined ? {} : { load }),
    ...(until === undefined ? {} : { until }),
    ...(roles.length === 0 ? {} : { set: roleLines(settings) }),
  }
  const without = checkedRoles(settings, input.workload, policies)
  const own = inPlace(agents, () => inputFor(input, flags, file.seeds[0]))
  const made = () => requestOf(flags, { policies, roles: settings, without }, paths, own)
  const request = file.warmup === undefined ? made() : at(file.warmup.place, made, isInputError)
  const experiment: Experiment = { ...request.experiment, seeds: file.seeds }
  const here =
    varied.length === 0 ? "" : ` (${varied.map(({ name, value }) => `${name} ${value}`).join(", ")})`
  const question = `${file.question ?? request.texts.question}${here}`
  // The experiment repeats the point, whatever its seeds are.
  const texts = { ...request.texts, question, command }
  return { request: { ...request, experiment, texts }, without }
}

/** A file of one's own is looked for from the experiment's folder. */
function policyIn(text: string, inFolder: (path: string) => string): ChosenPolicy {
  const chosen = parsePolicy(text)
  return "file" in chosen ? { ...chosen, file: inFolder(chosen.file) } : chosen
}

function traceIn(text: string, inFolder: (path: string) => string): ChosenTrace {
  const [, model, settings = ""] = /^(.*\.json)(\(.*\))?$/.exec(text) ?? []
  return parseTrace(model === undefined ? text : inFolder(model) + settings)
}

const isInputError = (error: unknown) =>
  error instanceof InputError || error instanceof UsageError || error instanceof PolicyError

function inPlace<T>({ value, place }: Placed<string>, check: (text: string) => T): T {
  return at(place, () => check(value), isInputError)
}

/** The same for what takes time; errors of the trace itself have places of their own. */
async function placedAt<T>(place: string, check: () => Promise<T>): Promise<T> {
  try {
    return await check()
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${place}: ${error.message}`) : error
  }
}

/** "load 0.6, agents 100" */
export function settingsText({ sweep }: Pick<ExperimentInput, "sweep">, point: number): string {
  return sweep.varied.map((name, i) => printable(`${name} ${sweep.points[point][i]}`)).join(", ")
}
