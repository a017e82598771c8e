/** Figure 4: which part of the tasks has started after a given wait, per policy, with a band over the seeds. */
import type { ExperimentResults, WaitRow } from "../../lab/results/index.ts"
import { duration, listed, percent, withSpread } from "../numbers.ts"
import { estimate, groupBy, quantileOf } from "../statistics.ts"
import { colour, type Layout } from "../theme.ts"
import { durationAxis, shareAxis, symlog, unSymlog } from "./axes.ts"
import type { VegaFigure } from "./figure.ts"
import { grid, type Layer } from "./panels.ts"
import { policiesIn, type Policy, replicationBasis } from "./select.ts"

const points = 100
const shownQuantiles = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]

export const waits: VegaFigure = {
  kind: "vega-lite",
  id: "waits",
  number: 4,
  applies: (results) => results.waits.length > 0,
  title: () => "How long tasks wait",
  sentence(results) {
    const curves = curvesOf(results)
    const tooFew = curves.filter(isTooShort)
    const parts = curves
      .filter((curve) => !isTooShort(curve))
      .map(({ policy, bySeed }) => {
        const at95 = estimate(bySeed.map((run) => startedWithin(run, 0.95)))
        return `${withSpread(at95?.mean ?? null, at95?.half ?? null, "duration")} under ${policy.label}`
      })
    const sentences = [
      ...(parts.length === 0 ? [] : [`95 % of the tasks start within ${listed(parts)}${allowing(curves)}.`]),
      ...(tooFew.length === 0
        ? []
        : [
            `Under ${listed(tooFew.map(({ policy }) => policy.label))} so many have not started when a run ends that nobody can tell when 95 % will have.`,
          ]),
    ]
    return `${sentences.join(" ")} A curve further to the left is better.`
  },
  basis(results) {
    const censored = curvesOf(results).map(({ policy, bySeed }) => {
      const share = estimate(bySeed.map(({ censored_share }) => censored_share))
      return `${percent(share?.mean ?? null)} under ${policy.label}`
    })
    return `${replicationBasis(results, results.waits)}; bands are 95 % intervals over the seeds; still waiting at the end, and allowed for by Kaplan and Meier: ${listed(censored)}`
  },
  alt(results) {
    const labels = curvesOf(results).map(({ policy }) => policy.label)
    return `Rising curves of the share of tasks started (vertical) by wait (horizontal, logarithmic above one second) for ${listed(labels)}. The table below has the waits at seven quantiles.`
  },
  table(results) {
    const rows = curvesOf(results).flatMap(({ policy, bySeed }) =>
      shownQuantiles.map((quantile) => {
        const wait = estimate(bySeed.map((run) => startedWithin(run, quantile)))
        return [policy.label, quantile, wait?.mean ?? null, wait?.half ?? null, wait?.n ?? 0]
      }),
    )
    return {
      columns: [
        { name: "policy", label: "policy" },
        { name: "quantile", label: "of the tasks", show: percent },
        { name: "wait_s", label: "start within", show: duration },
        { name: "half_width_s", label: "±", show: duration },
        { name: "n", label: "n" },
      ],
      rows,
    }
  },
  spec,
}

interface Run {
  /** Within which the shares from 0 to `known`, equally far apart, have started. */
  readonly waits: readonly number[]
  /** Beyond this share of the tasks the run ended too early to tell. */
  readonly known: number
  readonly censored_share: number
}

interface Curves {
  readonly policy: Policy
  readonly bySeed: readonly Run[]
}

/** null beyond what is known. */
const startedWithin = ({ waits: sorted, known }: Run, share: number) =>
  share > known ? null : quantileOf(sorted, known === 0 ? 0 : share / known)

/** In some run so many tasks still wait at its end that it cannot tell when 95 % will have started. */
const isTooShort = ({ bySeed }: Curves) => bySeed.some((run) => startedWithin(run, 0.95) === null)

