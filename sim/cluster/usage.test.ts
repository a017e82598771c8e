import { expect, test } from "vitest"
import { InvariantError } from "../kernel/assert.ts"
import { UsageTableBuilder } from "./usage.ts"

test("curves stand one after the other, each with its samples", () => {
  const builder = new UsageTableBuilder()
  expect(builder.curve()).toBe(0)
  builder.sample(5, 100, 200)
  builder.sample(9, 150, 250)
  expect(builder.curve()).toBe(1)
  expect(builder.curve()).toBe(2)
  builder.sample(0, 1, 2)
  expect(builder.build()).toEqual({
    curveCount: 3,
    sampleCount: 3,
    curveFirstSample: Int32Array.of(0, 2, 2, 3),
    time: Float64Array.of(5, 9, 0),
    cpus: Float64Array.of(100, 150, 1),
    mem: Float64Array.of(200, 250, 2),
  })
})

test("a curve that steps back in time is refused", () => {
  const builder = new UsageTableBuilder()
  builder.curve()
  builder.sample(5, 1, 1)
  expect(() => builder.sample(4, 1, 1)).toThrow(new InvariantError("a curve steps back from 5 to 4 µs"))
})
