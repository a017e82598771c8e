/** Figure 29: what was kept free and for whom: headroom of guarantees that were not met, and reservations unused. */
import type { ExperimentResults } from "../../lab/results/index.ts"
import { listed, percent } from "../numbers.ts"
import { groupBy, sum } from "../statistics.ts"
import { fitted, textWidth } from "../text-width.ts"
import { colour, labelSize, type Layout } from "../theme.ts"
import { rowAxis, shareAxis } from "./axes.ts"
import type { VegaFigure } from "./figure.ts"
import { grid, type Layer } from "./panels.ts"
import { policiesIn, type Policy, replicationBasis } from "./select.ts"

export const heldBack: VegaFigure = {
  kind: "vega-lite",
  id: "held-back",
  number: 29,
  applies: (results) => keptOf(results).length > 0,
  title: () => "What was held back, and for whom",
  sentence(results) {
    const kept = keptOf(results)
    const parts = policiesIn(results, kept).map((policy) => {
      const own = kept.filter(({ policy: name }) => name === policy.policy)
      const total = (field: "headroom" | "idle") => percent(sum(own.map((one) => one[field])))
      return `${total("headroom")} for guarantees and ${total("idle")} in unused reservations under ${policy.label}`
    })
    return `On average so much of the cluster was kept free because it was promised to somebody: ${listed(parts)}.`
  },
  basis: (results) =>
    `${replicationBasis(results, results.roles)}; mean over the run of the resource of which it is most; only what was free can be held back`,
  alt(results) {
    return `Bars of what was kept free for each role, one panel per policy (${listed(policiesIn(results, keptOf(results)).map(({ label }) => label))}). The table below has the numbers.`
  },
  table(results) {
    const labels = new Map(policiesIn(results, keptOf(results)).map(({ policy, label }) => [policy, label]))
    return {
      columns: [
        { name: "policy", label: "policy" },
        { name: "role", label: "role" },
        { name: "guarantee", label: "guaranteed", show: percent },
        { name: "headroom", label: "kept free for it", show: percent },
        { name: "reserved", label: "reserved", show: percent },
        { name: "idle_reserved", label: "reserved and unused", show: percent },
      ],
      rows: keptOf(results).map(({ policy, role, guarantee, headroom, reserved, idle }) => [
        labels.get(policy) ?? policy,
        role,
        guarantee,
        headroom,
        reserved,
        idle,
      ]),
    }
  },
  spec,
}

interface Kept {
  readonly policy: string
  readonly role: string
  /** Means over the seeds, parts of the cluster; 0 where nothing is set. */
  readonly guarantee: number
  readonly headroom: number
  readonly reserved: number
  readonly idle: number
}

/** The roles that have a guarantee or a reservation which their policy goes by. */
function keptOf(results: ExperimentResults): Kept[] {
  const set = results.roles.filter(({ guarantee, reserved }) => guarantee !== null || reserved !== null)
  return [...groupBy(set, ({ policy, role }) => JSON.stringify([policy, role])).values()].map((rows) => {
    const mean = (values: readonly (number | null)[]) => sum(values.map((value) => value ?? 0)) / rows.length
    return {
      policy: rows[0].policy,
      role: rows[0].role,
      guarantee: mean(rows.map(({ guarantee }) => guarantee)),
      headroom: mean(rows.map(({ headroom }) => headroom)),
      reserved: mean(rows.map(({ reserved }) => reserved)),
      idle: mean(rows.map(({ idle_reserved }) => idle_reserved)),
    }
  })
}

const barHeight = 22
const headroomColour = colour.fits
const idleColour = colour.noRoom

function spec(results: ExperimentResults, layout: Layout) {
  const kept = keptOf(results)
  const policies = policiesIn(results, kept)
  const columns = layout.narrow ? 1 : Math.min(policies.length, 3)
  const roles = [...new Set(kept.map(({ role }) => role))]
  const names = roles.map((role) => fitted(role, layout.narrow ? 100 : 150, { size: labelSize }))
  const left = 14 + Math.ceil(Math.max(...names.map((name) => textWidth(name, { size: labelSize }))))
  const top = Math.max(0.001, ...kept.map(({ headroom, idle }) => headroom + idle))
  return grid({
    layout,
    columns,
    panelCount: policies.length,
    height: Math.max(2, roles.length) * barHeight,
    left,
    right: 16,
    gap: 34,
    legend: [
      { label: "kept free for a guarantee", colour: headroomColour, sign: "area" },
      { label: "reserved and unused", colour: idleColour, sign: "area" },
    ],
    panel: (i, { width }) => ({
      title: policies[i].label,
      x: shareAxis(top, "mean part of the cluster", { length: width }),
      y: rowAxis(names),
      layers: layersOf(kept, policies[i], roles),
    }),
  })
}

function layersOf(kept: readonly Kept[], { policy }: Policy, roles: readonly string[]): Layer[] {
  const values = kept
    .filter((one) => one.policy === policy)
    .map(({ role, headroom, idle }) => ({
      y: roles.indexOf(role),
      zero: 0,
      headroom,
      both: headroom + idle,
    }))
  const bar = (from: "zero" | "headroom", to: "headroom" | "both", color: string): Layer => ({
    data: { values },
    mark: { type: "bar", orient: "horizontal", height: 13, color, opacity: 0.9 },
    encoding: { x: { field: from, type: "quantitative" }, x2: { field: to } },
  })
  return [bar("zero", "headroom", headroomColour), bar("headroom", "both", idleColour)]
}
