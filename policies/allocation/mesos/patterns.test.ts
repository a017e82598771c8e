import { expect, test } from "vitest"
import { matchesInFull } from "./patterns.ts"

test.each([
  ["r[12]", "r1", "r12"],
  ["rack\\-[[:digit:]]+", "rack-12", "rack-x"],
  ["(?i)EU\\_.*", "eu_west", "us_west"],
  ["(?P<zone>z\\d)|\\Aany\\z", "z1", "any1"],
  ["[[:alpha:]_-]{2,}", "a_", "a"],
  ["a{b", "a{b", "ab"],
  ["é.", "é€", "e€"],
])("the pattern %s is matched by all of %s, and not by %s", (pattern, matched, other) => {
  expect(matchesInFull(pattern, matched)).toBe(true)
  expect(matchesInFull(pattern, other)).toBe(false)
})

test("what is no pattern is no pattern", () => {
  expect(() => matchesInFull("a(", "a")).toThrow(SyntaxError)
})
