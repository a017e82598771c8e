import fc from "fast-check"
import { expect, test } from "vitest"
import {
  amounts,
  describeAmounts,
  fits,
  scalarCount,
  scalarNames,
  scalarUnits,
  toThousandths,
} from "./resources.ts"

test("amounts are whole thousandths, in the order cpus, mem, disk, gpus; what is not said is nothing", () => {
  expect([...amounts({ gpus: 0.25, cpus: 1.5 })]).toEqual([1500, 0, 0, 250])
  expect([...amounts({})]).toEqual([0, 0, 0, 0])
  expect([scalarNames.length, scalarUnits.length]).toEqual([scalarCount, scalarCount])
})

test.each([
  [0.0004, 0],
  [0.0005, 1],
  [2.0015, 2002],
  [16 * 1024 * 1024, 16_777_216_000],
])("%d units are %d thousandths, halves up", (units, thousandths) => {
  expect(toThousandths(units)).toBe(thousandths)
})

test.each([-1, NaN, Infinity, 2 ** 53])("%d is no amount of a resource", (units) => {
  expect(() => toThousandths(units)).toThrow(new RangeError(`${units} is no amount of a resource`))
})

test.each(scalarNames)(
  "a request fits if there is as much as it asks, and not if %s is short by a thousandth",
  (name) => {
    const have = amounts({ cpus: 1, mem: 1, disk: 1, gpus: 1 })
    const exact = have.slice()
    expect(fits(exact, 0, have, 0)).toBe(true)
    exact[scalarNames.indexOf(name)] += 1
    expect(fits(exact, 0, have, 0)).toBe(false)
  },
)

test("row fits row in tables of several", () => {
  const rows = fc.array(fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(rows, rows, (requests, free) => {
      for (const [need, request] of requests.entries())
        for (const [have, row] of free.entries())
          expect(fits(Float64Array.from(requests.flat()), need, Float64Array.from(free.flat()), have)).toBe(
            request.every((amount, k) => amount <= row[k]),
          )
    }),
  )
})

test("amounts read as a person says them", () => {
  const table = Float64Array.of(...amounts({ cpus: 4, mem: 1024 }), ...amounts({ gpus: 0.5 }), 0, 0, 0, 0)
  expect([0, 1, 2].map((row) => describeAmounts(table, row))).toEqual([
    "4 cpus, 1024 mem",
    "0.5 gpus",
    "nothing",
  ])
})
