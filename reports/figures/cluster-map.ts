/** Figure 3: the cluster as a map, agents from full to empty by time, drawn with d3. */
import { interpolateViridis, path, scaleLinear } from "d3"
import type { AgentBandRow, ExperimentResults } from "../../lab/results/index.ts"
import { markup } from "../escape.ts"
import { count, listed, percent } from "../numbers.ts"
import { groupBy, sum } from "../statistics.ts"
import type { Drawing } from "../svg.ts"
import { fitted, textWidth } from "../text-width.ts"
import { colour, labelSize, type Layout, titleSize } from "../theme.ts"
import { timeAxis } from "./axes.ts"
import type { ShapeFigure } from "./figure.ts"
import { endOf, pictureBasis, type Policy, policiesIn } from "./select.ts"

export const clusterMap: ShapeFigure = {
  kind: "shape",
  id: "cluster-map",
  number: 3,
  applies: (results) => results.agents.length > 0,
  title: () => "How full the agents are",
  sentence(results) {
    const parts = mapsOf(results).map(({ policy, cells, agents }) => {
      const full = agentShare({ cells, agents }, (used) => used >= 0.9)
      const idle = agentShare({ cells, agents }, (used) => used < 0.1)
      return `${percent(full)} and ${percent(idle)} under ${policy.label}`
    })
    return `The part of their time for which agents are at least 90 % full, and less than 10 % full: ${listed(parts)}.`
  },
  basis(results) {
    const maps = mapsOf(results)
    const bands = Math.max(0, ...maps.map(({ cells }) => cells.length))
    return `${pictureBasis(results, results.agents, maps[0]?.width_s)}; ${count(results.workload.agents)} agents in ${bands} bands by mean use`
  },
  alt: (results) =>
    `A map per policy (${listed(mapsOf(results).map(({ policy }) => policy.label))}): each row is a band of agents, fullest at the top, time runs to the right, and brighter means fuller. The table below has the use of the fullest, middle and emptiest agents.`,
  table(results) {
    const rows = mapsOf(results).flatMap(({ policy, cells, agents }) =>
      cells.map((row, band) => [
        policy.label,
        band + 1,
        agents[band],
        sum(row) / row.length,
        Math.max(...row),
      ]),
    )
    return {
      columns: [
        { name: "policy", label: "policy" },
        { name: "band", label: "band", show: count },
        { name: "agents", label: "agents", show: count },
        { name: "used_mean", label: "mean use", show: percent },
        { name: "used_peak", label: "peak", show: percent },
      ],
      rows,
    }
  },
  shape: draw,
}

interface ClusterMap {
  readonly policy: Policy
  /** By band, then by bin: 0 to 1. */
  readonly cells: readonly (readonly number[])[]
  readonly agents: readonly number[]
  readonly width_s: number
}

function agentShare(
  { cells, agents }: Pick<ClusterMap, "cells" | "agents">,
  holds: (used: number) => boolean,
): number {
  const held = sum(cells.map((row, band) => (agents[band] * row.filter(holds).length) / row.length))
  return held / sum(agents)
}

const cache = new WeakMap<ExperimentResults, ClusterMap[]>()

function mapsOf(results: ExperimentResults): ClusterMap[] {
  let maps = cache.get(results)
  if (maps === undefined) cache.set(results, (maps = makeMaps(results)))
  return maps
}

function makeMaps(results: ExperimentResults): ClusterMap[] {
  const policies = policiesIn(results, results.agents)
  const byPolicy = groupBy(results.agents, ({ policy }) => policy)
  return policies.map((policy) =>
    coarse(policy, byPolicy.get(policy.policy) ?? [], Math.min(3_600, mostCells / policies.length)),
  )
}

/** Of all maps together. Cells of one colour are one mark, so there are ten marks per policy. */
const mostCells = 10_800

/** Bands and bins put together until there are at most `most` cells: time first, down to 48 bins, then bands. */
function coarse(policy: Policy, rows: readonly AgentBandRow[], most: number): ClusterMap {
  const times = [...new Set(rows.map(({ time_s }) => time_s))].sort((a, b) => a - b)
  const bands = [...new Set(rows.map(({ band }) => band))].sort((a, b) => a - b)
  const binsWanted = Math.max(48, Math.floor(most / bands.length))
  const perBin = Math.max(1, Math.ceil(times.length / binsWanted))
  const bins = Math.ceil(times.length / perBin)
  const perBand = Math.max(1, Math.ceil((bands.length * bins) / most))
  const rowCount = Math.ceil(bands.length / perBand)
  const timeIndex = new Map(times.map((time, i) => [time, Math.floor(i / perBin)]))
  const bandIndex = new Map(bands.map((band, i) => [band, Math.floor(i / perBand)]))
  const used = Array.from({ length: rowCount }, () => new Array<number>(bins).fill(0))
  const weight = Array.from({ length: rowCount }, () => new Array<number>(bins).fill(0))
  const agentsIn = new Map<number, number>()
  for (const row of rows) {
    const [b, t] = [bandIndex.get(row.band) ?? 0, timeIndex.get(row.time_s) ?? 0]
    used[b][t] += row.used * row.agents
    weight[b][t] += row.agents
    agentsIn.set(row.band, row.agents)
  }
  const agents = new Array<number>(rowCount).fill(0)
  for (const [band, n] of agentsIn) agents[bandIndex.get(band) ?? 0] += n
  const step = times.length > 1 ? times[1] - times[0] : 0
  return {
    policy,
    cells: used.map((row, b) => row.map((value, t) => (weight[b][t] > 0 ? value / weight[b][t] : 0))),
    agents,
    width_s: perBin * step,
  }
}

