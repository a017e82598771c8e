/** The heuristics' rows of RLScheduler's tables V and VI: bounded slowdown and utilisation, with and without backfilling. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { byRequest, bySubmit, f1, type Score, unicep, wfp3 } from "../../../policies/index.ts"
import type { PublishedCheck, ReproductionRow } from "../../results/index.ts"
import { type Reproduction, ReproductionError, type ReproductionProgress } from "../contract.ts"
import {
  type Rules,
  runSequence,
  type SequenceResult,
  type WaitSeen,
  waitSeenFromMinusOne,
  waitSeenUntilNow,
} from "./environment.ts"
import { type JobLog, readJobLog } from "./jobs.ts"
import {
  type HeuristicName,
  heuristicNames,
  type PublishedTable,
  publishedTables,
  sequenceTolerance,
  utilisationTolerance,
} from "./published.ts"
import { runThroughOwnPlane } from "./own-planes.ts"
import { startIndices } from "./start-indices.ts"

/** Ten sequences of 1,024 jobs, drawn with seed 1 from the first 10,000. Source: their make_table_script.py. */
const sequenceLength = 1024
const sequenceCount = 10
const seed = 1
const jobsDrawnFrom = 10_000

const traceFiles = ["lublin_256.swf", "HPC2N-2002-2.2-cln.swf", "lublin_256_new2.swf"]

const asTheyStand: Score = () => 0
const heuristics: Readonly<Record<HeuristicName, Pick<Rules, "score" | "ties">>> = {
  fcfs: { score: bySubmit, ties: asTheyStand },
  wfp3: { score: wfp3, ties: asTheyStand },
  unicep: { score: unicep, ties: asTheyStand },
  sjf: { score: byRequest, ties: bySubmit },
  f1: { score: f1, ties: asTheyStand },
}

interface CellRules {
  readonly heuristic: HeuristicName
  readonly backfills: boolean
}

interface Mode {
  readonly mode: string
  readonly run: (log: JobLog, first: number, end: number, rules: CellRules) => SequenceResult
}

const modes: readonly Mode[] = [
  { mode: "published", run: inTheirEnvironment(waitSeenFromMinusOne) },
  { mode: "fixed", run: inTheirEnvironment(waitSeenUntilNow) },
  {
    mode: "textbook",
    run: (log, first, end, rules) => runThroughOwnPlane(log.jobs, first, end, log, rules),
  },
]

function inTheirEnvironment(waitSeen: WaitSeen): Mode["run"] {
  return (log, first, end, { heuristic, backfills }) =>
    runSequence(log.jobs, first, end, log, { ...heuristics[heuristic], waitSeen, backfills })
}

export const rlschedulerSc20: Reproduction = {
  name: "rlscheduler-sc20",
  about:
    "Batch heuristics on ten sequences of 1,024 jobs: bounded slowdown and utilisation, with and without backfilling",
  source:
    "Zhang et al., RLScheduler: An Automated HPC Batch Job Scheduler Using Reinforcement Learning, SC 2020, tables V and VI",
  flags: ["swf"],
  async run({ data, slice, swf }, progress) {
    const rows: ReproductionRow[] = []
    const checks: PublishedCheck[] = []
    const notes = [...standingNotes]
    for (const path of tracesAskedFor(data, slice, swf)) {
      const log = await readJobLog(path)
      const cells = runCells(log, startsIn(log), progress)
      rows.push(...cells.map((cell) => rowOf(log, cell)))
      checks.push(...checksOf(data, log, cells))
      if (log.requestsMended > 0)
        notes.push(
          `${log.name}: ${log.requestsMended} jobs request no time at all, by which theirs would divide; here they request one second.`,
        )
    }
    return { rows, checks, notes }
  },
}

const standingNotes = [
  "published: waiting jobs are scored as if they had waited from their submission until one second before the log began, for the start of a job that has not started stands as −1. That wait is below zero, so WFP3 and UNICEP prefer long requests, the opposite of what is meant.",
  "fixed: the same in everything but that: the wait is from the submission until now. FCFS, SJF and F1 do not look at the wait, and stay as they are.",
  "textbook: the same jobs through batch/fcfs, wfp3, … of Mesoscope itself, and through EASY backfilling: whoever is first is asked anew at every arrival and end, and utilisation is measured up to the last end. Without backfilling FCFS must come to what is published, and does.",
  "The first two keep what is peculiar to their simulator: the first of the queue is chosen for good, and later arrivals may not overtake it while it waits; a backfilled job must end before the chosen one's start as it was estimated once; utilisation is measured up to the last start, so it is greater than what a machine's owner would find.",
  "Ten sequences of 1,024 jobs on a machine that is empty at first, drawn as gym and numpy draw them from seed 1 out of the first 10,000 jobs, in the order of the jobs' numbers. Jobs without a run time are left out.",
]

