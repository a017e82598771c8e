/**
 * Reads every file of the manifest of traces and compares it with table.tsv: `npm run -s manifest`. With words, only files
 * whose path has one of them. `MESOSCOPE_WRITE=1` writes the table anew.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { traceFile } from "../data.ts"
import { describeFile, tableColumns } from "./describe-file.ts"

const table = new URL("table.tsv", import.meta.url)
const words = process.argv.slice(2)
const known = new Map(
  readFileSync(table, "utf8")
    .trim()
    .split("\n")
    .map((line) => [line.split("\t")[0], line]),
)
const paths = readFileSync(traceFile("MANIFEST.tsv"), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t")[0])
let differing = 0
let read = 0
for (const path of paths) {
  if (words.length > 0 && !words.some((word) => path.includes(word))) continue
  const line = await describeFile(path).then(
    (cells) => cells.join("\t"),
    (error: unknown) => `${path}\t${String(error)}`,
  )
  read++
  if (line !== known.get(path)) {
    differing++
    process.stdout.write(`was  ${known.get(path) ?? "nothing"}\nis   ${line}\n`)
  }
  known.set(path, line)
}
if (process.env["MESOSCOPE_WRITE"] === "1")
  writeFileSync(
    table,
    `${[tableColumns.join("\t"), ...paths.flatMap((path) => known.get(path) ?? [])].join("\n")}\n`,
  )
process.stdout.write(`${read} files of the manifest read, ${differing} otherwise than table.tsv says\n`)
process.exitCode = differing === 0 ? 0 : 1
