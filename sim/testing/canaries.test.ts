import { expect, test } from "vitest"
import type { PolicyFactory } from "../contracts/allocation-policy.ts"
import { mesos } from "../mesos/master.ts"
import { createSimulation, type Scenario } from "../simulation.ts"
import { eager, misnaming, overOffering, starvationChecker, starving } from "./canaries.ts"
import { plain } from "./plain-framework.ts"
import { tiny } from "./tiny.ts"

const world = tiny({
  agents: 2,
  cpus: 4,
  mem: 1024,
  jobs: [
    { framework: "a", tasks: 20, cpus: 1, mem: 100, lasts: 3 },
    { framework: "z", tasks: 2, cpus: 1, mem: 100, lasts: 3 },
  ],
})

const under = (policy: PolicyFactory): Scenario => ({
  ...world,
  plane: mesos({ policy, frameworks: () => plain() }),
  seed: 42,
})

test("a policy that offers an agent twice is caught by the ledger, with its name, time and seed", () => {
  expect(() => createSimulation(under(overOffering)).run()).toThrow(
    /cpus offered on agent \d, which has 0 \(t = 0 s, seed 42, mesos\/over-offering, event "allocation runs" 0\)/,
  )
})

test("a policy that decides everything before anything is applied is caught", () => {
  expect(() => createSimulation(under(eager)).run()).toThrow(/mesos\/eager/)
})

test("a policy that yields what is no id is caught", () => {
  expect(() => createSimulation(under(misnaming)).run()).toThrow(
    /policy misnaming offers agent agent \d to framework 0: there is no such pair/,
  )
})

test("a policy that starves a framework is caught by the starvation checker, which names both", () => {
  const recorder = starvationChecker("starving", 5_000_000)
  expect(() => createSimulation({ ...under(starving), recorder }).run()).toThrow(
    "policy starving starves framework z: no offer for 6 s",
  )
})
