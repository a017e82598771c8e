/** What is asked again and again of a bag that never changes: looked up once. */
import type { Bag } from "./bags.ts"
import { isReserved, reservationRole } from "./resources.ts"

export interface Traits {
  /** Roles that some of it is reserved to, each once. */
  readonly owners: readonly string[]
  readonly isAllReserved: boolean
  readonly hasShared: boolean
  /** Whether every framework can handle it, whatever its capabilities. */
  readonly isForAll: boolean
}

export const plainTraits: Traits = { owners: [], isAllReserved: false, hasShared: false, isForAll: true }

export function traitsOf(bag: Bag): Traits {
  const owners = new Set<string>()
  for (const resource of bag) {
    const owner = reservationRole(resource)
    if (owner !== undefined) owners.add(owner)
  }
  return {
    owners: [...owners],
    isAllReserved: bag.every(isReserved),
    hasShared: bag.some(({ kind }) => kind.shared),
    isForAll: bag.every(({ kind }) => !kind.shared && !kind.revocable && kind.reservations.length <= 1),
  }
}
