/**
 * The folder of an experiment. experiment.json holds everything, and is the one source: tables as CSV and Parquet, pages and
 * figures are made from it, and can be made again. It belongs to one experiment, and the same one again leaves the same bytes.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { writeAtomically } from "./atomic-write.ts"
import { claim, removeTemporaries, ResultsFolderError, type RunIdentity } from "./claim.ts"
import type { ExperimentResults } from "./experiment-results.ts"
import { experimentTable, experimentTableNames, packed, unpacked } from "./experiment-tables.ts"
import type { PackedTable } from "./packed.ts"
import { runFile, writeTable } from "./folder.ts"

const experimentFile = "experiment.json"
const format = "mesoscope experiment 1"
const reportNames = ["report.html", "report.md", "figures"]

/** Makes the folder if it is missing. Throws ResultsFolderError unless it is empty or holds this very experiment. */
export function claimExperimentFolder(folder: string, run: RunIdentity): void {
  const tables = experimentTableNames.flatMap((name) => [`${name}.csv`, `${name}.parquet`])
  const ours = new Set([experimentFile, ...tables, ...reportNames])
  claim(folder, run, { document: experimentFile, isOurs: (name) => ours.has(name) })
}

/**
 * Writes everything but the report, each file whole or not at all. First an experiment.json without results, so that a
 * folder left by a killed run is known and can be finished; the one with the results comes last.
 */
export function writeExperiment(folder: string, run: RunIdentity, results: ExperimentResults): void {
  claimExperimentFolder(folder, run)
  removeTemporaries(folder)
  writeDocument(folder, run, null)
  writeExperimentTables(folder, results)
  writeDocument(folder, run, results)
}

/** The tables as CSV and Parquet, out of the results. */
export function writeExperimentTables(folder: string, results: ExperimentResults): void {
  for (const name of experimentTableNames) writeTable(folder, experimentTable(results, name))
}

/** A page or a figure beside the results; `name` may stand in a folder of its own. */
export function writeBeside(folder: string, name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeAtomically(path, (sink) => sink(bytes))
  return path
}

/** The results that stand in the folder, as they were written. Throws ResultsFolderError if there are none. */
export function readExperiment(folder: string): ExperimentResults {
  const path = join(folder, experimentFile)
  if (!existsSync(path)) throw new ResultsFolderError(whyNone(folder))
  let document: { readonly format?: unknown; readonly results?: unknown }
  try {
    document = JSON.parse(readFileSync(path, "utf8")) as typeof document
  } catch (error) {
    throw new ResultsFolderError(`${path} is no JSON: ${(error as Error).message}. Run the experiment again.`)
  }
  if (document.format !== format)
    throw new ResultsFolderError(
      `${path} has the format ${JSON.stringify(document.format)}; this version reads "${format}".`,
    )
  if (document.results === null || typeof document.results !== "object")
    throw new ResultsFolderError(
      `The experiment in "${folder}" was not finished. Run its command again; it is in ${path}.`,
    )
  const results = document.results as Record<string, unknown>
  try {
    const tables = experimentTableNames.map((name) => [name, unpacked(name, results[name] as PackedTable)])
    return { ...results, ...(Object.fromEntries(tables) as object) } as unknown as ExperimentResults
  } catch (error) {
    throw new ResultsFolderError(`${path} cannot be read: ${(error as Error).message}.`)
  }
}

function whyNone(folder: string): string {
  if (!existsSync(folder))
    return `There is no folder "${folder}". Make one with mesoscope compare … --out "${folder}".`
  if (existsSync(join(folder, runFile)))
    return `"${folder}" holds one replay (${runFile}): its tables are there already as CSV and Parquet, and a report compares several runs. Use mesoscope compare … --out DIR.`
  return `"${folder}" holds no ${experimentFile}, so there is nothing to report. Make one with mesoscope compare … --out DIR.`
}

/** One line per field and per row, so that two experiments can be compared with diff. */
function writeDocument(folder: string, run: RunIdentity, results: ExperimentResults | null): void {
  const fields = Object.entries({ format, run, results })
  const lines = fields.map(
    ([name, value]) =>
      `${JSON.stringify(name)}: ${name === "results" ? resultsText(results) : JSON.stringify(value)}`,
  )
  writeAtomically(join(folder, experimentFile), (sink) => sink(Buffer.from(`{\n${lines.join(",\n")}\n}\n`)))
}

function resultsText(results: ExperimentResults | null): string {
  if (results === null) return "null"
  const fields = Object.entries(results).map(([name, value]) => {
    const table = experimentTableNames.find((known) => known === name)
    return `${JSON.stringify(name)}: ${table === undefined ? JSON.stringify(value) : tableText(packed(results, table))}`
  })
  return `{\n${fields.join(",\n")}\n}`
}

function tableText({ columns, rows }: PackedTable): string {
  return `{ "columns": ${JSON.stringify(columns)}, "rows": [\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n] }`
}
