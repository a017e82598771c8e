/** Figure 5: what a fuller cluster costs in waiting: utilisation against the p95 wait, with the frontier. */
import type { ExperimentResults, TrialRow } from "../../lab/results/index.ts"
import { duration, listed, percent } from "../numbers.ts"
import { type Estimate, estimate } from "../statistics.ts"
import { textWidth } from "../text-width.ts"
import { colour, labelSize, type Layout, titleSize } from "../theme.ts"
import { type Axis, durationAxis, linearAxis, percentTick, pixelOf } from "./axes.ts"
import type { VegaFigure } from "./figure.ts"
import { grid, type Layer, type PanelSize } from "./panels.ts"
import { policiesIn, type Policy, replicationBasis } from "./select.ts"

export const pareto: VegaFigure = {
  kind: "vega-lite",
  id: "pareto",
  number: 5,
  applies: (results) => placesOf(results).length > 1 && placesOf(results).some(({ y }) => y.mean > 0),
  title: (results) => `What a fuller cluster costs in waiting: ${resourceOf(results).name} against p95 wait`,
  sentence(results) {
    const places = placesOf(results)
    const best = frontier(places).map(({ policy }) => policy.label)
    const beaten = places
      .filter(({ policy }) => !best.includes(policy.label))
      .map(({ policy }) => policy.label)
    const first = `To the right is fuller, lower is faster. By their means ${listed(best)} ${best.length > 1 ? "are" : "is"} on the frontier`
    if (beaten.length === 0) return `${first}: no policy is beaten on both counts.`
    return `${first}; ${listed(beaten)} ${beaten.length > 1 ? "are" : "is"} matched or beaten on both counts by another. Where the bars overlap the order is open.`
  },
  basis: (results) =>
    `${replicationBasis(results, doneTrials(results))}; large: mean with its 95 % interval; small: each seed`,
  alt(results) {
    const parts = placesOf(results).map(
      ({ policy, x, y }) => `${policy.label} at ${percent(x.mean)} and ${duration(y.mean)}`,
    )
    return `Points of ${resourceOf(results).name} allocated (horizontal) against the p95 wait (vertical, logarithmic): ${listed(parts)}.`
  },
  table(results) {
    return {
      columns: [
        { name: "policy", label: "policy" },
        { name: resourceOf(results).field, label: `${resourceOf(results).name} allocated`, show: percent },
        { name: "half_width_x", label: "±", show: percent },
        { name: "wait_p95_s", label: "p95 wait", show: duration },
        { name: "half_width_y_s", label: "±", show: duration },
        { name: "n", label: "n" },
      ],
      rows: placesOf(results).map(({ policy, x, y }) => [policy.label, x.mean, x.half, y.mean, y.half, y.n]),
    }
  },
  spec,
}

const resources = [
  { field: "allocated_cpus", name: "CPU" },
  { field: "allocated_mem", name: "memory" },
  { field: "allocated_gpus", name: "GPUs" },
] as const

const doneTrials = ({ trials }: ExperimentResults) =>
  trials.filter(({ error, wait_p95_s }) => error === null && wait_p95_s !== null)

/** The resource that is allocated most. */
function resourceOf(results: ExperimentResults) {
  const mean = (field: (typeof resources)[number]["field"]) =>
    estimate(results.trials.map((trial) => trial[field]))?.mean ?? 0
  return resources.reduce((a, b) => (mean(b.field) > mean(a.field) ? b : a))
}

interface Place {
  readonly policy: Policy
  readonly x: Estimate
  readonly y: Estimate
  readonly seeds: readonly { readonly x: number; readonly y: number }[]
}

