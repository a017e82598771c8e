/** What is left of an agent. Source: spec/mesos.md §4.1. */
import { addBags, type Bag, isShared, subtractBags, unallocate } from "./bags.ts"

/** Shared volumes are always available, in use or not. More may be held than there is, after a total shrank. */
export function availableOf({ total, held }: { readonly total: Bag; readonly held: Bag }): Bag {
  const free = unallocate(held)
  const shared = total.filter(isShared)
  if (shared.length === 0) return subtractBags(total, free)
  const owned = (bag: Bag) => bag.filter((resource) => !isShared(resource))
  return addBags(subtractBags(owned(total), owned(free)), shared)
}
