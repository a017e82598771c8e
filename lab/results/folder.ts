/**
 * A results folder: run.json and each table as CSV and Parquet. It belongs to one run: a folder that holds anything
 * else is refused before a minute is spent, and the same run again replaces its own files with the same bytes.
 * Nothing in it tells the time of day or how long the computation took.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, unlinkSync } from "node:fs"
import { join } from "node:path"
import { temporaryFor, writeAtomically } from "./atomic-write.ts"
import { writeCsv } from "./csv.ts"
import { writeParquet } from "./parquet.ts"
import type { Table } from "./table.ts"

/** What makes the run what it is: plain JSON, the same for the same run. */
export type RunIdentity = { readonly [field: string]: string | number | readonly string[] | null }

export interface RunResults {
  readonly run: RunIdentity
  /** Plain JSON: digest, counts, waits, … */
  readonly result: object
  readonly tables: readonly Table[]
}

/** The folder is not ours to write in; the message says why and what to do. */
export class ResultsFolderError extends Error {
  override readonly name = "ResultsFolderError"
}

const runFile = "run.json"
const format = "mesoscope results 1"

/** The files of a results folder with these tables, run.json last. */
function resultFiles(tableNames: readonly string[]): string[] {
  return [...tableNames.flatMap((name) => [`${name}.csv`, `${name}.parquet`]), runFile]
}

/** Makes the folder if it is missing. Throws ResultsFolderError unless it is empty or holds this very run. */
export function claimFolder(folder: string, run: RunIdentity, tableNames: readonly string[]): void {
  const names = listOrMake(folder)
  const ours = new Set(resultFiles(tableNames))
  const present = names.filter((name) => !ours.has(temporaryFor(name) ?? ""))
  const foreign = present.filter((name) => !ours.has(name))
  if (foreign.length > 0)
    throw new ResultsFolderError(
      `The folder "${folder}" holds other files ("${foreign[0]}"${foreign.length > 1 ? ", …" : ""}). Give --out a new or empty folder.`,
    )
  if (present.includes(runFile)) {
    const before = runIn(join(folder, runFile))
    if (JSON.stringify(before) !== JSON.stringify(run))
      throw new ResultsFolderError(
        `The folder "${folder}" holds the results of another run (${difference(before, run)}). Give --out a new or empty folder.`,
      )
  } else if (present.length > 0) {
    throw new ResultsFolderError(
      `The folder "${folder}" holds tables ("${present[0]}") but no ${runFile} that says of which run. Remove it, or give --out a new folder.`,
    )
  }
}

/**
 * Writes all tables, each whole or not at all. Before them stands a run.json without a result, so that a folder left
 * by a killed run is known as this run's and can be finished; the one with the result comes last.
 */
export function writeResults(folder: string, { run, result, tables }: RunResults): void {
  const names = tables.map((table) => table.name)
  claimFolder(folder, run, names)
  for (const name of readdirSync(folder)) if (temporaryFor(name) !== undefined) unlinkSync(join(folder, name))
  writeDocument(folder, { format, run, result: null })
  for (const table of tables) {
    writeAtomically(join(folder, `${table.name}.csv`), (sink) => writeCsv(table, sink))
    writeAtomically(join(folder, `${table.name}.parquet`), (sink) => writeParquet(table, sink))
  }
  const columns = Object.fromEntries(
    tables.map((table) => [
      table.name,
      Object.fromEntries(table.columns.map(({ name, about }) => [name, about])),
    ]),
  )
  writeDocument(folder, { format, run, result, columns })
}

function writeDocument(folder: string, document: object): void {
  const text = `${JSON.stringify(document, undefined, 2)}\n`
  writeAtomically(join(folder, runFile), (sink) => sink(Buffer.from(text)))
}

function listOrMake(folder: string): string[] {
  try {
    mkdirSync(folder, { recursive: true })
    return readdirSync(folder)
  } catch (error) {
    const isFile = statSync(folder, { throwIfNoEntry: false })?.isFile() === true
    const why = isFile ? "it is a file" : (error as Error).message
    throw new ResultsFolderError(`The folder "${folder}" cannot be made: ${why}. Give --out another one.`)
  }
}

function runIn(path: string): unknown {
  try {
    const document: unknown = JSON.parse(readFileSync(path, "utf8"))
    return typeof document === "object" && document !== null && "run" in document ? document.run : undefined
  } catch {
    return undefined
  }
}

/** The first field that differs, as "seed 7, not 1". */
function difference(before: unknown, run: RunIdentity): string {
  if (typeof before !== "object" || before === null) return `its ${runFile} cannot be read`
  const old = before as RunIdentity
  for (const field of Object.keys({ ...old, ...run })) {
    const [was, is] = [JSON.stringify(old[field]), JSON.stringify(run[field])]
    if (was !== is) return `${field} ${was ?? "absent"}, not ${is ?? "absent"}`
  }
  return "its fields stand in another order"
}
