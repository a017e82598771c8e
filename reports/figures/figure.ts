/** What a figure is: pure functions of the results, so the same results give the same picture. */
import type { TopLevelSpec } from "vega-lite"
import type { ExperimentResults } from "../../lab/results/index.ts"
import type { Drawing } from "../svg.ts"
import type { DataTable } from "../table.ts"
import type { Layout } from "../theme.ts"

interface FigureWords {
  readonly id: string
  /** Its number in the list of charts. */
  readonly number: number
  /** False if the results hold nothing that it could show. */
  applies(results: ExperimentResults): boolean
  title(results: ExperimentResults): string
  /** What it shows, in plain words and with numbers. */
  sentence(results: ExperimentResults): string
  /** Which runs it stands on: n, seeds, what was left out or put together. */
  basis(results: ExperimentResults): string
  /** What somebody should know who cannot see it. */
  alt(results: ExperimentResults): string
  /** The numbers behind it, for the page's data table and for CSV. */
  table(results: ExperimentResults): DataTable
}

export interface VegaFigure extends FigureWords {
  readonly kind: "vega-lite"
  spec(results: ExperimentResults, layout: Layout): TopLevelSpec
}

/** Drawn with d3, where a table becomes a shape and Vega-Lite has no mark for it. */
export interface ShapeFigure extends FigureWords {
  readonly kind: "shape"
  shape(results: ExperimentResults, layout: Layout): Drawing
}

export type Figure = VegaFigure | ShapeFigure
