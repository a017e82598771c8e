/** What no recording shows: pausing, shared volumes, maintenance; as spec/mesos.md §4 has it. */
import { expect, test } from "vitest"
import { referenceAllocator } from "../../policies/allocation/mesos/testing/index.ts"
import { Replay } from "./calls.ts"
import type { Step } from "./format.ts"

/** The offers and answers of the last step, from the fast allocator and from its slow twin alike. */
function lastOf(steps: readonly Step[]): unknown {
  const replays = [new Replay({}), new Replay({}, referenceAllocator)]
  const [fast, slow] = replays.map((replay) => steps.map((step) => replay.take(step)).at(-1))
  expect(slow).toEqual(fast)
  return fast
}

const agent = (id: string, resources = "cpus:1"): Step => ({ op: "addAgent", id, resources })
const framework = (id: string, ...capabilities: string[]): Step => ({
  op: "addFramework",
  id,
  roles: ["r"],
  capabilities: ["MULTI_ROLE", ...capabilities],
})
const offersOfOneCpu = { runs: [[["f1", "r", "a1", "cpus:1"]]] }
const second: Step = { op: "advance", seconds: 1 }
const oneCpu = { framework: "f1", agent: "a1", role: "r", resources: "cpus:1" } as const

test("what happens while paused is forgotten, and served by the next batch", () => {
  const paused: Step[] = [{ op: "pause" }, agent("a1"), framework("f1")]
  expect(lastOf(paused)).toEqual({ runs: [] })
  expect(lastOf([...paused, { op: "resume" }])).toEqual({ runs: [] })
  expect(lastOf([...paused, second])).toEqual({ runs: [] })
  expect(lastOf([...paused, { op: "resume" }, second])).toEqual({ runs: [[["f1", "r", "a1", "cpus:1"]]] })
})

test("a shared volume in use is offered again, to those that can share", () => {
  const volume = "disk(r){vol=v@,shared}:5"
  const steps: Step[] = [agent("a1", `cpus:1;${volume}`), framework("f1", "SHARED_RESOURCES")]
  expect(lastOf(steps)).toEqual({ runs: [[["f1", "r", "a1", `cpus:1;${volume}`]]] })
  expect(lastOf([...steps, { op: "recover", ...oneCpu }, second])).toEqual({
    runs: [[["f1", "r", "a1", `cpus:1;${volume}`]]],
  })
  expect(lastOf([...steps, framework("f2")])).toMatchObject({ runs: [[["f1", "r", "a1", volume]]] })
})

test("an operator cannot reserve what is offered", () => {
  const reserve: Step = {
    op: "updateAvailable",
    agent: "a1",
    operations: [{ type: "RESERVE", resources: "cpus(+r@me):1" }],
  }
  expect(lastOf([agent("a1"), reserve])).toEqual({ runs: [], result: "ok" })
  expect(lastOf([agent("a1"), framework("f1"), reserve])).toEqual({ runs: [], result: "failed" })
  const offered = { runs: [[["f1", "r", "a1", "cpus(+r@me):1"]]] }
  expect(lastOf([agent("a1"), reserve, framework("f1")])).toEqual(offered)
})

test("a framework is asked once to leave, and again when it has answered and its refusal is over", () => {
  const ahead: Step = { op: "updateUnavailability", agent: "a1", unavailability: {} }
  const answer: Step = { op: "updateInverseOffer", agent: "a1", framework: "f1", refuseSeconds: 2 }
  const steps = [agent("a1"), framework("f1"), ahead]
  const asked = { runs: [[]], inverse: [["f1", "a1"]] }
  expect(lastOf(steps)).toEqual(asked)
  expect(lastOf([...steps, second])).toEqual({ runs: [[]] })
  expect(lastOf([...steps, answer, second])).toEqual({ runs: [[]] })
  expect(lastOf([...steps, answer, second, second])).toEqual(asked)
  expect(lastOf([...steps, answer, second, second, second])).toEqual({ runs: [[]] })
})

test("a refusal shorter than the interval still holds for the batch that is next", () => {
  const refuse: Step = { op: "recover", ...oneCpu, refuseSeconds: 0.1 }
  const steps = [agent("a1"), framework("f1"), refuse, second]
  expect(lastOf(steps)).toEqual({ runs: [[]] })
  expect(lastOf([...steps, second])).toEqual({ runs: [[["f1", "r", "a1", "cpus:1"]]] })
})

test("nothing is lost: what a removed framework held is free again", () => {
  const steps: Step[] = [agent("a1"), framework("f1"), { op: "removeFramework", id: "f1" }, framework("f2")]
  expect(lastOf(steps)).toEqual({ runs: [[["f2", "r", "a1", "cpus:1"]]] })
})

test("an agent is asked about again only if it says something new of itself", () => {
  const all = [
    "AGENT_DRAINING",
    "AGENT_OPERATION_FEEDBACK",
    "HIERARCHICAL_ROLE",
    "MULTI_ROLE",
    "RESERVATION_REFINEMENT",
    "RESIZE_VOLUME",
    "RESOURCE_PROVIDER",
    "TASK_RESOURCE_LIMITS",
  ]
  const known: Step = { ...agent("a1"), attributes: "rack: r1;cores:8;ports:[1-2,3-4]" } as Step
  const says = (fields: object) => lastOf([known, { op: "updateAgent", id: "a1", ...fields }])
  expect(says({ capabilities: all })).toEqual({ runs: [] })
  expect(says({ attributes: "cores:8.0;ports:[1-4];rack:r1" })).toEqual({ runs: [] })
  expect(says({ resources: "cpus:0.5;cpus:0.5" })).toEqual({ runs: [] })
  expect(says({ attributes: "rack:r1;cores:-8;ports:[1-4]" })).toEqual({ runs: [[]] })
  expect(says({ capabilities: ["MULTI_ROLE"] })).toEqual({ runs: [[]] })
})

