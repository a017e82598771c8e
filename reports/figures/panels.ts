/** Small multiples: panels of one size in a grid, with one legend, labels only at the left and at the foot. */
import type { TopLevelSpec } from "vega-lite"
import type { Field } from "vega-lite/types_unstable/channeldef.js"
import type { LayerSpec } from "vega-lite/types_unstable/spec/layer.js"
import type { UnitSpec } from "vega-lite/types_unstable/spec/unit.js"
import { fitted, textWidth } from "../text-width.ts"
import { colour, labelSize, type Layout, titleSize } from "../theme.ts"
import { type Axis, pixelOf } from "./axes.ts"

export type Layer = LayerSpec<Field> | UnitSpec<Field>

export interface Panel {
  /** One line, or several of which the first may be for a whole column and the last for a whole row. */
  readonly title?: string | readonly string[]
  readonly x: Axis
  readonly y: Axis
  /** Marks on the shared x and y, in fields "x" and "y". */
  readonly layers: Layer[]
}

export interface Grid {
  readonly layout: Layout
  readonly columns: number
  readonly panelCount: number
  readonly height: number | ((index: number) => number)
  /** Pixels at the left for the labels of y, and free ones at the right. */
  readonly left: number
  readonly right?: number
  /** Pixels between columns, and between rows. */
  readonly gap?: number
  readonly rowGap?: number
  readonly legend?: readonly LegendEntry[]
  /** Every panel has its own x and so its own labels. */
  readonly everyFoot?: boolean
  readonly panel: (index: number, size: PanelSize) => Panel
}

export interface PanelSize {
  readonly width: number
  readonly height: number
}

const columnGap = 24

export function panelWidth({
  layout,
  columns,
  left,
  right = 8,
  gap = columnGap,
}: Omit<Grid, "panel">): number {
  return Math.floor((layout.width - left - right - (columns - 1) * gap) / columns)
}

/**
 * How many columns fill every row with so many panels, three at the most: where the rows take turns in what y means,
 * and its labels stand at the left only, a row that is not full would go on with the next one's y.
 */
export function fullColumns(panelCount: number, { narrow }: Layout): number {
  return narrow ? 1 : ([3, 2].find((columns) => panelCount % columns === 0) ?? 1)
}

export function grid(settings: Grid): TopLevelSpec {
  const {
    layout,
    columns,
    panelCount,
    height,
    left,
    legend = [],
    everyFoot = false,
    gap = columnGap,
    rowGap,
    panel,
  } = settings
  const width = panelWidth(settings)
  const heightOf = typeof height === "number" ? () => height : height
  const panels = Array.from({ length: panelCount }, (_, i) => panel(i, { width, height: heightOf(i) }))
  /** Room for the second and further lines of the first titles. */
  const extra =
    Math.max(0, ...panels.map(({ title }) => (typeof title === "object" ? title.length - 1 : 0))) *
    (titleSize + 3)
  const titled = panels.some(({ title }) => title !== undefined)
  const concat = panels.map(({ title, x, y, layers }, i): Layer => {
    const atLeft = i % columns === 0
    const atRight = i % columns === columns - 1
    const atFoot = everyFoot || i + columns >= panelCount
    return {
      width,
      height: heightOf(i),
      ...(title === undefined
        ? {}
        : {
            title: {
              text:
                typeof title === "string"
                  ? fitted(title, width, { size: titleSize, bold: true })
                  : [...title],
            },
          }),
      encoding: {
        x: {
          field: "x",
          type: "quantitative",
          scale: scaleOf(x),
          axis: {
            ...axisOf(untouched(x, { width, gap, atLeft, atRight })),
            labels: atFoot,
            ticks: atFoot,
            title: atFoot ? x.title : null,
          },
        },
        y: {
          field: "y",
          type: "quantitative",
          scale: scaleOf(y),
          axis: {
            ...axisOf(y),
            labels: atLeft,
            title: atLeft ? y.title : null,
            minExtent: left - 18,
            maxExtent: left - 18,
          },
        },
      },
      layer: layers,
    }
  })
  const rows = { row: rowGap ?? (titled ? 34 : 18) + (everyFoot ? 26 : 0), column: gap }
  const body = { concat, columns, spacing: rows, bounds: "flush" as const }
  if (legend.length === 0) return body
  const head = legendRow(legend, layout.width - left)
  return { vconcat: [head, body], spacing: (titled ? 34 : 14) + extra, bounds: "flush" }
}

