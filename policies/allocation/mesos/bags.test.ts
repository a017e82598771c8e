import fc from "fast-check"
import { expect, test } from "vitest"
import { addBags, type Bag, containsBag, containsQuantities, equalBags, subtractBags } from "./bags.ts"
import { parseQuantities, parseResources, printResources } from "./notation.ts"
import { quantitiesOf } from "./quantities.ts"

const sum = (a: string, b: string) => printResources(addBags(parseResources(a), parseResources(b)))
const rest = (a: string, b: string) => printResources(subtractBags(parseResources(a), parseResources(b)))
const contains = (a: string, b: string) => containsBag(parseResources(a), parseResources(b))

test("what is of one kind is joined, and reservations of two principals are two kinds", () => {
  expect(sum("cpus:0.1;ports:[1-2]", "cpus:0.2;ports:[3-4]")).toBe("cpus:0.3;ports:[1-4]")
  expect(sum("cpus(+a@p):1", "cpus(+a@q):1")).toBe("cpus(+a@p):1;cpus(+a@q):1")
  expect(sum("cpus:1", "cpus{rev}:1")).toBe("cpus:1;cpus{rev}:1")
})

test("two paths on a disk join, two mounted disks and two volumes stay two", () => {
  expect(sum("disk{path=/p}:1", "disk{path=/p}:1")).toBe("disk{path=/p}:2")
  expect(sum("disk{mount=/m}:1", "disk{mount=/m}:1")).toBe("disk{mount=/m}:1;disk{mount=/m}:1")
  expect(sum("disk(a){vol=v@x}:1", "disk(a){vol=v@x}:1")).toBe("disk(a){vol=v@x}:1;disk(a){vol=v@x}:1")
})

test("what is not there is not taken, and nothing becomes negative", () => {
  expect(rest("cpus:2;ports:[1-9]", "cpus:3;mem:1;ports:[3-4]")).toBe("ports:[1-2,5-9]")
})

test("a mounted disk is taken whole or not at all", () => {
  expect(rest("disk{mount=/m}:100", "disk{mount=/m}:50")).toBe("disk{mount=/m}:100")
  expect(rest("disk{mount=/m}:100", "disk{mount=/m}:100")).toBe("")
})

test("a shared volume is counted", () => {
  const volume = "disk(a){vol=v@,shared}:5"
  expect(sum(volume, volume)).toBe(`${volume};${volume}`)
  expect(rest(`${volume};${volume}`, volume)).toBe(volume)
  expect(contains(volume, `${volume};${volume}`)).toBe(false)
  expect([...quantitiesOf(parseResources(`${volume};${volume}`))]).toEqual([["disk", 5000]])
})

test("only a volume is used up by being found", () => {
  expect(contains("disk{mount=/m}:100", "disk{mount=/m}:100;disk{mount=/m}:100")).toBe(true)
  expect(contains("disk(a){vol=v@}:5", "disk(a){vol=v@}:5;disk(a){vol=v@}:5")).toBe(false)
})

test("a volume is the same wherever a container sees it", () => {
  expect(contains("disk(a){vol=v@here}:5", "disk(a){vol=v@there}:5")).toBe(true)
})

test("quantities count the items of sets and the numbers of ranges", () => {
  expect(
    containsQuantities(parseResources("ports:[1-3];zones:{a,b}"), parseQuantities("ports:3;zones:2")),
  ).toBe(true)
  expect(containsQuantities(parseResources("ports:[1-3]"), parseQuantities("ports:4"))).toBe(false)
})

test("quantities are compared in doubles, so 0.7 and 0.1 are less than 0.8", () => {
  expect(containsQuantities(parseResources("cpus:0.7;cpus(a):0.1"), parseQuantities("cpus:0.8"))).toBe(false)
  expect(containsQuantities(parseResources("cpus:0.8"), parseQuantities("cpus:0.8"))).toBe(true)
})

const arbitraryBag: fc.Arbitrary<Bag> = fc
  .array(
    fc.constantFrom(
      "cpus:1.5",
      "cpus(a):0.001",
      "mem:64",
      "ports:[1-5]",
      "ports:[4-9]",
      "zones:{a,b}",
      "disk{path=/p}:7",
      "cpus(a,+a/b@p){rev}:2",
    ),
  )
  .map((entries) => parseResources(entries.join(";")))

test("what is added can be taken away again, unless the two overlap", () => {
  fc.assert(
    fc.property(arbitraryBag, arbitraryBag, (a, b) => {
      const both = addBags(a, b)
      expect(containsBag(both, a) && containsBag(both, b)).toBe(true)
      const scalars = (bag: Bag) => bag.filter(({ value }) => value.type === "scalar")
      expect(equalBags(scalars(subtractBags(both, b)), scalars(a))).toBe(true)
      expect(subtractBags(a, a)).toEqual([])
    }),
  )
})
