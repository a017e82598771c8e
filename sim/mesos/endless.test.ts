import { expect, test } from "vitest"
import type { FrameworkFactory } from "../contracts/framework.ts"
import { leastBy, type PolicyFactory } from "../contracts/allocation-policy.ts"
import { tiny } from "../testing/index.ts"
import { createSimulation } from "../simulation.ts"
import { mesos } from "./master.ts"

test("a framework that revives whenever it is answered is stopped, by name", () => {
  const restless: FrameworkFactory = () => ({
    name: "restless",
    stageReady: () => [{ kind: "revive" }],
    offersReceived: () => [{ kind: "declineRest", refuse: 0 }, { kind: "revive" }],
    taskEnded: () => [],
  })
  const policy: PolicyFactory = () => ({
    name: "first",
    *allocate({ frameworks }, agents) {
      for (const agent of agents) {
        const framework = leastBy(frameworks.eligible(agent), (id) => id)
        if (framework !== undefined) yield { agent, framework }
      }
    },
  })
  const world = tiny({ agents: 1, cpus: 4, mem: 64, jobs: [{ framework: "restless", cpus: 1, mem: 1 }] })
  const simulation = createSimulation({
    ...world,
    plane: mesos({ policy, frameworks: () => restless }),
    seed: 1,
  })
  expect(() => simulation.run()).toThrow(/more than 10000 allocation runs at one instant; who asks: restless/)
})
