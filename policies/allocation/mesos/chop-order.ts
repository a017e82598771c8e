/**
 * In which order the entries of a bag are cut. It matters only where two have one name, as several disks do. Mesos
 * shuffles; the recordings were made with the entries in the order of Mesos' own text for them.
 */
import { mix32 } from "../../../sim/index.ts"
import type { Bag } from "./bags.ts"
import { hashText, keyOf } from "./chance.ts"
import type { Kind, Resource } from "./resources.ts"
import type { ChopOrder } from "./shrink.ts"
import { printValue } from "./value-notation.ts"
import { compareText } from "./values.ts"

/** As the recordings have it. Source: conformance/FORMAT.md, "Several resources with one name". */
export function textOrder(bag: Bag): Bag {
  if (new Set(bag.map(({ kind }) => kind.name)).size === bag.length) return bag
  return bag
    .map((resource) => ({ resource, text: mesosText(resource) }))
    .sort((a, b) => compareText(a.text, b.text))
    .map(({ resource }) => resource)
}

/** As Mesos does: all orders equally likely. `seed` is a safe integer. */
export function shuffledOrder(seed: number): ChopOrder {
  const key = keyOf(seed)
  return (bag, draw) => {
    if (new Set(bag.map(({ kind }) => kind.name)).size === bag.length) return bag
    return bag
      .map((resource) => ({ resource, rank: mix32(key, draw, hashText(resource.kind.key)) }))
      .sort((a, b) => a.rank - b.rank || compareText(a.resource.kind.key, b.resource.kind.key))
      .map(({ resource }) => resource)
  }
}

/** What Mesos prints for an unreserved resource: `disk[MOUNT:/m1]:100`. */
function mesosText({ kind, value }: Resource): string {
  return `${kind.name}${diskText(kind)}${kind.revocable ? "{REV}" : ""}${kind.shared ? "<SHARED>" : ""}:${printValue(value)}`
}

function diskText({ source, volume }: Kind): string {
  const parts: string[] = []
  if (source !== undefined)
    parts.push(source.type.toUpperCase() + (source.root === undefined ? "" : `:${source.root}`))
  if (volume !== undefined) parts.push(`${volume.id}:${volume.containerPath}`)
  return parts.length === 0 ? "" : `[${parts.join(",")}]`
}
