/** Rows of a reproduction drawn as lines with their points, one colour per series. */
import type { TopLevelSpec } from "vega-lite"
import type { Curve, CurveAxis, ReproductionRow } from "../lab/results/index.ts"
import { type Markup, Markup as Source, markup } from "./escape.ts"
import { drawSpec } from "./render.ts"
import { type Layout, narrow, policyColour, policyShape, wide } from "./theme.ts"

/** Both drawings for a page, of which its style sheet shows the one that fits the screen. */
export async function curveMarkup(curve: Curve, rows: readonly ReproductionRow[]): Promise<Markup> {
  const drawings: Markup[] = []
  for (const layout of [wide, narrow]) {
    const kind = layout.narrow ? "narrow" : "wide"
    const { width, height, body } = await drawSpec(specOf(curve, rows, layout), {
      id: `${curve.id}${layout.narrow ? "-n" : ""}`,
    })
    drawings.push(
      markup`<svg class="drawing ${kind}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${curve.title}. ${curve.sentence}">${new Source(body)}</svg>\n`,
    )
  }
  return markup`<figure id="${curve.id}">
<h2>${curve.title}</h2>
<p class="sentence">${curve.sentence}</p>
${drawings}</figure>
`
}

function specOf(curve: Curve, rows: readonly ReproductionRow[], layout: Layout): TopLevelSpec {
  const values = rows.filter((row) => isShown(row, curve))
  const series = [...new Set(values.map((row) => String(row[curve.series])))]
  const colours = { domain: series, range: series.map((_, i) => policyColour(i)) }
  const shapes = { domain: series, range: series.map((_, i) => policyShape(i)) }
  const encoding = {
    x: axisOf(curve.x),
    y: axisOf(curve.y),
    color: { field: curve.series, type: "nominal", scale: colours, sort: series },
  } as const
  return {
    data: { values: values.map((row) => ({ ...row })) },
    width: layout.width - (layout.narrow ? 70 : 90),
    height: layout.narrow ? 220 : 300,
    layer: [
      { mark: { type: "line" }, encoding },
      {
        mark: { type: "point", filled: true, size: 42, opacity: 1 },
        encoding: {
          ...encoding,
          shape: { field: curve.series, type: "nominal", scale: shapes, sort: series },
        },
      },
    ],
  }
}

/** A logarithmic axis has no place for zero and below. */
function isShown(row: ReproductionRow, { where = {}, x, y }: Curve): boolean {
  const isThere = ({ field, scale }: CurveAxis) => {
    const value = row[field]
    return typeof value === "number" && (scale === "linear" || value > 0)
  }
  return isThere(x) && isThere(y) && Object.entries(where).every(([field, value]) => row[field] === value)
}

const axisOf = ({ field, label, scale }: CurveAxis) =>
  ({ field, type: "quantitative", title: label, scale: { type: scale }, axis: { tickCount: 6 } }) as const
