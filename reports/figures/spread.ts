/** Figure 14: the waits of each seed as points and a box, per policy. */
import type { ExperimentResults } from "../../lab/results/index.ts"
import { duration, listed } from "../numbers.ts"
import { groupBy, quantileOf } from "../statistics.ts"
import { fitted, textWidth } from "../text-width.ts"
import { colour, labelSize, type Layout } from "../theme.ts"
import { durationAxis, rowAxis } from "./axes.ts"
import type { VegaFigure } from "./figure.ts"
import { grid, type Layer } from "./panels.ts"
import { policiesIn, type Policy, replicationBasis } from "./select.ts"

const measures = [
  { field: "wait_mean_s", name: "mean wait" },
  { field: "wait_p50_s", name: "median wait" },
  { field: "wait_p95_s", name: "p95 wait" },
] as const

/** With fewer seeds a box says more than is known. */
const leastForBox = 5

export const spread: VegaFigure = {
  kind: "vega-lite",
  id: "spread",
  number: 14,
  applies: (results) => boxesOf(results).length > 0,
  title: () => "How much the waits depend on the seed",
  sentence(results) {
    const parts = boxesOf(results)
      .filter(({ measure }) => measure === 2)
      .map(
        ({ policy, sorted }) =>
          `${duration(sorted[0])} to ${duration(sorted.at(-1) ?? 0)} under ${policy.label}`,
      )
    return `The p95 waits of single runs: ${listed(parts)}.`
  },
  basis: (results) =>
    `${replicationBasis(results, doneTrials(results))}; a point per seed; box: middle half and median, whiskers: lowest and highest${
      boxesOf(results).some(({ sorted }) => sorted.length < leastForBox)
        ? `; no box for fewer than ${leastForBox} seeds`
        : ""
    }`,
  alt: (results) =>
    `A panel each for mean, median and p95 wait with a row per policy (${listed(policiesIn(results, doneTrials(results)).map(({ label }) => label))}): a point per seed over a box plot. The table below has the quartiles.`,
  table(results) {
    return {
      columns: [
        { name: "metric", label: "metric" },
        { name: "policy", label: "policy" },
        { name: "lowest_s", label: "lowest", show: duration },
        { name: "quartile_1_s", label: "first quartile", show: duration },
        { name: "median_s", label: "median", show: duration },
        { name: "quartile_3_s", label: "third quartile", show: duration },
        { name: "highest_s", label: "highest", show: duration },
        { name: "n", label: "n" },
      ],
      rows: boxesOf(results).map(({ measure, policy, sorted }) => [
        measures[measure].name,
        policy.label,
        ...[0, 0.25, 0.5, 0.75, 1].map((quantile) => quantileOf(sorted, quantile)),
        sorted.length,
      ]),
    }
  },
  spec,
}

interface Box {
  readonly measure: number
  readonly policy: Policy
  readonly sorted: readonly number[]
}

const doneTrials = ({ trials }: ExperimentResults) => trials.filter(({ wait_p95_s }) => wait_p95_s !== null)

function boxesOf(results: ExperimentResults): Box[] {
  const done = doneTrials(results)
  const byPolicy = groupBy(done, ({ policy }) => policy)
  return measures.flatMap(({ field }, measure) =>
    policiesIn(results, done).flatMap((policy) => {
      const values = (byPolicy.get(policy.policy) ?? []).map((trial) => trial[field])
      const sorted = values.filter((value) => value !== null).sort((a, b) => a - b)
      return sorted.length === 0 ? [] : [{ measure, policy, sorted }]
    }),
  )
}

const rowHeight = 38

function spec(results: ExperimentResults, layout: Layout) {
  const boxes = boxesOf(results)
  const policies = policiesIn(results, doneTrials(results))
  const columns = layout.narrow ? 1 : measures.length
  const names = policies.map(({ label }) => fitted(label, layout.narrow ? 100 : 140, { size: labelSize }))
  const left = 14 + Math.ceil(Math.max(...names.map((name) => textWidth(name, { size: labelSize }))))
  const row = new Map(policies.map(({ policy }, i) => [policy, i]))
  return grid({
    layout,
    columns,
    panelCount: measures.length,
    height: policies.length * rowHeight,
    left,
    right: 20,
    everyFoot: true,
    gap: 40,
    panel(measure, { width }) {
      const own = boxes.filter((box) => box.measure === measure)
      const values = own.flatMap(({ sorted }) => sorted)
      const [lo, hi] = [Math.min(...values), Math.max(...values)]
      return {
        title: measures[measure].name,
        x: durationAxis([lo > 1 ? lo / 1.15 : 0, hi * 1.15 + 0.05], "", { length: width }),
        y: rowAxis(names),
        layers: layersOf(own, (policy) => row.get(policy) ?? 0),
      }
    },
  })
}

function layersOf(boxes: readonly Box[], rowOf: (policy: string) => number): Layer[] {
  const paint = { field: "colour", type: "nominal" as const, scale: null, legend: null }
  const drawn = boxes
    .filter(({ sorted }) => sorted.length >= leastForBox)
    .map(({ policy, sorted }) => ({
      y: rowOf(policy.policy) - 0.14,
      lo: sorted[0],
      q1: quantileOf(sorted, 0.25),
      median: quantileOf(sorted, 0.5),
      q3: quantileOf(sorted, 0.75),
      hi: sorted[sorted.length - 1],
      colour: policy.colour,
    }))
  const points = boxes.flatMap(({ policy, sorted }) =>
    sorted.map((x, i) => ({
      x,
      // Below the box, in two lines, so that neighbours do not hide each other.
      y: rowOf(policy.policy) + (sorted.length < leastForBox ? 0 : 0.24) + (i % 2 === 0 ? -0.05 : 0.05),
      colour: policy.colour,
      shape: policy.shape,
    })),
  )
  return [
    {
      data: { values: drawn },
      mark: { type: "rule", strokeWidth: 1.3 },
      encoding: { x: { field: "lo", type: "quantitative" }, x2: { field: "hi" }, color: paint },
    },
    {
      data: { values: drawn },
      mark: {
        type: "bar",
        orient: "horizontal",
        height: 13,
        opacity: 1,
        strokeWidth: 1.3,
        fill: colour.paper,
      },
      encoding: { x: { field: "q1", type: "quantitative" }, x2: { field: "q3" }, stroke: paint },
    },
    {
      data: { values: drawn },
      mark: { type: "tick", orient: "vertical", thickness: 2.6, size: 13, opacity: 1 },
      encoding: { x: { field: "median", type: "quantitative" }, color: paint },
    },
    {
      data: { values: points },
      mark: { type: "point", filled: true, size: 26, opacity: 0.75 },
      encoding: { color: paint, shape: { field: "shape", type: "nominal", scale: null, legend: null } },
    },
  ]
}
