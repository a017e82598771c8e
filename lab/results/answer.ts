/**
 * What a question to the lab comes to: a sentence, tables, lines to draw, and what to know. Plain data: the page, the
 * tables and the command line are made from it.
 */
import type { Curve, ReproductionRow } from "./reproduction-results.ts"

export interface Answer {
  /** Such as "size"; the name of the command. */
  readonly kind: string
  readonly question: string
  readonly headline: string
  /** Repeats the run, with every choice spelled out. */
  readonly command: string
  readonly version: string
  readonly tables: readonly AnswerTable[]
  /** Drawn from the rows of the table that each names. */
  readonly curves: readonly (Curve & { readonly table: string })[]
  /** What a reader should know, a sentence or a few each. */
  readonly notes: readonly string[]
}

export interface AnswerTable {
  /** Also the name of its file: "curve" is curve.csv. */
  readonly name: string
  readonly title: string
  readonly rows: readonly ReproductionRow[]
}
