/**
 * One resource as Mesos has it: a kind (name, reservations, disk, revocable, shared, provider), the role it is offered
 * or allocated to, and a value. Values of this type never change. Source: spec/mesos.md §1.2 and §1.3.
 */
import { addValues, containsValue, equalValues, isNothing, subtractValues, type Value } from "./values.ts"

export interface Reservation {
  readonly type: "static" | "dynamic"
  readonly role: string
  readonly principal?: string
  readonly labels: readonly (readonly [key: string, value: string])[]
}

export interface DiskSource {
  readonly type: "path" | "mount" | "block" | "raw"
  readonly root?: string
}

export interface PersistentVolume {
  readonly id: string
  /** Where the container sees it. Two volumes are the same whatever it says. */
  readonly containerPath: string
}

export interface KindFields {
  readonly name: string
  /** Least specific first; empty is unreserved. */
  readonly reservations: readonly Reservation[]
  readonly source?: DiskSource
  readonly volume?: PersistentVolume
  /** The resource provider that owns it; absent is the agent itself. */
  readonly provider?: string
  /** May be taken back at any time. */
  readonly revocable: boolean
  /** Only persistent volumes are shared. */
  readonly shared: boolean
}

export interface Kind extends KindFields {
  /** The same for two kinds if and only if they are the same. */
  readonly key: string
}

export interface Resource {
  readonly kind: Kind
  /** Whom it is offered or allocated to; absent in an agent's total and in filters. */
  readonly role?: string
  readonly value: Value
  /** How often a shared resource is held; 1 for all others. */
  readonly count: number
}

export function kindOf(fields: KindFields): Kind {
  const { name, reservations, source, volume, provider, revocable, shared } = fields
  const stack = reservations.map(({ type, role, principal, labels }) => [
    type,
    role,
    principal ?? null,
    // Their order does not matter.
    labels.map((label) => JSON.stringify(label)).sort(),
  ])
  const disk = [source?.type ?? null, source?.root ?? null, volume?.id ?? null]
  return { ...fields, key: JSON.stringify([name, stack, disk, provider ?? null, revocable, shared]) }
}

export function isEmptyResource({ value, count }: Resource): boolean {
  return count <= 0 || isNothing(value)
}

export function isReserved({ kind }: Resource): boolean {
  return kind.reservations.length > 0
}

/** The role of the most specific reservation. */
export function reservationRole({ kind }: Resource): string | undefined {
  const { reservations } = kind
  return reservations.length === 0 ? undefined : reservations[reservations.length - 1].role
}

export function isAllocatableTo(resource: Resource, role: string): boolean {
  const owner = reservationRole(resource)
  return owner === undefined || flowsTo(owner, role)
}

/** Reservations flow down the tree of roles, never up or sideways. */
export function flowsTo(owner: string, role: string): boolean {
  return owner === role || role.startsWith(`${owner}/`)
}

/** Whether two resources may become one. */
export function isAddable(a: Resource, b: Resource): boolean {
  if (!areAlike(a, b)) return false
  return a.kind.shared ? equalValues(a.value, b.value) : !isIndivisible(a.kind)
}

/** Whether `b` may be taken from `a`; how much `a` has does not matter. */
export function isSubtractable(a: Resource, b: Resource): boolean {
  if (!areAlike(a, b)) return false
  return !(a.kind.shared || isIndivisible(a.kind)) || equalValues(a.value, b.value)
}

export function addResources(a: Resource, b: Resource): Resource {
  return a.kind.shared ? { ...a, count: a.count + b.count } : { ...a, value: addValues(a.value, b.value) }
}

export function subtractResources(a: Resource, b: Resource): Resource {
  return a.kind.shared
    ? { ...a, count: a.count - b.count }
    : { ...a, value: subtractValues(a.value, b.value) }
}

export function containsResource(whole: Resource, part: Resource): boolean {
  if (!isSubtractable(whole, part)) return false
  return whole.kind.shared ? whole.count >= part.count : containsValue(whole.value, part.value)
}

export function allocatedTo(resource: Resource, role: string | undefined): Resource {
  const { kind, value, count } = resource
  return role === undefined ? { kind, value, count } : { kind, role, value, count }
}

function areAlike(a: Resource, b: Resource): boolean {
  return (
    (a.kind === b.kind || a.kind.key === b.kind.key) && a.role === b.role && a.value.type === b.value.type
  )
}

/** A disk that is given whole or not at all. Raw disks have no id in our notation and are divisible. */
function isIndivisible({ source, volume }: Kind): boolean {
  return volume !== undefined || source?.type === "mount" || source?.type === "block"
}
