import { expect, test } from "vitest"
import { createRandom, log, type RandomStream } from "../../sim/index.ts"
import { bootstrapInterval, type Interval, sampleOf, studentInterval } from "./intervals.ts"

test("the mean of 1 to 5 is 3, give or take 2.776 · √(2.5 ÷ 5)", () => {
  const sample = sampleOf([1, 2, 3, 4, 5])
  expect(sample).toEqual({ n: 5, mean: 3, deviation: Math.sqrt(2.5) })
  const { lo, hi } = studentInterval(sample)
  expect(lo).toBeCloseTo(3 - 2.7764451052 * Math.sqrt(0.5), 9)
  expect(hi).toBeCloseTo(3 + 2.7764451052 * Math.sqrt(0.5), 9)
})

test("equal values have an interval of no width, and one value has none", () => {
  const stream = createRandom(1).stream("any")
  // 0.1 + 0.1 + 0.1 is not 0.3.
  expect(studentInterval(sampleOf([0.1, 0.1, 0.1]))).toEqual({ lo: 0.1, hi: 0.1 })
  expect(bootstrapInterval([0.1, 0.1, 0.1], stream)).toEqual({ lo: 0.1, hi: 0.1 })
  expect(studentInterval(sampleOf([7]))).toEqual({ lo: Number.NaN, hi: Number.NaN })
  expect(bootstrapInterval([7], stream)).toEqual({ lo: Number.NaN, hi: Number.NaN })
})

test("the bootstrap of two values can only draw their means", () => {
  // Of 2,000 means of two draws from {0, 1} a quarter each is 0 and 1: both ends are reached.
  expect(bootstrapInterval([0, 1], createRandom(1).stream("any"))).toEqual({ lo: 0, hi: 1 })
})

test("the bootstrap leans to the side of the skew, and is the same every time", () => {
  const skewed = [1, 1, 2, 2, 3, 3, 4, 5, 8, 30]
  const draw = () => bootstrapInterval(skewed, createRandom(1).stream("skewed"))
  const { lo, hi } = draw()
  const { mean } = sampleOf(skewed)
  expect(hi - mean).toBeGreaterThan(1.5 * (mean - lo))
  expect(draw()).toEqual({ lo, hi })
})

/** The share of 1,000 intervals, each of `n` values with mean 1, that hold 1. */
function coverage(
  n: number,
  draw: (stream: RandomStream) => number,
  of: (values: number[], stream: RandomStream) => Interval,
) {
  const stream = createRandom(20_261_122).stream("coverage")
  let covered = 0
  for (let run = 0; run < 1000; run++) {
    const { lo, hi } = of(
      Array.from({ length: n }, () => draw(stream)),
      stream,
    )
    if (lo <= 1 && 1 <= hi) covered++
  }
  return covered / 1000
}

/** The sum of twelve even draws is as good as normal for this: mean 1, deviation 1. */
const nearlyNormal = (stream: RandomStream) =>
  Array.from({ length: 12 }, () => stream.next()).reduce((a, b) => a + b, -5)
const exponential = (stream: RandomStream) => -log(1 - stream.next())
const byStudent = (values: number[]) => studentInterval(sampleOf(values))

test("95 % intervals of normal means cover 93 to 97 %, also with ten values", () => {
  for (const n of [5, 10, 40]) {
    const share = coverage(n, nearlyNormal, byStudent)
    expect(share, `n = ${n}`).toBeGreaterThan(0.93)
    expect(share, `n = ${n}`).toBeLessThan(0.97)
  }
})

test("differences of two exponential values are even, and covered as well with ten", () => {
  const share = coverage(10, (stream) => 1 + exponential(stream) - exponential(stream), byStudent)
  expect(share).toBeGreaterThan(0.93)
  expect(share).toBeLessThan(0.97)
})

test("means of a skewed law are covered less than promised: ten values of an exponential law, 88 to 93 %", () => {
  const share = coverage(10, exponential, byStudent)
  expect(share).toBeGreaterThan(0.88)
  expect(share).toBeLessThan(0.93)
})

test(
  "the bootstrap covers less than promised with few values, 93 to 97 % with 40",
  { timeout: 240_000 },
  () => {
    const few = coverage(10, nearlyNormal, bootstrapInterval)
    expect(few).toBeGreaterThan(0.87)
    expect(few).toBeLessThan(0.95)
    const many = coverage(40, nearlyNormal, bootstrapInterval)
    expect(many).toBeGreaterThan(0.93)
    expect(many).toBeLessThan(0.97)
  },
)
