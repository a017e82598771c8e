import fc from "fast-check"
import { expect, test } from "vitest"
import { Integral, ratio, StepIntegrals } from "./integral.ts"

const whole = fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.maxSafeNat())

test("a sum of amounts over time is exact, however large", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(whole, whole), { maxLength: 50 }), (steps) => {
      const integral = new Integral()
      let exact = 0n
      for (const [amount, span] of steps) {
        integral.add(amount, span)
        exact += BigInt(amount) * BigInt(span)
      }
      expect(integral.exact).toBe(exact)
    }),
  )
})

test("a memory of petabytes over a minute, in steps of a microsecond and more, loses no bit", () => {
  const integral = new Integral()
  const amount = 2 ** 51 - 1
  for (let i = 0; i < 1000; i++) integral.add(amount, 59_999_999)
  expect(integral.exact).toBe(BigInt(amount) * 59_999_999_000n)
  expect(integral.over(59_999_999_000)).toBe(amount)
})

test("a level counts from the moment it is set", () => {
  const steps = new StepIntegrals(1)
  steps.level[0] = 3
  steps.advance(10)
  steps.level[0] = 5
  steps.advance(10)
  steps.advance(12)
  expect(steps.exact(0)).toBe(3n * 10n + 5n * 2n)
})

test("a ratio of large sums is right to the last bit or its neighbour", () => {
  expect(ratio(10n ** 30n, 3n * 10n ** 30n)).toBeCloseTo(1 / 3, 16)
  expect(ratio(7n, 2n)).toBe(3.5)
  expect(ratio(0n, 5n)).toBe(0)
  expect(ratio(0n, 0n)).toBeNaN()
})
