/**
 * Figure 10: the mean share of each role as a bar, what it is entitled to as a tick; where roles have quota, what they
 * are guaranteed and what they are limited to.
 */
import type { ExperimentResults, RoleRow } from "../../lab/results/index.ts"
import { listed, percent } from "../numbers.ts"
import { type Estimate, estimate, groupBy, sum } from "../statistics.ts"
import { fitted, textWidth } from "../text-width.ts"
import { colour, labelSize, type Layout } from "../theme.ts"
import { rowAxis, shareAxis } from "./axes.ts"
import type { VegaFigure } from "./figure.ts"
import { grid, type Layer } from "./panels.ts"
import { policiesIn, type Policy, replicationBasis, type RoleGroup, roleGroups } from "./select.ts"

export const fairness: VegaFigure = {
  kind: "vega-lite",
  id: "fairness",
  number: 10,
  applies: (results) => results.roles.length > 0,
  title: () => "Who gets the share it is entitled to",
  sentence(results) {
    const parts = policiesIn(results, results.roles).map((policy) => {
      const worst = dueOf(results)
        .filter((due) => due.policy.index === policy.index)
        .reduce((a, b) => (ratio(b) < ratio(a) ? b : a))
      return ratio(worst) < 0.995
        ? `${worst.role} with ${percent(ratio(worst))} of its entitlement under ${policy.label}`
        : `nobody under ${policy.label}`
    })
    return `Furthest behind: ${listed(parts)}.`
  },
  basis: (results) =>
    `${replicationBasis(results, results.roles)}; bars: mean dominant share over the run with its 95 % interval; tick: entitlement${hasQuota(results) ? " (with quota: at least what is guaranteed and wanted, at most the limit), dot: guarantee, ring: limit" : ""}; roles in order of what they miss`,
  alt(results) {
    return `Bars of the mean dominant share of each role with a tick at its entitlement, one panel per policy (${listed(policiesIn(results, results.roles).map(({ label }) => label))}). The table below has the numbers.`
  },
  table(results) {
    return {
      columns: [
        { name: "policy", label: "policy" },
        { name: "role", label: "role" },
        { name: "weight", label: "weight" },
        { name: "share", label: "share", show: percent },
        { name: "half_width", label: "±", show: percent },
        { name: "entitlement", label: "entitled to", show: percent },
        { name: "ratio", label: "of its entitlement", show: percent },
        ...(hasQuota(results)
          ? [
              { name: "guarantee", label: "guaranteed", show: percent },
              { name: "limit", label: "limit", show: percent },
            ]
          : []),
        { name: "n", label: "n" },
      ],
      rows: dueOf(results).map((due) => [
        due.policy.label,
        due.role,
        due.weight,
        due.share.mean,
        due.share.half,
        due.entitlement,
        due.entitlement > 0 ? ratio(due) : null,
        ...(hasQuota(results) ? [due.guarantee, due.limit] : []),
        due.share.n,
      ]),
    }
  },
  spec,
}

interface Due {
  readonly policy: Policy
  readonly role: string
  readonly share: Estimate
  readonly entitlement: number
  /** null for roles that are put together. */
  readonly weight: number | null
  /** null if there is none, or the policy does not go by it. */
  readonly guarantee: number | null
  readonly limit: number | null
}

const hasQuota = (results: ExperimentResults) =>
  results.roles.some(({ guarantee, limit }) => guarantee !== null || limit !== null)

const ratio = ({ share, entitlement }: Due) => (entitlement > 0 ? share.mean / entitlement : Infinity)

function dueOf(results: ExperimentResults): Due[] {
  const groups = roleGroups(results)
  const byPolicy = groupBy(results.roles, ({ policy }) => policy)
  return policiesIn(results, results.roles).flatMap((policy) => {
    const seeds = [...groupBy(byPolicy.get(policy.policy) ?? [], ({ seed }) => seed).values()]
    return groups.flatMap((group) => {
      const { label, roles } = group
      const total = (field: "share" | "entitlement") =>
        seeds.map((rows) => sum(rows.filter(({ role }) => roles.has(role)).map((row) => row[field])))
      const share = estimate(total("share"))
      const entitlement = estimate(total("entitlement"))
      if (share === undefined || entitlement === undefined) return []
      const weight = roles.size > 1 ? null : (seeds[0].find(({ role }) => role === label)?.weight ?? null)
      const quota = { guarantee: quotaOf(seeds, group, "guarantee"), limit: quotaOf(seeds, group, "limit") }
      return [{ policy, role: label, share, entitlement: entitlement.mean, weight, ...quota }]
    })
  })
}

