import { expect, test } from "vitest"
import { createSimulation, mesos, type Recorder } from "../../sim/index.ts"
import { frameworkNamed } from "../../workloads/index.ts"
import { tiny } from "../../sim/testing/index.ts"
import { lottery } from "./lottery.ts"

test("a role with three tickets wins three agents in four", () => {
  const tasks = { tasks: 1000, cpus: 1, lasts: 60 }
  const world = tiny({
    agents: 1000,
    cpus: 1,
    weights: { rich: 3 },
    jobs: [
      { framework: "poor", ...tasks },
      { framework: "rich", ...tasks },
    ],
    behaviour: "greedy",
  })
  const offers = [0, 0]
  const recorder: Recorder = { offerMade: (_now, _offer, framework) => void offers[framework]++ }
  const plane = mesos({ policy: lottery, frameworks: frameworkNamed })
  createSimulation({ ...world, plane, seed: 1, recorder, until: 2_000_000 }).run()
  const [poor, rich] = offers
  // 1,000 draws with chance 3/4: 750, give or take four deviations of 13.7.
  expect(rich + poor).toBe(1000)
  expect(Math.abs(rich - 750)).toBeLessThan(55)
})
