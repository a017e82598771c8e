/** Figure 17: every comparison on one scale: the paired difference in per cent of the baseline, with its interval. */
import type { ExperimentResults } from "../../lab/results/index.ts"
import { type Comparison, comparisonsOf } from "../comparison.ts"
import {
  counted,
  fixed,
  listed,
  percent,
  quantity,
  roundPercent,
  seedList,
  signed,
  signedRange,
} from "../numbers.ts"
import { quantileOf } from "../statistics.ts"
import { fitted, textWidth } from "../text-width.ts"
import { colour, labelSize, type Layout } from "../theme.ts"
import { linearAxis } from "./axes.ts"
import type { VegaFigure } from "./figure.ts"
import { grid, type Layer } from "./panels.ts"
import { policiesOf } from "./select.ts"

export const forest: VegaFigure = {
  kind: "vega-lite",
  id: "forest",
  number: 17,
  applies: (results) => linesOf(results).length > 0,
  title(results) {
    return `Every policy against ${comparisonsOf(results)[0].baseline}, seed by seed`
  },
  sentence(results) {
    const lines = linesOf(results)
    const clear = lines.filter(({ finding }) => finding === "policy" || finding === "baseline").length
    const equal = lines.filter(({ finding }) => finding === "equal").length
    const open = lines.filter(({ finding }) => finding === "unknown").length
    const zone = roundPercent(results.indifference)
    const are = (many: number, what: string) =>
      `${many === 0 ? "none is" : many === 1 ? "1 is" : `${many} are`} ${what}`
    return `Of ${counted(lines.length, "comparison")} ${are(clear, "clear")} (filled), ${are(equal, "equal")} within what matters (${zone}, or a floor) and ${are(open, "open")} (hollow). A bar that touches zero is no difference; one that does not may still be chance, for many are looked at.`
  },
  basis(results) {
    const all = comparisonsOf(results)
    const ns = [...new Set(all.map(({ row }) => row.n))].sort((a, b) => a - b)
    const left = all.length - linesOf(results).length
    return [
      `n = ${listed(ns.map(String))} pairs of runs with the same seed (${seedList(results.seeds)})`,
      "bars: 95 % intervals by Student's t, each by itself",
      `shaded: where a difference matters to nobody, ±${roundPercent(results.indifference)} or a floor`,
      `clear and equal are what holds ${families(all)}`,
      reductions(all),
      ...(left > 0 ? [`${counted(left, "more comparison")} in the table`] : []),
    ].join("; ")
  },
  alt(results) {
    const parts = linesOf(results)
      .slice(0, 12)
      .map((line) => `${line.policy} ${line.label} ${percentText(line)}`)
    return `Points with intervals on a scale of per cent around zero, one per comparison: ${listed(parts)}.`
  },
  table(results) {
    return {
      columns: [
        { name: "policy", label: "policy" },
        { name: "metric", label: "metric" },
        { name: "role", label: "role" },
        { name: "verdict", label: "verdict" },
        { name: "mean", label: "mean" },
        { name: "baseline_mean", label: "baseline" },
        { name: "difference", label: "difference" },
        { name: "interval_95", label: "95 % interval" },
        { name: "n", label: "n" },
        { name: "zone", label: "matters from" },
        { name: "p_differs", label: "p, of family" },
        { name: "variance_reduction", label: "variance less" },
      ],
      rows: comparisonsOf(results).map(({ policy, metric, role, row }) => [
        policy,
        metric.label,
        role ?? "all",
        row.verdict,
        quantity(row.mean, metric.kind),
        quantity(row.baseline_mean, metric.kind),
        signed(row.difference, metric.kind),
        signedRange(row.lo, row.hi, metric.kind),
        row.n,
        quantity(row.zone, metric.kind),
        `${chance(row.p_differs)}, ${row.family}`,
        quantity(row.variance_reduction, "share"),
      ]),
    }
  },
  spec,
}

/** "among 2 (p95 wait of all tasks) and 48 comparisons, corrected by Holm". */
function families(all: readonly Comparison[]): string {
  const sizes = [...new Set(all.map(({ row }) => row.family))].sort((a, b) => a - b)
  const leading = all.find(({ row, role }) => role === null && row.metric === "wait_p95_s")
  const told = sizes.map((size) =>
    size === leading?.row.family && sizes.length > 1
      ? `${size} (${leading.metric.label} of all tasks)`
      : `${size}`,
  )
  return `among ${listed(told)} comparisons, corrected by Holm`
}

