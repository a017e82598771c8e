import fc from "fast-check"
import { expect, test } from "vitest"
import { scalarCount } from "../../../../sim/index.ts"
import { Profile } from "./profile.ts"

const row = (processors: number) =>
  Float64Array.from({ length: scalarCount }, (_, k) => (k === 0 ? processors : 0))

test("the profile finds the place that trying every moment finds", () => {
  const span = fc.record({
    from: fc.nat({ max: 40 }),
    lasts: fc.integer({ min: 1, max: 20 }),
    processors: fc.integer({ min: 1, max: 4 }),
    given: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), span, (spans, wanted) => {
      const profile = new Profile(0, row(8))
      const free = Array.from({ length: 200 }, () => 8)
      for (const { from, lasts, processors, given } of spans) {
        if (given) profile.give(from, from + lasts, row(processors))
        else profile.take(from, from + lasts, row(processors))
        for (let t = from; t < from + lasts; t++) free[t] += given ? processors : -processors
      }
      const fits = (start: number) =>
        free.slice(start, start + wanted.lasts).every((amount) => amount >= wanted.processors)
      let start = wanted.from
      while (!fits(start)) start++
      expect(profile.earliest(wanted.from, wanted.lasts, row(wanted.processors))).toBe(start)
      const ever = free.slice(wanted.from, 60).some((amount) => amount >= wanted.processors)
      expect(profile.isEverFree(wanted.from, 60, row(wanted.processors))).toBe(ever)
    }),
    { numRuns: 200 },
  )
})

test("what is more than there will ever be has no place", () => {
  expect(new Profile(3, row(8)).earliest(3, 1, row(9))).toBe(Infinity)
})
