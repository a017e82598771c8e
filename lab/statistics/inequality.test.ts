import { expect, test } from "vitest"
import { gini, jain } from "./inequality.ts"

test.each([
  { amounts: [1, 1, 1, 1], index: 1, coefficient: 0 },
  { amounts: [1, 0, 0, 0], index: 0.25, coefficient: 0.75 },
  { amounts: [0.5, 0.25, 0.125, 0.125], index: 0.727273, coefficient: 0.3125 },
  { amounts: [0, 0], index: 1, coefficient: 0 },
])(
  "Jain's index of $amounts is $index and Gini's coefficient $coefficient",
  ({ amounts, index, coefficient }) => {
    expect(jain(amounts)).toBeCloseTo(index, 6)
    expect(gini(amounts)).toBeCloseTo(coefficient, 6)
  },
)

test("the order of amounts does not matter to either", () => {
  expect([jain([3, 1, 2]), gini([3, 1, 2])]).toEqual([jain([1, 2, 3]), gini([1, 2, 3])])
})
