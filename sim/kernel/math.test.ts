import fc from "fast-check"
import { expect, test } from "vitest"
import { exp, log, pow, roundHalfAwayFromZero } from "./math.ts"

const runs = { numRuns: 20_000, seed: 42 }

const ordinary = fc.oneof(fc.double(), between(-1e3, 1e3), fc.integer({ min: -9, max: 9 }))

test("log, exp and pow are Math's to one part in 10^15", () => {
  const laws = [
    () =>
      fc.assert(
        fc.property(ordinary, (x) => close(log(x), Math.log(x))),
        runs,
      ),
    () =>
      fc.assert(
        fc.property(between(0.5, 2), (x) => close(log(x), Math.log(x))),
        runs,
      ),
    () =>
      fc.assert(
        fc.property(ordinary, (x) => close(exp(x), Math.exp(x))),
        runs,
      ),
    () => fc.assert(fc.property(ordinary, ordinary, samePow), runs),
    () => fc.assert(fc.property(between(0.9, 1.1), between(-7e3, 7e3), samePow), runs),
  ]
  for (const law of laws) expect(law).not.toThrow()
})

const corners = [
  0,
  1,
  2,
  3,
  0.5,
  2.5,
  1e-310,
  5e-324,
  1e300,
  Number.MAX_VALUE,
  Infinity,
  NaN,
  2 ** 53,
  1 + 2 ** -52,
]
const signed = corners.flatMap((x) => [x, -x])

test("zero, infinity, subnormals and no number at all are treated as Math treats them", () => {
  for (const x of signed) {
    expect([x, close(log(x), Math.log(x)), close(exp(x), Math.exp(x))]).toEqual([x, true, true])
    for (const y of signed) expect([x, y, samePow(x, y)]).toEqual([x, y, true])
  }
})

test("whole powers of two and of ten have no error where doubles have none", () => {
  for (let n = -1074; n < 1024; n++) expect(close(pow(2, n), 2 ** n)).toBe(true)
  for (let n = 0; n <= 15; n++) expect(Math.abs(pow(10, n) / Number(`1e${n}`) - 1)).toBeLessThan(3e-16)
  expect([log(1), exp(0), pow(7, 0), pow(1, 1e9)]).toEqual([0, 1, 1, 1])
})

test("log, exp and pow have these bits in every engine", () => {
  const golden: [number, string][] = [
    [log(0.1), "c0026bb1bbb55515"],
    [log(0.7), "bfd6d3c324e13f50"],
    [log(1.0000001), "3e7ad7f2847b6492"],
    [log(3), "3ff193ea7aad030a"],
    [log(1e10), "4037069e2aa2aa5b"],
    [log(5e-324), "c0874385446d71c3"],
    [log(12345.678), "4022d79559791e31"],
    [exp(-700.5), "00c4ff475c68ca02"],
    [exp(-1), "3fd78b56362cef38"],
    [exp(0.1), "3ff1aec7b35a00d4"],
    [exp(1), "4005bf0a8b14576a"],
    [exp(20.25), "41c290d76d1966a9"],
    [exp(-745), "0000000000000001"],
    [exp(709.5), "7fe81e9b4b52d0c9"],
    [pow(2, 0.5), "3ff6a09e667f3bcc"],
    [pow(10, -3), "3f50624dd2f1a9fc"],
    [pow(0.3, 1 / 3), "3fe56bfea66ef78d"],
    [pow(1.0001, 6e6), "7607d06b80eec77f"],
    [pow(123.4, 5.6), "425df2492ba97c59"],
    [pow(0.99, 7e4), "0080566adc708a35"],
  ]
  for (const [x, bits] of golden) expect(bitsOf(x)).toBe(bits)
})

test("halves round away from zero", () => {
  const cases: [number, number][] = [
    [2.5, 3],
    [-2.5, -3],
    [0.5, 1],
    [-0.5, -1],
    [0.49999999999999994, 0],
    [-0.2, 0],
    [2251799813685249.5, 2251799813685250],
    [2 ** 53 - 1, 2 ** 53 - 1],
    [Infinity, Infinity],
    [NaN, NaN],
  ]
  for (const [x, rounded] of cases) expect(roundHalfAwayFromZero(x)).toBe(rounded)
})

function between(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true })
}

function samePow(x: number, y: number): boolean {
  return close(pow(x, y), x ** y)
}

/** Equal, both NaN, within one part in 10^15, or one step apart among the subnormals. */
function close(ours: number, theirs: number): boolean {
  if (Object.is(ours, theirs)) return true
  return Math.abs(ours - theirs) <= Math.max(Math.abs(theirs) * 1e-15, Number.MIN_VALUE)
}

function bitsOf(x: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  return view.getBigUint64(0).toString(16).padStart(16, "0")
}
