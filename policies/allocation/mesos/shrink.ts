/** Cutting bags down to amounts. Source: spec/mesos.md §1.5. */
import type { Thousandths } from "../../../sim/index.ts"
import { type Bag, bagOf } from "./bags.ts"
import {
  type Limits,
  type Quantities,
  quantitiesOf,
  subtractFromLimits,
  subtractQuantities,
} from "./quantities.ts"
import { containsResource, type Resource } from "./resources.ts"
import { scalar } from "./values.ts"

/** In which order the resources of a bag are cut. Mesos shuffles them; equal draws give equal orders. */
export type ChopOrder = (bag: Bag, draw: number) => Bag

/** At most `target` of each name, and nothing of names that it does not have. */
export function shrinkToQuantities(bag: Bag, target: Quantities, order: ChopOrder, draw: number): Bag {
  const kept: Resource[] = []
  let room = target
  for (const resource of order(bag, draw)) {
    const most = room.get(resource.kind.name)
    const part = most === undefined ? undefined : shrink(resource, most)
    if (part === undefined) continue
    room = subtractQuantities(room, quantitiesOf([part]))
    kept.push(part)
  }
  return bagOf(kept)
}

/** At most `limits` of each name; a name without a limit is kept whole. */
export function shrinkToLimits(bag: Bag, limits: Limits, order: ChopOrder, draw: number): Bag {
  if (limits.size === 0) return bag
  const kept: Resource[] = []
  let room = limits
  for (const resource of order(bag, draw)) {
    const most = room.get(resource.kind.name)
    const part = most === undefined ? resource : shrink(resource, most)
    if (part === undefined) continue
    room = subtractFromLimits(room, quantitiesOf([part]))
    kept.push(part)
  }
  return bagOf(kept)
}

/** At most `most` of a scalar; undefined if that part cannot be cut off it, as from a mounted disk. */
function shrink(resource: Resource, most: Thousandths): Resource | undefined {
  const { value } = resource
  if (value.type !== "scalar" || value.amount <= most) return resource
  const part = { ...resource, value: scalar(most) }
  return containsResource(resource, part) ? part : undefined
}
