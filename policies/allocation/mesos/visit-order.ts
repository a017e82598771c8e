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
  const keys = Uint32Array.from(slots, (slot) => mix32(order.key, base, hashes[slot]))
  return sortedBy(keys, Int32Array.from(slots))
}

const digitBits = 11
const digits = 1 << digitBits

/** By ascending keys, digit after digit from the last one; equal keys stay as they were. Both arrays are used up. */
function sortedBy(keys: Uint32Array<ArrayBuffer>, items: Int32Array<ArrayBuffer>): Int32Array {
  let [from, to] = [
    { keys, items },
    { keys: new Uint32Array(keys.length), items: new Int32Array(keys.length) },
  ]
  for (let shift = 0; shift < 32; shift += digitBits) {
    const ends = new Uint32Array(digits + 1)
    for (let i = 0; i < keys.length; i++) ends[((from.keys[i] >>> shift) & (digits - 1)) + 1]++
    for (let digit = 1; digit <= digits; digit++) ends[digit] += ends[digit - 1]
    for (let i = 0; i < keys.length; i++) {
      const at = ends[(from.keys[i] >>> shift) & (digits - 1)]++
      to.keys[at] = from.keys[i]
      to.items[at] = from.items[i]
    }
    ;[from, to] = [to, from]
  }
  return from.items
}
