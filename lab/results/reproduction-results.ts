/**
 * What a reproduction of published results comes to: rows of our own, and each published value beside ours. Plain data:
 * the page, the tables and the command line are made from it.
 */

/** Flat: fields of spec by name, snake_case with the unit last. Rows of one reproduction may differ in their fields. */
export type ReproductionRow = Readonly<Record<string, string | number | null>>

/** A published value beside ours. */
export interface PublishedCheck {
  /** What is compared, in a few words that tell it apart from the others: "fcfs, no backfilling: bounded slowdown". */
  readonly what: string
  readonly ours: number
  readonly theirs: number
  /** The greatest difference that still counts as the same; why so much is in the notes or in `because`. */
  readonly tolerance: number
  readonly because: string
}

export interface JudgedCheck extends PublishedCheck {
  /** Ours less theirs. */
  readonly difference: number
  readonly verdict: "reproduced" | "differs"
}

/** Rows drawn as lines: one per value of `series`, a panel per value of `panel` if there is one. */
export interface Curve {
  readonly id: string
  readonly title: string
  /** What it shows, with numbers. */
  readonly sentence: string
  readonly x: CurveAxis
  readonly y: CurveAxis
  /** The field of the rows whose values are told apart by colour. */
  readonly series: string
  /** Rows that are drawn; all if absent. */
  readonly where?: Readonly<Record<string, string | number>>
}

export interface CurveAxis {
  readonly field: string
  readonly label: string
  readonly scale: "linear" | "log"
}

export interface ReproductionResults {
  readonly name: string
  readonly about: string
  readonly source: string
  /** Repeats the run, with every choice spelled out. */
  readonly command: string
  readonly version: string
  readonly rows: readonly ReproductionRow[]
  readonly checks: readonly JudgedCheck[]
  readonly curves: readonly Curve[]
  /** What a reader should know: which choices were made, how modes differ, what was left out. One sentence or a few each. */
  readonly notes: readonly string[]
  readonly cpu_s: number
  readonly wall_s: number
}

/** Adds the difference and the verdict. The last bits of a sum of doubles are never what decides. */
export function judged(check: PublishedCheck): JudgedCheck {
  const difference = check.ours - check.theirs
  const dust = 1e-9 * Math.max(Math.abs(check.theirs), 1e-3)
  const isSame = Math.abs(difference) <= check.tolerance + dust
  return { ...check, difference, verdict: isSame ? "reproduced" : "differs" }
}
