import { expect, test } from "vitest"
import { fractionOf, hashText, shuffledAgents } from "./chance.ts"

test("each seed draws for itself, the large ones too", () => {
  const keys = [1, 2, 2 ** 32 + 1, -1].map((seed) => JSON.stringify(shuffledAgents(seed)))
  expect(new Set(keys).size).toBe(4)
  expect(shuffledAgents(7)).toEqual(shuffledAgents(7))
})

test("hashes of texts spread evenly over (0, 1)", () => {
  const fractions = Array.from({ length: 2000 }, (_, i) => fractionOf(hashText(`agent-${i}`)))
  for (let tenth = 0; tenth < 10; tenth++) {
    const inside = fractions.filter((x) => Math.floor(x * 10) === tenth).length
    expect(Math.abs(inside - 200)).toBeLessThan(60)
  }
  expect(fractionOf(0)).toBeGreaterThan(0)
  expect(fractionOf(2 ** 32 - 1)).toBeLessThan(1)
})
