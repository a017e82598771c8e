/** The part of a quality card that fills while rows are read, and what becomes of rows that are wrong. */
import { microsPerSecond, never, type Workload } from "../../sim/index.ts"
import { partName } from "./parts.ts"
import type { QualityCard, Skip } from "./quality-card.ts"
import { cellError, type Dialect, type Row } from "./rows.ts"
import { SlotIndex } from "./slot-index.ts"
import type { TraceError } from "./trace-error.ts"
import type { ReadSettings, TraceKind } from "./trace-format.ts"

/** What a number must be; `whole` unless said otherwise. */
export interface CellRange {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
  /** A clause, the same for every row: "a priority is 0 to 11". */
  readonly expected: string
  readonly fix?: string
}

/** So many different reasons are told apart; a card is no log. */
const mostReasons = 100

export class CardNotes {
  readonly assumptions: string[] = []
  readonly dropped: string[] = []
  readonly units: { readonly what: string; readonly why: string }[] = []
  duplicates = 0
  outOfOrder = 0
  readonly #clamps: boolean
  readonly #skips = new Map<string, Counted>()
  readonly #clamped = new Map<string, Counted>()
  readonly #imputed = new Map<string, number>()
  readonly #seen = new SlotIndex()
  #latest = Number.NEGATIVE_INFINITY

  constructor({ onError }: Pick<ReadSettings, "onError"> = {}) {
    this.#clamps = onError === "clamp"
  }

  skip(reason: string, row: Pick<Row, "file" | "line">): void {
    note(this.#skips, reason, row)
  }

  /** A row left out for what is wrong with it. */
  skipError({ problem }: TraceError): void {
    const reason = problem.column === undefined ? problem.found : `${problem.column}: ${problem.expected}`
    this.skip(reason, { file: problem.file, line: problem.line ?? 0 })
  }

  /** The number in the cell. Out of range it throws TraceError, or is the nearest end under `--on-error clamp`. */
  within(row: Row, dialect: Dialect, column: number, range: CellRange): number {
    const { least, most, whole = true, expected, fix } = range
    const value = whole ? row.integer(column) : row.number(column)
    if (value >= least && value <= most) return value
    if (!this.#clamps) throw cellError(row, dialect, column, expected, fix)
    note(this.#clamped, `${dialect.columns[column] ?? column + 1}: ${expected}`, row)
    return value < least ? least : most
  }

  /** No entry is made for a count of 0. */
  impute(what: string, count = 1): void {
    if (count > 0) this.#imputed.set(what, (this.#imputed.get(what) ?? 0) + count)
  }

  /** Told the time of each row that has one, in order of the rows: counts those that step back. */
  at(time: number): void {
    if (time < this.#latest) this.outOfOrder++
    else this.#latest = time
  }

  /** Told whom each row is about, two whole numbers; false, and counted, where a row before was about the same. */
  isNew(major: number, minor = 0): boolean {
    const count = this.#seen.count
    const isNew = this.#seen.slot(major, minor) === count
    if (!isNew) this.duplicates++
    return isNew
  }

  /** The card of what was read; `jobs` where the trace counts them otherwise than the workload. */
  card(read: {
    readonly format: string
    readonly kind?: TraceKind
    readonly paths: readonly string[]
    readonly rows: number
    readonly machineRows?: number
    readonly workload: Workload
    readonly jobs?: number
  }): QualityCard {
    const { jobs, agents, horizon } = read.workload
    const end = horizon ?? (jobs.jobCount === 0 ? 0 : jobs.jobArrival[jobs.jobCount - 1])
    let censored = 0
    for (let task = 0; task < jobs.taskCount; task++) if (jobs.taskDuration[task] === never) censored++
    return {
      format: read.format,
      kind: read.kind ?? "workload",
      files: read.paths.map(partName),
      // Of an inventory with machines, they are the rows.
      rows: (read.kind === "inventory" && read.machineRows) || read.rows,
      machineRows: read.machineRows ?? 0,
      jobs: read.jobs ?? jobs.jobCount,
      tasks: jobs.taskCount,
      agents: agents?.count ?? 0,
      spanS: end / microsPerSecond,
      skipped: listOf(this.#skips),
      clamped: listOf(this.#clamped),
      duplicates: this.duplicates,
      outOfOrder: this.outOfOrder,
      censored,
      units: this.units,
      imputed: [...this.#imputed].map(([what, count]) => ({ what, count })),
      assumptions: this.assumptions,
      dropped: this.dropped,
    }
  }
}

interface Counted {
  count: number
  readonly firstFile: string
  readonly firstLine: number
}

function note(reasons: Map<string, Counted>, reason: string, row: Pick<Row, "file" | "line">): void {
  const key = reasons.has(reason) || reasons.size < mostReasons ? reason : "other reasons"
  const known = reasons.get(key)
  if (known === undefined) reasons.set(key, { count: 1, firstFile: row.file, firstLine: row.line })
  else known.count++
}

function listOf(reasons: ReadonlyMap<string, Counted>): Skip[] {
  return [...reasons].map(([reason, counted]) => ({ reason, ...counted }))
}
