import { expect, test } from "vitest"
import { convertAvailable, convertOffered } from "./agent-conversions.ts"
import { allocate } from "./bags.ts"
import { parseResources, printResources } from "./notation.ts"

const agent = { id: "n1", total: parseResources("cpus:4;mem:512") }
const converting = (consumed: string, converted: string) => [
  { consumed: parseResources(consumed), converted: parseResources(converted) },
]

test("a framework that reserves has it reserved in its offer and in the agent's total", () => {
  const offered = allocate(parseResources("cpus:2;mem:512"), "a")
  const after = convertOffered(agent, "f1", offered, converting("cpus:1", "cpus(+a):1"))
  expect(printResources(after.offered)).toBe("cpus(+a):1;cpus:1;mem:512")
  expect(after.offered.every(({ role }) => role === "a")).toBe(true)
  expect(printResources(after.total)).toBe("cpus(+a):1;cpus:3;mem:512")
})

test("copies of a shared volume beyond those offered come from nothing, and the total stays as it was", () => {
  const volume = "disk(a){vol=v@/p,shared}:5"
  const one = { id: "n1", total: parseResources(volume) }
  const after = convertOffered(one, "f1", allocate(one.total, "a"), converting("", volume))
  expect(printResources(after.offered)).toBe(`${volume};${volume}`)
  expect(after.total).toBe(one.total)
})

test("a framework cannot convert what it was not offered", () => {
  const offered = allocate(parseResources("cpus:1"), "a")
  expect(() => convertOffered(agent, "f1", offered, converting("cpus:2", "cpus(+a):2"))).toThrow(
    "framework f1 converts what it was not offered on agent n1",
  )
})

test("an operator reserves what is available, and nothing else", () => {
  const reserve = [{ type: "RESERVE", resources: parseResources("cpus(+a):2") }] as const
  const total = convertAvailable(agent, parseResources("cpus:2"), reserve)
  expect(total && printResources(total)).toBe("cpus(+a):2;cpus:2;mem:512")
  expect(convertAvailable(agent, parseResources("cpus:1"), reserve)).toBeUndefined()
})