/** Mean over the seeds; of roles that are put together only a single one's quota can be shown. */
function quotaOf(
  seeds: readonly (readonly RoleRow[])[],
  { roles }: RoleGroup,
  bound: "guarantee" | "limit",
): number | null {
  const bounds = seeds.flatMap((rows) => rows.filter(({ role }) => roles.has(role)).map((row) => row[bound]))
  const known = bounds.filter((value) => value !== null)
  return roles.size > 1 || known.length === 0 ? null : sum(known) / known.length
}

const barHeight = 22

function spec(results: ExperimentResults, layout: Layout) {
  const due = dueOf(results)
  const policies = policiesIn(results, results.roles)
  const columns = layout.narrow ? 1 : Math.min(policies.length, 3)
  const deficit = (role: string) =>
    sum(due.filter((one) => one.role === role).map(({ share, entitlement }) => entitlement - share.mean))
  const roles = [...new Set(due.map(({ role }) => role))].sort((a, b) => deficit(b) - deficit(a))
  const longest = layout.narrow ? 100 : 150
  const names = roles.map((role) => fitted(role, longest, { size: labelSize }))
  const left = 14 + Math.ceil(Math.max(...names.map((name) => textWidth(name, { size: labelSize }))))
  const top = Math.max(
    ...due.map(({ share, entitlement, guarantee }) =>
      Math.max(share.mean + (share.half ?? 0), entitlement, guarantee ?? 0),
    ),
    ...due.map(({ limit }) => Math.min(limit ?? 0, 1)),
  )
  return grid({
    layout,
    columns,
    panelCount: policies.length,
    height: roles.length * barHeight,
    left,
    right: 16,
    gap: 34,
    legend: [
      { label: "share", colour: colour.axis, sign: "area", opacity: 0.85 },
      { label: "entitlement", colour: colour.ink, sign: "tick" },
      ...(hasQuota(results)
        ? [
            { label: "guaranteed", colour: colour.fits, sign: "point" as const },
            { label: "limit", colour: colour.under, sign: "ring" as const },
          ]
        : []),
    ],
    panel: (i, { width }) => ({
      title: policies[i].label,
      x: shareAxis(top, "mean dominant share", { length: width }),
      y: rowAxis(names),
      layers: layersOf(
        due.filter(({ policy }) => policy.index === policies[i].index),
        roles,
      ),
    }),
  })
}

function layersOf(due: readonly Due[], roles: readonly string[]): Layer[] {
  const values = due.map(({ policy, role, share, entitlement }) => ({
    y: roles.indexOf(role),
    zero: 0,
    share: share.mean,
    lo: Math.max(0, share.mean - (share.half ?? 0)),
    hi: share.mean + (share.half ?? 0),
    entitlement,
    colour: policy.colour,
  }))
  const paint = { field: "colour", type: "nominal" as const, scale: null, legend: null }
  const marked = (bound: "guarantee" | "limit") =>
    due.flatMap((one) => {
      const at = one[bound]
      return at === null ? [] : [{ y: roles.indexOf(one.role), at: Math.min(at, 1) }]
    })
  return [
    {
      data: { values },
      mark: { type: "bar", orient: "horizontal", height: 13, opacity: 0.85 },
      encoding: { x: { field: "zero", type: "quantitative" }, x2: { field: "share" }, fill: paint },
    },
    {
      data: { values },
      mark: { type: "rule", color: colour.ink, strokeWidth: 1.2 },
      encoding: { x: { field: "lo", type: "quantitative" }, x2: { field: "hi" } },
    },
    {
      data: { values },
      mark: { type: "tick", orient: "vertical", thickness: 2.5, size: 19, color: colour.ink, opacity: 1 },
      encoding: { x: { field: "entitlement", type: "quantitative" } },
    },
    {
      data: { values: marked("guarantee") },
      mark: { type: "point", shape: "circle", filled: true, size: 46, color: colour.fits, opacity: 1 },
      encoding: { x: { field: "at", type: "quantitative" } },
    },
    {
      data: { values: marked("limit") },
      mark: {
        type: "point",
        shape: "circle",
        filled: false,
        size: 50,
        strokeWidth: 2,
        color: colour.under,
        opacity: 1,
      },
      encoding: { x: { field: "at", type: "quantitative" } },
    },
  ]
}
