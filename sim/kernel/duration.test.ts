import fc from "fast-check"
import { expect, test } from "vitest"
import { durationFromText, durationText } from "./duration.ts"

test.each([
  ["90s", 90_000_000],
  ["0.1s", 100_000],
  ["1h30m", 5_400_000_000],
  ["250ms", 250_000],
  ["30m1h", undefined],
  ["1", undefined],
  ["", undefined],
])("%j is %j µs", (text, micros) => {
  expect(durationFromText(text)).toBe(micros)
})

test("a duration's text is one unit, and reads back as the same", () => {
  expect([100_000, 5000, 10_000_000, 7_200_000_000, 0, 1].map(durationText)).toEqual([
    "100ms",
    "5ms",
    "10s",
    "2h",
    "0s",
    "1us",
  ])
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 12 }), (micros) => {
      expect(durationFromText(durationText(micros))).toBe(micros)
    }),
    { numRuns: 50 },
  )
})
