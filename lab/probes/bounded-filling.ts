/**
 * Water-filling for roles with quota. A role begins with what it is guaranteed (or has reserved) and wants; the others
 * grow until they have as much by weight, and then it grows with them. Its limit caps what it wants. The fluid reference
 * gives a guarantee that its role does not want to others; what Mesos keeps free for it is told by held-back.ts. Plain and
 * slower than water-filling.ts, with which it agrees where there is no quota.
 * Source: "Entitlement", spec/metrics-and-charts.md §2.2 (caps at demand, floors at guarantee or reservation).
 */
import { scalarCount } from "../../sim/index.ts"

/** Thousandths, a row per role. A limit of Infinity is none. */
export interface Bounds {
  readonly floors: Float64Array
  readonly limits: Float64Array
}

interface Growing {
  readonly role: number
  readonly weight: number
  /** Of each resource, all that it wants as a part of capacity; the greatest of them is its wish. */
  readonly parts: readonly number[]
  readonly wish: number
  share: number
}

/** Writes the shares, 0 to 1, to `entitlement`. `demand` has a row of amounts per role, `capacity` is one row. */
export function fillBounded(
  weights: ArrayLike<number>,
  demand: Float64Array,
  capacity: Float64Array,
  bounds: Bounds,
  entitlement: Float64Array,
): void {
  let growing = rolesOf(weights, demand, capacity, bounds)
  const left = Array.from({ length: scalarCount }, (_, k) => 1 - held(growing, k))
  entitlement.fill(0)
  for (const { role, share } of growing) entitlement[role] = share
  growing = growing.filter(({ wish, share }) => share < wish)
  let level = 0
  while (growing.length > 0) {
    const starts = growing.map(({ share, weight }) => share / weight)
    level = Math.max(level, Math.min(...starts))
    const now = growing.filter(({ share, weight }) => share / weight <= level)
    const speed = left.map((_, k) =>
      now.reduce((sum, one) => sum + (one.parts[k] / one.wish) * one.weight, 0),
    )
    const contentAt = Math.min(...now.map(({ wish, weight }) => wish / weight))
    const startAt = Math.min(...starts.filter((start) => start > level))
    const room = left.map((rest, k) => (speed[k] > 0 ? Math.max(0, rest) / speed[k] : Infinity))
    const next = Math.min(contentAt, startAt, level + Math.min(...room))
    const scarce = room.map((step) => level + step <= next)
    for (const [k, paced] of speed.entries()) left[k] -= paced * (next - level)
    level = next
    for (const one of now) {
      one.share = Math.min(one.wish, level * one.weight)
      entitlement[one.role] = one.share
    }
    growing = growing.filter(
      (one) => one.wish / one.weight > level && !one.parts.some((part, k) => part > 0 && scarce[k]),
    )
  }
}

/** Each with its floor; floors that are more than the cluster has are all cut by the same part. */
function rolesOf(
  weights: ArrayLike<number>,
  demand: Float64Array,
  capacity: Float64Array,
  { floors, limits }: Bounds,
): Growing[] {
  const roles: Growing[] = []
  for (let role = 0; role < weights.length; role++) {
    const row = (table: Float64Array) => table.subarray(role * scalarCount, (role + 1) * scalarCount)
    const wanted = row(demand)
    const fraction = (bound: Float64Array, has: (amount: number) => boolean) =>
      Math.min(1, ...[...bound].map((most, k) => (has(most) && wanted[k] > 0 ? most / wanted[k] : Infinity)))
    const cap = fraction(row(limits), () => true)
    const parts = Array.from(wanted, (amount, k) => (capacity[k] > 0 ? (cap * amount) / capacity[k] : 0))
    const wish = Math.max(...parts)
    const hasFloor = row(floors).some((amount, k) => amount > 0 && wanted[k] > 0)
    const floor = hasFloor ? fraction(row(floors), (amount) => amount > 0) : 0
    const share = cap > 0 ? wish * Math.min(1, floor / cap) : 0
    if (wish > 0) roles.push({ role, weight: weights[role], parts, wish, share })
  }
  const most = Math.max(...Array.from({ length: scalarCount }, (_, k) => held(roles, k)))
  if (most > 1) for (const one of roles) one.share /= most
  return roles
}

function held(roles: readonly Growing[], k: number): number {
  return roles.reduce((sum, { parts, wish, share }) => sum + (parts[k] / wish) * share, 0)
}
