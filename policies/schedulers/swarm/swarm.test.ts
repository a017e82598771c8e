import fc from "fast-check"
import { expect, test } from "vitest"
import { createSimulation, type Scenario } from "../../../sim/index.ts"
import { arbitraryCluster, timeline, tiny, type TinyCluster, unindented } from "../../../sim/testing/index.ts"
import { Settings } from "../../settings.ts"
import { binpack, random, spread, swarmkit } from "./choices.ts"

const planes = { spread, binpack, random, swarmkit }
const scenario = (name: keyof typeof planes, cluster: TinyCluster, settings = ""): Scenario => ({
  ...tiny(cluster),
  plane: planes[name](new Settings(name, settings)),
  seed: 1,
})
const nodesOf = (name: keyof typeof planes, cluster: TinyCluster) => {
  const simulation = createSimulation(scenario(name, cluster))
  simulation.run()
  return [...simulation.view.tasks.agent].join(" ")
}

test("spread takes the least full node, binpack the fullest, SwarmKit the one with fewest tasks", () => {
  const cluster: TinyCluster = {
    agents: [
      { cpus: 4, mem: 4 },
      { cpus: 16, mem: 16 },
      { cpus: 8, mem: 8 },
    ],
    jobs: Array.from({ length: 6 }, () => ({ framework: "a", cpus: 1, mem: 1 })),
  }
  expect(nodesOf("spread", cluster)).toBe("1 2 1 1 0 2")
  expect(nodesOf("binpack", cluster)).toBe("0 0 0 0 2 2")
  expect(nodesOf("swarmkit", cluster)).toBe("0 1 2 0 1 2")
})

test("SwarmKit counts the tasks of the service before all tasks", () => {
  expect(
    nodesOf("swarmkit", {
      agents: 2,
      cpus: 9,
      jobs: [
        { framework: "a", cpus: 1 },
        { framework: "b", tasks: 3, cpus: 1 },
        { framework: "a", cpus: 1 },
      ],
    }),
  ).toBe("0 1 0 1 0")
})

test("a task that fits nowhere is passed over, and looked at again a moment after something has changed", () => {
  expect(
    timeline(
      scenario("spread", {
        agents: 1,
        cpus: 2,
        jobs: [
          { framework: "a", cpus: 1, lasts: 5 },
          { framework: "b", cpus: 2, lasts: 5, at: 1 },
          { framework: "c", cpus: 1, lasts: 1, at: 2 },
        ],
      }),
    ),
  ).toBe(
    unindented(`
      0.05 s  a  task 0 starts on agent 0
      2.05 s  c  task 2 starts on agent 0
      3.05 s  c  task 2 finished on agent 0
      5.05 s  a  task 0 finished on agent 0
       5.1 s  b  task 1 starts on agent 0
      10.1 s  b  task 1 finished on agent 0`),
  )
})

test("a node on which five tasks of the service failed comes last", () => {
  const jobs = [{ framework: "a", tasks: 6, cpus: 1, lasts: 1, fails: true }]
  const cluster: TinyCluster = {
    agents: [{ cpus: 5 }, { cpus: 1 }],
    jobs,
    changes: [{ at: 3, agent: 1, change: "lost" }],
  }
  // Five fail on node 0 and one on node 1; then both are empty, and equal but for that.
  const again: TinyCluster = {
    agents: 2,
    cpus: 5,
    jobs: [{ framework: "a", tasks: [10, 1], cpus: 1, lasts: 1, fails: true }],
  }
  expect(nodesOf("swarmkit", cluster)).toBe("0 1 0 0 0 0")
  expect(nodesOf("swarmkit", again)).toBe("0 1 0 1 0 1 0 1 0 1 0")
})

test("nothing is lost and the same seed gives the same run, in random clusters, by every strategy", () => {
  fc.assert(
    fc.property(
      arbitraryCluster(),
      fc.constantFrom("spread", "binpack", "random", "swarmkit"),
      (cluster, name) => {
        const run = () => {
          const simulation = createSimulation(scenario(name, cluster))
          simulation.run()
          return simulation.digest()
        }
        expect(run()).toBe(run())
      },
    ),
    { numRuns: 60 },
  )
})
