/** `mesoscope merge`: the shards of an experiment, run on several machines, as one result. */
import { existsSync } from "node:fs"
import { buildCommand } from "@stricli/core"
import { journalsIn } from "../lab/index.ts"
import type { Context } from "./context.ts"
import { UsageError } from "./errors.ts"
import { readExperimentInput } from "./experiment-input.ts"
import { fromHere, jsonFlag } from "./flags.ts"
import { Progress } from "./progress.ts"
import { exitCodeOfSweep, runSweep } from "./run-sweep.ts"
import { sweepText } from "./sweep-text.ts"

interface Flags {
  readonly out: string
  readonly json: boolean
}

export const mergeCommand = buildCommand<Flags, [string, ...string[]], Context>({
  docs: {
    brief: "Put the shards of an experiment together",
    fullDescription:
      "Takes the trials that mesoscope run FILE --shard I/N left in its folders, and writes the results as one run would have. Runs nothing; says what is missing.",
  },
  parameters: {
    flags: {
      out: {
        kind: "parsed",
        brief: "Folder for journal and results; may be that of the shards",
        parse: String,
        placeholder: "DIR",
      },
      json: jsonFlag,
    },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: {
        brief: "The experiment, then the folders of its shards",
        parse: String,
        placeholder: "FILE DIR",
      },
    },
  },
  func: merge,
})

async function merge(this: Context, { out, json }: Flags, path: string, ...folders: string[]): Promise<void> {
  const { surroundings } = this
  const progress = new Progress(surroundings.stderr, () => performance.now())
  const missing = folders.find((folder) => !existsSync(folder))
  if (missing !== undefined) throw new UsageError(`There is no folder "${fromHere(missing)}".`)
  const journals = [...folders, ...(existsSync(out) ? [out] : [])].flatMap(journalsIn)
  const input = await readExperimentInput(path, progress)
  const run = await runSweep(
    input,
    { out, jobs: undefined, stallSeconds: 60, journals: [...new Set(journals)], runNothing: true },
    progress,
  )
  surroundings.stdout.write(sweepText(input, run, { out, json, surroundings }))
  this.exitCode = exitCodeOfSweep(input, run)
}
