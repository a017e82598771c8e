import fc from "fast-check"
import { expect, test } from "vitest"
import { scalarCount } from "../../../../sim/index.ts"
import { ReleaseCalendar } from "./release-calendar.ts"

const row = (processors: number) =>
  Float64Array.from({ length: scalarCount }, (_, k) => (k === 0 ? processors : 0))

test("of a thousand ends added and taken back, the first after which a need fits is the one that a plain sum finds", () => {
  const end = fc.record({
    time: fc.nat({ max: 700 }),
    processors: fc.integer({ min: 1, max: 9 }),
    kept: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(end, { minLength: 600, maxLength: 1000 }), fc.nat({ max: 6000 }), (ends, need) => {
      const calendar = new ReleaseCalendar()
      for (const { time, processors } of ends) calendar.add(time, row(processors))
      for (const { time, processors, kept } of ends) if (!kept) calendar.subtract(time, row(processors))
      const kept = ends.filter((one) => one.kept)
      const freedBy = (t: number) =>
        kept.reduce((sum, { time, processors }) => (time <= t ? sum + processors : sum), 0)
      const expected = [...new Set(kept.map(({ time }) => time))]
        .sort((a, b) => a - b)
        .find((time) => 5 + freedBy(time) >= need)
      const opening = calendar.opening((kind) => (kind === 0 ? 5 : 0), row(need))
      expect(opening?.time).toBe(expected)
      if (expected !== undefined) expect(opening?.spare[0]).toBe(5 + freedBy(expected) - need)
    }),
    { numRuns: 20 },
  )
})

test("work that needs no processor, as a share of a device alone, ends without a trace", () => {
  const calendar = new ReleaseCalendar()
  for (const change of ["add", "subtract", "subtract"] as const) calendar[change](17, row(0))
  const times: number[] = []
  calendar.forEach((time) => times.push(time))
  expect(times).toEqual([])
})
