/** `mesoscope run`: an experiment file, resumed where it was left. */
import { basename, extname } from "node:path"
import { buildCommand } from "@stricli/core"
import { reachRedis, type Shard } from "../lab/index.ts"
import type { Context } from "./context.ts"
import { dryRun } from "./dry-run.ts"
import { UsageError } from "./errors.ts"
import { readExperimentInput } from "./experiment-input.ts"
import { experimentFlags, jsonFlag, parsed, parsedOr } from "./flags.ts"
import { Progress } from "./progress.ts"
import { chosenRedis, parseLost, type RedisFlags, redisFlags } from "./redis-flags.ts"
import { exitCodeOfSweep, type SweepRun, runSweep } from "./run-sweep.ts"
import { sweepText } from "./sweep-text.ts"

interface Flags extends RedisFlags {
  readonly lost: number
  readonly jobs?: number
  readonly stall: number
  readonly out?: string
  readonly shard?: Shard
  readonly dryRun: boolean
  readonly json: boolean
}

export const runCommand = buildCommand<Flags, [string], Context>({
  docs: {
    brief: "Run an experiment file; the same folder again resumes",
    fullDescription:
      "Runs every policy with every seed at every point of an experiment, in worker threads. Each trial that ends is kept at once, so a run that was killed goes on where it was, and ends with the same bytes. See docs/experiments.md.",
  },
  parameters: {
    flags: {
      out: parsed("Folder for journal and results; by default the file's name with -out", String, "DIR"),
      jobs: experimentFlags.jobs,
      stall: experimentFlags.stall,
      shard: parsed("Run only the I-th of N parts of the trials; then mesoscope merge", parseShard, "I/N"),
      ...redisFlags("Workers on any machine run the trials, found by this Redis; see docs/many-machines.md"),
      lost: parsedOr("10s", "With --redis: a worker silent for so long loses its trials", parseLost, "TIME"),
      dryRun: {
        kind: "boolean",
        brief: "Show the trials, and the time and memory expected from a short pilot",
        default: false,
        withNegated: false,
      },
      json: jsonFlag,
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The experiment, in YAML or TypeScript", parse: String, placeholder: "FILE" }],
    },
  },
  func: runFile,
})

async function runFile(this: Context, flags: Flags, path: string): Promise<void> {
  const { surroundings } = this
  const address = chosenRedis(flags, surroundings.env)
  if (address !== undefined && flags.jobs !== undefined)
    throw new UsageError(
      "With --redis the trials run in the workers' threads. Give --jobs to mesoscope worker.",
    )
  if (address !== undefined) await reachRedis(address)
  const progress = new Progress(surroundings.stderr, () => performance.now())
  const input = await readExperimentInput(path, progress)
  for (const line of input.warnings) surroundings.stderr.write(`warning: ${line}\n`)
  const out = flags.out ?? `${basename(path, extname(path))}-out`
  if (flags.dryRun) {
    surroundings.stdout.write(dryRun(input, out, flags.jobs, flags.json))
    return
  }
  const setting = {
    out,
    shard: flags.shard,
    jobs: flags.jobs,
    stallSeconds: flags.stall,
    redis: address === undefined ? undefined : { address, lostSeconds: flags.lost },
    onBegin(kept: () => number, all: number) {
      surroundings.onInterrupt?.(
        () =>
          `interrupted; ${kept()} of ${all} trials are kept in ${out}, and the same command goes on from there`,
      )
    },
  }
  const run: SweepRun = await runSweep(input, setting, progress)
  surroundings.stdout.write(sweepText(input, run, { out, json: flags.json, surroundings }))
  this.exitCode = exitCodeOfSweep(input, run)
}

const mostShards = 100_000

function parseShard(text: string): Shard {
  const [, part = "", of = ""] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []
  const shard = { part: Number(part), of: Number(of) }
  if (part === "" || shard.part < 1 || shard.part > shard.of || shard.of > mostShards)
    throw new UsageError(`"${text}" is no shard; write I/N with I from 1 to N, as in 3/8.`)
  return shard
}
