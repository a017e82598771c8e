/** What figures take from the results: policies with their colours, roles few enough to see, bins wide enough. */
import type { ExperimentResults, SeriesRow } from "../../lab/results/index.ts"
import { policyLabels, unlike } from "../names.ts"
import { counted, duration, listed, seedList } from "../numbers.ts"
import { groupBy, sum } from "../statistics.ts"
import { othersColour, policyColour, policyShape, roleColour, roleColours } from "../theme.ts"

/** No figure has more data points than this; longer series are put together in wider bins. */
export const mostPoints = 5_000

export interface Policy {
  readonly policy: string
  readonly label: string
  readonly index: number
  readonly colour: string
  readonly shape: string
}

export function policiesOf(results: ExperimentResults): Policy[] {
  const labels = policyLabels(results.policies)
  return results.policies.map((policy, index) => ({
    policy,
    label: labels.get(policy) ?? policy,
    index,
    colour: policyColour(index),
    shape: policyShape(index),
  }))
}

/** The policies that have rows in `table`, in the experiment's order. */
export function policiesIn(results: ExperimentResults, table: readonly { policy: string }[]): Policy[] {
  const present = new Set(table.map(({ policy }) => policy))
  return policiesOf(results).filter(({ policy }) => present.has(policy))
}

export interface RoleGroup {
  readonly label: string
  readonly colour: string
  readonly roles: ReadonlySet<string>
}

const mostRoles = 8

/** Every role by itself, or the seven largest by share and the others together. */
export function roleGroups(results: ExperimentResults): RoleGroup[] {
  const shares = new Map<string, number>()
  const rows = results.roles.length > 0 ? results.roles : results.series
  for (const { role, share } of rows) shares.set(role, (shares.get(role) ?? 0) + share)
  const roles = [...shares.keys()]
  const single = (role: string, i: number) => ({ label: role, colour: roleColour(i), roles: new Set([role]) })
  if (roles.length <= mostRoles) return roles.map(single)
  const largest = new Set(
    [...roles].sort((a, b) => (shares.get(b) ?? 0) - (shares.get(a) ?? 0)).slice(0, roleColours),
  )
  const shown = roles.filter((role) => largest.has(role))
  const others = roles.filter((role) => !largest.has(role))
  const label = unlike(new Set(shown), `${others.length} others`)
  return [...shown.map(single), { label, colour: othersColour, roles: new Set(others) }]
}

export interface Binned {
  /** Begin of each bin, s, and the end of the last. */
  readonly times: readonly number[]
  readonly width_s: number
  /** Sums over the group's roles, means over the bin. */
  readonly groups: readonly { readonly group: RoleGroup; readonly values: readonly BinValues[] }[]
  readonly total: readonly BinValues[]
}

type BinField = "cpus" | "mem_mib" | "offered_cpus" | "offered_mem_mib" | "share" | "entitlement"
export type BinValues = Readonly<Record<BinField | "capacity_cpus" | "capacity_mem_mib", number>>

/** The series of one policy with at most `mostBins` bins. */
export function binned(rows: readonly SeriesRow[], groups: readonly RoleGroup[], mostBins: number): Binned {
  const byTime = [...groupBy(rows, ({ time_s }) => time_s)].sort(([a], [b]) => a - b)
  const chunk = Math.max(1, Math.ceil(byTime.length / mostBins))
  const step = byTime.length > 1 ? byTime[1][0] - byTime[0][0] : 0
  const bins: SeriesRow[][] = []
  const times: number[] = []
  for (let i = 0; i < byTime.length; i += chunk) {
    times.push(byTime[i][0])
    bins.push(byTime.slice(i, i + chunk).flatMap(([, group]) => group))
  }
  if (byTime.length > 0) times.push(byTime[byTime.length - 1][0] + step)
  const valuesOf = (roles: ReadonlySet<string> | undefined) =>
    bins.map((bin) => {
      const inBin = new Set(bin.map(({ time_s }) => time_s)).size
      const own = roles === undefined ? bin : bin.filter(({ role }) => roles.has(role))
      const mean = (field: BinField) => sum(own.map((row) => row[field])) / inBin
      const perTime = bin.filter(({ role }) => role === bin[0].role)
      const capacity = (field: "capacity_cpus" | "capacity_mem_mib") =>
        sum(perTime.map((row) => row[field])) / perTime.length
      return {
        cpus: mean("cpus"),
        mem_mib: mean("mem_mib"),
        offered_cpus: mean("offered_cpus"),
        offered_mem_mib: mean("offered_mem_mib"),
        share: mean("share"),
        entitlement: mean("entitlement"),
        capacity_cpus: capacity("capacity_cpus"),
        capacity_mem_mib: capacity("capacity_mem_mib"),
      }
    })
  return {
    times,
    width_s: chunk * step,
    groups: groups.map((group) => ({ group, values: valuesOf(group.roles) })),
    total: valuesOf(undefined),
  }
}

/** A step curve needs its last value twice: at the begin and at the end of the last bin. */
export function steps<T extends object>(
  times: readonly number[],
  at: (bin: number) => T,
): (T & { x: number })[] {
  const bins = times.length - 1
  return times.map((x, i) => ({ x, ...at(Math.min(i, bins - 1)) }))
}

export function endOf(results: ExperimentResults, rows: readonly { time_s: number }[]): number {
  const times = [...new Set(rows.map(({ time_s }) => time_s))].sort((a, b) => a - b)
  const last = times.at(-1) ?? 0
  const end = last + (times.length > 1 ? last - times[times.length - 2] : 0)
  return end > 0 ? end : results.workload.span_s || 1
}

/** "n = 10 seeds per policy (1–10)", with exceptions. */
export function replicationBasis(
  results: ExperimentResults,
  rows: readonly { policy: string; seed: number }[],
): string {
  const seedsOf = policiesIn(results, rows).map(({ policy, label }) => ({
    label,
    seeds: [...new Set(rows.filter((row) => row.policy === policy).map(({ seed }) => seed))].sort(
      (a, b) => a - b,
    ),
  }))
  const most = Math.max(0, ...seedsOf.map(({ seeds }) => seeds.length))
  const all = seedsOf.find(({ seeds }) => seeds.length === most)?.seeds ?? []
  const fewer = seedsOf.filter(({ seeds }) => seeds.length < most)
  const exceptions = fewer.map(({ label, seeds }) => `${label} n = ${seeds.length}`)
  return [
    `n = ${counted(most, "seed")} per policy (${seedList(all)})`,
    ...(exceptions.length > 0 ? [`but ${listed(exceptions)}`] : []),
    ...missing(results, rows),
  ].join("; ")
}

/** "One run per policy, seed 1", with the width of bins. */
export function pictureBasis(
  results: ExperimentResults,
  rows: readonly { policy: string; seed: number }[],
  bin_s?: number,
): string {
  const seeds = [...new Set(rows.map(({ seed }) => seed))].sort((a, b) => a - b)
  return [
    `One run per policy, seed ${seedList(seeds)}: a picture, not an average`,
    ...(bin_s === undefined || bin_s === 0 ? [] : [`each step is the mean of ${duration(bin_s)}`]),
    ...missing(results, rows),
  ].join("; ")
}

function missing(results: ExperimentResults, rows: readonly { policy: string }[]): string[] {
  const present = new Set(rows.map(({ policy }) => policy))
  const absent = policiesOf(results).filter(({ policy }) => !present.has(policy))
  return absent.length > 0 ? [`nothing of ${listed(absent.map(({ label }) => label))}`] : []
}
