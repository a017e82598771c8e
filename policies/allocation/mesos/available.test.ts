import { expect, test } from "vitest"
import { availableOf } from "./available.ts"
import { allocate, emptyBag } from "./bags.ts"
import { parseResources, printResources } from "./notation.ts"

const left = (total: string, held: string) =>
  printResources(availableOf({ total: parseResources(total), held: allocate(parseResources(held), "a") }))

test("what is held is not available, whoever holds it", () => {
  expect(left("cpus:4;mem:512;ports:[1-9]", "cpus:1.5;ports:[3-4]")).toBe("cpus:2.5;mem:512;ports:[1-2,5-9]")
})

test("nothing is available where more is held than there is", () => {
  expect(left("cpus:1;mem:8", "cpus:2")).toBe("mem:8")
})

test("a shared volume is available, in use or not", () => {
  const volume = "disk(a){vol=v@/p,shared}:5"
  expect(left(`cpus:1;${volume}`, `cpus:1;${volume};${volume}`)).toBe(volume)
  expect(availableOf({ total: parseResources(volume), held: emptyBag })).toHaveLength(1)
})
