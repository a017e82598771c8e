/**
 * The folder of a sweep: a journal of finished trials, from which everything else is made; sweep.json; the trials, roles and
 * comparisons of all points as tables, with what varies in their first columns; and a folder for each point, if pages are asked for.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { writeAtomically } from "./atomic-write.ts"
import { claim, removeTemporaries, type RunIdentity } from "./claim.ts"
import type { ExperimentResults } from "./experiment-results.ts"
import { experimentTable } from "./experiment-tables.ts"
import { writeTable } from "./folder.ts"
import { type Column, missing, type Table } from "./table.ts"

const sweepFile = "sweep.json"
const format = "mesoscope sweep 1"
const checksFile = "thresholds.xml"
const pointsFolder = "points"
const tableNames = ["trials", "roles", "comparisons"] as const
const journalPattern = /^trials(?:-\d+-of-\d+)?\.(?:journal|lock)$/

/** A part of the trials, as --shard names it: `part` from 1 to `of`. */
export interface Shard {
  readonly part: number
  readonly of: number
}

export type Value = string | number

export interface SweepPoints {
  /** The names of what varies. */
  readonly varied: readonly string[]
  /** Of each point, its values in that order. */
  readonly points: readonly (readonly Value[])[]
}

/** Makes the folder if it is missing. Throws ResultsFolderError unless it is empty or holds a sweep of that identity. */
export function claimSweepFolder(folder: string, run: RunIdentity): void {
  const tables = tableNames.flatMap((name) => [`${name}.csv`, `${name}.parquet`])
  const ours = new Set([sweepFile, checksFile, pointsFolder, ...tables])
  claim(folder, run, { document: sweepFile, isOurs: (name) => ours.has(name) || journalPattern.test(name) })
  removeTemporaries(folder)
  if (!existsSync(join(folder, sweepFile))) writeSweepDocument(folder, run, null)
}

export function journalFile(folder: string, shard?: Shard): string {
  return join(folder, `trials${shard === undefined ? "" : `-${shard.part}-of-${shard.of}`}.journal`)
}

/** All journals in a folder, sorted. */
export function journalsIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => journalPattern.test(name) && name.endsWith(".journal"))
  return names.sort().map((name) => join(folder, name))
}

/** The verdicts on thresholds as JUnit reads them; undefined removes those of an earlier run. */
export function writeChecks(folder: string, junit: string | undefined): void {
  const path = join(folder, checksFile)
  if (junit === undefined) rmSync(path, { force: true })
  else writeAtomically(path, (sink) => sink(Buffer.from(junit)))
}

/** The folder of a point, counted from 0; the names count from 1. */
export function pointFolder(folder: string, point: number): string {
  return join(folder, pointsFolder, String(point + 1))
}

/** Removes the pages of points that this sweep no longer has. */
export function dropPoints(folder: string, from: number): void {
  const top = join(folder, pointsFolder)
  if (!existsSync(top)) return
  for (const name of readdirSync(top))
    if (/^\d+$/.test(name) && Number(name) > from) rmSync(join(top, name), { recursive: true })
}

/** `results` in the order of the points. */
export function writeSweepTables(
  folder: string,
  points: SweepPoints,
  results: readonly Pick<ExperimentResults, (typeof tableNames)[number]>[],
): void {
  for (const name of tableNames) writeTable(folder, joined(name, points, results))
}

/** One line per field, the last thing that is written; `results` null while the sweep is not finished. */
export function writeSweepDocument(folder: string, run: RunIdentity, results: object | null): void {
  mkdirSync(folder, { recursive: true })
  const fields = Object.entries({ format, run, results })
  const lines = fields.map(([name, value]) => `${JSON.stringify(name)}: ${documentText(value)}`)
  writeAtomically(join(folder, sweepFile), (sink) => sink(Buffer.from(`{\n${lines.join(",\n")}\n}\n`)))
}

const documentText = (value: unknown) => JSON.stringify(value, undefined, typeof value === "object" ? 1 : 0)

function joined(
  name: (typeof tableNames)[number],
  { varied, points }: SweepPoints,
  results: readonly Pick<ExperimentResults, (typeof tableNames)[number]>[],
): Table {
  const rows = results.flatMap((one) => one[name] as readonly object[])
  const pointOf = results.flatMap((one, point) => one[name].map(() => point))
  const own = experimentTable({ [name]: rows } as unknown as ExperimentResults, name)
  const number: Column = {
    kind: "number",
    name: "point",
    about: "",
    decimals: 0,
    at: (row) => pointOf[row] + 1,
  }
  const settings = varied.map((setting, s) =>
    settingColumn(
      setting,
      points.map((point) => point[s]),
      (row) => pointOf[row],
    ),
  )
  return { ...own, columns: [number, ...settings, ...own.columns] }
}

/** Numbers where all values are, else texts. */
function settingColumn(name: string, values: readonly Value[], pointOf: (row: number) => number): Column {
  if (values.every((value) => typeof value === "number"))
    return { kind: "real", name, about: "", at: (row) => values[pointOf(row)] }
  const texts = [...new Set(values.map(String))]
  const places = values.map((value) => texts.indexOf(String(value)))
  return { kind: "text", name, about: "", texts, at: (row) => places[pointOf(row)] ?? missing }
}