function placesOf(results: ExperimentResults): Place[] {
  const { field } = resourceOf(results)
  const done = doneTrials(results)
  return policiesIn(results, done).flatMap((policy) => {
    const own = done.filter((trial: TrialRow) => trial.policy === policy.policy)
    const seeds = own.flatMap((trial) =>
      trial[field] === null || trial.wait_p95_s === null ? [] : [{ x: trial[field], y: trial.wait_p95_s }],
    )
    const [x, y] = [estimate(seeds.map((seed) => seed.x)), estimate(seeds.map((seed) => seed.y))]
    return x === undefined || y === undefined ? [] : [{ policy, x, y, seeds }]
  })
}

/** A tenth of a point of the cluster and half a per cent of a wait are no distance. */
const samePlace = { x: 0.001, y: 0.005 }

/** The places that no other beats on both counts, from full to empty. */
function frontier(places: readonly Place[]): Place[] {
  const beaten = (place: Place) =>
    places.some(
      ({ x, y }) =>
        x.mean >= place.x.mean - samePlace.x &&
        y.mean <= place.y.mean * (1 + samePlace.y) &&
        (x.mean > place.x.mean + samePlace.x || y.mean < place.y.mean * (1 - samePlace.y)),
    )
  return places.filter((place) => !beaten(place)).sort((a, b) => a.x.mean - b.x.mean)
}

function spec(results: ExperimentResults, layout: Layout) {
  const places = placesOf(results)
  const { name } = resourceOf(results)
  const ends = (axis: "x" | "y") =>
    places.flatMap((place) => {
      const { mean, half } = place[axis]
      return [mean - (half ?? 0), mean + (half ?? 0), ...place.seeds.map((seed) => seed[axis])]
    })
  const [xLo, xHi] = padded(ends("x"), 0.12, 0.01)
  const yEnds = ends("y")
  const [yLo, yHi] = [Math.max(0, Math.min(...yEnds) / 1.3 - 0.2), Math.max(...yEnds) * 1.25 + 0.2]
  return grid({
    layout,
    columns: 1,
    panelCount: 1,
    height: layout.narrow ? 260 : 320,
    left: 64,
    panel(_, size) {
      const x = linearAxis(
        [Math.max(0, xLo), Math.min(1, xHi)],
        `${name} allocated (time-weighted)`,
        { length: size.width },
        percentTick,
      )
      const y = durationAxis([yLo, yHi], "p95 wait", { length: size.height, vertical: true })
      return { x, y, layers: layersOf(places, { x, y, size }) }
    },
  })
}

function padded(values: readonly number[], part: number, least: number): [number, number] {
  const [lo, hi] = [Math.min(...values), Math.max(...values)]
  const margin = Math.max((hi - lo) * part, least)
  return [lo - margin, hi + margin]
}

interface Scene {
  readonly x: Axis
  readonly y: Axis
  readonly size: PanelSize
}

