/**
 * The folder of a reproduction: reproduction.json with everything, the rows and the checks as CSV, and the page. Unlike other
 * results it tells how long the computation took, so the same one again leaves the same numbers but not the same bytes.
 */
import { join } from "node:path"
import { writeAtomically } from "./atomic-write.ts"
import { claim, removeTemporaries, type RunIdentity } from "./claim.ts"
import { csvCell } from "./csv.ts"
import type { ReproductionResults } from "./reproduction-results.ts"

const documentFile = "reproduction.json"
const ours = new Set([documentFile, "rows.csv", "checks.csv", "report.html"])
const format = "mesoscope reproduction 1"

/** Makes the folder if it is missing. Throws ResultsFolderError unless it is empty or holds this very reproduction. */
export function claimReproductionFolder(folder: string, run: RunIdentity): void {
  claim(folder, run, { document: documentFile, isOurs: (name) => ours.has(name) })
}

/** Writes everything but the page, each file whole or not at all. */
export function writeReproduction(folder: string, run: RunIdentity, results: ReproductionResults): void {
  claimReproductionFolder(folder, run)
  removeTemporaries(folder)
  const put = (name: string, text: string) =>
    writeAtomically(join(folder, name), (sink) => sink(Buffer.from(text)))
  put(documentFile, `${JSON.stringify({ format, run, results }, undefined, 1)}\n`)
  put("rows.csv", csvOf(results.rows))
  put("checks.csv", csvOf(results.checks.map((check) => ({ ...check }))))
}

/** One column per field of any row, in the order in which they are met; a cell that a row has not is empty. */
export function csvOf(rows: readonly Readonly<Record<string, string | number | null>>[]): string {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cell = (value: string | number | null | undefined) =>
    typeof value === "string" ? csvCell(value) : String(value ?? "")
  const lines = rows.map((row) => fields.map((field) => cell(row[field])).join(","))
  return `${[fields.map(cell).join(","), ...lines].join("\n")}\n`
}
