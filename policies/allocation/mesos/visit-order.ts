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
  // Key and place in one double of 53 bits: sorting numbers is quick, and equal keys stay in the order of the ids.
  const keys = new Float64Array(slots.length)
  for (let i = 0; i < slots.length; i++) keys[i] = mix32(order.key, base, hashes[slots[i]]) * places + i
  keys.sort()
  const visits = new Int32Array(slots.length)
  for (let i = 0; i < keys.length; i++) visits[i] = slots[keys[i] % places]
  return visits
}

const places = 2 ** 21
