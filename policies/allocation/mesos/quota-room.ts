/**
 * What quota leaves room for in one run: what must stay free for guarantees that are not met yet, what is free, and
 * what each role has used up of its own. Source: spec/mesos.md §4.5, 1 to 4.
 */
import type { Accounts } from "./accounts.ts"
import { addInto, type Amounts, differenceOf, isNone, subtractFrom, sumOf } from "./amounts.ts"
import type { Role } from "./seats.ts"

export class QuotaRoom {
  /** Whether any role has quota; if not, nothing here matters. */
  readonly isNeeded: boolean
  /** Roles with a guarantee. */
  readonly #guaranteed: Role[] = []
  readonly #required: number[] = []
  readonly #free: number[] = []
  /** Whether anything must stay free. */
  #isTight = false

  constructor(accounts: Accounts) {
    this.isNeeded = accounts.rolesWithQuota.size > 0
    for (const role of accounts.rolesWithQuota) {
      const isTop = role.above.length === 0
      role.consumed = isTop ? [...sumOf(role.reservations, role.heldUnderQuota)] : []
      const guarantees = role.quota?.guarantees ?? []
      if (guarantees.length > 0) this.#guaranteed.push(role)
      // Each role on its own: one that has more than it is guaranteed leaves nothing to the others.
      if (isTop) addInto(this.#required, differenceOf(guarantees, role.consumed))
    }
    this.#isTight = !isNone(this.#required)
    if (this.#isTight) addInto(this.#free, freeOf(accounts))
  }

  /** Whether somebody who wants offers has not got what it is guaranteed. */
  get isAnyUnmet(): boolean {
    return this.#guaranteed.some((role) => role.seats.length > 0 && this.isUnmet(role))
  }

  isUnmet(role: Role): boolean {
    const guarantees = role.quota?.guarantees ?? []
    for (let k = 0; k < guarantees.length; k++) if (guarantees[k] > (role.consumed[k] ?? 0)) return true
    return false
  }

  /** What of its guarantee the role has not got. */
  unmet({ quota, consumed }: Role): Amounts {
    return differenceOf(quota?.guarantees ?? [], consumed)
  }

  /** Whether offers to the role may have to be cut. */
  cuts({ quota }: Role): boolean {
    return this.#isTight || quota?.isLimited === true
  }

  /** How much more of column `k` the role's limit allows, beyond `taken`. */
  underLimit({ quota, consumed }: Role, k: number, taken: number): number {
    const limit = quota?.limits[k] ?? Infinity
    return limit === Infinity ? Infinity : Math.max(0, Math.max(0, limit - (consumed[k] ?? 0)) - taken)
  }

  /** What can be given without touching what must stay free, in column `k`. */
  surplus(k: number): number {
    return this.#isTight ? Math.max(0, (this.#free[k] ?? 0) - (this.#required[k] ?? 0)) : Infinity
  }

  /** A role was given something; `guaranteed` is the part of it that meets a guarantee. */
  take(role: Role, amounts: Amounts, guaranteed: Amounts): void {
    if (role.quota !== undefined) {
      addInto(role.consumed, amounts)
      for (const above of role.above) if (above.quota !== undefined) addInto(above.consumed, amounts)
    }
    if (!this.#isTight) return
    subtractFrom(this.#free, amounts)
    subtractFrom(this.#required, guaranteed)
    this.#isTight = !isNone(this.#required)
  }
}

/** The scalars of all agents that are neither held nor reserved nor revocable. */
function freeOf({ totals, roleSorter, reservations, heldReserved, revocable, agents }: Accounts): Amounts {
  const free = [...totals]
  subtractFrom(free, roleSorter.table.heldBy(roleSorter.root.row))
  subtractFrom(free, differenceOf(reservations, heldReserved))
  for (const slot of revocable) subtractFrom(free, agents.available[slot].revocable)
  return free
}
