import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { autocorrelation, dispersion, ksByChance, ksDistance, rankCorrelation } from "./distances.ts"
import { ascending } from "./quantiles.ts"

const numbers = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 30 })

describe("the distance of Kolmogorov and Smirnov", () => {
  test.each([
    ["equal columns", [1, 2, 3], [1, 2, 3], 0],
    ["columns apart", [1, 2], [3, 4, 5], 1],
    ["half of one below the other", [1, 2, 3, 4], [3, 4], 0.5],
    ["ties counted together", [0, 0, 0, 1], [0, 1, 1, 1], 0.5],
    ["columns of different length but one law", [1, 1, 2, 2], [1, 2], 0],
  ])("of %s", (_, a, b, distance) => {
    expect(ksDistance(a, b)).toBe(distance)
  })

  test("is what a search over all values finds, and the same both ways", () => {
    fc.assert(
      fc.property(numbers, numbers, (x, y) => {
        const [a, b] = [x.sort(ascending), y.sort(ascending)]
        const below = (column: readonly number[], at: number) =>
          column.filter((value) => value <= at).length / column.length
        const slow = Math.max(...[...a, ...b].map((at) => Math.abs(below(a, at) - below(b, at))))
        expect(ksDistance(a, b)).toBeCloseTo(slow, 12)
        expect(ksDistance(b, a)).toBe(ksDistance(a, b))
      }),
      { numRuns: 60 },
    )
  })

  test("by chance is 0.192 for two samples of a hundred", () => {
    expect(ksByChance(100, 100)).toBeCloseTo(0.19205, 5)
  })
})

test("a column that goes up and down is the opposite of itself one place later", () => {
  expect(autocorrelation([1, -1, 1, -1, 1, -1, 1, -1], 1)).toBe(-7 / 8)
  expect(autocorrelation([5, 5, 5], 1)).toBe(0)
})

test("counts that do not vary have no dispersion, all in one bin have much", () => {
  expect(dispersion([3, 3, 3])).toBe(0)
  expect(dispersion([8, 0, 0, 0])).toBe(6)
  expect(dispersion([0, 0])).toBe(0)
})

test("ranks go together whatever the scale, and ties share theirs", () => {
  expect(rankCorrelation([1, 2, 3, 4], [1, 10, 100, 1000])).toBe(1)
  expect(rankCorrelation([1, 2, 3], [3, 2, 1])).toBe(-1)
  // Ranks 1.5, 1.5, 3 and 1, 2, 3: covariance 1.5, variances 1.5 and 2.
  expect(rankCorrelation([7, 7, 9], [1, 2, 3])).toBeCloseTo(1.5 / Math.sqrt(3), 12)
  expect(rankCorrelation([1, 1], [1, 2])).toBe(0)
})
