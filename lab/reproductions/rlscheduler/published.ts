/** The published tables, by the name of the trace's file. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

export const heuristicNames = ["fcfs", "wfp3", "unicep", "sjf", "f1"] as const
export type HeuristicName = (typeof heuristicNames)[number]

export interface PublishedTable {
  readonly backfill: 0 | 1
  readonly boundedSlowdown: Readonly<Record<HeuristicName, number>>
  /** Half of the last digit that is printed. */
  readonly slowdownTolerance: number
  readonly utilisation: Readonly<Record<HeuristicName, number>>
  /** The bounded slowdown of each of the ten sequences, where it was kept. */
  readonly perSequence?: Readonly<Record<HeuristicName, readonly number[]>>
}

/** Utilisation is printed with three digits. */
export const utilisationTolerance = 0.0005
/** Slowdowns of single sequences are kept with two. */
export const sequenceTolerance = 0.005

/** What is published for a trace; empty if nothing is. */
export function publishedTables(data: string, trace: string): readonly PublishedTable[] {
  return /^lublin_256_new2\b/.test(trace) ? lublin2 : tablesIn(join(data, "expected/rlscheduler.json"), trace)
}

/** Two digits for slowdowns. Source: tables of the README of DIR-LAB/deep-batch-scheduler, which are tables V and VI. */
const lublin2: readonly PublishedTable[] = [
  {
    backfill: 0,
    boundedSlowdown: byName([7842.47, 9523.18, 11265.31, 787.89, 698.34]),
    slowdownTolerance: 0.005,
    utilisation: byName([0.404, 0.543, 0.51, 0.562, 0.478]),
  },
  {
    backfill: 1,
    boundedSlowdown: byName([247.61, 318.35, 379.59, 91.99, 148.25]),
    slowdownTolerance: 0.005,
    utilisation: byName([0.587, 0.583, 0.587, 0.593, 0.552]),
  },
]

/** As the file has it: theirs calls WFP3 "wfp" and UNICEP "uni". */
interface FileTable {
  readonly trace: string
  readonly backfill: 0 | 1
  readonly meanBoundedSlowdown: Readonly<Record<string, number>>
  readonly meanUtilization: Readonly<Record<string, number>>
  readonly perSequence: Readonly<Record<string, readonly number[]>>
}

const fileNames = ["fcfs", "wfp", "uni", "sjf", "f1"]

function tablesIn(path: string, trace: string): PublishedTable[] {
  if (!existsSync(path)) return []
  const tables = JSON.parse(readFileSync(path, "utf8")) as readonly FileTable[]
  return tables
    .filter((table) => table.trace.split(/[\s()]+/).includes(trace))
    .map(({ backfill, meanBoundedSlowdown, meanUtilization, perSequence }) => ({
      backfill,
      boundedSlowdown: byName(fileNames.map((name) => meanBoundedSlowdown[name])),
      slowdownTolerance: 0.0005,
      utilisation: byName(fileNames.map((name) => meanUtilization[name])),
      perSequence: byName(fileNames.map((name) => perSequence[name])),
    }))
}

function byName<T>(values: readonly T[]): Record<HeuristicName, T> {
  return Object.fromEntries(heuristicNames.map((name, i) => [name, values[i]])) as Record<HeuristicName, T>
}
