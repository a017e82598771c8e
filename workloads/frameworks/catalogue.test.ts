import { readdirSync } from "node:fs"
import { expect, test } from "vitest"
import { frameworkCatalogue, frameworkNamed } from "./catalogue.ts"

test("the catalogue lists exactly what the folder holds", async () => {
  const exported = new Set<unknown>()
  for (const file of readdirSync(new URL(".", import.meta.url))) {
    if (!file.endsWith(".ts") || /\.test\.ts$|^(?:catalogue|index)\.ts$/.test(file)) continue
    const module = (await import(/* @vite-ignore */ `./${file}`)) as Record<string, unknown>
    // A framework is a function and begins with a small letter; helpers are classes.
    for (const [name, value] of Object.entries(module)) if (/^[a-z]/.test(name)) exported.add(value)
  }
  expect(new Set(frameworkCatalogue.map((entry) => entry.make))).toEqual(exported)
  expect(frameworkCatalogue).toHaveLength(exported.size)
})

test("a framework is found by the name of its behaviour", () => {
  for (const { name, make } of frameworkCatalogue) expect(frameworkNamed(name)).toBe(make)
})

test("a behaviour that nobody has is refused with those that are known", () => {
  expect(() => frameworkNamed("hoarding")).toThrow(
    new RangeError('Unknown framework "hoarding". Known: greedy, gang, one-by-one.'),
  )
})