function tracesAskedFor(data: string, slice: boolean, swf: string | undefined): string[] {
  if (swf !== undefined) return [swf]
  const wanted = slice ? traceFiles.slice(0, 1) : traceFiles
  const paths = wanted.map((name) => join(data, "traces/swf", `${name}.gz`))
  const missing = paths.find((path) => !existsSync(path))
  if (missing === undefined) return paths
  throw new ReproductionError(
    `There is no ${missing}. Give --swf FILE, or set MESOSCOPE_DATA to the folder of the traces.`,
  )
}

function startsIn(log: JobLog): number[] {
  const high = Math.min(log.jobs.length, jobsDrawnFrom) - sequenceLength - 1
  if (high <= sequenceLength)
    throw new ReproductionError(
      `${log.name} has ${log.jobs.length} jobs; sequences of ${sequenceLength} are drawn from ${2 * sequenceLength + 2} or more. Give a longer trace.`,
    )
  const wide = log.jobs.findIndex(({ nodes }) => nodes > log.nodes)
  if (wide >= 0)
    throw new ReproductionError(
      `${log.name}: job ${wide + 1} of those that ran asks for ${log.jobs[wide].processors} processors, and the machine has ${log.processors}; theirs would wait for ever. Leave the job out.`,
    )
  return startIndices(seed, sequenceCount, sequenceLength, high)
}

interface Cell {
  readonly mode: string
  readonly backfill: 0 | 1
  readonly heuristic: HeuristicName
  readonly sequences: readonly SequenceResult[]
}

function runCells(log: JobLog, starts: readonly number[], progress: ReproductionProgress): Cell[] {
  return modes.flatMap(({ mode, run }) =>
    ([0, 1] as const).flatMap((backfill) =>
      heuristicNames.map((heuristic) => {
        progress(log.name, undefined, `${mode}, ${heuristic}`)
        const rules = { heuristic, backfills: backfill === 1 }
        const sequences = starts.map((first) => run(log, first, first + sequenceLength, rules))
        return { mode, backfill, heuristic, sequences }
      }),
    ),
  )
}

const meanOf = (sequences: readonly SequenceResult[], field: keyof SequenceResult) =>
  sequences.reduce((sum, one) => sum + one[field], 0) / sequences.length

function rowOf(log: JobLog, { mode, backfill, heuristic, sequences }: Cell): ReproductionRow {
  return {
    trace: log.name,
    mode,
    backfill,
    heuristic,
    bounded_slowdown: meanOf(sequences, "boundedSlowdown"),
    utilisation: meanOf(sequences, "utilisation"),
  }
}

function checksOf(data: string, log: JobLog, cells: readonly Cell[]): PublishedCheck[] {
  const because = "half of the last printed digit"
  return publishedTables(data, log.name).flatMap((table) =>
    cells
      .filter(({ mode, backfill }) => mode === "published" && backfill === table.backfill)
      .flatMap(({ heuristic, sequences }) => {
        const subject = `${log.name}, ${heuristic}, ${table.backfill === 1 ? "backfilling" : "no backfilling"}`
        const own = {
          what: `${subject}: bounded slowdown`,
          ours: meanOf(sequences, "boundedSlowdown"),
          theirs: table.boundedSlowdown[heuristic],
          tolerance: table.slowdownTolerance,
          because,
        }
        const use = {
          what: `${subject}: utilisation`,
          ours: meanOf(sequences, "utilisation"),
          theirs: table.utilisation[heuristic],
          tolerance: utilisationTolerance,
          because,
        }
        const each = (table.perSequence?.[heuristic] ?? []).map((theirs, i) => ({
          what: `${subject}: bounded slowdown of sequence ${i + 1}`,
          ours: sequences[i].boundedSlowdown,
          theirs,
          tolerance: sequenceTolerance,
          because,
        }))
        return [own, use, ...each, ...ownPlaneCheck(log, cells, table, heuristic)]
      }),
  )
}

/** First come, first served without overtaking is the same in every simulator, so our own must agree to the printed digit. */
function ownPlaneCheck(
  log: JobLog,
  cells: readonly Cell[],
  table: PublishedTable,
  heuristic: HeuristicName,
): PublishedCheck[] {
  if (heuristic !== "fcfs" || table.backfill === 1) return []
  return cells
    .filter((cell) => cell.mode === "textbook" && cell.heuristic === "fcfs" && cell.backfill === 0)
    .map(({ sequences }) => ({
      what: `${log.name}, fcfs, no backfilling, through batch/fcfs: bounded slowdown`,
      ours: meanOf(sequences, "boundedSlowdown"),
      theirs: table.boundedSlowdown.fcfs,
      tolerance: table.slowdownTolerance,
      because: "half of the last printed digit",
    }))
}
