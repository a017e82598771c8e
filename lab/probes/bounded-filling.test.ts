import fc from "fast-check"
import { expect, test } from "vitest"
import { amounts, scalarCount } from "../../sim/index.ts"
import { fillBounded } from "./bounded-filling.ts"
import { WaterFilling } from "./water-filling.ts"

interface Role {
  readonly weight?: number
  readonly wants: { readonly cpus?: number; readonly mem?: number }
  readonly floor?: { readonly cpus?: number; readonly mem?: number }
  readonly limit?: { readonly cpus?: number; readonly mem?: number }
}

function entitlements(
  roles: readonly Role[],
  has: { readonly cpus?: number; readonly mem?: number },
): number[] {
  const result = new Float64Array(roles.length)
  const rows = (pick: (role: Role) => object, absent: number) =>
    Float64Array.from(
      roles.flatMap((role) => {
        const named = pick(role)
        return ["cpus", "mem", "disk", "gpus"].map((name) => {
          const units = Reflect.get(named, name) as number | undefined
          return units === undefined ? absent : units * 1000
        })
      }),
    )
  fillBounded(
    roles.map(({ weight = 1 }) => weight),
    rows(({ wants }) => wants, 0),
    amounts(has),
    { floors: rows(({ floor = {} }) => floor, 0), limits: rows(({ limit = {} }) => limit, Infinity) },
    result,
  )
  return Array.from(result, (share) => Number(share.toFixed(12)))
}

test("who is guaranteed more than its part has that, and the others share what is left", () => {
  const crowd = [
    { wants: { cpus: 99 }, floor: { cpus: 6 } },
    { wants: { cpus: 99 } },
    { wants: { cpus: 99 } },
  ]
  expect(entitlements(crowd, { cpus: 10 })).toEqual([0.6, 0.2, 0.2])
})

test("a guarantee below the fair part changes nothing, and one that is not wanted is the others'", () => {
  const all = { wants: { cpus: 99 } }
  expect(entitlements([{ ...all, floor: { cpus: 2 } }, all], { cpus: 10 })).toEqual([0.5, 0.5])
  expect(entitlements([{ wants: { cpus: 1 }, floor: { cpus: 6 } }, all], { cpus: 10 })).toEqual([0.1, 0.9])
})

test("a limit caps the wish in all its resources", () => {
  const limited = { wants: { cpus: 8, mem: 4 }, limit: { mem: 1 } }
  expect(entitlements([limited, { wants: { cpus: 99 } }], { cpus: 10, mem: 10 })).toEqual([0.2, 0.8])
  expect(entitlements([{ ...limited, limit: { cpus: 0 } }], { cpus: 10, mem: 10 })).toEqual([0])
})

test("guarantees that the cluster cannot keep are cut alike", () => {
  const [a, b] = [8, 12].map((cpus) => ({ wants: { cpus: 99 }, floor: { cpus } }))
  expect(entitlements([a, b], { cpus: 10 })).toEqual([0.4, 0.6])
})

const arbitraryWant = fc.record({ cpus: fc.nat(40), mem: fc.nat(40) })

test("without bounds it is the water-filling that everybody else has", () => {
  const role = fc.record({ weight: fc.integer({ min: 1, max: 8 }), wants: arbitraryWant })
  fc.assert(
    fc.property(fc.array(role, { minLength: 1, maxLength: 12 }), (roles) => {
      const has = { cpus: 10, mem: 20 }
      const expected = new Float64Array(roles.length)
      const demand = Float64Array.from(roles.flatMap(({ wants }) => [...amounts(wants)]))
      new WaterFilling(roles.map(({ weight }) => weight)).fill(demand, amounts(has), expected)
      for (const [i, share] of entitlements(roles, has).entries()) expect(share).toBeCloseTo(expected[i], 9)
      expect(expected.length * scalarCount).toBe(demand.length)
    }),
    { numRuns: 300 },
  )
})

test("whatever the bounds, it fits, no limit is passed, and guarantees that can be kept are", () => {
  const bound: fc.Arbitrary<{ readonly cpus?: number }> = fc.record(
    { cpus: fc.integer({ min: 1, max: 12 }) },
    { requiredKeys: [] },
  )
  const role = fc.record({
    weight: fc.integer({ min: 1, max: 8 }),
    wants: arbitraryWant,
    floor: bound,
    limit: bound,
  })
  fc.assert(
    fc.property(fc.array(role, { minLength: 1, maxLength: 8 }), (roles) => {
      const shares = entitlements(roles, { cpus: 10, mem: 20 })
      const cpus = roles.map(({ wants }, i) => {
        const wish = Math.max(wants.cpus / 10, wants.mem / 20)
        return wish === 0 ? 0 : (shares[i] / wish) * wants.cpus
      })
      expect(cpus.reduce((sum, amount) => sum + amount, 0)).toBeLessThanOrEqual(10 + 1e-9)
      const promised = roles.map(({ wants, floor, limit }) =>
        Math.min(wants.cpus, floor.cpus ?? 0, limit.cpus ?? Infinity),
      )
      const memToo = roles.reduce((sum, { wants }) => sum + wants.mem, 0) <= 20
      const canBeKept = memToo && promised.reduce((sum, amount) => sum + amount, 0) <= 10
      for (const [i, { limit }] of roles.entries()) {
        expect(cpus[i]).toBeLessThanOrEqual((limit.cpus ?? Infinity) + 1e-9)
        if (canBeKept) expect(cpus[i]).toBeGreaterThanOrEqual(promised[i] - 1e-9)
      }
    }),
    { numRuns: 300 },
  )
})
