/** In which order a run visits agents. */
import { mix32 } from "../../../sim/index.ts"
import type { AgentOrder } from "./chance.ts"

/** `slots` come in the order of their ids; `base` is what chance depends on. */
export function visitOrder(
  order: AgentOrder,
  slots: readonly number[],
  hashes: Int32Array,
  base: number,
): ArrayLike<number> {
  if (order.kind === "sorted") return slots
  const keys = new Uint32Array(slots.length)
  const items = new Int32Array(slots.length)
  // A loop: `from` asks an iterator for each, which took a quarter of the time of a replay.
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i]
    keys[i] = mix32(order.key, base, hashes[slot])
    items[i] = slot
  }
  return sortedBy(keys, items)
}

/**
 * By ascending keys; equal keys stay as they were. The keys are as good as random, so they are dealt by their first bits
 * into about as many piles as there are keys, and what is left is put right by insertion.
 */
function sortedBy(keys: Uint32Array, items: Int32Array): Int32Array {
  const shift = Math.clz32(keys.length | 2) + 1
  const piles = 1 << (32 - shift)
  const ends = new Uint32Array(piles + 1)
  for (let i = 0; i < keys.length; i++) ends[(keys[i] >>> shift) + 1]++
  for (let pile = 1; pile <= piles; pile++) ends[pile] += ends[pile - 1]
  const sortedKeys = new Uint32Array(keys.length)
  const sorted = new Int32Array(keys.length)
  for (let i = 0; i < keys.length; i++) {
    const at = ends[keys[i] >>> shift]++
    sortedKeys[at] = keys[i]
    sorted[at] = items[i]
  }
  for (let i = 1; i < keys.length; i++) {
    const key = sortedKeys[i]
    if (sortedKeys[i - 1] <= key) continue
    const item = sorted[i]
    let at = i
    for (; at > 0 && sortedKeys[at - 1] > key; at--) {
      sortedKeys[at] = sortedKeys[at - 1]
      sorted[at] = sorted[at - 1]
    }
    sortedKeys[at] = key
    sorted[at] = item
  }
  return sorted
}
