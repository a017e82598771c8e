/** `mesoscope reproduce`: published results made again, each value beside ours. */
import { buildCommand } from "@stricli/core"
import {
  claimReproductionFolder,
  judged,
  type Reproduced,
  type Reproduction,
  reproductionCatalogue,
  ReproductionError,
  type ReproductionFlag,
  reproductionFlags,
  reproductionNamed,
  type ReproductionOptions,
  type ReproductionResults,
  type RunIdentity,
  writeBeside,
  writeReproduction,
} from "../lab/index.ts"
import { renderReproduction, reproductionVerdict } from "../reports/index.ts"
import type { Context } from "./context.ts"
import { dataFolder } from "./data-folder.ts"
import { exitCodes, UsageError } from "./errors.ts"
import { fromHere, jsonFlag, parsed } from "./flags.ts"
import { Progress } from "./progress.ts"
import { reproductionJson, reproductionList, reproductionText, summaryLine } from "./reproduce-text.ts"
import { cpuSeconds } from "./run-experiment.ts"
import { shellWord } from "./text.ts"
import { packageVersion } from "./version.ts"

type Typed = Readonly<Partial<Record<ReproductionFlag, string>>>

interface Flags extends Typed {
  readonly slice: boolean
  readonly out?: string
  readonly json: boolean
}

const typed = (brief: string, placeholder: string) => parsed(brief, String, placeholder)

export const reproduceCommand = buildCommand<Flags, [string?], Context>({
  docs: {
    brief: "Make published results again, ours beside theirs",
    fullDescription:
      "Without a name it lists what can be reproduced; the name all runs every one, a line each. Published values and traces are read from the folder shared beside the project, or from MESOSCOPE_DATA. The exit code is 99 if a published value differs.",
  },
  parameters: {
    flags: {
      workload: typed("Workload: a name of the publication's, or a file", "NAME|FILE"),
      policies: typed("Policies by the publication's names, separated by commas", "P,P…"),
      seeds: typed("How many seeds", "N"),
      swf: typed("Trace in the Standard Workload Format", "FILE"),
      hours: typed("Simulated time in hours", "H"),
      machines: typed("How many machines", "N"),
      cpus: typed("Cores of one machine", "N"),
      mem: typed("Memory of one machine in GiB", "N"),
      "t-job": typed("Decision times per job in seconds, separated by commas", "S,S…"),
      slice: {
        kind: "boolean",
        brief: "A short part of the whole, for every change of the code",
        default: false,
        withNegated: false,
      },
      out: parsed("Folder for the page, reproduction.json, and rows and checks in CSV", String, "DIR"),
      json: jsonFlag,
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Which; all for every one", parse: String, placeholder: "NAME", optional: true }],
    },
  },
  func: reproduce,
})

async function reproduce(this: Context, flags: Flags, name?: string): Promise<void> {
  const { stdout } = this.surroundings
  if (name === undefined) {
    stdout.write(reproductionList(reproductionCatalogue))
    return
  }
  if (name === "all") return reproduceAll(this, flags)
  const reproduction = reproductionNamed(name)
  const options = optionsOf(flags, reproduction, dataFolder(this.surroundings.env))
  const identity: RunIdentity = {
    command: "reproduce",
    name,
    ...typedFlags(flags),
    extent: flags.slice ? "slice" : "whole",
  }
  if (flags.out !== undefined) claimReproductionFolder(flags.out, identity)
  const results = await runOne(reproduction, options, flags, this)
  if (flags.out !== undefined) {
    writeReproduction(flags.out, identity, results)
    writeBeside(flags.out, "report.html", Buffer.from(await renderReproduction(results)))
  }
  stdout.write(
    flags.json
      ? `${JSON.stringify(reproductionJson(results))}\n`
      : reproductionText(results, reproductionVerdict(results.checks), flags.out),
  )
  if (differs(results)) this.exitCode = exitCodes.thresholdBroken
}

