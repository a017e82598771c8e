import fc from "fast-check"
import { expect, test } from "vitest"
import { leastBy } from "./allocation-policy.ts"

test("of none there is no least", () => {
  expect(leastBy([], () => 0)).toBeUndefined()
})

test("the least is the first of those with the smallest key", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1 }), (keys) => {
      expect(leastBy(keys.keys(), (i) => keys[i])).toBe(keys.indexOf(Math.min(...keys)))
    }),
  )
})

test("where all keys are infinite the first is the least", () => {
  expect(leastBy(["a", "b"], () => Infinity)).toBe("a")
})
