/**
 * A bag of resources (`Resources` of Mesos): a list that is kept joined where two entries may be one. The order of the
 * entries is that of Mesos, because sums of doubles depend on it (allocatable.ts). Source: spec/mesos.md §1.3.
 */
import { compareText, sizeOf, toFloat } from "./values.ts"
import {
  addResources,
  allocatedTo,
  containsResource,
  isAddable,
  isEmptyResource,
  isReserved,
  isSubtractable,
  type Resource,
  subtractResources,
} from "./resources.ts"
import type { Quantities } from "./quantities.ts"

export type Bag = readonly Resource[]

export const emptyBag: Bag = []

export function bagOf(resources: Iterable<Resource>): Bag {
  const bag: Resource[] = []
  for (const resource of resources) put(bag, resource)
  return bag
}

export function addBags(a: Bag, b: Bag): Bag {
  const sum = [...a]
  for (const resource of b) put(sum, resource)
  return sum
}

/** What `a` does not have is not taken, without a word. */
export function subtractBags(a: Bag, b: Bag): Bag {
  const rest = [...a]
  for (const resource of b) take(rest, resource)
  return rest
}

/**
 * Whether each resource of `part` is found in `whole`. Only persistent volumes are used up by being found: one mounted
 * disk contains two alike, as in Mesos.
 */
export function containsBag(whole: Bag, part: Bag): boolean {
  const rest = [...whole]
  for (const resource of part) {
    if (!rest.some((has) => containsResource(has, resource))) return false
    if (resource.kind.volume !== undefined) take(rest, resource)
  }
  return true
}

/**
 * Whether the resources of each name amount to what is asked. In plain doubles, one after another, as Mesos does: 0.7
 * and then 0.1 are less than 0.8.
 */
export function containsQuantities(bag: Bag, quantities: Quantities): boolean {
  for (const [name, amount] of quantities) {
    let missing = toFloat(amount)
    for (const { kind, value } of bag) if (kind.name === name && missing > 0) missing -= sizeOf(value)
    if (missing > 0) return false
  }
  return true
}

export function equalBags(a: Bag, b: Bag): boolean {
  return containsBag(a, b) && containsBag(b, a)
}

export function allocate(bag: Bag, role: string): Bag {
  return bag.map((resource) => allocatedTo(resource, role))
}

export function unallocate(bag: Bag): Bag {
  return bag.map((resource) => allocatedTo(resource, undefined))
}

/** The resources of each role they are allocated to, ascending. */
export function byRole(bag: Bag): [role: string, Bag][] {
  const parts = new Map<string, Resource[]>()
  for (const resource of bag) {
    if (resource.role === undefined) continue
    const part = parts.get(resource.role) ?? []
    part.push(resource)
    parts.set(resource.role, part)
  }
  return [...parts].sort(([a], [b]) => compareText(a, b))
}

/** What quota speaks of: unreserved scalars that nobody takes back. */
export function isUnderQuota(resource: Resource): boolean {
  return resource.value.type === "scalar" && !isReserved(resource) && !resource.kind.revocable
}

export function isShared({ kind }: Resource): boolean {
  return kind.shared
}

function put(bag: Resource[], resource: Resource): void {
  if (isEmptyResource(resource)) return
  const i = bag.findIndex((has) => isAddable(has, resource))
  if (i === -1) bag.push(resource)
  else bag[i] = addResources(bag[i], resource)
}

function take(bag: Resource[], resource: Resource): void {
  const i = bag.findIndex((has) => isSubtractable(has, resource))
  if (i === -1) return
  bag[i] = subtractResources(bag[i], resource)
  if (!isEmptyResource(bag[i])) return
  // The last one takes the place of the one that is gone: so does Mesos, and the order shows in sums.
  bag[i] = bag[bag.length - 1]
  bag.pop()
}
