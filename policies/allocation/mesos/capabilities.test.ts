import { expect, test } from "vitest"
import { canHandle, canUse } from "./capabilities.ts"
import { parseResources } from "./notation.ts"

const says = (...capabilities: string[]) => new Set(capabilities)
const options = { minAllocatable: [], filterGpuResources: true, domain: { region: "here", zone: "z" } }
const agent = {
  info: { hostname: "n1", attributes: [] },
  capabilities: says("MULTI_ROLE", "HIERARCHICAL_ROLE"),
  total: parseResources("cpus:1"),
}

test("agents with GPUs are for frameworks that ask for GPUs, unless the master does not care", () => {
  const gpus = { ...agent, total: parseResources("cpus:1;gpus:1") }
  expect(canUse(says(), "a", gpus, options)).toBe(false)
  expect(canUse(says("GPU_RESOURCES"), "a", gpus, options)).toBe(true)
  expect(canUse(says(), "a", gpus, { ...options, filterGpuResources: false })).toBe(true)
})

test("agents of another region are for frameworks that know regions", () => {
  const there = { ...agent, info: { ...agent.info, domain: { region: "there", zone: "z" } } }
  expect(canUse(says(), "a", there, options)).toBe(false)
  expect(canUse(says("REGION_AWARE"), "a", there, options)).toBe(true)
})

test("old agents know neither several roles nor roles below roles", () => {
  const old = { ...agent, capabilities: says() }
  expect(canUse(says("MULTI_ROLE"), "a", old, options)).toBe(false)
  expect(canUse(says(), "a", old, options)).toBe(true)
  expect(canUse(says(), "a/b", old, options)).toBe(false)
})

test.each([
  ["cpus{rev}:1", "REVOCABLE_RESOURCES"],
  ["disk(a){vol=v@/p,shared}:1", "SHARED_RESOURCES"],
  ["cpus(a,+a/b):1", "RESERVATION_REFINEMENT"],
])("%s is for those with %s", (text, capability) => {
  const [resource] = parseResources(text)
  expect(canHandle(says(), resource)).toBe(false)
  expect(canHandle(says(capability), resource)).toBe(true)
})
