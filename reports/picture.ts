/** A figure drawn: inside a page, where the page gives it its words, or as a file of its own, which brings them along. */
import type { ExperimentResults } from "../lab/results/index.ts"
import { type Markup, Markup as Source, markup } from "./escape.ts"
import type { Figure } from "./figures/index.ts"
import { drawSpec } from "./render.ts"
import type { Drawing } from "./svg.ts"
import { wrapped } from "./text-width.ts"
import { colour, fontFamily, type Layout, narrow, wide } from "./theme.ts"

async function drawingOf(figure: Figure, results: ExperimentResults, layout: Layout): Promise<Drawing> {
  if (figure.kind === "shape") return figure.shape(results, layout)
  return drawSpec(figure.spec(results, layout), { id: `${figure.id}${layout.narrow ? "-n" : ""}` })
}

/** Both drawings for a page, of which its style sheet shows the one that fits the screen. */
export async function inlineFigure(figure: Figure, results: ExperimentResults): Promise<Markup> {
  const drawings: Markup[] = []
  for (const layout of [wide, narrow]) {
    const { width, height, body } = await drawingOf(figure, results, layout)
    const kind = layout.narrow ? "narrow" : "wide"
    drawings.push(
      markup`<svg class="drawing ${kind}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${figure.alt(results)}">${new Source(body)}</svg>\n`,
    )
  }
  return markup`${drawings}`
}

const margin = 20
const heading = { size: 17, bold: true }
const body = { size: 12 }
const small = { size: 10 }

/** A picture that explains itself: title, sentence, drawing, and which runs it stands on. */
export async function standaloneSvg(figure: Figure, results: ExperimentResults): Promise<string> {
  const drawing = await drawingOf(figure, results, wide)
  const width = Math.max(drawing.width, wide.width) + 2 * margin
  const inner = width - 2 * margin
  let y = margin
  const lines = (text: string, font: { size: number; bold?: boolean }, fill: string) =>
    wrapped(text, inner, font).map((line) => {
      y += Math.round(font.size * 1.4)
      const weight = font.bold === true ? markup` font-weight="bold"` : undefined
      return markup`<text x="${margin}" y="${y - 4}" font-size="${font.size}"${weight} fill="${fill}">${line}</text>\n`
    })
  const top = [
    ...lines(figure.title(results), heading, colour.ink),
    ...lines(figure.sentence(results), body, colour.muted),
  ]
  y += 16
  const middle = markup`<g transform="translate(${margin},${y})">${new Source(drawing.body)}</g>\n`
  y += drawing.height + 6
  const foot = lines(
    `${figure.basis(results)}. Workload: ${results.workload.name}. Mesoscope ${results.version}.`,
    small,
    colour.muted,
  )
  const height = y + margin
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fontFamily}, Verdana, sans-serif" role="img">
<title>${figure.title(results)}</title>
<desc>${figure.alt(results)}</desc>
<rect width="${width}" height="${height}" fill="${colour.paper}"/>
${top}${middle}${foot}</svg>
`.source
}