/** What common random numbers have brought. */
function reductions(all: readonly Comparison[]): string {
  const known = all.map(({ row }) => row.variance_reduction).filter(Number.isFinite)
  const [least, most] = [Math.min(...known), Math.max(...known)]
  if (known.length === 0) return "one pair has no variance"
  return `pairing by seed takes ${percent(least)} to ${percent(most)} off the variance of a difference, ${percent(
    quantileOf(
      known.toSorted((a, b) => a - b),
      0.5,
    ),
  )} in the middle`
}

const chance = (p: number) => (p < 0.001 ? "<0.001" : fixed(p, 3))

interface Line extends Comparison {
  readonly label: string
  /** Half of the zone in which a difference matters to nobody. */
  readonly zone: number
  /** Fractions of the baseline's mean. */
  readonly mid: number
  readonly lo: number
  readonly hi: number
}

const mostLines = 40
/** Beyond this a bar only says "far", and would press all others flat. */
const furthest = 1.5

/** Whole-cluster metrics first, then roles; only what has a baseline to be a part of. */
function linesOf(results: ExperimentResults): Line[] {
  const all = comparisonsOf(results)
    .filter(({ row }) => Math.abs(row.baseline_mean) > 0 && [row.lo, row.hi].every(Number.isFinite))
    .map((comparison) => {
      const { row, metric, role } = comparison
      const base = Math.abs(row.baseline_mean)
      return {
        ...comparison,
        label: role === null ? metric.label : `${metric.label} · ${role}`,
        zone: row.zone / base,
        mid: row.difference / base,
        lo: row.lo / base,
        hi: row.hi / base,
      }
    })
  const policies = new Set(all.map(({ policy }) => policy)).size
  const each = Math.max(4, Math.floor(mostLines / Math.max(1, policies)))
  const first = ["wait_p95_s", "wait_mean_s", "wait_p50_s"]
  const rank = (line: Line) => {
    const known = first.indexOf(line.row.metric)
    return (line.role === null ? 0 : 100) + (known < 0 ? first.length : known)
  }
  // Of a role the p95 wait, and what else is not the same under both.
  const tells = ({ role, row, finding }: Line) =>
    role === null || row.metric === "wait_p95_s" || (finding !== "equal" && !first.includes(row.metric))
  return policiesOf(results).flatMap(({ label }) =>
    all
      .filter((line) => line.policy === label && tells(line))
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, each),
  )
}

const signedPercent = (share: number) => {
  const text = fixed(Math.abs(share * 100), Math.abs(share) < 0.0995 ? 1 : 0)
  return /^[0.]+$/.test(text) ? "0" : `${share < 0 ? "−" : "+"}${text}`
}
/** Beyond ten times as much the difference in per cent says nothing to anybody. */
const percentText = ({ mid, lo, hi }: Line) =>
  mid < 9
    ? `${signedPercent(mid)} % (${signedPercent(lo)} to ${signedPercent(hi)})`
    : `× ${fixed(1 + mid, 0)} (${fixed(1 + lo, 0)} to ${fixed(1 + hi, 0)})`

const rowHeight = 20

function spec(results: ExperimentResults, layout: Layout) {
  const lines = linesOf(results)
  const policies = policiesOf(results).filter(({ label }) => lines.some(({ policy }) => policy === label))
  const groups = policies.map((policy) => ({
    policy,
    lines: lines.filter((line) => line.policy === policy.label),
  }))
  const most = Math.max(...groups.map((group) => group.lines.length))
  const nameWidth = layout.narrow ? 118 : 210
  const names = (own: readonly Line[]) =>
    own.map(({ label }) => fitted(label, nameWidth, { size: labelSize }))
  const left =
    16 +
    Math.ceil(
      Math.max(...lines.map(({ label }) => Math.min(nameWidth, textWidth(label, { size: labelSize })))),
    )
  const word = 10 + Math.ceil(textWidth("better", { size: labelSize, bold: true }))
  const numbers = layout.narrow
    ? 0
    : 14 + Math.ceil(Math.max(...lines.map((line) => textWidth(percentText(line), { size: labelSize }))))
  const zone = results.indifference
  const clip = (value: number) => Math.min(furthest, Math.max(-furthest, value))
  const ends = [
    Math.min(-2 * zone, ...lines.map((line) => clip(line.lo))),
    Math.max(2 * zone, ...lines.map((line) => clip(line.hi))),
  ]
  const margin = (ends[1] - ends[0]) * 0.04
  const [lo, hi] = [ends[0] - margin, ends[1]]
  return grid({
    layout,
    columns: 1,
    panelCount: groups.length,
    height: (i) => (groups[i]?.lines.length ?? most) * rowHeight + 6,
    left,
    right: numbers + word + 14,
    legend: [
      { label: "clear difference", colour: colour.ink, sign: "point", shape: "circle" },
      { label: "equal or open", colour: colour.ink, sign: "ring", shape: "circle" },
      { label: "matters to nobody", colour: colour.zone, sign: "area", opacity: 1 },
    ],
    panel(i, { width }) {
      const { policy, lines: own } = groups[i]
      const axis = linearAxis(
        [lo, hi],
        `difference from ${own[0].baseline}, %  (left: less, right: more)`,
        { length: width },
        (value) => signedPercent(value),
      )
      return {
        title: `${policy.label} against ${own[0].baseline}`,
        x: layout.narrow
          ? { ...axis, title: `difference from ${fitted(own[0].baseline, 90, { size: labelSize })}, %` }
          : axis,
        y: {
          scale: "linear",
          domain: [own.length - 0.4, -0.6],
          ticks: names(own).map((label, value) => ({ value, label })),
          title: "",
        },
        layers: layersOf(own, { paint: policy.colour, clip, width, numbers }),
      }
    },
  })
}

