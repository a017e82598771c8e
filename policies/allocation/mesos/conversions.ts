/** What offer operations do to bags: something is consumed and becomes something else. Source: spec/mesos.md §1.8. */
import { addBags, allocate, type Bag, containsBag, subtractBags } from "./bags.ts"
import { type KindFields, kindOf, type Resource } from "./resources.ts"

export interface Conversion {
  readonly consumed: Bag
  readonly converted: Bag
  /** No copy of it may be left afterwards: a shared volume is destroyed with its last copy only. */
  readonly gone?: Resource
}

export interface Operation {
  readonly type: "RESERVE" | "UNRESERVE" | "CREATE" | "DESTROY"
  readonly resources: Bag
}

/** Undefined if something that a conversion consumes is not there, or what it destroys is still there afterwards. */
export function applyConversions(bag: Bag, conversions: readonly Conversion[]): Bag | undefined {
  let result = bag
  for (const { consumed, converted, gone } of conversions) {
    if (!containsBag(result, consumed)) return undefined
    result = addBags(subtractBags(result, consumed), converted)
    if (gone !== undefined && containsBag(result, [gone])) return undefined
  }
  return result
}

/** One conversion for each resource of the operation, to be applied one after another. */
export function conversionsOf({ type, resources }: Operation): Conversion[] {
  return resources.map((resource) => {
    switch (type) {
      case "RESERVE":
        return { consumed: [withoutLastReservation(resource)], converted: [resource] }
      case "UNRESERVE":
        return { consumed: [resource], converted: [withoutLastReservation(resource)] }
      case "CREATE":
        return { consumed: [withoutVolume(resource)], converted: [resource] }
      case "DESTROY":
        return { consumed: [resource], converted: [withoutVolume(resource)], gone: resource }
    }
  })
}

/** The same for a bag that is allocated to a role. */
export function allocatedConversion({ consumed, converted }: Conversion, role: string): Conversion {
  return { consumed: allocate(consumed, role), converted: allocate(converted, role) }
}

/** Copies of a shared volume beyond those offered come from nothing, and an agent's total does not have them. */
export function isExtraCopy({ consumed }: Conversion): boolean {
  return consumed.length === 0
}

function withoutLastReservation(resource: Resource): Resource {
  const { kind } = resource
  return { ...resource, kind: kindOf({ ...kind, reservations: kind.reservations.slice(0, -1) }) }
}

function withoutVolume(resource: Resource): Resource {
  const { volume: _, ...rest } = resource.kind
  const fields: KindFields = { ...rest, shared: false }
  return { ...resource, kind: kindOf(fields) }
}
