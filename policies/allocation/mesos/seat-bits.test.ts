/** The column of bits against a set of pairs. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { SeatBits } from "./seat-bits.ts"

const moves = fc.array(
  fc.record({
    what: fc.constantFrom("set", "unset", "clear"),
    slot: fc.integer({ min: 0, max: 70 }),
    row: fc.integer({ min: 0, max: 200 }),
  }),
  { maxLength: 60 },
)

test("a bit is set if its agent and seat were named last to set it, however the column grew since", () => {
  fc.assert(
    fc.property(moves, (list) => {
      const bits = new SeatBits()
      const pairs = new Set<string>()
      for (const { what, slot, row } of list) {
        bits.reserve(slot, row + 1)
        if (what === "clear") {
          bits.clear(slot)
          for (const pair of pairs) if (pair.startsWith(`${slot}/`)) pairs.delete(pair)
        } else if (what === "set") {
          bits.set(slot, row)
          pairs.add(`${slot}/${row}`)
        } else {
          bits.unset(slot, row)
          pairs.delete(`${slot}/${row}`)
        }
        for (const move of list)
          expect(bits.has(move.slot, move.row)).toBe(pairs.has(`${move.slot}/${move.row}`))
      }
    }),
    { numRuns: 50 },
  )
})
