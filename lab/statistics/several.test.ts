import { expect, test } from "vitest"
import { createRandom } from "../../sim/index.ts"
import { sampleOf, studentInterval } from "./intervals.ts"
import { equivalenceP, holm, pValue, varianceReduction, whetherToStop } from "./several.ts"
import { judgeFamily } from "./verdict.ts"

function normals(name: string) {
  const stream = createRandom(11).stream(name)
  return (mean = 0) => {
    let sum = mean - 6
    for (let i = 0; i < 12; i++) sum += stream.next()
    return sum
  }
}

test("Holm by hand: 0.01, 0.04, 0.03, 0.005 become 0.03, 0.06, 0.06, 0.02", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => +p.toFixed(9))).toEqual([0.03, 0.06, 0.06, 0.02])
  expect(holm([0.9, 0.8])).toEqual([1, 1])
})

test("a p value is below 5 % exactly where the 95 % interval leaves out 0, and equivalence where the 90 % interval is in the zone", () => {
  const draw = normals("agreement")
  for (let i = 0; i < 300; i++) {
    const sample = sampleOf(Array.from({ length: 3 + (i % 9) }, () => draw(0.8)))
    const { lo, hi } = studentInterval(sample)
    expect(pValue(sample) < 0.05).toBe(lo > 0 || hi < 0)
    const narrow = studentInterval(sample, 0.9)
    expect(equivalenceP(sample, 1.5) < 0.05).toBe(narrow.lo > -1.5 && narrow.hi < 1.5)
  }
})

test("the 95 % interval holds the true mean in 93 to 97 % of a thousand runs, of a bell curve and of a flat one", () => {
  const draw = normals("coverage")
  const stream = createRandom(12).stream("coverage/uniform")
  const covered = (values: () => number, mean: number) =>
    Array.from({ length: 1000 }, () => studentInterval(sampleOf(Array.from({ length: 10 }, values)))).filter(
      ({ lo, hi }) => lo <= mean && mean <= hi,
    ).length
  for (const count of [covered(() => draw(5), 5), covered(() => stream.next(), 0.5)]) {
    expect(count).toBeGreaterThanOrEqual(930)
    expect(count).toBeLessThanOrEqual(970)
  }
})

test("A against A calls a winner in 3.5 to 6.5 % of two thousand comparisons", () => {
  const draw = normals("a against a")
  let called = 0
  for (let i = 0; i < 2000; i++) {
    const sample = sampleOf(Array.from({ length: 10 }, () => draw(10) - draw(10)))
    const zone = { size: 0, text: "" }
    const [{ better }] = judgeFamily([{ sample, zone, direction: "lower is better" }])
    if (better === "policy" || better === "baseline") called++
  }
  expect(called / 2000).toBeGreaterThanOrEqual(0.035)
  expect(called / 2000).toBeLessThanOrEqual(0.065)
})

test("pairs that move together have lost their variance, pairs that do not have kept it", () => {
  expect(varianceReduction([1, 2, 3], [2, 3, 4])).toBeCloseTo(1, 10)
  expect(varianceReduction([1, 2, 3], [4, 3, 2])).toBeCloseTo(-1, 10)
})

test("runs go on until the half width is small against the mean, or absolutely, or there are no more", () => {
  const rule = { relative: 0.05, absolute: 0, least: 10, most: 100, confidence: 0.95 }
  expect(whetherToStop({ n: 9, mean: 10, deviation: 0.01 }, rule)).toBe("go on")
  expect(whetherToStop({ n: 10, mean: 10, deviation: 0.6 }, rule)).toBe("precise enough")
  expect(whetherToStop({ n: 10, mean: 10, deviation: 2 }, rule)).toBe("go on")
  expect(whetherToStop({ n: 100, mean: 10, deviation: 5 }, rule)).toBe("out of runs")
  expect(whetherToStop({ n: 20, mean: 0, deviation: 1 }, { ...rule, absolute: 0.5 })).toBe("precise enough")
})
