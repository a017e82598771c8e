/** Figure 1: what each role holds over time, stacked, against what the cluster has. */
import { count, listed, percent } from "../numbers.ts"
import type { ExperimentResults } from "../../lab/results/index.ts"
import { groupBy, sum } from "../statistics.ts"
import { colour, type Layout } from "../theme.ts"
import { linearAxis, timeAxis } from "./axes.ts"
import type { VegaFigure } from "./figure.ts"
import { fullColumns, grid, type Layer, type Panel } from "./panels.ts"
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

interface Measure {
  readonly name: string
  readonly held: "cpus" | "mem_mib"
  readonly offered: "offered_cpus" | "offered_mem_mib"
  readonly capacity: "capacity_cpus" | "capacity_mem_mib"
  readonly unit: string
  /** Of the table's unit in the unit shown. */
  readonly size: number
}

const cpu: Measure = {
  name: "CPU",
  held: "cpus",
  offered: "offered_cpus",
  capacity: "capacity_cpus",
  unit: "cores",
  size: 1,
}
const memory: Measure = {
  name: "memory",
  held: "mem_mib",
  offered: "offered_mem_mib",
  capacity: "capacity_mem_mib",
  unit: "GiB",
  size: 1_024,
}
const measures = [cpu, memory]

/** Only Mesos makes offers. */
const hasOffers = ({ trials }: ExperimentResults) => trials.some(({ offers }) => (offers ?? 0) > 0)

export const allocation: VegaFigure = {
  kind: "vega-lite",
  id: "allocation",
  number: 1,
  applies: (results) => results.series.length > 0,
  title: () => "Who holds the cluster over time",
  sentence(results) {
    const parts = picturesOf(results).map(({ policy, series }) => {
      const [cpuShare, memoryShare] = measures.map((measure) => usedShare(series, measure))
      return `${percent(cpuShare)} of CPU and ${percent(memoryShare)} of memory under ${policy.label}`
    })
    const hatched = hasOffers(results) ? " Hatched on top: offered to a framework and not yet used." : ""
    return `On average the roles hold ${listed(parts)}.${hatched} The line is what the cluster has.`
  },
  basis: (results) => pictureBasis(results, results.series, picturesOf(results)[0]?.series.width_s),
  alt(results) {
    const roles = roleGroups(results).map(({ label }) => label)
    return `Stacked areas of CPU and memory held over time by ${listed(roles)}, one panel per policy, with the capacity as a line above. The table below has the means and peaks.`
  },
  table(results) {
    const rows = picturesOf(results).flatMap(({ policy, series }) =>
      series.groups.map(({ group, values }) => {
        const held = (field: "cpus" | "mem_mib") => values.map((bin) => bin[field])
        const mean = (list: readonly number[]) => sum(list) / list.length
        return [
          policy.label,
          group.label,
          mean(held("cpus")),
          Math.max(...held("cpus")),
          mean(held("mem_mib")),
          Math.max(...held("mem_mib")),
        ]
      }),
    )
    const gib = (mib: number | null) => (mib === null ? "–" : count(Math.round(mib / 1_024)))
    return {
      columns: [
        { name: "policy", label: "policy" },
        { name: "role", label: "role" },
        { name: "cpus_mean", label: "mean cores", show: count },
        { name: "cpus_peak", label: "peak cores", show: count },
        { name: "mem_mean_mib", label: "mean GiB", show: gib },
        { name: "mem_peak_mib", label: "peak GiB", show: gib },
      ],
      rows,
    }
  },
  spec: (results, layout) => specOf(results, layout),
}

interface Picture {
  readonly policy: Policy
  readonly series: Binned
}

function picturesOf(results: ExperimentResults): Picture[] {
  const policies = policiesIn(results, results.series)
  const groups = roleGroups(results)
  const mostBins = Math.min(
    120,
    Math.max(24, Math.floor(mostPoints / (policies.length * measures.length * (groups.length + 2)))),
  )
  const byPolicy = groupBy(results.series, ({ policy }) => policy)
  return policies.map((policy) => ({
    policy,
    series: binned(byPolicy.get(policy.policy) ?? [], groups, mostBins),
  }))
}

function usedShare({ total }: Binned, { held, capacity }: Measure): number | null {
  const has = sum(total.map((bin) => bin[capacity]))
  return has > 0 ? sum(total.map((bin) => bin[held])) / has : null
}

function specOf(results: ExperimentResults, layout: Layout) {
  const pictures = picturesOf(results)
  const groups = roleGroups(results)
  const columns = fullColumns(pictures.length, layout)
  const end = endOf(results, results.series)
  // Row by row: CPU of up to three policies, then their memory.
  const cells = chunks(pictures, columns).flatMap((row) =>
    measures.flatMap((measure) => row.map((picture) => ({ ...picture, measure }))),
  )
  return grid({
    layout,
    columns,
    panelCount: cells.length,
    height: layout.narrow ? 130 : 150,
    left: 72,
    legend: [
      ...groups.map(({ label, colour: paint }) => ({
        label,
        colour: paint,
        sign: "area" as const,
        opacity: 0.9,
      })),
      ...(hasOffers(results)
        ? [{ label: "offered", colour: colour.offered, sign: "area" as const, opacity: 1 }]
        : []),
      { label: "capacity", colour: colour.capacity, sign: "line" },
    ],
    panel(i, { width, height }): Panel {
      const { policy, series, measure } = cells[i]
      const top = Math.max(
        ...pictures.flatMap((picture) => picture.series.total.map((bin) => topOf(bin, measure))),
      )
      return {
        title: `${policy.label} · ${measure.name}`,
        x: timeAxis(end, { length: width }),
        y: linearAxis([0, top || 1], measure.unit, { length: height, vertical: true }, (value) =>
          count(value),
        ),
        layers: layersOf(series, measure),
      }
    },
  })
}

const topOf = (bin: Binned["total"][number], { held, offered, capacity, size }: Measure) =>
  Math.max(bin[capacity], bin[held] + bin[offered]) / size

function layersOf({ times, groups, total }: Binned, { held, offered, capacity, size }: Measure): Layer[] {
  const floor = total.map(() => 0)
  const bands = groups.map(({ group, values }) => {
    const stacked = steps(times, (bin) => ({
      y: floor[bin] / size,
      top: (floor[bin] + values[bin][held]) / size,
    }))
    values.forEach((value, bin) => (floor[bin] += value[held]))
    return band(stacked, group.colour, 0.9)
  })
  const open = steps(times, (bin) => ({
    y: floor[bin] / size,
    top: (floor[bin] + total[bin][offered]) / size,
  }))
  const limit = steps(times, (bin) => ({ y: total[bin][capacity] / size }))
  return [
    ...bands,
    band(open, colour.offered, 1),
    {
      data: { values: limit },
      mark: { type: "line", interpolate: "step-after", color: colour.capacity, strokeWidth: 1.6 },
    },
  ]
}

const band = (values: object[], color: string, opacity: number): Layer => ({
  data: { values },
  mark: { type: "area", interpolate: "step-after", color, fillOpacity: opacity, line: false },
  encoding: { y2: { field: "top" } },
})

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}
