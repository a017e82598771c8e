import { expect, test } from "vitest"
import { controlsOf, crowdFor, poissonTail } from "./laws.ts"
import type { Ended } from "./runs.ts"

test("a Poisson number of mean 3 is 2 or more with the chance 1 − 4 e⁻³", () => {
  expect(poissonTail(3, 2)).toBeCloseTo(1 - 4 * Math.exp(-3), 14)
  expect([poissonTail(3, 0), poissonTail(0, 1)]).toEqual([1, 0])
  // Large means neither overflow nor vanish: half and a little lie at the mean or above.
  expect(poissonTail(10_000, 10_000)).toBeCloseTo(0.5 + 1 / 3 / Math.sqrt(2 * Math.PI * 10_000), 5)
})

test("of 64 tasks at a time on 70 cores the crowds asked for are 74 and 80, and nothing is known without laws", () => {
  const known = { laws: { cpus: 64, crowd: 64 }, capacity: 70 }
  expect(crowdFor(known, 5)).toEqual({ levels: [74, 80], from: 5 })
  expect(crowdFor({ laws: { cpus: 64 }, capacity: 70 }, 0)).toBeUndefined()
  const ended = [{ facts: { offeredLoad: 0.9 }, crowds: [0.1, 0.05] }] as unknown as Ended[]
  expect(controlsOf(ended, undefined)).toEqual([])
  expect(controlsOf(ended, known)).toEqual([
    { values: [0.9], mean: 64 / 70 },
    { values: [0.1], mean: poissonTail(64, 74) },
    { values: [0.05], mean: poissonTail(64, 80) },
  ])
})
