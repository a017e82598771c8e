/**
 * The results folder of one run: run.json and each table as CSV and Parquet. The same run again replaces its own files
 * with the same bytes. Nothing in it tells the time of day or how long the computation took.
 */
import { join } from "node:path"
import { writeAtomically } from "./atomic-write.ts"
import { claim, removeTemporaries, type RunIdentity } from "./claim.ts"
import { writeCsv } from "./csv.ts"
import { writeParquet } from "./parquet.ts"
import type { Table } from "./table.ts"

export interface RunResults {
  readonly run: RunIdentity
  /** Plain JSON: digest, counts, waits, … */
  readonly result: object
  readonly tables: readonly Table[]
}

export const runFile = "run.json"
const format = "mesoscope results 1"

/** Makes the folder if it is missing. Throws ResultsFolderError unless it is empty or holds this very run. */
export function claimFolder(folder: string, run: RunIdentity, tableNames: readonly string[]): void {
  const ours = new Set([...tableNames.flatMap((name) => [`${name}.csv`, `${name}.parquet`]), runFile])
  claim(folder, run, { document: runFile, isOurs: (name) => ours.has(name) })
}

/**
 * Writes all tables, each whole or not at all. Before them stands a run.json without a result, so that a folder left
 * by a killed run is known as this run's and can be finished; the one with the result comes last.
 */
export function writeResults(folder: string, { run, result, tables }: RunResults): void {
  const names = tables.map((table) => table.name)
  claimFolder(folder, run, names)
  removeTemporaries(folder)
  writeDocument(folder, { format, run, result: null })
  for (const table of tables) writeTable(folder, table)
  const columns = Object.fromEntries(
    tables.map((table) => [
      table.name,
      Object.fromEntries(table.columns.map(({ name, about }) => [name, about])),
    ]),
  )
  writeDocument(folder, { format, run, result, columns })
}

/** The table as CSV and as Parquet. */
export function writeTable(folder: string, table: Table): void {
  writeAtomically(join(folder, `${table.name}.csv`), (sink) => writeCsv(table, sink))
  writeAtomically(join(folder, `${table.name}.parquet`), (sink) => writeParquet(table, sink))
}

function writeDocument(folder: string, document: object): void {
  const text = `${JSON.stringify(document, undefined, 2)}\n`
  writeAtomically(join(folder, runFile), (sink) => sink(Buffer.from(text)))
}
