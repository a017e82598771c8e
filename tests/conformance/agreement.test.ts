/** The fast allocator and its slow, obviously right twin decide alike, whatever happens to them. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { difference } from "./agreement.ts"
import { walks } from "./walk.ts"

test("2,000 random scenarios are decided alike", { timeout: 240_000 }, () => {
  fc.assert(
    fc.property(walks(50), fc.nat({ max: 4095 }), (turns, choice) => {
      expect(difference(turns, choice)).toBeUndefined()
    }),
    { numRuns: 2000, seed: 1 },
  )
})