/** Those whose data is missing are named, and break nothing: the data is not part of the project. */
async function reproduceAll(context: Context, flags: Flags): Promise<void> {
  const { stdout, env } = context.surroundings
  const given = [...Object.keys(typedFlags(flags)), ...(flags.out === undefined ? [] : ["out"])]
  if (given.length > 0 || flags.json)
    throw new UsageError(
      `"all" takes no flag but --slice; name one reproduction to use --${given[0] ?? "json"}.`,
    )
  for (const reproduction of reproductionCatalogue) {
    try {
      const options = { data: dataFolder(env), slice: flags.slice }
      const results = await runOne(reproduction, options, flags, context)
      stdout.write(summaryLine(results, reproductionVerdict(results.checks)))
      if (differs(results)) context.exitCode = exitCodes.thresholdBroken
    } catch (error) {
      if (!(error instanceof ReproductionError)) throw error
      stdout.write(`${reproduction.name}: not run. ${error.message}\n`)
      if (env["MESOSCOPE_REQUIRE_DATA"] === "1") context.exitCode = exitCodes.thresholdBroken
    }
  }
}

async function runOne(
  reproduction: Reproduction,
  options: ReproductionOptions,
  flags: Flags,
  { surroundings }: Context,
): Promise<ReproductionResults> {
  const progress = new Progress(surroundings.stderr, () => performance.now())
  const began = performance.now()
  const before = cpuSeconds()
  const reproduced = await reproduction.run(options, (stage, fraction, detail) =>
    progress.show(`${reproduction.name}: ${stage}`, fraction, detail),
  )
  progress.clear()
  const { name, about, source } = reproduction
  const { rows, checks, curves = [], notes } = reproduced
  return {
    name,
    about,
    source,
    command: commandOf(name, flags, reproduced),
    version: packageVersion(),
    rows,
    checks: checks.map(judged),
    curves,
    notes,
    cpu_s: cpuSeconds() - before,
    wall_s: (performance.now() - began) / 1000,
  }
}

const differs = ({ checks }: ReproductionResults) => checks.some(({ verdict }) => verdict === "differs")

function commandOf(name: string, flags: Flags, { chosen = {} }: Reproduced): string {
  const words = Object.entries({ ...chosen, ...typedFlags(flags) }).flatMap(([flag, value]) => [
    `--${flag}`,
    shellWord(value),
  ])
  return ["npx mesoscope reproduce", name, ...words, ...(flags.slice ? ["--slice"] : [])].join(" ")
}

/** Those that were given, as they were given; paths as they are from here. */
function typedFlags(flags: Flags): Record<string, string> {
  return Object.fromEntries(
    reproductionFlags.flatMap((flag) => {
      const value = flags[flag]
      return value === undefined ? [] : [[flag, fromHere(value)]]
    }),
  )
}

function optionsOf(flags: Flags, { name, flags: known }: Reproduction, data: string): ReproductionOptions {
  const foreign = reproductionFlags.find((flag) => flags[flag] !== undefined && !known.includes(flag))
  if (foreign !== undefined)
    throw new UsageError(
      `${name} knows no --${foreign}; it takes ${known.length === 0 ? "none of these flags" : known.map((flag) => `--${flag}`).join(", ")}.`,
    )
  const number = (flag: ReproductionFlag) => positive(flag, flags[flag])
  return {
    data,
    slice: flags.slice,
    workload: flags.workload,
    policies: listOf(flags.policies),
    seeds: whole("seeds", flags.seeds),
    swf: flags.swf,
    hours: number("hours"),
    machines: whole("machines", flags.machines),
    cpus: number("cpus"),
    mem: number("mem"),
    tJob: listOf(flags["t-job"])?.map((text) => positive("t-job", text) ?? 0),
  }
}

const listOf = (text: string | undefined) => text?.split(",").map((part) => part.trim())

function positive(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d+(?:\.\d+)?$/.test(text) || Number(text) <= 0)
    throw new UsageError(`--${flag}: "${text}" is no number above 0; write for example 4 or 0.5.`)
  return Number(text)
}

function whole(flag: string, text: string | undefined): number | undefined {
  const value = positive(flag, text)
  if (value !== undefined && !Number.isSafeInteger(value))
    throw new UsageError(`--${flag}: "${text}" is no whole number above 0.`)
  return value
}
