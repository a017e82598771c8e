import fc from "fast-check"
import { expect, test } from "vitest"
import { amounts, scalarCount } from "../../sim/index.ts"
import { WaterFilling } from "./water-filling.ts"

type Want = { readonly cpus?: number; readonly mem?: number; readonly gpus?: number }

function entitlements(weights: readonly number[], wants: readonly Want[], has: Want): number[] {
  const demand = Float64Array.from(wants.flatMap((want) => [...amounts(want)]))
  const result = new Float64Array(weights.length)
  new WaterFilling(weights).fill(demand, amounts(has), result)
  return [...result]
}

test("the users of the DRF paper are entitled to two thirds each", () => {
  // 9 CPUs, 18 GB; A ⟨1, 4⟩, B ⟨3, 1⟩ and tasks without end: x and y tasks, x + 3y = 9, 4x ÷ 18 = 3y ÷ 9. Source: §4.1.
  const [a, b] = entitlements(
    [1, 1],
    [
      { cpus: 1000, mem: 4000 },
      { cpus: 3000, mem: 1000 },
    ],
    { cpus: 9, mem: 18 },
  )
  expect(a).toBeCloseTo(2 / 3, 12)
  expect(b).toBeCloseTo(2 / 3, 12)
})

test("nobody is entitled to more than it wants, and what is left goes to the others by weight", () => {
  const has = { cpus: 10 }
  expect(entitlements([1, 1], [{ cpus: 2 }, { cpus: 3 }], has)).toEqual([0.2, 0.3])
  expect(entitlements([1, 1, 1], [{ cpus: 2.5 }, { cpus: 20 }, { cpus: 20 }], has)).toEqual([
    0.25, 0.375, 0.375,
  ])
  expect(entitlements([1, 3], [{ cpus: 20 }, { cpus: 20 }], has)).toEqual([0.25, 0.75])
  expect(entitlements([1, 1], [{}, { cpus: 20 }], has)).toEqual([0, 1])
})

test("who does not need what has run out goes on growing", () => {
  // CPUs run out at one half each; then the third has the memory for itself.
  const wants = [{ cpus: 50 }, { cpus: 50 }, { mem: 50 }]
  expect(entitlements([1, 1, 1], wants, { cpus: 10, mem: 10 })).toEqual([0.5, 0.5, 1])
})

test("one that is content just when something runs out does not hide that it has", () => {
  const wants = [{ cpus: 5 }, { cpus: 50 }]
  expect(entitlements([1, 1], wants, { cpus: 10 })).toEqual([0.5, 0.5])
})

test("a wish for what there is none of is left out", () => {
  expect(entitlements([1, 1], [{ cpus: 20, gpus: 1 }, { cpus: 20 }], { cpus: 10 })).toEqual([0.5, 0.5])
  expect(entitlements([1], [{ cpus: 20 }], {})).toEqual([0])
})

test("the water-filling is feasible, caps at wishes, and nobody unhappy could have more", () => {
  const want = fc.record({ cpus: fc.nat(40), mem: fc.nat(40) })
  const roles = fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), want), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(roles, (pairs) => {
      const weights = pairs.map(([weight]) => weight)
      const wants = pairs.map(([, wish]) => wish)
      const shares = entitlements(weights, wants, { cpus: 10, mem: 20 })
      const wishes = wants.map(({ cpus, mem }) => Math.max(cpus / 10, mem / 20))
      const part = shares.map((share, i) => (wishes[i] === 0 ? 0 : share / wishes[i]))
      const used = [
        wants.reduce((sum, { cpus }, i) => sum + (part[i] * cpus) / 10, 0),
        wants.reduce((sum, { mem }, i) => sum + (part[i] * mem) / 20, 0),
      ]
      for (const amount of used) expect(amount).toBeLessThanOrEqual(1 + 1e-9)
      for (let i = 0; i < pairs.length; i++) {
        expect(part[i]).toBeLessThanOrEqual(1 + 1e-12)
        if (part[i] > 1 - 1e-9 || wishes[i] === 0) continue
        // Something it wants has run out, and nobody who wants that has more by weight.
        const level = shares[i] / weights[i]
        const isBottleneck = (["cpus", "mem"] as const).some(
          (kind, k) =>
            used[k] > 1 - 1e-9 &&
            wants[i][kind] > 0 &&
            wants.every((other, j) => other[kind] === 0 || shares[j] / weights[j] <= level + 1e-9),
        )
        expect(isBottleneck).toBe(true)
      }
    }),
    { seed: 1, numRuns: 500 },
  )
})

test("filling again forgets what was before", () => {
  const filling = new WaterFilling([1, 1])
  const result = new Float64Array(2)
  const has = amounts({ cpus: 10 })
  const fill = (a: number, b: number) => {
    filling.fill(Float64Array.from([...amounts({ cpus: a }), ...amounts({ cpus: b })]), has, result)
    return [...result]
  }
  expect(fill(50, 2)).toEqual([0.8, 0.2])
  expect(fill(2, 50)).toEqual([0.2, 0.8])
  expect(fill(0, 0)).toEqual([0, 0])
  expect(result.length * scalarCount).toBe(8)
})
