import fc from "fast-check"
import { expect, test } from "vitest"
import { numberFromBytes, numberFromText, quantileOf } from "./numbers.ts"

const encode = (text: string) => new TextEncoder().encode(text)
const fromBytes = (text: string) => numberFromBytes(encode(text), 0, text.length)

test.each([
  "",
  " 12 ",
  "12 ",
  "0x10",
  "NaN",
  "Infinity",
  "-Infinity",
  "1e309",
  "3abc",
  "abc",
  "-",
  "+",
  ".5",
  "5.",
])("%j is no number", (text) => {
  expect(numberFromText(text)).toBeNaN()
  expect(fromBytes(text)).toBeNaN()
})

test.each([
  ["0", 0],
  ["-1", -1],
  ["+7", 7],
  ["0.07446", 0.07446],
  ["7.057e-05", 7.057e-5],
  ["6253877526", 6253877526],
  ["9007199254740993", 9007199254740992],
  ["0.1000000000000000055511151231257827", 0.1],
])("%j is %d", (text, value) => {
  expect(numberFromText(text)).toBe(value)
  expect(fromBytes(text)).toBe(value)
})

test("bytes and text give the same number, whatever is written", () => {
  const written = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.tuple(fc.integer(), fc.nat()).map(([whole, part]) => `${whole}.${part}`),
    fc.stringMatching(/^[-+0-9.eE x]{0,24}$/),
  )
  fc.assert(
    fc.property(written, (text) => {
      expect(fromBytes(text)).toBe(numberFromText(text))
    }),
    { numRuns: 2000 },
  )
})

test("a number is read from its place among other bytes", () => {
  expect(numberFromBytes(encode("12,345,6"), 3, 6)).toBe(345)
})

test("a quantile is a value that stands there among the sorted ones", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(20), { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, part) => {
        const sorted = values.toSorted((a, b) => a - b)
        const place = Math.max(0, Math.ceil(values.length * part) - 1)
        expect(quantileOf(Float64Array.from(values), part)).toBe(sorted[place])
      },
    ),
  )
  expect(quantileOf(new Float64Array(), 0.5)).toBe(0)
})
