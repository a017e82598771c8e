import { expect, test } from "vitest"
import { createRandom } from "../../sim/index.ts"
import { pooledMean, pooledQuantile, pooledShare } from "./pooled.ts"
import { chanceAt, looksOf } from "./search.ts"
import { ranWith } from "./testing.ts"

const watched = (...runs: readonly (readonly number[])[]) =>
  runs.flatMap((waits) => ranWith(waits, [30]).watched ?? [])
const certainty = { confidence: 0.95 }

test("two runs of one and of three tasks are four tasks: a run does not count, its tasks do", () => {
  const runs = watched([10], [20, 40, 50])
  expect(pooledShare(runs, 30e6, certainty)?.mean).toBe(0.5)
  expect(pooledMean(runs, certainty)?.mean).toBe(30)
  expect(pooledQuantile(watched([0, 0, 0, 100], [0, 0, 0, 0]), 0.5, certainty)?.mean).toBe(0)
})

test("runs that are alike leave no doubt, a single run leaves all of it", () => {
  expect(pooledShare(watched([10, 40], [10, 40]), 30e6, certainty)).toMatchObject({ mean: 0.5, half: 0 })
  expect(pooledQuantile(watched([10, 40]), 0.5, certainty)).toMatchObject({ mean: 25, half: Number.NaN })
  expect(pooledShare(watched([], []), 30e6, certainty)).toBeUndefined()
})

/** Exponential waits whose mean is itself drawn anew for every run: 10 s in calm runs, 30 s in one of four. */
function unevenRun(random: { next: () => number }): number[] {
  const mean = random.next() < 0.25 ? 30 : 10
  return Array.from({ length: 400 }, () => -mean * Math.log(1 - random.next()))
}

/** ¼ e^(−t/30) + ¾ e^(−t/10) = 0.05 */
const truth = 51.123

test("the percentile of pooled runs is that of all tasks, and the mean of the runs' percentiles is not", () => {
  const random = createRandom(1).stream("pooled")
  const runs = Array.from({ length: 1000 }, () => unevenRun(random))
  const pooled = pooledQuantile(watched(...runs), 0.95, certainty)
  expect(Math.abs((pooled?.mean ?? 0) - truth)).toBeLessThan(pooled?.half ?? 0)
  const ofRuns = runs.map((waits) => waits.toSorted((a, b) => a - b)[379])
  expect(ofRuns.reduce((sum, one) => sum + one, 0) / runs.length).toBeLessThan(46)
})

test("intervals of 40 runs hold the truth in about 95 of 100 questions", () => {
  const random = createRandom(2).stream("pooled")
  let held = 0
  const questions = 120
  for (let i = 0; i < questions; i++) {
    const runs = watched(...Array.from({ length: 40 }, () => unevenRun(random).slice(0, 100)))
    const { lo, hi } = pooledQuantile(runs, 0.95, certainty) ?? { lo: 0, hi: 0 }
    if (lo <= truth && truth <= hi) held++
  }
  expect(held / questions).toBeGreaterThan(0.9)
  expect(held / questions).toBeLessThan(0.99)
})

test("all looks together call a size that just fails good in at most one of twenty questions", () => {
  const random = createRandom(3).stream("looks")
  const looks = { runs: 10, mostRuns: 80 }
  // A hundred tasks a run, each late with a chance of exactly one in twenty.
  const inTime = () => Array.from({ length: 100 }).filter(() => random.next() >= 0.05).length
  const questions = 1000
  let wrong = 0
  for (let i = 0; i < questions; i++) {
    const runs = Array.from({ length: looks.mostRuns }, () => ({
      role: undefined,
      tasks: 100,
      inTime: [{ bound: 30e6, tasks: inTime() }],
      sum: 0,
      quantiles: new Float64Array(0),
    }))
    const isGood = looksOf(looks).some((n) => {
      const confidence = 1 - 2 * chanceAt(n, looks, 0.05)
      return (pooledShare(runs.slice(0, n), 30e6, { confidence })?.lo ?? 0) > 0.95
    })
    if (isGood) wrong++
  }
  expect(wrong / questions).toBeLessThan(0.05)
  expect(wrong / questions).toBeGreaterThan(0.01)
})
