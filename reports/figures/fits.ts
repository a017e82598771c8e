/** A fit beside its original: distributions as overlaid curves, arrivals over the day, their memory, and the demand. */
import type { TopLevelSpec } from "vega-lite"
import type { FitCard, FitMeasure, FitPair } from "../fit-data.ts"
import { duration, fixed } from "../numbers.ts"
import { colour, type Layout, policyColour } from "../theme.ts"
import { type Axis, durationAxis, linearAxis, shareAxis, symlog, timeAxis } from "./axes.ts"
import { grid, type Layer, type LegendEntry } from "./panels.ts"

const colours: FitPair<string> = { original: colour.ink, generated: policyColour(1) }
const widths: FitPair = { original: 2.6, generated: 1.4 }

const fitLegend: readonly LegendEntry[] = [
  { label: "the trace", colour: colours.original, sign: "line" },
  { label: "drawn from the model", colour: colours.generated, sign: "line" },
]

interface Point {
  readonly x: number
  readonly y: number
}

function linesOf(points: FitPair<readonly Point[]>, interpolate: "linear" | "step-after"): Layer[] {
  return (["original", "generated"] as const).map((which) => ({
    data: { values: [...points[which]] },
    mark: {
      type: "line",
      interpolate,
      color: colours[which],
      strokeWidth: widths[which],
    },
    // In the order of the points: a curve may stand upright.
    encoding: { order: { field: "i", type: "quantitative" } },
  }))
}

const numbered = (points: readonly Point[]) => points.map((point, i) => ({ ...point, i }))

/** Panels of cumulative distributions, the share of jobs or tasks below each value. */
export function distributionsSpec(measures: readonly FitMeasure[], layout: Layout): TopLevelSpec {
  return grid({
    layout,
    columns: layout.narrow ? 1 : 3,
    panelCount: measures.length,
    height: layout.narrow ? 150 : 170,
    left: 52,
    gap: 30,
    everyFoot: true,
    rowGap: 84,
    legend: fitLegend,
    panel: (index, { width, height }) => {
      const { name, unit, curve } = measures[index]
      const [longest, least] = [
        Math.max(...curve.original, ...curve.generated),
        Math.min(...curve.original, ...curve.generated),
      ]
      const points = (values: readonly number[]) =>
        numbered(values.map((x, i) => ({ x, y: i / (values.length - 1) })))
      return {
        title: name,
        x:
          unit === "s" || unit === "core s"
            ? secondsAxis(unit, longest, width)
            : decades(unit, [least, longest]),
        y: shareAxis(1, "at most", { length: height, vertical: true }),
        layers: linesOf(
          { original: points(curve.original), generated: points(curve.generated) },
          "step-after",
        ),
      }
    },
  })
}

const secondsAxis = (unit: string, longest: number, length: number): Axis =>
  durationAxis([0, Math.max(longest, 1)], unit === "s" ? "time" : "core × time", { length })

/** Powers of ten. */
function decades(unit: string, [least, most]: readonly [number, number]): Axis {
  const ends: readonly [number, number] = [least >= 1 ? least : 0, Math.max(most, least + 1)]
  const values = [0, ...Array.from({ length: 13 }, (_, i) => 10 ** i)].filter(
    (value) => value >= ends[0] && value <= ends[1],
  )
  const apart = values.filter(
    (value, i) =>
      i === 0 || symlog(value) - symlog(values[i - 1]) > 0.12 * (symlog(ends[1]) - symlog(ends[0])),
  )
  return {
    scale: "symlog",
    domain: ends,
    ticks: apart.map((value) => ({ value, label: short(value) })),
    title: unit === "" ? "number" : unit,
  }
}

const short = (value: number) =>
  value >= 1e6 ? `${value / 1e6} M` : value >= 1e4 ? `${value / 1e3} k` : fixed(value, 0)

const stepsOf = (values: readonly number[], width: number) =>
  numbered([...values, values[values.length - 1]].map((y, i) => ({ x: i * width, y })))

/** Arrivals by hour, their autocorrelation, and the demand over the whole span, one under the other. */
export function overTimeSpec(card: FitCard, layout: Layout): TopLevelSpec {
  const { arrivals, demand, spanSeconds } = card
  const { byHour, autocorrelation, lags, binSeconds } = arrivals
  const both = <T>(pair: FitPair<readonly number[]>, of: (values: readonly number[]) => T): FitPair<T> => ({
    original: of(pair.original),
    generated: of(pair.generated),
  })
  const most = (pair: FitPair<readonly number[]>) => Math.max(...pair.original, ...pair.generated)
  const least = Math.min(0, ...autocorrelation.original, ...autocorrelation.generated)
  const panels = [
    {
      title: "Arrivals by hour since the trace's midnight",
      x: (length: number) => ({ ...timeAxis(86_400, { length }), title: "hour" }),
      y: (length: number) => shareAxis(most(byHour), "of the arrivals", { length, vertical: true }),
      layers: linesOf(
        both(byHour, (values) => stepsOf(values, 3600)),
        "step-after",
      ),
    },
    {
      title: `Autocorrelation of arrivals per ${duration(binSeconds)}`,
      x: (length: number) => linearAxis([0, lags.at(-1) ?? 1], "lag (bins)", { length }),
      y: (length: number) => ({
        ...linearAxis([least, 1], "correlation", { length, vertical: true }),
        domain: [least, 1] as const,
      }),
      layers: linesOf(
        both(autocorrelation, (values) => numbered(values.map((y, i) => ({ x: lags[i], y })))),
        "linear",
      ),
    },
    {
      title: "Demand if every task started when its job arrives",
      x: (length: number) => timeAxis(spanSeconds, { length }),
      y: (length: number) => linearAxis([0, most(demand)], "cores", { length, vertical: true }),
      layers: linesOf(
        both(demand, (values) => stepsOf(values, spanSeconds / values.length)),
        "step-after",
      ),
    },
  ]
  return grid({
    layout,
    columns: 1,
    panelCount: panels.length,
    height: layout.narrow ? 140 : 150,
    left: 66,
    everyFoot: true,
    rowGap: 84,
    legend: fitLegend,
    panel: (index, { width, height }) => {
      const { title, x, y, layers } = panels[index]
      return { title, x: x(width), y: y(height), layers }
    },
  })
}