function layersOf(places: readonly Place[], scene: Scene): Layer[] {
  const paint = { field: "colour", type: "nominal" as const, scale: null, legend: null }
  const shape = { field: "shape", type: "nominal" as const, scale: null, legend: null }
  const means = places.map(({ policy, x, y }) => ({
    x: x.mean,
    y: y.mean,
    left: Math.max(scene.x.domain[0], x.mean - (x.half ?? 0)),
    right: Math.min(scene.x.domain[1], x.mean + (x.half ?? 0)),
    low: Math.max(0, y.mean - (y.half ?? 0)),
    high: y.mean + (y.half ?? 0),
    colour: policy.colour,
    shape: policy.shape,
  }))
  const seeds = places.flatMap(({ policy, seeds: own }) =>
    own.map((seed) => ({ ...seed, colour: policy.colour, shape: policy.shape })),
  )
  const edge = frontier(places).map(({ x, y }) => ({ x: x.mean, y: y.mean }))
  return [
    {
      data: { values: edge },
      mark: { type: "line", color: colour.axis, strokeDash: [5, 4], strokeWidth: 1.4 },
      encoding: { order: { field: "x", type: "quantitative" } },
    },
    {
      data: { values: seeds },
      mark: { type: "point", filled: true, size: 22, opacity: 0.35 },
      encoding: { color: paint, shape },
    },
    {
      data: { values: means },
      mark: { type: "rule", strokeWidth: 1.6 },
      encoding: { x: { field: "left", type: "quantitative" }, x2: { field: "right" }, color: paint },
    },
    {
      data: { values: means },
      mark: { type: "rule", strokeWidth: 1.6 },
      encoding: { y: { field: "low", type: "quantitative" }, y2: { field: "high" }, color: paint },
    },
    {
      data: { values: means },
      mark: { type: "point", filled: true, size: 110, opacity: 1, stroke: colour.paper, strokeWidth: 1 },
      encoding: { fill: paint, shape },
    },
    ...labels(places, scene),
  ]
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** A name beside each mean, where it covers no other name, mean or bar if there is such a place. */
function labels(places: readonly Place[], { x, y, size }: Scene): Layer[] {
  const at = (axis: Axis, value: number, length: number) => pixelOf(axis, value, length)
  const centres = places.map((place) => ({
    cx: at(x, place.x.mean, size.width),
    cy: size.height - at(y, place.y.mean, size.height),
    up: size.height - at(y, place.y.mean + (place.y.half ?? 0), size.height),
    down: size.height - at(y, Math.max(0, place.y.mean - (place.y.half ?? 0)), size.height),
    west: at(x, Math.max(x.domain[0], place.x.mean - (place.x.half ?? 0)), size.width),
    east: at(x, Math.min(x.domain[1], place.x.mean + (place.x.half ?? 0)), size.width),
  }))
  const taken: Box[] = centres.flatMap(({ cx, cy, up, down, west, east }) => [
    { left: cx - 7, right: cx + 7, top: cy - 7, bottom: cy + 7 },
    { left: cx - 2, right: cx + 2, top: up, bottom: down },
    { left: west, right: east, top: cy - 2, bottom: cy + 2 },
  ])
  for (const seed of places.flatMap(({ seeds }) => seeds)) {
    const [cx, cy] = [at(x, seed.x, size.width), size.height - at(y, seed.y, size.height)]
    taken.push({ left: cx - 3, right: cx + 3, top: cy - 3, bottom: cy + 3 })
  }
  const texts = places.map(({ policy }, i) => {
    const { cx, cy, up, down, west, east } = centres[i]
    const width = textWidth(policy.label, { size: titleSize, bold: true })
    const height = labelSize + 4
    const candidates = [
      [cx + 10, cy - 10 - height / 2],
      [cx - 10 - width, cy - 10 - height / 2],
      [cx + 10, cy + 10 + height / 2],
      [cx - 10 - width, cy + 10 + height / 2],
      [east + 8, cy],
      [west - 8 - width, cy],
      [cx - width / 2, up - 6 - height / 2],
      [cx - width / 2, down + 6 + height / 2],
      [cx + 10, cy - 26 - height / 2],
      [cx + 10, cy + 26 + height / 2],
    ].map(([textX, textY]) => {
      const inside = Math.min(Math.max(textX, 0), size.width - width)
      return { left: inside, right: inside + width, top: textY - height / 2, bottom: textY + height / 2 }
    })
    const cost = (box: Box) =>
      taken.reduce((total, other) => total + overlap(box, other), 0) +
      (box.top < 0 || box.bottom > size.height ? 1e6 : 0)
    const box = candidates.reduce((a, b) => (cost(b) < cost(a) ? b : a))
    taken.push(box)
    return { label: policy.label, left: box.left, middle: (box.top + box.bottom) / 2 }
  })
  return texts.map(({ label, left, middle }) => ({
    data: { values: [{ label }] },
    mark: {
      type: "text",
      align: "left",
      baseline: "middle",
      fontWeight: "bold",
      fontSize: titleSize,
      color: colour.ink,
    },
    encoding: { x: { value: left }, y: { value: middle }, text: { field: "label", type: "nominal" } },
  }))
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return width > 0 && height > 0 ? width * height : 0
}