/** Without the labels at the ends that would touch those of the next panel. */
function untouched(
  axis: Axis,
  { width, gap, atLeft, atRight }: { width: number; gap: number; atLeft: boolean; atRight: boolean },
): Axis {
  const room = gap / 2 - 4
  const ticks = axis.ticks.map(({ value, label }) => {
    const half = textWidth(label, { size: labelSize }) / 2
    const at = pixelOf(axis, value, width)
    const touches = (!atLeft && at - half < -room) || (!atRight && at + half > width + room)
    return { value, label: touches ? "" : label }
  })
  return { ...axis, ticks }
}

const scaleOf = (axis: Axis) => ({
  type: axis.scale,
  domain: [...axis.domain],
  nice: false,
  zero: false,
  ...(axis.scale === "symlog" ? { constant: 1 } : {}),
})

/** The labels stand in the expression as constants; only our own numbers and units are in them. */
const axisOf = ({ ticks, grid: lines }: Axis) => ({
  ...(lines === undefined ? {} : { grid: lines }),
  values: ticks.map(({ value }) => value),
  labelExpr: `${JSON.stringify(Object.fromEntries(ticks.map(({ value, label }) => [String(value), label])))}[datum.value]`,
})

export interface LegendEntry {
  readonly label: string
  readonly colour: string
  readonly sign: "area" | "line" | "dashes" | "point" | "ring" | "tick"
  readonly shape?: string
  readonly opacity?: number
}

const signWidth = 16
const lineHeight = 19

/** A legend in as many lines as it needs. */
function legendRow(entries: readonly LegendEntry[], width: number): Layer {
  let [x, line] = [0, 0]
  const placed = entries.map((entry) => {
    const label = fitted(entry.label, width - signWidth - 8, { size: labelSize })
    const length = signWidth + 6 + textWidth(label, { size: labelSize }) + 18
    if (x > 0 && x + length - 18 > width) [x, line] = [0, line + 1]
    const place = {
      ...entry,
      label,
      x,
      middle: x + signWidth / 2,
      end: x + signWidth,
      text: x + signWidth + 6,
      y: line,
    }
    x += length
    return place
  })
  const lines = line + 1
  const at = (field: string) => ({
    field,
    type: "quantitative" as const,
    axis: null,
    scale: { domain: [0, width], zero: false, nice: false },
  })
  const y = {
    field: "y",
    type: "quantitative" as const,
    axis: null,
    scale: { domain: [lines - 0.5, -0.5], zero: false, nice: false },
  }
  const only = (...signs: string[]) => ({ values: placed.filter(({ sign }) => signs.includes(sign)) })
  const paint = { field: "colour", type: "nominal" as const, scale: null, legend: null }
  const layer: UnitSpec<Field>[] = [
    {
      data: only("area"),
      mark: {
        type: "point",
        shape: "square",
        filled: true,
        size: 150,
        stroke: colour.axis,
        strokeWidth: 0.5,
      },
      encoding: {
        x: at("middle"),
        y,
        fill: paint,
        opacity: { field: "opacity", type: "quantitative", scale: null, legend: null },
      },
    },
    {
      data: only("point"),
      mark: { type: "point", filled: true, size: 80, opacity: 1 },
      encoding: {
        x: at("middle"),
        y,
        color: paint,
        shape: { field: "shape", type: "nominal", scale: null, legend: null },
      },
    },
    {
      data: only("ring"),
      mark: { type: "point", filled: false, size: 62, opacity: 1, strokeWidth: 1.8 },
      encoding: {
        x: at("middle"),
        y,
        color: paint,
        shape: { field: "shape", type: "nominal", scale: null, legend: null },
      },
    },
    {
      data: only("line"),
      mark: { type: "rule", strokeWidth: 2.4 },
      encoding: { x: at("x"), x2: { field: "end" }, y, color: paint },
    },
    {
      data: only("dashes"),
      mark: { type: "rule", strokeWidth: 1.8, strokeDash: [5, 3] },
      encoding: { x: at("x"), x2: { field: "end" }, y, color: paint },
    },
    {
      data: only("tick"),
      mark: { type: "tick", orient: "vertical", thickness: 2.5, size: 14, opacity: 1 },
      encoding: { x: at("middle"), y, color: paint },
    },
    {
      data: { values: placed },
      mark: { type: "text", align: "left", baseline: "middle", color: colour.ink },
      encoding: { x: at("text"), y, text: { field: "label", type: "nominal" } },
    },
  ]
  const used = layer.filter(
    ({ data }) =>
      data !== null && data !== undefined && "values" in data && (data.values as unknown[]).length > 0,
  )
  return { width, height: lines * lineHeight, layer: used, view: { stroke: null } }
}
