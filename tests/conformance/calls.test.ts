/** What no recording shows: pausing, shared volumes, maintenance; as spec/mesos.md §4 has it. */
import { expect, test } from "vitest"
import { Replay } from "./calls.ts"
import type { Step } from "./format.ts"

/** The offers and answers of the last step. */
function lastOf(steps: readonly Step[]): unknown {
  const replay = new Replay({})
  return steps.map((step) => replay.take(step)).at(-1)
}

const agent = (id: string, resources = "cpus:1"): Step => ({ op: "addAgent", id, resources })
const framework = (id: string, ...capabilities: string[]): Step => ({
  op: "addFramework",
  id,
  roles: ["r"],
  capabilities: ["MULTI_ROLE", ...capabilities],
})
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
