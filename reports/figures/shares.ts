/** Figure 2: the dominant share of each role over time, against what it is entitled to. */
import type { ExperimentResults } from "../../lab/results/index.ts"
import { listed, percent } from "../numbers.ts"
import { groupBy, sum } from "../statistics.ts"
import { fitted } from "../text-width.ts"
import { colour, type Layout, titleSize } from "../theme.ts"
import { shareAxis, timeAxis } from "./axes.ts"
import type { VegaFigure } from "./figure.ts"
import { grid, type Layer, type Panel, panelWidth } from "./panels.ts"
import {
  type Binned,
  binned,
  endOf,
  mostPoints,
  pictureBasis,
  type Policy,
  policiesIn,
  roleGroups,
  steps,
} from "./select.ts"

export const shares: VegaFigure = {
  kind: "vega-lite",
  id: "shares",
  number: 2,
  applies: (results) => results.series.length > 0,
  title: () => "What each role gets, and what it is entitled to",
  sentence(results) {
    const parts = picturesOf(results).map(({ policy, series }) => {
      const worst = series.groups
        .map(({ group, values }) => ({ group, gap: shortfall(values) }))
        .reduce((a, b) => (b.gap > a.gap ? b : a))
      return worst.gap > 0
        ? `${worst.group.label} under ${policy.label} (by ${percent(worst.gap)} of the cluster)`
        : `nobody under ${policy.label}`
    })
    return `Furthest below its entitlement on average: ${listed(parts)}. Red: less than entitled to; grey: more.`
  },
  basis: (results) => pictureBasis(results, results.series, picturesOf(results)[0]?.series.width_s),
  alt(results) {
    const roles = roleGroups(results).map(({ label }) => label)
    return `Lines of the dominant share over time for ${listed(roles)} (rows) under each policy (columns), with the entitlement dashed and the gap between them filled. The table below has the means.`
  },
  table(results) {
    const rows = picturesOf(results).flatMap(({ policy, series }) =>
      series.groups.map(({ group, values }) => [
        policy.label,
        group.label,
        meanOf(values.map(({ share }) => share)),
        meanOf(values.map(({ entitlement }) => entitlement)),
        shortfall(values),
        meanOf(values.map(({ share, entitlement }) => Math.max(0, share - entitlement))),
      ]),
    )
    return {
      columns: [
        { name: "policy", label: "policy" },
        { name: "role", label: "role" },
        { name: "share", label: "share", show: percent },
        { name: "entitlement", label: "entitled to", show: percent },
        { name: "under_service", label: "missing", show: percent },
        { name: "over_service", label: "in excess", show: percent },
      ],
      rows,
    }
  },
  spec: (results, layout) => specOf(results, layout),
}

const meanOf = (values: readonly number[]) => sum(values) / values.length
const shortfall = (values: Binned["total"]) =>
  meanOf(values.map(({ share, entitlement }) => Math.max(0, entitlement - share)))

interface Picture {
  readonly policy: Policy
  readonly series: Binned
}

function picturesOf(results: ExperimentResults): Picture[] {
  const policies = policiesIn(results, results.series)
  const groups = roleGroups(results)
  const mostBins = Math.min(96, Math.max(24, Math.floor(mostPoints / (policies.length * groups.length))))
  const byPolicy = groupBy(results.series, ({ policy }) => policy)
  return policies.map((policy) => ({
    policy,
    series: binned(byPolicy.get(policy.policy) ?? [], groups, mostBins),
  }))
}

function specOf(results: ExperimentResults, layout: Layout) {
  const pictures = picturesOf(results)
  const groups = roleGroups(results)
  const [left, gap] = [52, pictures.length > 4 ? 14 : 24]
  // Wide: a row per role and a column per policy; narrow: all below each other.
  const columns = layout.narrow ? 1 : pictures.length
  const cells = groups.flatMap((_, g) => pictures.map((picture) => ({ picture, g })))
  /** The policy stands above the first row only, the role above the first column only. */
  const titleOf = (i: number) => {
    const fit = (text: string, width: number) => fitted(text, width, { size: titleSize, bold: true })
    const policy = fit(
      cells[i].picture.policy.label,
      panelWidth({ layout, columns, left, gap, panelCount: 1, height: 1 }),
    )
    const role = i % columns === 0 ? fit(groups[cells[i].g].label, layout.width / 2) : ""
    return i < columns ? [policy, role] : [role]
  }
  const end = endOf(results, results.series)
  return grid({
    layout,
    columns,
    panelCount: cells.length,
    height: layout.narrow ? 64 : 76,
    left,
    gap,
    legend: [
      { label: "dominant share", colour: colour.ink, sign: "line" },
      { label: "entitlement", colour: colour.entitlement, sign: "dashes" },
      { label: "less than entitled to", colour: colour.under, sign: "area", opacity: 0.55 },
      { label: "more", colour: colour.over, sign: "area", opacity: 0.55 },
    ],
    panel(i, { width, height }): Panel {
      const { picture, g } = cells[i]
      const top = Math.max(
        ...pictures.flatMap(({ series }) =>
          series.groups[g].values.flatMap((bin) => [bin.share, bin.entitlement]),
        ),
      )
      return {
        title: layout.narrow ? `${groups[g].label} · ${picture.policy.label}` : titleOf(i),
        x: timeAxis(end, { length: width }),
        y: shareAxis(top, "", { length: height, vertical: true }),
        layers: layersOf(picture.series, g),
      }
    },
  })
}

function layersOf({ times, groups }: Binned, g: number): Layer[] {
  const { values } = groups[g]
  const gap = (sign: 1 | -1) =>
    steps(times, (bin) => {
      const { share, entitlement } = values[bin]
      return { y: entitlement, other: sign * (share - entitlement) > 0 ? share : entitlement }
    })
  const area = (data: object[], color: string): Layer => ({
    data: { values: data },
    mark: { type: "area", interpolate: "step-after", color, fillOpacity: 0.55, line: false },
    encoding: { y2: { field: "other" } },
  })
  return [
    area(gap(1), colour.over),
    area(gap(-1), colour.under),
    {
      data: { values: steps(times, (bin) => ({ y: values[bin].entitlement })) },
      mark: {
        type: "line",
        interpolate: "step-after",
        color: colour.entitlement,
        strokeDash: [4, 3],
        strokeWidth: 1.2,
      },
    },
    {
      data: { values: steps(times, (bin) => ({ y: values[bin].share })) },
      mark: { type: "line", interpolate: "step-after", color: colour.ink, strokeWidth: 1.3 },
    },
  ]
}
