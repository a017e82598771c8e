/** The seats of a role that want offers, first served first. Source: spec/mesos.md §3.5, §3.7. */
import { log, mix32 } from "../../../sim/index.ts"
import { fractionOf, hashText } from "./chance.ts"
import type { Role, Seat } from "./seats.ts"
import type { SorterSetting } from "./sorter-setting.ts"
import { compareText } from "./values.ts"

/** Rows of the seat table; what stands beyond the number of the role's seats means nothing. */
export function seatOrder(
  setting: SorterSetting,
  role: Role,
  seats: readonly (Seat | undefined)[],
  draw: () => number,
): Int32Array {
  const order = role.seats.order()
  if (setting.kind === "drf") return order
  const key = mix32(setting.key, mix32(draw(), role.hash, 0), 0)
  // All weigh the same, so each waits for a time with rate 1 / n; without the n the order is the same.
  const waits = Array.from(order.subarray(0, role.seats.length), (row) => {
    const id = seats[row]?.framework.id ?? ""
    return { row, id, wait: -log(fractionOf(mix32(key, hashText(id), 0))) }
  })
  waits.sort((a, b) => a.wait - b.wait || compareText(a.id, b.id))
  return Int32Array.from(waits, ({ row }) => row)
}
