import fc from "fast-check"
import { expect, test } from "vitest"
import { float64Column, GrowingColumn, int32Column, uint8Column } from "./columns.ts"

test("a column begins with zeros, on memory that threads can share", () => {
  for (const make of [float64Column, int32Column, uint8Column]) {
    expect([...make(3)]).toEqual([0, 0, 0])
    expect(make(3).buffer).toBeInstanceOf(SharedArrayBuffer)
  }
})

test("a column that grows keeps every value, and ends at its exact length", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 4 }), (values, capacity) => {
      const growing = new GrowingColumn(int32Column, capacity)
      expect(values.map((value) => growing.push(value))).toEqual([...values.keys()])
      expect([...growing.finish()]).toEqual(values)
      expect(growing.length).toBe(values.length)
    }),
  )
})

test("a value can be read and replaced while the column grows", () => {
  const growing = new GrowingColumn(float64Column, 1)
  growing.push(7)
  growing.push(2 ** 53 - 1)
  growing.set(0, 8)
  expect(growing.at(0)).toBe(8)
  expect([...growing.finish()]).toEqual([8, 2 ** 53 - 1])
})

test.each([2, 3, 5])("of room for %d values a finished column of three has no more than it needs", (room) => {
  const growing = new GrowingColumn(float64Column, 1)
  growing.push(7)
  growing.reserve(room)
  growing.pushTimes(9, 2)
  expect(growing.finish()).toEqual(Float64Array.of(7, 9, 9))
})
