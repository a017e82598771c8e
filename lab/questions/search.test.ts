import * as fc from "fast-check"
import { expect, test } from "vitest"
import { type Measured, smallestSize } from "./search.ts"

/** A world in which `border` is the first size that meets, by half a size; n runs see differences of `blurred` ÷ n. */
function world(border: number, setting: { readonly blurred?: number; readonly most?: number } = {}) {
  const { blurred = 0, most = 1000 } = setting
  const asked: string[] = []
  const look = (size: number, n: number): Measured => {
    asked.push(`${size}×${n}`)
    const distance = size - border + 0.5
    const isOpen = Math.abs(distance) < blurred / n
    const standing = isOpen ? "open" : distance >= 0 ? "meets" : "fails"
    return { size, n, standing, isLikely: distance >= 0 }
  }
  const measure = (sizes: readonly number[], n: number) => Promise.resolve(sizes.map((size) => look(size, n)))
  return { asked, search: { least: 1, most, pilot: 2, runs: 10, mostRuns: 80, measure } }
}

test("the smallest size that meets is found from anywhere, and the one below is shown to fail", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 1, max: 1000 }),
      async (border, start) => {
        const { search } = world(border)
        const { chosen, below } = await smallestSize({ ...search, start })
        expect(chosen?.size).toBe(border)
        expect(below?.standing).toBe(border === 1 ? undefined : "fails")
      },
    ),
    { numRuns: 50 },
  )
})

test("cutting a range of a thousand takes few sizes, and only the two at the border get more than pilot runs", async () => {
  const { search, asked } = world(667)
  await smallestSize({ ...search, start: 600 })
  expect(asked.length).toBeLessThan(24)
  expect(asked.filter((one) => !one.endsWith("×2"))).toEqual(["667×10", "666×10"])
})

test("a size that few runs leave open gets twice as many, until it is decided", async () => {
  const { search, asked } = world(67, { blurred: 15 })
  const { chosen } = await smallestSize({ ...search, start: 60 })
  expect(chosen).toMatchObject({ size: 67, n: 40 })
  expect(asked).toContain("67×20")
})

test("a size that stays open is not recommended: the next one is, and what is below it is said to be open", async () => {
  const { search } = world(128, { blurred: 60 })
  const { chosen, below } = await smallestSize({ ...search, start: 120 })
  expect(chosen).toMatchObject({ size: 129, standing: "meets" })
  expect(below).toMatchObject({ size: 128, standing: "open", n: 80 })
})

test("no size is recommended where the largest allowed does not meet the objective", async () => {
  const { search } = world(500, { most: 400 })
  expect((await smallestSize({ ...search, start: 300 })).chosen).toBeUndefined()
})
