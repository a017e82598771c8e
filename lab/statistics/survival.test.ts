import fc from "fast-check"
import { expect, test } from "vitest"
import { survivalOf, survivalQuantile, survivalQuantiles } from "./survival.ts"

const ended = (time: number) => ({ time, hasEnded: true })
const cut = (time: number) => ({ time, hasEnded: false })

test("six waits, three of them cut short, by hand: 5/6 survive the first, of four at risk 3/4 the second, of two half the third", () => {
  const survival = survivalOf([ended(1), cut(2), ended(3), ended(5), cut(4), cut(6)])
  expect(survival.steps.map(({ time }) => time)).toEqual([1, 3, 5])
  expect(survival.steps.map(({ survives }) => survives)).toEqual([
    5 / 6,
    (5 / 6) * (3 / 4),
    (5 / 6) * (3 / 4) * (1 / 2),
  ])
  expect(survival).toMatchObject({ count: 6, censored: 3 })
})

test("a quantile beyond what was seen to end is not known, and is not made up", () => {
  const survival = survivalOf([ended(1), ended(2), ended(3), cut(3), cut(9)])
  expect(survivalQuantile(survival, 0.2)).toBe(1)
  expect(survivalQuantile(survival, 0.6)).toBe(3)
  expect(survivalQuantile(survival, 0.95)).toBeUndefined()
})

test("waits cut short at random leave the median where it is; counted as if they had ended they would lower it", () => {
  // Waits 1 to 100 once each, and every third watched for half of its time only.
  const all = Array.from({ length: 99 }, (_, i) => i + 1)
  const observed = all.map((time) => (time % 3 === 0 ? cut(time / 2) : ended(time)))
  const naive = observed.map(({ time }) => time).sort((a, b) => a - b)[49]
  const estimated = survivalQuantile(survivalOf(observed), 0.5) ?? 0
  expect(Math.abs(estimated - 50)).toBeLessThan(Math.abs(naive - 50))
})

test("from columns the quantiles are those of the steps", () => {
  const times = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 })
  const shares = [0.01, 0.3, 0.5, 0.95, 1]
  fc.assert(
    fc.property(times, times, (finished, watched) => {
      const survival = survivalOf([...finished.map(ended), ...watched.map(cut)])
      expect(
        survivalQuantiles(Float64Array.from(finished).sort(), Float64Array.from(watched).sort(), shares),
      ).toEqual(shares.map((share) => survivalQuantile(survival, share)))
    }),
    { numRuns: 200 },
  )
})
