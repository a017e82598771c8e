import fc from "fast-check"
import { expect, test } from "vitest"
import { createSimulation, mesos, seconds } from "../../sim/index.ts"
import { plain, timeline, tiny, type TinyJob, unindented } from "../../sim/testing/index.ts"
import { staticPartition } from "./static.ts"

const plane = mesos({ policy: staticPartition, frameworks: () => plain() })

/** How many agents of one core each role holds when each of them could take all. */
function agentsHeld(agents: number, weights: Record<string, number>, jobs: readonly TinyJob[]): number[] {
  const simulation = createSimulation({
    ...tiny({ agents, cpus: 1, weights, jobs }),
    plane,
    seed: 1,
    until: seconds(3),
  })
  simulation.run()
  return Object.keys(weights).map((_, role) => simulation.view.heldByRole(role, 0) / 1000)
}

const greedyFor = (framework: string): TinyJob => ({ framework, tasks: 99, cpus: 1 })

test("agents are dealt out in order of id, in proportion to the roles' weights", () => {
  const world = tiny({ agents: 4, cpus: 1, weights: { b: 3 }, jobs: [greedyFor("a"), greedyFor("b")] })
  const told = timeline({ ...world, plane, seed: 1, until: 0 })
  expect(told.split("\n").toSorted().join("\n")).toBe(
    unindented(`
      0.0 s  a  offered agent 2, launches 1
      0.0 s  b  offered agent 0, launches 1
      0.0 s  b  offered agent 1, launches 1
      0.0 s  b  offered agent 3, launches 1`),
  )
})

test("what a role does not use stays idle, whoever waits", () => {
  const idle: TinyJob = { framework: "idle", cpus: 1, lasts: 1 }
  expect(agentsHeld(6, { idle: 1, busy: 1 }, [idle, greedyFor("busy")])).toEqual([0, 3])
  expect(agentsHeld(6, { busy: 1, never: 1 }, [greedyFor("busy"), { framework: "never", at: 99 }])).toEqual([
    3, 0,
  ])
})

test("an agent stays with its role when it is lost and joins again", () => {
  const world = tiny({
    agents: 2,
    cpus: 1,
    jobs: [
      { framework: "a", tasks: 2, cpus: 1, lasts: 30 },
      { framework: "b", cpus: 1, at: 20, lasts: 1 },
    ],
    changes: [
      { at: 5, agent: 1, change: "lost" },
      { at: 7, agent: 1, change: "joins", cpus: 1 },
    ],
  })
  expect(timeline({ ...world, plane, seed: 1 })).toBe(
    unindented(`
       0.0 s  a  offered agent 0, launches 1
       5.0 s     agent 1 is lost
       7.0 s     agent 1 joins
      20.0 s  b  offered agent 1, launches 1
      21.0 s  b  task 2 finished on agent 1
      30.0 s  a  task 0 finished on agent 0
      30.0 s  a  offered agent 0, launches 1
      60.0 s  a  task 1 finished on agent 0`),
  )
})

test("within a role its frameworks share by dominant share", () => {
  const jobs = ["a/1", "a/2", "b"].map(greedyFor)
  const simulation = createSimulation({ ...tiny({ agents: 8, cpus: 1, jobs }), plane, seed: 1, until: 0 })
  simulation.run()
  expect([0, 1, 2].map((framework) => simulation.view.held(framework, 0) / 1000)).toEqual([2, 2, 4])
})

test("whatever roles weigh, every agent is somebody's, and none is dealt to a role that another is further behind", () => {
  const weight = fc.integer({ min: 1, max: 9 })
  fc.assert(
    fc.property(fc.nat(24), fc.record({ a: weight, b: weight, c: weight }), (agents, weights) => {
      const held = agentsHeld(agents, weights, Object.keys(weights).map(greedyFor))
      expect(held.reduce((sum, count) => sum + count)).toBe(agents)
      const per = Object.values(weights)
      for (const i of held.keys())
        for (const j of held.keys())
          if (held[i] > 0) expect(held[i] / per[i]).toBeLessThanOrEqual((held[j] + 1) / per[j])
    }),
    { numRuns: 25 },
  )
})
