import { expect, test } from "vitest"
import { refusalTime } from "./refusal-time.ts"

test.each([
  ["5 s", 5, 5_000_000],
  ["no time at all", 0, 0],
  ["a negative time: the default of 5 s", -1, 5_000_000],
  ["no number: the default of 5 s", NaN, 5_000_000],
  ["longer than a year: a year", 1e12, 31_536_000_000_000],
  ["for ever: a year", Infinity, 31_536_000_000_000],
])("a refusal for %s", (_, seconds, micros) => {
  expect(refusalTime(seconds)).toBe(micros)
})
