import fc from "fast-check"
import { expect, test } from "vitest"
import { parseLimits, parseQuantities, parseResources, printResources } from "./notation.ts"

test.each([
  "",
  "cpus:2",
  "cpus:0.001;mem:512.25",
  "cpus(role):2;ports:[1-2,4-4,31000-32000]",
  "cpus(+a@me):1;cpus(a):1;cpus(a,+a/b@p#k=v#k2=v2):2",
  "disk(a){path=/p,vol=id@data}:5;disk(a){path=/p}:5;disk{block}:1;disk{mount=/m}:5;disk{raw}:1",
  "disk{rp=p1}:100",
  "cpus{rev}:1.5",
  "disk(a){vol=id1@,shared}:5",
  "zones:{a,b}",
])("%j is read and written alike", (text) => {
  expect(printResources(parseResources(text))).toBe(text)
})

test.each([
  ["ports:[5-6,1-4]", "ports:[1-6]"],
  ["mem:10;cpus:1;cpus:0.5", "cpus:1.5;mem:10"],
  ["cpus:0;mem:1", "mem:1"],
  [" cpus : 2 ", "cpus:2"],
  ["cpus(*):2", "cpus:2"],
  ["cpus:1.0005", "cpus:1.001"],
  ["cpus:1.0004", "cpus:1"],
  ["zones:{b,a,b}", "zones:{a,b}"],
])("%j is written as %j", (text, written) => {
  expect(printResources(parseResources(text))).toBe(written)
})

test.each([
  ["cpus", '"cpus" is no resource; write name:value'],
  ["cpus:two", '"cpus:two" is no resource'],
  ["cpus:-1", '"cpus:-1" is no resource'],
  ["cpus:", '"cpus:" is no resource'],
  ["ports:[2-1]", '"ports:[2-1]" is no resource'],
  ["ports:[1-2", '"ports:[1-2" is no resource'],
  ["disk{ssd}:1", '"disk{ssd}:1" has the flag "ssd". Known: path, mount'],
])("%j is refused", (text, message) => {
  expect(() => parseResources(text)).toThrow(message)
})

test("quantities of one name add up, and nothing is not kept", () => {
  expect([...parseQuantities("cpus:1;cpus:0.5;mem:0")]).toEqual([["cpus", 1500]])
})

test("a limit of nothing is kept, and two limits of one name are refused", () => {
  expect([...parseLimits("cpus:0")]).toEqual([["cpus", 0]])
  expect(() => parseLimits("cpus:1;cpus:2")).toThrow("limits a resource twice")
  expect(() => parseLimits("cpus(a):1")).toThrow("is no quantity")
})

test("any amount of thousandths is written and read back exactly", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e12 }), (amount) => {
      const text = printResources(parseResources(`cpus:${amount / 1000}`))
      expect([...parseQuantities(text)]).toEqual([["cpus", amount]])
    }),
  )
})
