/** Which settings of roles a policy would run without. */
import { resolvePolicy } from "../../policies/index.ts"
import type { Heeds, RoleSettings } from "../../sim/index.ts"
import { choiceOf, type PolicyScript } from "../user-policy/index.ts"

export function heedsOf(policy: string | PolicyScript): Heeds {
  return typeof policy === "string" ? resolvePolicy(policy).heeds : choiceOf(policy).heeds
}

/** "quota", "reservations", both or neither. */
export function notHeeded(policy: string | PolicyScript, settings: RoleSettings): string[] {
  const heeds = heedsOf(policy)
  const all = Object.values(settings)
  const hasQuota = all.some(({ guarantee, limit }) => guarantee !== undefined || limit !== undefined)
  const hasReservations = all.some(({ reservation }) => reservation !== undefined)
  return [
    ...(hasQuota && !heeds.quota ? ["quota"] : []),
    ...(hasReservations && !heeds.reservations ? ["reservations"] : []),
  ]
}
