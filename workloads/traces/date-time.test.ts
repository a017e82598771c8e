import fc from "fast-check"
import { expect, test } from "vitest"
import { parseDateTime } from "./date-time.ts"

test("a time without a zone is UTC, and an offset is taken off", () => {
  expect(parseDateTime("1970-01-01 00:00:00")).toBe(0)
  expect(parseDateTime("2017-10-07 01:12:09")).toBe(Date.UTC(2017, 9, 7, 1, 12, 9) * 1000)
  expect(parseDateTime("2020-02-29T23:59:59Z")).toBe(Date.UTC(2020, 1, 29, 23, 59, 59) * 1000)
  expect(parseDateTime("2020-02-29T23:59:59.25+02:00")).toBe(Date.UTC(2020, 1, 29, 21, 59, 59, 250) * 1000)
})

test.each([
  "",
  "2017-10-07",
  "2017-13-07 00:00:00",
  "2019-02-29 00:00:00",
  "2100-02-29 00:00:00",
  "2017-10-07 24:00:00",
  "2017-10-07 00:60:00",
  " 2017-10-07 00:00:00",
  "2017-10-07 00:00:00 PST",
  "1969-12-31 23:59:59",
  "10/07/2017 00:00:00",
])("%o is no time", (text) => {
  expect(parseDateTime(text)).toBeNaN()
})

test("days are counted as the calendar has them", () => {
  const dates = fc.date({ min: new Date(0), max: new Date("2199-12-31T23:59:59.999Z"), noInvalidDate: true })
  fc.assert(
    fc.property(dates, (date) => {
      expect(parseDateTime(date.toISOString())).toBe(date.getTime() * 1000)
    }),
    { numRuns: 200 },
  )
})
