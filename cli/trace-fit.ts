/** `mesoscope trace fit`: a model of a trace to draw others like it from, and how near they come. */
import { writeFileSync } from "node:fs"
import { buildCommand } from "@stricli/core"
import { renderFits } from "../reports/index.ts"
import {
  fitWorkload,
  generate,
  type GoodnessCard,
  goodnessOfFit,
  skippedCount,
  type TraceImport,
} from "../workloads/index.ts"
import type { Context } from "./context.ts"
import { exitCodes, UsageError } from "./errors.ts"
import { fromHere, parsed, parsedOr, parseSeed } from "./flags.ts"
import { Progress } from "./progress.ts"
import { read } from "./reading.ts"
import { aligned, counted, duration, grouped, shellWord } from "./text.ts"
import { filesParameter, jsonFlag, type ReadingFlags, readingFlags, requestOf } from "./trace-flags.ts"
import { packageVersion } from "./version.ts"

interface Flags extends ReadingFlags {
  readonly seed: number
  readonly out?: string
  readonly page?: string
  readonly json: boolean
}

export const traceFitCommand = buildCommand<Flags, string[], Context>({
  docs: {
    brief: "Fit a model to a trace, and say how near what it draws comes",
    fullDescription:
      "Fits arrivals with their rhythm and bursts, the joint sizes, requests and durations of jobs, and who asks for what; draws a workload from the model and puts it beside the trace. The model is JSON without any row of the trace; --trace model.json draws from it. docs/fits.md describes it.",
  },
  parameters: {
    flags: {
      ...readingFlags,
      seed: parsedOr("1", "Whole number that the draw beside the trace depends on", parseSeed, "N"),
      out: parsed("File for the model, as in model.json", String, "FILE"),
      page: parsed("File for the page with figures, as in fit.html", String, "FILE"),
      json: jsonFlag,
    },
    positional: filesParameter,
  },
  func: fit,
})

async function fit(this: Context, flags: Flags, ...paths: string[]): Promise<void> {
  const { stdout, stderr } = this.surroundings
  const { seed, out, page, json } = flags
  if (out !== undefined && !out.endsWith(".json"))
    throw new UsageError(`"${out}" is no name for a model; end it with .json.`)
  const progress = new Progress(stderr, () => performance.now())
  const imported = await read(requestOf(flags, paths), progress)
  const { workload } = imported
  if (workload.jobs.jobCount === 0)
    throw new UsageError(
      `There is no job in ${paths.join(", ")}, so there is nothing to fit. Check the file.`,
    )
  progress.show("fitting", undefined)
  const model = fitWorkload(workload)
  const drawn = generate(model, { seed })
  if (drawn.jobs.jobCount === 0)
    throw new UsageError(
      `The ${counted(workload.jobs.jobCount, "job")} of ${paths.join(", ")} are too few to fit a model to.`,
    )
  const card = goodnessOfFit(workload, drawn)
  if (out !== undefined) writeFileSync(out, `${JSON.stringify(model)}\n`)
  if (page !== undefined) {
    const between = goodnessOfFit(drawn, generate(model, { seed: seed + 1 }))
    const command = [
      "npx mesoscope trace fit",
      ...(seed === 1 ? [] : ["--seed", seed]),
      "--page",
      fromHere(page),
    ]
    const section = {
      id: "fit",
      name: workload.name,
      provenance: workload.provenance,
      seed,
      card,
      yardstick: Object.fromEntries(between.measures.map(({ name, ks }) => [name, ks])),
    }
    const told = [...command, ...paths.map((path) => shellWord(fromHere(path)))].join(" ")
    writeFileSync(page, await renderFits({ version: packageVersion(), command: told, fits: [section] }))
  }
  progress.clear()
  stdout.write(json ? `${JSON.stringify(card)}\n` : text(imported, card, flags))
  this.exitCode = skippedCount(imported.card) > 0 ? exitCodes.usableWithSkips : exitCodes.fine
}

function text({ workload }: TraceImport, card: GoodnessCard, { seed, out, page }: Flags): string {
  const { jobs, tasks, measures, together, arrivals, bad, spanSeconds } = card
  const row = (name: string, ...numbers: readonly string[]) => [name, ...numbers]
  const lines = [
    `${workload.name}: a model of ${counted(jobs.original, "job")} over ${duration(spanSeconds)}; with seed ${seed} it draws ${grouped(jobs.generated)} with ${counted(tasks.generated, "task")} (the trace: ${grouped(tasks.original)})`,
    "",
    ...aligned([
      row("how far apart", "KS", "by chance", "n", "n drawn"),
      ...measures.map(({ name, ks, byChance, n }) =>
        row(name, ks.toFixed(3), byChance.toFixed(3), grouped(n.original), grouped(n.generated)),
      ),
    ]),
    "",
    ...aligned([
      row("side by side", "trace", "drawn"),
      ...together.map(({ name, original, generated }) =>
        row(`rank correlation of ${name}`, original.toFixed(2), generated.toFixed(2)),
      ),
      ...arrivals.dispersion.map(({ seconds, original, generated }) =>
        row(
          `variance / mean of arrivals per ${duration(seconds)}`,
          original.toFixed(1),
          generated.toFixed(1),
        ),
      ),
    ]),
    "",
    ...(bad.length === 0
      ? ["Nothing is far off."]
      : ["Where the fit is bad:", ...bad.map((one) => `  ${one}`)]),
    "",
    ...(page === undefined ? [] : [`Page  ${fromHere(page)}`]),
    out === undefined
      ? "Next  --out model.json keeps the model, --page fit.html draws it beside the trace"
      : `Next  npx mesoscope replay --trace ${shellWord(fromHere(out))}`,
  ]
  return `${lines.join("\n")}\n`
}
