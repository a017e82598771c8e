/**
 * What was kept free for whom: the headroom of guarantees that are not met, and reservations that their role does not
 * use. Per role and resource, time-weighted over the run.
 *
 *     consumed(i)  = reserved to i + unreserved held by i
 *     required     = Σᵢ (guarantee(i) − consumed(i))⁺
 *     available    = capacity − held by all − reserved and not held
 *     headroom(i)  = (guarantee(i) − consumed(i))⁺ × min(1, available ÷ required)
 *     idle(i)      = reserved to i − held of it
 *
 * Held is offered or used; Mesos' frameworks answer at once, so over time it is used.
 * Source: "Headroom (quota, Mesos)", spec/metrics-and-charts.md §2.1; hierarchical.cpp by spec/mesos.md §4.5.
 */
import { type ClusterView, type Micros, type RoleSettings, scalarCount } from "../../sim/index.ts"
import type { LevelReader, RoleLevels } from "./role-levels.ts"
import { quotaRows } from "./role-bounds.ts"

/** Means over the run of the part of the cluster's resource of which it is most, 0 to 1. */
export interface HeldBackOfRole {
  /** Guaranteed and allowed; null if there is no such quota. */
  readonly guarantee: number | null
  readonly limit: number | null
  /** null if nothing is reserved to it. */
  readonly reserved: number | null
  /** Kept free for it because its guarantee is not met; null if it has none. */
  readonly headroom: number | null
  /** Reserved to it, and not held. */
  readonly idle: number | null
}

export interface HeldBackReader extends LevelReader {
  /** After the levels have been advanced; `span` is how long they were measured. */
  result(span: Micros): HeldBackOfRole[]
}

/** `settings`: what is set for roles, and heeded by the policy. */
export function heldBack(settings: RoleSettings): HeldBackReader {
  let view: ClusterView
  let levels: RoleLevels
  let guarantees: Float64Array
  let limits: Float64Array
  let isIdle = true
  /** By role and scalar: ∫ part of capacity dt. */
  const sums = {
    guarantee: column(0),
    limit: column(0),
    reserved: column(0),
    headroom: column(0),
    idle: column(0),
  }

  const add = (sum: Float64Array, at: number, amount: number, span: number) => {
    const capacity = levels.capacity[at % scalarCount]
    if (capacity > 0) sum[at] += (amount / capacity) * span
  }
  const addHeadroom = (k: number, span: number) => {
    let required = 0
    let available = levels.capacity[k]
    const unmet: number[] = []
    for (let role = 0; role < levels.share.length; role++) {
      const at = role * scalarCount + k
      const [held, reserved, heldReserved] = [levels.held[at], levels.reserved[at], levels.heldReserved[at]]
      unmet[role] = Math.max(0, guarantees[at] - reserved - (held - heldReserved))
      required += unmet[role]
      available -= held + (reserved - heldReserved)
    }
    const kept = required > 0 ? Math.min(1, Math.max(0, available) / required) : 0
    for (const [role, amount] of unmet.entries())
      add(sums.headroom, role * scalarCount + k, amount * kept, span)
  }
  return {
    begin(atStart, viewAtStart) {
      levels = atStart
      view = viewAtStart
      guarantees = quotaRows(view, settings, "guarantee", 0)
      limits = quotaRows(view, settings, "limit", Infinity)
      isIdle = Object.keys(settings).length === 0
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] = column(guarantees.length)
    },
    held(from, to) {
      if (isIdle) return
      const span = to - from
      for (let at = 0; at < guarantees.length; at++) {
        add(sums.guarantee, at, guarantees[at], span)
        if (limits[at] < Infinity) add(sums.limit, at, limits[at], span)
        add(sums.reserved, at, levels.reserved[at], span)
        add(sums.idle, at, levels.reserved[at] - levels.heldReserved[at], span)
      }
      for (let k = 0; k < scalarCount; k++) addHeadroom(k, span)
    },
    result(end) {
      const most = (sum: Float64Array, role: number) =>
        end === 0 ? 0 : Math.max(...sum.subarray(role * scalarCount, (role + 1) * scalarCount)) / end
      return view.jobs.roles.map(({ name }, role) => {
        const { guarantee, reservation } = settings[name] ?? {}
        const isGuaranteed = guarantee !== undefined
        const isReserved = reservation !== undefined
        return {
          guarantee: isGuaranteed ? most(sums.guarantee, role) : null,
          limit: limitOf(role, end),
          reserved: isReserved ? most(sums.reserved, role) : null,
          headroom: isGuaranteed ? most(sums.headroom, role) : null,
          idle: isReserved ? most(sums.idle, role) : null,
        }
      })
    },
  }

  /** The share at which the first of its limits is reached. */
  function limitOf(role: number, end: Micros): number | null {
    const rows = Array.from({ length: scalarCount }, (_, k) => role * scalarCount + k)
    const limited = rows.filter((at) => limits[at] < Infinity)
    return limited.length === 0 || end === 0 ? null : Math.min(...limited.map((at) => sums.limit[at] / end))
  }
}

function column(length: number): Float64Array {
  return new Float64Array(length)
}