const allowing = (curves: readonly Curves[]) =>
  curves.some(({ bySeed }) => bySeed.some(({ censored_share }) => censored_share > 0))
    ? ", allowing for those still waiting"
    : ""

function curvesOf(results: ExperimentResults): Curves[] {
  const byPolicy = groupBy(results.waits, ({ policy }) => policy)
  return policiesIn(results, results.waits).map((policy) => ({
    policy,
    bySeed: [...groupBy(byPolicy.get(policy.policy) ?? [], ({ seed }) => seed).values()].map((rows) => ({
      ...knownWaits(rows),
      censored_share: rows[0].censored_share,
    })),
  }))
}

/** The waits at the quantiles in order, which are equally far apart, as far as they are known. */
function knownWaits(rows: readonly WaitRow[]): Omit<Run, "censored_share"> {
  const inOrder = [...rows].sort((a, b) => a.quantile - b.quantile)
  const times = inOrder.map(({ wait_km_s }) => wait_km_s).filter((wait) => wait !== null)
  return { waits: times, known: times.length === 0 ? 0 : inOrder[times.length - 1].quantile }
}

function spec(results: ExperimentResults, layout: Layout) {
  const curves = curvesOf(results)
  const longest = Math.max(
    ...curves.flatMap(({ bySeed }) => bySeed.map(({ waits: sorted }) => sorted.at(-1) ?? 0)),
  )
  const end = Math.max(longest, 1)
  const xs = Array.from({ length: points + 1 }, (_, i) => unSymlog((symlog(end) * i) / points))
  return grid({
    layout,
    columns: 1,
    panelCount: 1,
    height: layout.narrow ? 240 : 300,
    left: 58,
    legend: curves.map(({ policy }) => ({ label: policy.label, colour: policy.colour, sign: "line" })),
    panel: (_, { width, height }) => ({
      x: durationAxis([0, end], "wait from ready to first start", { length: width }),
      y: shareAxis(1, "of the tasks have started", { length: height, vertical: true }),
      layers: [reference(end), referenceLabel(), ...curves.flatMap((curve) => layersOf(curve, xs))],
    }),
  })
}

function layersOf({ policy, bySeed }: Curves, xs: readonly number[]): Layer[] {
  const values = xs.map((x) => {
    const at = estimate(bySeed.map(({ waits: sorted, known }) => known * shareWithin(sorted, x)))
    const [mean, half] = [at?.mean ?? 0, at?.half ?? 0]
    return { x, y: mean, lo: Math.max(0, mean - half), hi: Math.min(1, mean + half) }
  })
  return [
    {
      data: { values: values.map(({ x, lo, hi }) => ({ x, y: lo, hi })) },
      mark: { type: "area", color: policy.colour, fillOpacity: 0.2, line: false },
      encoding: { y2: { field: "hi" } },
    },
    { data: { values }, mark: { type: "line", color: policy.colour, strokeWidth: 2 } },
  ]
}

/** Where 95 % of the tasks have started. */
const reference = (end: number): Layer => ({
  data: { values: [{ x: 0, end, y: 0.95 }] },
  mark: { type: "rule", color: colour.axis, strokeDash: [2, 3], strokeWidth: 1 },
  encoding: { x2: { field: "end" } },
})

const referenceLabel = (): Layer => ({
  data: { values: [{ y: 0.95, text: "95 %" }] },
  mark: { type: "text", align: "left", baseline: "top", dx: 4, dy: 4, color: colour.muted },
  encoding: { x: { value: 0 }, text: { field: "text", type: "nominal" } },
})

/** The share of tasks that waited at most `wait`: the inverse of the quantiles, straight between them. */
export function shareWithin(sorted: readonly number[], wait: number): number {
  const last = sorted.length - 1
  if (last < 0 || wait < sorted[0]) return 0
  if (wait >= sorted[last]) return 1
  let [low, high] = [0, last]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (sorted[middle] <= wait) low = middle
    else high = middle
  }
  return (low + (wait - sorted[low]) / (sorted[high] - sorted[low])) / last
}
