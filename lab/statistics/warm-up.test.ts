import fc from "fast-check"
import { expect, test } from "vitest"
import { mser, mser5 } from "./warm-up.ts"

/** Source: spec/oracles.md, section A. */
const published = [20, 14, 9, 6, 5, 5.2, 4.8, 5.1, 4.9, 5.0, 5.1, 4.9, 5.0, 5.0, 4.8, 5.2, 5.0, 5.1, 4.9, 5.0]

test("of twenty batch means that settle at 5 the first seven are left out", () => {
  const verdict = mser(published)
  expect(verdict).toMatchObject({ kind: "warm", batches: 7, observations: 35 })
  if (verdict.kind !== "warm") return
  expect(verdict.statistic).toBeCloseTo(0.0008284, 8)
  expect(verdict.mean).toBeCloseTo(5, 10)
})

test("observations are put together by five, and a level run is left whole", () => {
  expect(mser5(published.flatMap((mean) => Array.from({ length: 5 }, () => mean)))).toMatchObject({
    batches: 7,
  })
  expect(mser5(Array.from({ length: 100 }, () => 3))).toMatchObject({ kind: "warm", batches: 0, mean: 3 })
})

test("a run that never settles, or is a handful of numbers, is refused", () => {
  expect(mser5(Array.from({ length: 100 }, (_, i) => i))).toMatchObject({ kind: "too short" })
  expect(mser5([1, 2, 3])).toMatchObject({ kind: "too short" })
})

test("one pass from the end finds what trying every warm-up finds", () => {
  const statisticOf = (left: readonly number[]) => {
    const mean = left.reduce((sum, z) => sum + z, 0) / left.length
    return left.reduce((sum, z) => sum + (z - mean) ** 2, 0) / left.length ** 2
  }
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 40 }), (means) => {
      const tried = Array.from({ length: Math.floor(means.length / 2) + 1 }, (_, d) =>
        statisticOf(means.slice(d)),
      )
      const least = Math.min(...tried)
      const verdict = mser(means)
      if (verdict.kind === "warm") {
        expect(verdict.statistic).toBeCloseTo(least, 6)
        expect(tried[verdict.batches]).toBeCloseTo(least, 6)
      } else expect(tried.at(-1)).toBeCloseTo(least, 6)
    }),
    { numRuns: 300 },
  )
})
