import fc from "fast-check"
import { expect, test } from "vitest"
import { createSimulation, microsPerSecond, seconds } from "../../sim/index.ts"
import { tiny } from "../../sim/testing/index.ts"
import { binWidth, mostBins, TimeBins } from "./time-bins.ts"

test("a level is spread over the bins that it touches", () => {
  const bins = new TimeBins(2, 10)
  bins.hold(0, 4, 5, 25)
  bins.hold(1, 1, 29, 30)
  const means = (row: number) => [0, 1, 2].map((bin) => bins.mean(row, bin, 30))
  expect(bins.count(30)).toBe(3)
  expect(means(0)).toEqual([2, 4, 2])
  expect(means(1)).toEqual([0, 0, 0.1])
})

test("the last bin is only as long as the run", () => {
  const bins = new TimeBins(1, 10)
  bins.holdAll(Float64Array.of(3), 0, 12)
  expect(bins.count(12)).toBe(2)
  expect(bins.mean(0, 1, 12)).toBe(3)
})

test("bins merge two by two when time outgrows them, and nothing is lost", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 400 })), { minLength: 1 }),
      (steps) => {
        const bins = new TimeBins(1, 1)
        const levels: number[] = []
        for (const [level, span] of steps) {
          bins.holdAll(Float64Array.of(level), levels.length, levels.length + span)
          for (let i = 0; i < span; i++) levels.push(level)
        }
        const end = levels.length
        const count = bins.count(end)
        expect(count).toBeLessThanOrEqual(mostBins)
        for (let bin = 0; bin < count; bin++) {
          const inBin = levels.slice(bins.start(bin), bins.start(bin + 1))
          expect(bins.mean(0, bin, end)).toBe(inBin.reduce((sum, level) => sum + level, 0) / inBin.length)
        }
      },
    ),
    { seed: 1 },
  )
})

test("bins begin with the round length of which 240 reach the last arrival, or the limit", () => {
  const viewOf = (at: number) =>
    createSimulation({
      ...tiny({ agents: 1, jobs: [{ framework: "a", at, lasts: 1 }] }),
      plane: () => ({ name: "idle", stageReady() {}, taskEnded() {}, agentChanged() {} }),
      seed: 1,
    }).view
  const width = (at: number, until?: number) =>
    binWidth(viewOf(at), until === undefined ? undefined : seconds(until)) / microsPerSecond
  expect([width(0), width(240), width(241), width(86_400)]).toEqual([1, 1, 2, 600])
  expect(width(86_400, 21_600)).toBe(120)
})
