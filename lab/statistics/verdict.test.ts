import { expect, test } from "vitest"
import { sampleOf } from "./intervals.ts"
import { type Claim, isEquivalent, judge, runsNeeded } from "./verdict.ts"

const judged = (differences: number[], claim: Partial<Claim> = {}) =>
  judge({
    sample: sampleOf(differences),
    baselineMean: 100,
    indifference: 0.05,
    direction: "lower is better",
    ...claim,
  })

test("less of what is better low is better, and the other way round", () => {
  expect(judged([-20, -21, -22])).toEqual({ verdict: "less", better: "policy" })
  expect(judged([20, 21, 22])).toEqual({ verdict: "more", better: "baseline" })
  expect(judged([20, 21, 22], { direction: "higher is better" })).toEqual({
    verdict: "more",
    better: "policy",
  })
  expect(judged([20, 21, 22], { direction: "neither" })).toEqual({ verdict: "more", better: "neither" })
})

test("a difference that is sure but matters to nobody is no victory", () => {
  expect(judged([1, 1.1, 1.2])).toEqual({ verdict: "equivalent within 5 %", better: "neither" })
  expect(judged([1, 1.1, 1.2], { indifference: 0.005 })).toEqual({ verdict: "more", better: "baseline" })
})

test("equal differences need no interval", () => {
  expect(judged([0, 0, 0])).toEqual({ verdict: "equivalent within 5 %", better: "neither" })
  expect(judged([-6, -6])).toEqual({ verdict: "less", better: "policy" })
  expect(judged([0, 0], { baselineMean: 0 })).toEqual({ verdict: "equivalent within 5 %", better: "neither" })
})

test("one pair says nothing, and a wide interval says how many would", () => {
  expect(judged([-50])).toEqual({ verdict: "not enough runs: need at least 2", better: "unknown" })
  // s = 14.1, effect 5: see below.
  expect(judged([-10, 10])).toEqual({ verdict: "not enough runs: need about 65", better: "unknown" })
  expect(judged([-10, 10], { baselineMean: 0 }).verdict).toBe("not enough runs: need more than 10000")
})

test("the runs needed are those of the textbook", () => {
  // Cohen's d = 0.5 with 80 % power, paired, two-sided at 5 %: 34. d = 0.2: 199. d = 0.8: 15 (Cohen 1988, G*Power 3).
  expect(runsNeeded(2, 1)).toBe(34)
  expect(runsNeeded(5, 1)).toBe(199)
  expect(runsNeeded(1, 0.8)).toBe(15)
  expect(runsNeeded(0, 1)).toBe(2)
  expect(runsNeeded(1, 0)).toBe(Infinity)
})

test("equivalent means that the 90 % interval is inside the zone", () => {
  // Mean 0, s = 1, n = 3: half the width is 2.92 ÷ √3 = 1.686.
  const sample = sampleOf([-1, 0, 1])
  expect(isEquivalent(sample, 1.69)).toBe(true)
  expect(isEquivalent(sample, 1.68)).toBe(false)
  expect(isEquivalent(sampleOf([0]), 1)).toBe(false)
})
