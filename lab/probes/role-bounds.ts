/** Quota and reservations of the roles of a workload as rows of amounts. */
import { type ClusterView, type RoleSettings, type ScalarAmounts, scalarNames } from "../../sim/index.ts"
import type { Bounds } from "./bounded-filling.ts"

/** A row per role; what is not said is `absent`. */
export function quotaRows(
  { jobs }: ClusterView,
  settings: RoleSettings,
  bound: "guarantee" | "limit",
  absent: number,
): Float64Array {
  const row = (amounts: ScalarAmounts = {}) => scalarNames.map((name) => amounts[name] ?? absent)
  return Float64Array.from(jobs.roles.flatMap(({ name }) => row(settings[name]?.[bound])))
}

/**
 * What bounds the entitlements now: a role's floor is its guarantee or what is reserved to it, whichever is more, for
 * reservations count as consumed quota. `reserved` has a row per role, kept up by others. Undefined if nothing is set.
 */
export function boundsOf(
  view: ClusterView,
  settings: RoleSettings,
  reserved: Float64Array,
): (() => Bounds) | undefined {
  const guarantees = quotaRows(view, settings, "guarantee", 0)
  const limits = quotaRows(view, settings, "limit", Infinity)
  const isPlain = guarantees.every((amount) => amount === 0) && limits.every((amount) => amount === Infinity)
  if (isPlain && view.reservations === undefined) return undefined
  const floors = guarantees.slice()
  return () => {
    for (let at = 0; at < floors.length; at++) floors[at] = Math.max(guarantees[at], reserved[at])
    return { floors, limits }
  }
}
