import fc from "fast-check"
import { expect, test } from "vitest"
import {
  type Amounts,
  assetShareOfTask,
  competitiveEquilibrium,
  dominantShareOfTask,
  equalShares,
  progressiveFilling,
} from "./fluid.ts"

/** 9 CPUs and 18 GB; A's tasks want ⟨1, 4⟩, B's ⟨3, 1⟩. */
const capacity = [9, 18]
const a = [1, 4]
const b = [3, 1]

const rounded = (tasks: readonly number[]) => tasks.map((count) => Math.round(count * 1e10) / 1e10)

test("the paper's two users get 3 and 2 tasks by dominant shares, 2.52 and 2.16 by assets, 45⁄11 and 18⁄11 in the market", () => {
  expect(rounded(equalShares(capacity, [a, b], dominantShareOfTask))).toEqual([3, 2])
  expect(rounded(equalShares(capacity, [a, b], assetShareOfTask))).toEqual([2.52, 2.16])
  expect(rounded(competitiveEquilibrium(capacity, [a, b]))).toEqual(rounded([45 / 11, 18 / 11]))
})

test("with whole tasks B, A, A, B, A start when B wins ties, and A, B, A, B, A when A does", () => {
  const order = (first: number) =>
    progressiveFilling(capacity, [a, b], dominantShareOfTask, first).map(({ user }) => "AB"[user])
  expect(order(1).join("")).toBe("BAABA")
  expect(order(0).join("")).toBe("ABABA")
})

test("asset fairness leaves a user with less than half of everything, which sharing incentive forbids", () => {
  const [first, second] = equalShares(
    [30, 30],
    [
      [1, 3],
      [1, 1],
    ],
    assetShareOfTask,
  )
  expect(rounded([first, second])).toEqual([6, 12])
  expect(second).toBeLessThan(15)
})

test("in the market a user gains by asking for more than its tasks need", () => {
  const honest = competitiveEquilibrium(
    [100, 100],
    [
      [16, 1],
      [1, 2],
    ],
  )
  const lying = competitiveEquilibrium(
    [100, 100],
    [
      [16, 8],
      [1, 2],
    ],
  )
  expect(rounded(honest)).toEqual(rounded([100 / 31, 1500 / 31]))
  expect(rounded(lying)).toEqual(rounded([25 / 6, 100 / 3]))
  expect(lying[0]).toBeGreaterThan(honest[0])
})

const demand = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))

test("the market's product of tasks is the greatest of all divisions that fit", () => {
  fc.assert(
    fc.property(
      demand,
      demand,
      demand,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (whole, one, other, part) => {
        const [x, y] = competitiveEquilibrium(whole, [one, other])
        const tasks = Math.min(...whole.map((amount, r) => (amount * part) / one[r]))
        const left = Math.min(...whole.map((amount, r) => (amount - tasks * one[r]) / other[r]))
        expect(x * y).toBeGreaterThanOrEqual(tasks * left * (1 - 1e-9))
      },
    ),
    { numRuns: 200 },
  )
})

test("dominant shares give every user at least what an equal part of the cluster would", () => {
  fc.assert(
    fc.property(demand, fc.array(demand, { minLength: 2, maxLength: 5 }), (whole, demands) => {
      const tasks = equalShares(whole, demands, dominantShareOfTask)
      demands.forEach((one: Amounts, i) => {
        const alone = Math.min(...whole.map((amount, r) => amount / demands.length / one[r]))
        expect(tasks[i]).toBeGreaterThanOrEqual(alone * (1 - 1e-9))
      })
    }),
    { numRuns: 50 },
  )
})
