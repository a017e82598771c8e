import { expect, test } from "vitest"
import { applyConversions, conversionsOf, type Operation } from "./conversions.ts"
import { parseResources, printResources } from "./notation.ts"

function applied(bag: string, type: Operation["type"], resources: string): string | undefined {
  const result = applyConversions(
    parseResources(bag),
    conversionsOf({ type, resources: parseResources(resources) }),
  )
  return result && printResources(result)
}

test.each([
  ["RESERVE", "cpus:4", "cpus(+a@p):1", "cpus(+a@p):1;cpus:3"],
  ["RESERVE", "cpus(a):4", "cpus(a,+a/b@p):4", "cpus(a,+a/b@p):4"],
  ["UNRESERVE", "cpus(+a@p):1;cpus:3", "cpus(+a@p):1", "cpus:4"],
  ["CREATE", "disk(a):10", "disk(a){vol=v@data}:4", "disk(a):6;disk(a){vol=v@data}:4"],
  ["DESTROY", "disk(a){vol=v@data,shared}:4;disk(a):6", "disk(a){vol=v@data,shared}:4", "disk(a):10"],
] as const)("%s turns %s by %s into %s", (type, bag, resources, result) => {
  expect(applied(bag, type, resources)).toBe(result)
})

test("what is not there cannot be converted", () => {
  expect(applied("cpus:4", "RESERVE", "cpus(+a@p):5")).toBeUndefined()
  expect(applied("cpus(+a@q):4", "UNRESERVE", "cpus(+a@p):1")).toBeUndefined()
})

test("a shared volume is not destroyed while another copy remains", () => {
  const volume = "disk(a){vol=v@data,shared}:4"
  expect(applied(`${volume};${volume}`, "DESTROY", volume)).toBeUndefined()
})
