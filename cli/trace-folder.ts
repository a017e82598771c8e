/**
 * A trace as a folder of canonical tables: there as a whole or not at all. All files are written in a folder beside it,
 * which then takes its name.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { writeAtomically, writeCsv, writeParquet } from "../lab/results/index.ts"
import {
  canonicalTableNames,
  canonicalTables,
  manifestName,
  manifestOf,
  measuredTable,
  type TraceImport,
} from "../workloads/index.ts"
import { UsageError } from "./errors.ts"

export const tableFormats = ["csv", "parquet"] as const
export type TableFormat = (typeof tableFormats)[number]

export interface WrittenTable {
  readonly file: string
  readonly rows: number
  readonly bytes: number
}

/** Throws UsageError where the folder holds anything but a trace that was written before. */
export function claimTraceFolder(folder: string): void {
  const status = statSync(folder, { throwIfNoEntry: false })
  if (status === undefined) return
  if (!status.isDirectory()) throw new UsageError(`"${folder}" is a file. Give --out another one.`)
  const foreign = readdirSync(folder).find((name) => !isOurs(name))
  if (foreign !== undefined)
    throw new UsageError(
      `The folder "${folder}" holds other files ("${foreign}"). Give --out a new or empty folder.`,
    )
}

/** Writes every table, and trace.json last. `reshape` is told in it, so that the folder says how it came to be. */
export function writeTraceFolder(
  folder: string,
  imported: TraceImport,
  format: TableFormat,
  reshape?: string,
): WrittenTable[] {
  claimTraceFolder(folder)
  const parent = dirname(folder)
  mkdirSync(parent, { recursive: true })
  const [fresh, stale] = ["new", "old"].map((age) =>
    join(parent, `.${basename(folder)}.${process.pid}.${age}`),
  )
  mkdirSync(fresh)
  try {
    const written = writeFiles(fresh, imported, format, reshape)
    if (statSync(folder, { throwIfNoEntry: false }) !== undefined) renameSync(folder, stale)
    renameSync(fresh, folder)
    return written
  } finally {
    rmSync(fresh, { recursive: true, force: true })
    rmSync(stale, { recursive: true, force: true })
  }
}

function writeFiles(
  folder: string,
  imported: TraceImport,
  format: TableFormat,
  reshape: string | undefined,
): WrittenTable[] {
  const { workload, measured } = imported
  const tables = [...canonicalTables(workload), ...(measured === undefined ? [] : [measuredTable(measured)])]
  const write = format === "csv" ? writeCsv : writeParquet
  const written = tables.map((table) => {
    const file = `${table.name}.${format}`
    const path = join(folder, file)
    writeAtomically(path, (sink) => write(table, sink))
    return { file, rows: table.rowCount, bytes: statSync(path).size }
  })
  const text = `${JSON.stringify(manifestOf(imported, reshape), undefined, 2)}\n`
  writeAtomically(join(folder, manifestName), (sink) => sink(Buffer.from(text)))
  return written
}

function isOurs(name: string): boolean {
  const [, table] = /^(\w+)\.(?:csv|parquet)$/.exec(name) ?? []
  return name === manifestName || [...canonicalTableNames, "measured"].includes(table ?? "")
}
