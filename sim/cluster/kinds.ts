/**
 * Kinds of resources: a name, and what Mesos hangs on it: who it is reserved to, whether it may be taken back, which
 * volume it is, whether it is shared. Kinds are interned to small integers, so that comparing two is comparing two
 * numbers. The unreserved scalars are kinds 0 to 3 in every cluster and have dense columns (accounts.ts); all others
 * appear in bags only (bag.ts). Source: spec/mesos.md §1.2.
 */
import { assert } from "../kernel/assert.ts"
import { scalarNames } from "./resources.ts"

/** Index of a kind in its `Kinds`. */
export type KindId = number

export interface Reservation {
  readonly type: "static" | "dynamic"
  readonly role: string
  readonly principal?: string
}

export interface Kind {
  readonly name: string
  /** Least specific first; empty is unreserved. The last one's role is the role it is reserved to. */
  readonly reservations: readonly Reservation[]
  /** May be taken back at any time. */
  readonly revocable: boolean
  /** Persistence id of a volume; absent for what is no volume. */
  readonly volume?: string
  /** Only volumes are shared. */
  readonly shared: boolean
}

/** The kinds of one cluster, numbered in the order in which they are first seen. */
export class Kinds {
  readonly #kinds: Kind[] = []
  readonly #ids = new Map<string, KindId>()

  constructor() {
    for (const name of scalarNames) this.intern(unreserved(name))
  }

  /** The number of the kind, given to it now if it is new. */
  intern(kind: Kind): KindId {
    assert(!kind.shared || kind.volume !== undefined, `${kind.name} is shared but no volume`)
    const key = JSON.stringify([
      kind.name,
      kind.reservations.map(({ type, role, principal = null }) => [type, role, principal]),
      kind.revocable,
      kind.volume ?? null,
      kind.shared,
    ])
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    this.#ids.set(key, this.#kinds.length)
    return this.#kinds.push(kind) - 1
  }

  kind(id: KindId): Kind {
    return this.#kinds[id]
  }

  /** Whether a framework of `role` may be offered the kind: unreserved, or reserved to the role or an ancestor of it. */
  isAllocatableTo(id: KindId, role: string): boolean {
    const { reservations } = this.#kinds[id]
    const owner = reservations.at(-1)?.role
    return owner === undefined || owner === role || role.startsWith(`${owner}/`)
  }
}

/** The plain kind of that name. */
export function unreserved(name: string): Kind {
  return { name, reservations: [], revocable: false, shared: false }
}