/** What the row says about the policy that its panel is named after. */
const words = {
  policy: "better",
  baseline: "worse",
  differs: "differs",
  equal: "equal",
  unknown: "open",
} as const

interface Drawn {
  readonly paint: string
  readonly clip: (value: number) => number
  readonly width: number
  /** Pixels for the numbers; 0 for none. */
  readonly numbers: number
}

function layersOf(lines: readonly Line[], { paint, clip, width, numbers }: Drawn): Layer[] {
  const values = lines.map((line, y) => ({
    y,
    x: clip(line.mid),
    lo: clip(line.lo),
    hi: clip(line.hi),
    text: percentText(line),
    word: words[line.finding],
    far: line.mid !== clip(line.mid),
    clear: line.finding === "policy" || line.finding === "baseline" || line.finding === "differs",
    below: line.lo < clip(line.lo),
    above: line.hi > clip(line.hi),
  }))
  const ends = { top: -0.6, bottom: lines.length - 0.4 }
  const zones = lines.map(({ zone }, y) => ({
    lo: clip(-zone),
    hi: clip(zone),
    top: y === 0 ? ends.top : y - 0.5,
    bottom: y === lines.length - 1 ? ends.bottom : y + 0.5,
  }))
  const point = (clear: boolean): Layer => ({
    data: { values: values.filter((value) => value.clear === clear && !value.far) },
    mark: {
      type: "point",
      shape: "circle",
      size: 62,
      filled: true,
      fill: clear ? paint : colour.paper,
      stroke: paint,
      strokeWidth: 1.8,
      opacity: 1,
    },
  })
  const arrow = (side: "below" | "above"): Layer => ({
    data: { values: values.filter((value) => value[side]) },
    mark: {
      type: "point",
      shape: side === "below" ? "triangle-left" : "triangle-right",
      filled: true,
      size: 90,
      color: paint,
      opacity: 1,
    },
    encoding: { x: { field: side === "below" ? "lo" : "hi", type: "quantitative" } },
  })
  return [
    {
      data: { values: zones },
      mark: { type: "rect", color: colour.zone, opacity: 1 },
      encoding: {
        x: { field: "lo", type: "quantitative" },
        x2: { field: "hi" },
        y: { field: "top", type: "quantitative" },
        y2: { field: "bottom" },
      },
    },
    {
      data: { values: [{ x: 0, ...ends }] },
      mark: { type: "rule", color: colour.muted, strokeWidth: 1.2 },
      encoding: { y: { field: "top", type: "quantitative" }, y2: { field: "bottom" } },
    },
    {
      data: { values },
      mark: { type: "rule", color: paint, strokeWidth: 2.4 },
      encoding: { x: { field: "lo", type: "quantitative" }, x2: { field: "hi" } },
    },
    arrow("below"),
    arrow("above"),
    point(true),
    point(false),
    {
      data: { values: values.filter(({ clear }) => clear) },
      mark: { type: "text", align: "left", baseline: "middle", fontWeight: "bold" },
      encoding: { x: { value: width + 14 + numbers }, text: { field: "word", type: "nominal" } },
    },
    {
      data: { values: values.filter(({ clear }) => !clear) },
      mark: { type: "text", align: "left", baseline: "middle", color: colour.muted },
      encoding: { x: { value: width + 14 + numbers }, text: { field: "word", type: "nominal" } },
    },
    ...(numbers > 0
      ? [
          {
            data: { values },
            mark: { type: "text", align: "left", baseline: "middle", color: colour.muted } as const,
            encoding: { x: { value: width + 14 }, text: { field: "text", type: "nominal" } } as const,
          },
        ]
      : []),
  ]
}
