/**
 * In which order the entries of a bag are cut. It matters only where two have one name, as several disks do. Mesos
 * shuffles; the recordings were made with the entries in the order of Mesos' own text for them.
 */
import type { RandomStream } from "../../../sim/index.ts"
import type { Bag } from "./bags.ts"
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

export function shuffledOrder(random: RandomStream): ChopOrder {
  return (bag) => shuffled(bag, random)
}

/** All orders equally likely: Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: RandomStream): T[] {
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    const swap = order[i]
    order[i] = order[j]
    order[j] = swap
  }
  return order
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
