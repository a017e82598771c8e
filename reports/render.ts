/**
 * Vega-Lite to SVG without a browser and without a canvas, and SVG to PNG with the fonts that come with us, so that
 * a figure has the same bytes on every machine.
 */
import { Resvg } from "@resvg/resvg-js"
import * as vega from "vega"
import { compile, type TopLevelSpec } from "vega-lite"
import { type Drawing, readDrawing } from "./svg.ts"
import { boldFont, regularFont, textWidth } from "./text-width.ts"
import { fontFamily, vegaConfig } from "./theme.ts"

interface TextItem {
  readonly text?: unknown
  readonly fontSize?: number
  readonly fontWeight?: string | number
}

/** Vega's measure of text, which it lets be replaced but does not declare. */
const { textMetrics } = vega as unknown as {
  textMetrics: { width: (item: TextItem, text?: unknown) => number }
}
textMetrics.width = (item, text = item.text) => {
  if (text === null || text === undefined) return 0
  const lines = Array.isArray(text) ? text : [text]
  const bold = item.fontWeight === "bold" || Number(item.fontWeight) >= 600
  return Math.max(0, ...lines.map((line) => textWidth(String(line), { size: item.fontSize ?? 11, bold })))
}

/** A figure reads nothing: all its data stands in the specification. */
const noLoader = {
  load: () => Promise.reject(new Error("A figure may not load anything.")),
  sanitize: () => Promise.reject(new Error("A figure may not link to anything.")),
  http: () => Promise.reject(new Error("A figure may not load anything.")),
  file: () => Promise.reject(new Error("A figure may not load anything.")),
}

/** Draws a specification; `id` makes its inner ids unique on a page. `warn` hears what Vega has to say. */
export async function drawSpec(
  spec: TopLevelSpec,
  { id, warn = () => undefined }: { id: string; warn?: (message: string) => void },
): Promise<Drawing> {
  const logger = vega.logger(vega.Warn, undefined, (_method, _level, messages) => warn(messages.join(" ")))
  const compiled = compile(spec, { config: vegaConfig, logger }).spec
  const view = new vega.View(vega.parse(compiled), { renderer: "none", loader: noLoader, logger })
  try {
    return readDrawing(await view.toSVG(), id)
  } finally {
    view.finalize()
  }
}

/** A picture twice as fine as its size in pixels, for documents and slides. */
export function pngOf(svg: string, { background = "#ffffff" } = {}): Uint8Array {
  const image = new Resvg(svg, {
    background,
    fitTo: { mode: "zoom", value: 2 },
    font: {
      loadSystemFonts: false,
      fontFiles: [regularFont, boldFont],
      defaultFontFamily: fontFamily,
      sansSerifFamily: fontFamily,
    },
  })
  return image.render().asPng()
}
