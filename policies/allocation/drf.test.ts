import fc from "fast-check"
import { expect, test } from "vitest"
import { createSimulation, mesos, type PolicyFactory, seconds } from "../../sim/index.ts"
import { plain, timeline, tiny, type TinyCluster, unindented } from "../../sim/testing/index.ts"
import { drf, weightedDrf } from "./drf.ts"

const frameworks = () => plain()

/** Agents of one core, and roles that would take them all, a task for each; how many each role holds after a run. */
function agentsHeld(
  policy: PolicyFactory,
  agents: number,
  weights: Record<string, number>,
  seed = 1,
): number[] {
  const jobs = Object.keys(weights).map((framework) => ({ framework, tasks: agents, cpus: 1 }))
  const world = tiny({ agents, cpus: 1, weights, jobs })
  const simulation = createSimulation({ ...world, seed, until: 0, plane: mesos({ policy, frameworks }) })
  simulation.run()
  return jobs.map((_, role) => simulation.view.heldByRole(role, 0) / 1000)
}

test("frameworks of equal demands hold the same to within one agent", () => {
  fc.assert(
    fc.property(fc.nat(20), fc.integer({ min: 1, max: 5 }), fc.nat(), (agents, roles, seed) => {
      const weights = Object.fromEntries(["a", "b", "c", "d", "e"].slice(0, roles).map((name) => [name, 1]))
      const held = agentsHeld(drf, agents, weights, seed)
      expect(held.reduce((sum, count) => sum + count)).toBe(agents)
      expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(1)
    }),
    { numRuns: 25 },
  )
})

test("drf does not look at weights", () => {
  expect(agentsHeld(drf, 8, { a: 1, b: 3 })).toEqual([4, 4])
})

test("weighted one to three, roles hold one to three", () => {
  expect([4, 8, 9, 12].map((agents) => agentsHeld(weightedDrf, agents, { a: 1, b: 3 }))).toEqual([
    [1, 3],
    [2, 6],
    [3, 6], // a tie at the ninth: the lower id
    [3, 9],
  ])
})

test("whatever roles weigh, none holds an agent that another deserved more", () => {
  const weight = fc.integer({ min: 1, max: 9 })
  fc.assert(
    fc.property(
      fc.nat(30),
      fc.record({ a: weight, b: weight, c: weight }),
      fc.nat(),
      (agents, weights, seed) => {
        const held = agentsHeld(weightedDrf, agents, weights, seed)
        const per = Object.values(weights)
        for (const i of held.keys())
          for (const j of held.keys())
            if (held[i] > 0) expect((held[i] - 1) / per[i]).toBeLessThanOrEqual(held[j] / per[j])
      },
    ),
    { numRuns: 25 },
  )
})

test("a tie goes to the lower id, of roles and of frameworks", () => {
  const cluster = (names: readonly string[]): TinyCluster => ({
    agents: 1,
    cpus: 1,
    frameworks: names,
    jobs: names.toReversed().map((framework) => ({ framework, cpus: 1 })),
  })
  for (const policy of [drf, weightedDrf])
    for (const names of [
      ["first", "second"],
      ["role/first", "role/second"],
    ]) {
      const plane = mesos({ policy, frameworks })
      expect(timeline({ ...tiny(cluster(names)), seed: 1, until: 0, plane })).toBe(
        `0.0 s  ${names[0]}  offered agent 0, launches 1`,
      )
    }
})

test("between roles the role's share counts, not its frameworks': two of one role share what one of the other has alone", () => {
  const world = tiny({
    agents: 8,
    cpus: 1,
    jobs: ["a/1", "a/2", "b"].map((framework) => ({ framework, tasks: 8, cpus: 1 })),
  })
  const simulation = createSimulation({
    ...world,
    seed: 1,
    until: 0,
    plane: mesos({ policy: drf, frameworks }),
  })
  simulation.run()
  expect([0, 1, 2].map((framework) => simulation.view.held(framework, 0) / 1000)).toEqual([2, 2, 4])
})

test("the share that counts is of the resource held most: memory for one, cores for the other", () => {
  // Agents of 2 cores and 2 MiB; a takes a quarter of the cluster's memory with each task, b a quarter of its cores.
  const world = tiny({
    agents: 4,
    cpus: 2,
    mem: 2,
    jobs: [
      { framework: "a", tasks: 4, cpus: 0.5, mem: 2 },
      { framework: "b", tasks: 4, cpus: 2, mem: 0.5 },
    ],
  })
  const simulation = createSimulation({
    ...world,
    seed: 1,
    until: 0,
    plane: mesos({ policy: drf, frameworks }),
  })
  simulation.run()
  expect([0, 1].map((role) => simulation.view.dominantShareOfRole(role))).toEqual([0.5, 0.5])
})

test("drf has no memory: who held everything until now is the equal of who waited", () => {
  const world = tiny({
    agents: 2,
    cpus: 1,
    jobs: [
      { framework: "a", tasks: 4, cpus: 1, lasts: 2.5 },
      { framework: "b", at: 1, tasks: 4, cpus: 1, lasts: 9 },
    ],
  })
  expect(timeline({ ...world, plane: mesos({ policy: drf, frameworks }), seed: 2, until: seconds(3) })).toBe(
    unindented(`
      0.0 s  a  offered agent 0, launches 1
      0.0 s  a  offered agent 1, launches 1
      2.5 s  a  task 0 finished on agent 0
      2.5 s  a  task 1 finished on agent 1
      3.0 s  a  offered agent 0, launches 1
      3.0 s  b  offered agent 1, launches 1`),
  )
})
