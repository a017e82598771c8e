/** What only the order of agents does: of equal claims to the first agent, which agent that is. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { createSimulation, seconds } from "../../sim/index.ts"
import { arbitraryCluster, checkedRun, plain, tiny, type TinyCluster } from "../../sim/testing/index.ts"
import { resolvePolicy } from "../index.ts"

const scenario = (policy: string, cluster: TinyCluster, seed: number) => {
  const plane = resolvePolicy(policy).make({ frameworks: () => plain() })
  return { ...tiny(cluster), plane, seed, until: seconds(60) }
}
const agentsOf = (policy: string, cluster: TinyCluster, seed = 1) => {
  const simulation = createSimulation(scenario(policy, cluster, seed))
  simulation.run()
  return [...simulation.view.tasks.agent]
}
const seeds = [1, 2, 3, 4, 5]

const sizes: TinyCluster = {
  agents: [{ cpus: 4 }, { cpus: 8 }, { cpus: 2 }],
  jobs: [{ framework: "a", cpus: 2 }],
}

test("a framework that takes the first offer that fits takes the agent that comes first", () => {
  const firstUnder = (order: string) =>
    seeds.map((seed) => agentsOf(`mesos/drf(agent_order=${order})`, sizes, seed)[0])
  expect(firstUnder("best-fit")).toEqual([2, 2, 2, 2, 2])
  expect(firstUnder("worst-fit")).toEqual([1, 1, 1, 1, 1])
  expect(firstUnder("first-fit")).toEqual([0, 0, 0, 0, 0])
  expect(new Set(firstUnder("shuffled")).size).toBeGreaterThan(1)
})

test("what is used counts: best fit comes back to the agent that is in use, worst fit to the others", () => {
  const cluster: TinyCluster = {
    agents: 3,
    cpus: 4,
    jobs: [
      { framework: "a", cpus: 1 },
      { framework: "a", cpus: 1, at: 10 },
      { framework: "a", cpus: 1, at: 20 },
    ],
  }
  for (const seed of seeds) {
    expect(new Set(agentsOf("mesos/drf(agent_order=most-allocated)", cluster, seed)).size).toBe(1)
    expect(new Set(agentsOf("mesos/drf(agent_order=least-allocated)", cluster, seed)).size).toBe(3)
  }
})

test("the first agents go to whom the policy puts first", () => {
  const jobs = [
    { framework: "heavy", cpus: 1 },
    { framework: "light", cpus: 1 },
  ]
  const cluster = { agents: [{ cpus: 1 }, { cpus: 9 }], weights: { heavy: 9 }, jobs }
  expect(agentsOf("mesos/priority(agent_order=worst-fit)", cluster)[0]).toBe(1)
  expect(agentsOf("mesos/priority(agent_order=best-fit)", cluster)[0]).toBe(0)
})

test("a name that orders no agents is refused with those that do", () => {
  expect(() => resolvePolicy("mesos/drf(agent_order=fgd)")).toThrow(
    'mesos/drf: agent_order is "fgd"; it must be shuffled or first-fit or best-fit or worst-fit or l2-norm or least-allocated or most-allocated.',
  )
})

test("every order keeps every law, in random clusters", () => {
  const orders = ["best-fit", "worst-fit", "least-allocated"]
  fc.assert(
    fc.property(arbitraryCluster(), fc.constantFrom(...orders), (cluster, order) => {
      checkedRun(scenario(`mesos/round-robin(agent_order=${order})`, cluster, 3))
    }),
    { numRuns: 40 },
  )
})