const left = 66
const gap = 24
const titleHeight = 24
const legendHeight = 40
const axisHeight = 40
const classes = 10
const paint = Array.from({ length: classes }, (_, i) => interpolateViridis((i + 0.5) / classes))

function draw(results: ExperimentResults, layout: Layout): Drawing {
  const maps = mapsOf(results)
  const columns = layout.narrow ? 1 : Math.min(maps.length, 3)
  const width = Math.floor((layout.width - left - 8 - (columns - 1) * gap) / columns)
  const height = layout.narrow ? 150 : 190
  const end = endOf(results, results.agents)
  const rowHeight = titleHeight + height + 12
  const rows = Math.ceil(maps.length / columns)
  const panels = maps.map((map, i) => {
    const [x, y] = [left + (i % columns) * (width + gap), legendHeight + Math.floor(i / columns) * rowHeight]
    const isLeft = i % columns === 0
    const isFoot = i + columns >= maps.length
    return markup`<g transform="translate(${x},${y + titleHeight})">
<text y="-8" font-size="${titleSize}" font-weight="bold" fill="${colour.ink}">${fitted(map.policy.label, width, { size: titleSize, bold: true })}</text>
${cellsMarkup(map, width, height)}
${isLeft ? sideLabels(height) : undefined}
${isFoot ? timeLabels(end, width, height) : undefined}</g>`
  })
  return {
    width: layout.width,
    height: legendHeight + rows * rowHeight + axisHeight - 12,
    body: markup`${legend(layout)}${panels}`.source,
  }
}

/** One path per class of use: the runs of cells in that class, side by side. */
function cellsMarkup({ cells }: ClusterMap, width: number, height: number) {
  const bins = cells[0]?.length ?? 0
  const x = scaleLinear([0, bins], [0, width])
  const y = scaleLinear([0, cells.length], [0, height])
  const shapes = paint.map(() => path())
  const tenth = (value: number) => Math.round(value * 10) / 10
  cells.forEach((row, band) => {
    const [top, bottom] = [tenth(y(band)), tenth(y(band + 1))]
    for (let from = 0; from < bins;) {
      const level = classOf(row[from])
      let to = from + 1
      while (to < bins && classOf(row[to]) === level) to++
      const start = tenth(x(from))
      shapes[level].rect(start, top, tenth(tenth(x(to)) - start), tenth(bottom - top))
      from = to
    }
  })
  return shapes.map((shape, level) => {
    const d = shape.toString()
    return d === "" ? undefined : markup`<path d="${d}" fill="${paint[level]}" shape-rendering="crispEdges"/>`
  })
}

const classOf = (used: number) => Math.min(classes - 1, Math.max(0, Math.floor(used * classes)))

function sideLabels(height: number) {
  return markup`<g font-size="${labelSize}" fill="${colour.muted}" text-anchor="end">
<text x="-6" y="10">fullest</text><text x="-6" y="${height - 2}">emptiest</text></g>`
}

function timeLabels(end: number, width: number, height: number) {
  const { ticks, title } = timeAxis(end, { length: width })
  return markup`<g font-size="${labelSize}" fill="${colour.muted}" text-anchor="middle" transform="translate(0,${height})">
${ticks.map(({ value, label }) => {
  const x = Math.round((value / end) * width * 10) / 10
  return markup`<path d="M${x},0V4" stroke="${colour.axis}"/><text x="${x}" y="17">${label}</text>`
})}<text x="${width / 2}" y="34">${title}</text></g>`
}

function legend(layout: Layout) {
  const cell = layout.narrow ? 16 : 26
  const before = "use of the agents"
  const start = left + textWidth(before, { size: labelSize }) + 12
  return markup`<g font-size="${labelSize}" fill="${colour.ink}"><text x="${left}" y="13">${before}</text>
${paint.map((fill, i) => markup`<rect x="${start + i * cell}" y="3" width="${cell}" height="12" fill="${fill}" shape-rendering="crispEdges"/>`)}
<g fill="${colour.muted}" text-anchor="middle">${[0, 0.5, 1].map((share) => markup`<text x="${start + share * classes * cell}" y="27">${percent(share)}</text>`)}</g></g>`
}
