import { expect, test } from "vitest"
import { parseObjective } from "./objective.ts"
import { kneeOf, loadCarried, monthsUntil, withSpareRack } from "./planning.ts"
import { parsePrices } from "./prices.ts"

test("the knee of 100 ÷ size is where the curve turns, and a straight line has none", () => {
  const sizes = [1, 2, 4, 10, 20, 50, 100]
  expect(kneeOf(sizes.map((size) => ({ size, value: 100 / size })))).toBe(10)
  expect(kneeOf(sizes.map((size) => ({ size, value: 100 - size })))).toBeUndefined()
})

test("67 agents with a rack to spare: 75 in ten racks, of which the largest holds eight", () => {
  expect(withSpareRack(67, 10)).toBe(75)
  expect(withSpareRack(67, 67)).toBe(69)
})

test("three per cent a month doubles the load in two years less half a month", () => {
  expect(monthsUntil(2, 0.03)).toBeCloseTo(23.45, 2)
})

test("between two sized loads agents carry load in proportion, above the last it is not known", () => {
  const sized = [
    { load: 1, size: 67 },
    { load: 2, size: 129 },
  ]
  expect(loadCarried(98, sized)).toBeCloseTo(1.5, 10)
  expect(loadCarried(129, sized)).toBe(2)
  expect(loadCarried(130, sized)).toBeUndefined()
})

test("a shape costs what the sheet says, or what its parts cost", () => {
  const { ofShape } = parsePrices(
    'item,price_per_hour\ncpus,0.03\nmem,0.004\n"4cpus,16GiB",0.15\n',
    "prices.csv",
  )
  expect(ofShape("4cpus, 16GiB")).toBe(0.15)
  expect(ofShape("8cpus,32GiB")).toBeCloseTo(8 * 0.03 + 32 * 0.004, 10)
  expect(ofShape("8cpus,1gpus")).toBeUndefined()
  expect(() => parsePrices("cpus,cheap", "prices.csv")).toThrow('prices.csv:1: "cpus,cheap" is no price')
})

test("an objective is a wait of all tasks or of one role, and anything else is refused with an example", () => {
  expect(parseObjective("wait.p95<30s")).toMatchObject({ of: 0.95, most: 30, role: undefined })
  expect(parseObjective("wait(batch).mean < 5m")).toMatchObject({ of: "mean", most: 300, role: "batch" })
  expect(() => parseObjective("wait.p95<30")).toThrow("no duration")
  expect(() => parseObjective("queue<30s")).toThrow("write wait.p95<30s")
  expect(parseObjective("wait(batch).p99<=30s")).toMatchObject({ of: 0.99, most: 30, role: "batch" })
})
