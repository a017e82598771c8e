/** `mesoscope report`: pages, figures and tables again, out of a folder that compare or demo has written. */
import { buildCommand } from "@stricli/core"
import { type ExperimentResults, readExperiment, writeBeside, writeExperimentTables } from "../lab/index.ts"
import { type FigureFormat, markdownSummary, renderFigures, renderReport } from "../reports/index.ts"
import type { Context } from "./context.ts"
import { UsageError } from "./errors.ts"
import { fromHere, parsedOr } from "./flags.ts"
import { Progress } from "./progress.ts"

const formats = ["html", "svg", "png", "csv", "md"] as const
type Format = (typeof formats)[number]

interface Flags {
  readonly format: Format
}

export const reportCommand = buildCommand<Flags, [string], Context>({
  docs: {
    brief: "Make the page, figures or tables of a results folder again",
    fullDescription:
      "Reads experiment.json in the folder and writes beside it: html report.html; svg, png and csv one file per figure in figures/, csv also all tables; md report.md.",
  },
  parameters: {
    flags: { format: parsedOr("html", "html, svg, png, csv or md", parseFormat, "FORMAT") },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Folder that compare or demo has written", parse: String, placeholder: "DIR" }],
    },
  },
  func: report,
})

async function report(this: Context, { format }: Flags, folder: string): Promise<void> {
  const { stdout, stderr } = this.surroundings
  const results = readExperiment(folder)
  const progress = new Progress(stderr, () => performance.now())
  const written: string[] = []
  for await (const path of write(folder, results, format)) {
    written.push(path)
    progress.show("drawing", undefined, path)
  }
  progress.clear()
  if (format === "csv") {
    writeExperimentTables(folder, results)
    stdout.write(`${fromHere(folder)}/*.{csv,parquet}\n`)
  }
  for (const path of written) stdout.write(`${fromHere(path)}\n`)
}

async function* write(folder: string, results: ExperimentResults, format: Format): AsyncGenerator<string> {
  if (format === "html") yield writeBeside(folder, "report.html", Buffer.from(await renderReport(results)))
  else if (format === "md") yield writeBeside(folder, "report.md", Buffer.from(markdownSummary(results)))
  else yield* writeFigures(folder, results, format)
}

async function* writeFigures(
  folder: string,
  results: ExperimentResults,
  format: FigureFormat,
): AsyncGenerator<string> {
  for await (const { name, bytes } of renderFigures(results, format))
    yield writeBeside(folder, `figures/${name}`, bytes)
}

function parseFormat(text: string): Format {
  const format = formats.find((known) => known === text)
  if (format !== undefined) return format
  throw new UsageError(`"${text}" is no format of a report; known are ${formats.join(", ")}.`)
}
