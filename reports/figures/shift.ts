/** Figure 18: at each quantile of the waits, how much longer or shorter tasks wait than under the baseline. */
import type { ExperimentResults } from "../../lab/results/index.ts"
import { duration, listed, percent, seedList, signed } from "../numbers.ts"
import { type Estimate, estimate, groupBy } from "../statistics.ts"
import { colour, type Layout } from "../theme.ts"
import { durationAxis, shareAxis } from "./axes.ts"
import type { VegaFigure } from "./figure.ts"
import { grid, type Layer } from "./panels.ts"
import { policiesIn, policiesOf, type Policy } from "./select.ts"

const shown = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]

export const shift: VegaFigure = {
  kind: "vega-lite",
  id: "shift",
  number: 18,
  applies: (results) => shiftsOf(results).length > 0,
  title: (results) => `Which tasks gain and which lose against ${policiesOf(results)[0].label}`,
  sentence(results) {
    const all = shiftsOf(results)
    if (all.every(({ curve }) => curve.every(({ at }) => at.mean === 0 && (at.half ?? 0) === 0)))
      return `Nothing: the waits are those under ${policiesOf(results)[0].label} at every quantile.`
    const parts = all.map(({ policy, curve }) => {
      const median = near(curve, 0.5)
      const late = near(curve, 0.95)
      return `${said(median)} and ${said(late)} under ${policy.label}`
    })
    return `The median and the p95 wait change by ${listed(parts)}. Below zero: less waiting.`
  },
  basis(results) {
    const all = shiftsOf(results)
    const seeds = [...new Set(all.flatMap((one) => one.seeds))].sort((a, b) => a - b)
    const ns = [...new Set(all.map((one) => one.seeds.length))]
    return `n = ${listed(ns.map(String))} pairs of runs with the same seed (${seedList(seeds)}); bands are 95 % intervals of the paired difference at each quantile, not of all at once`
  },
  alt: (results) =>
    `A curve per policy (${listed(shiftsOf(results).map(({ policy }) => policy.label))}) of the difference in wait to the baseline, from the shortest waits on the left to the longest on the right, with a line at zero. The table below has it at seven quantiles.`,
  table(results) {
    return {
      columns: [
        { name: "policy", label: "policy" },
        { name: "quantile", label: "quantile of waits", show: percent },
        {
          name: "difference_s",
          label: "difference",
          show: (value) => (value === null ? "–" : signed(value, "duration")),
        },
        { name: "half_width_s", label: "±", show: duration },
        { name: "n", label: "n" },
      ],
      rows: shiftsOf(results).flatMap(({ policy, curve }) =>
        shown.map((quantile) => {
          const { at } = near(curve, quantile)
          return [policy.label, quantile, at.mean, at.half, at.n]
        }),
      ),
    }
  },
  spec,
}

interface Point {
  readonly quantile: number
  readonly at: Estimate
}

interface Shift {
  readonly policy: Policy
  readonly seeds: readonly number[]
  readonly curve: readonly Point[]
}

const near = (curve: readonly Point[], quantile: number) =>
  curve.reduce((a, b) => (Math.abs(b.quantile - quantile) < Math.abs(a.quantile - quantile) ? b : a))

/** "−3.2 s", or that it cannot be told from nothing. */
function said({ at: { mean, half } }: Point): string {
  if (mean === 0 && (half ?? 0) === 0) return "nothing"
  const open = half === null || Math.abs(mean) <= half
  return open ? `perhaps nothing (${signed(mean, "duration")})` : signed(mean, "duration")
}

function shiftsOf(results: ExperimentResults): Shift[] {
  const [baseline] = results.policies
  const byPolicy = new Map(
    [...groupBy(results.waits, ({ policy }) => policy)].map(([policy, rows]) => [
      policy,
      new Map(rows.map((row) => [`${row.seed}:${row.quantile}`, row])),
    ]),
  )
  const base = byPolicy.get(baseline)
  if (base === undefined) return []
  return policiesIn(results, results.waits).flatMap((policy) => {
    if (policy.policy === baseline) return []
    const pairs = [...(byPolicy.get(policy.policy) ?? [])].flatMap(([key, { quantile, seed, wait_s }]) => {
      const other = base.get(key)
      return other === undefined ? [] : [{ quantile, seed, difference: wait_s - other.wait_s }]
    })
    const curve = [...groupBy(pairs, ({ quantile }) => quantile)].flatMap(([quantile, own]) => {
      const at = estimate(own.map(({ difference }) => difference))
      return at === undefined ? [] : [{ quantile, at }]
    })
    const seeds = [...new Set(pairs.map(({ seed }) => seed))]
    return curve.length === 0 ? [] : [{ policy, seeds, curve: curve.sort((a, b) => a.quantile - b.quantile) }]
  })
}

function spec(results: ExperimentResults, layout: Layout) {
  const shifts = shiftsOf(results)
  const columns = layout.narrow ? 1 : Math.min(shifts.length, 3)
  // The longest wait of a run is one task; it would set the scale for all others.
  const inner = ({ curve }: Shift) => curve.filter(({ quantile }) => quantile <= 0.99)
  const ends = shifts.flatMap((one) =>
    inner(one).flatMap(({ at: { mean, half } }) => [mean - (half ?? 0), mean + (half ?? 0)]),
  )
  const [lo, hi] = [Math.min(0, ...ends), Math.max(0, ...ends)]
  const margin = (hi - lo) * 0.08 + 0.2
  return grid({
    layout,
    columns,
    panelCount: shifts.length,
    height: layout.narrow ? 170 : 220,
    left: 66,
    gap: 48,
    right: 20,
    panel: (i, { width, height }) => ({
      title: shifts[i].policy.label,
      x: shareAxis(1, "quantile of waits", { length: width }),
      y: durationAxis([lo - margin, hi + margin], "difference in wait", { length: height, vertical: true }),
      layers: layersOf(shifts[i].policy, inner(shifts[i])),
    }),
  })
}

function layersOf({ colour: paint }: Policy, curve: readonly Point[]): Layer[] {
  const values = curve.map(({ quantile, at: { mean, half } }) => ({
    x: quantile,
    y: mean,
    lo: mean - (half ?? 0),
    hi: mean + (half ?? 0),
  }))
  return [
    {
      data: { values: values.map(({ x, lo, hi }) => ({ x, y: lo, hi })) },
      mark: { type: "area", color: paint, fillOpacity: 0.22, line: false },
      encoding: { y2: { field: "hi" } },
    },
    {
      data: { values: [{ x: 0, end: 1, y: 0 }] },
      mark: { type: "rule", color: colour.muted, strokeWidth: 1.2 },
      encoding: { x2: { field: "end" } },
    },
    { data: { values }, mark: { type: "line", color: paint, strokeWidth: 2 } },
  ]
}
