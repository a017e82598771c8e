/** Reports: results of an experiment as one page, as pictures and data files, and as a summary in Markdown. */
import type { ExperimentResults } from "../lab/results/index.ts"
import { figures } from "./figures/index.ts"
import { markdown } from "./markdown.ts"
import { displayed } from "./names.ts"
import { page } from "./page.ts"
import { standaloneSvg } from "./picture.ts"
import { pngOf } from "./render.ts"
import { csvOf } from "./table.ts"
import { type Verdict, verdictOf } from "./verdict.ts"

export { renderAnswer } from "./answer-page.ts"
export type { FitPage, FitSection } from "./fit-data.ts"
export { renderFits } from "./fit-page.ts"
export { renderReproduction, reproductionVerdict } from "./reproduction-page.ts"
export { isAtLeast } from "./unfinished.ts"
export type { Verdict } from "./verdict.ts"

/** One HTML file with everything in it: no script, no network. The same results give the same bytes. */
export function renderReport(results: ExperimentResults): Promise<string> {
  return page(displayed(results))
}

export type FigureFormat = "svg" | "png" | "csv"

export interface FigureFile {
  /** Such as "figure-04-waits.svg". */
  readonly name: string
  readonly bytes: Uint8Array
}

/** Each figure that the results can fill, drawn when it is asked for. */
export async function* renderFigures(
  results: ExperimentResults,
  format: FigureFormat,
): AsyncGenerator<FigureFile> {
  const shown = displayed(results)
  for (const figure of figures) {
    if (!figure.applies(shown)) continue
    const name = `figure-${String(figure.number).padStart(2, "0")}-${figure.id}.${format}`
    if (format === "csv") yield { name, bytes: Buffer.from(csvOf(figure.table(shown))) }
    else {
      const svg = await standaloneSvg(figure, shown)
      yield { name, bytes: format === "svg" ? Buffer.from(svg) : pngOf(svg) }
    }
  }
}

/** The verdict, the numbers by policy and the repeat command. */
export function markdownSummary(results: ExperimentResults): string {
  return markdown(displayed(results))
}

/** The sentences with which the page begins, for the terminal. */
export function verdict(results: ExperimentResults): Verdict {
  return verdictOf(displayed(results))
}