test("fields that are null are fields that are absent", () => {
  const step = { ...agent("a1"), hostname: null, domain: null, unavailability: null, used: null }
  const again = { op: "updateAgent", id: "a1", hostname: null, resources: null }
  const plain = { op: "updateUnavailability", agent: "a1", unavailability: null }
  const everybody = { op: "updateWhitelist" }
  const steps = [step, again, plain, everybody, framework("f1")] as unknown as Step[]
  expect(lastOf(steps)).toEqual(offersOfOneCpu)
})

test("a framework without MULTI_ROLE that names no role is in *", () => {
  const old: Step = { op: "addFramework", id: "f1", roles: [], capabilities: [] }
  expect(lastOf([agent("a1"), old])).toEqual({ runs: [[["f1", "*", "a1", "cpus:1"]]] })
})

test("what a provider says is used by a framework that is not known is free", () => {
  const used = (id: string): Step => ({
    op: "addResourceProvider",
    agent: "a1",
    resources: "disk{rp=p,path=/r}:10",
    used: { [id]: { r: "disk{rp=p,path=/r}:4" } },
  })
  const offered = (disk: number) => ({ runs: [[["f1", "r", "a1", `cpus:1;disk{path=/r,rp=p}:${disk}`]]] })
  const asleep: Step = { op: "addFramework", id: "f2", roles: ["q"], suppressed: ["q"] }
  expect(lastOf([agent("a1"), used("nobody"), framework("f1")])).toEqual(offered(10))
  expect(lastOf([agent("a1"), asleep, used("f2"), framework("f1")])).toEqual(offered(6))
})

test("an inactive framework that revives is offered resources again, as in Mesos", () => {
  const inactive: Step = { op: "addFramework", id: "f1", roles: ["r"], active: false }
  expect(lastOf([inactive, agent("a1")])).toEqual({ runs: [[]] })
  expect(lastOf([inactive, agent("a1"), { op: "revive", framework: "f1", roles: [] }])).toEqual(
    offersOfOneCpu,
  )
})

test("one agent of which most are enough ends a pause, even where none had to be waited for", () => {
  const state: Step = {
    op: "recoverState",
    expectedAgents: 1,
    quotas: { r: { guarantees: "cpus:1", limits: "" } },
  }
  expect(lastOf([state, { op: "pause" }, agent("a1"), framework("f1")])).toEqual(offersOfOneCpu)
})

test("of two copies of a shared volume a framework may give up one", () => {
  const volume = "disk(r){vol=v@,shared}:5"
  const held = { framework: "f1", agent: "a1", role: "r" } as const
  const more: Step = {
    op: "updateAllocation",
    ...held,
    resources: `cpus:1;${volume}`,
    conversions: [{ consumed: "", converted: volume }],
  }
  const less: Step = {
    op: "updateAllocation",
    ...held,
    resources: `cpus:1;${volume};${volume}`,
    conversions: [{ consumed: volume, converted: "disk(r):5" }],
  }
  const steps = [agent("a1", `cpus:1;${volume}`), framework("f1", "SHARED_RESOURCES"), more, less]
  expect(lastOf([...steps, { op: "recover", ...held, resources: `cpus:1;disk(r):5` }, second])).toEqual({
    runs: [[["f1", "r", "a1", "cpus:1;disk(r):5"]]],
  })
})

test("labels of a reservation are the same in any order", () => {
  const steps: Step[] = [agent("a1", "cpus(+r@p#a=1#b=2):1;cpus(+r@p#b=2#a=1):1"), framework("f1")]
  expect(lastOf(steps)).toEqual({ runs: [[["f1", "r", "a1", "cpus(+r@p#a=1#b=2):2"]]] })
})

test("what was given back and refused after leaving its role stays refused when the framework comes back", () => {
  const inRole = (role: string): Step => ({ op: "updateFramework", id: "f1", roles: [role] })
  const refusal: Step = { op: "recover", ...oneCpu, refuseSeconds: 30 }
  const left = [agent("a1"), framework("f1"), inRole("s")]
  expect(lastOf([...left, refusal, inRole("r"), second])).toEqual({ runs: [[]] })
  expect(lastOf([...left, { op: "recover", ...oneCpu }, inRole("r"), second])).toEqual(offersOfOneCpu)
})

test("what was refused in a role is forgotten when the framework no longer has it suppressed", () => {
  const update: Step = { op: "updateFramework", id: "f1", roles: ["r"] }
  const refused: Step[] = [agent("a1"), framework("f1"), { op: "recover", ...oneCpu, refuseSeconds: 30 }]
  const suppress: Step = { op: "suppress", framework: "f1", roles: [] }
  expect(lastOf([...refused, update, second])).toEqual({ runs: [[]] })
  expect(lastOf([...refused, suppress, update, second])).toEqual(offersOfOneCpu)
})
