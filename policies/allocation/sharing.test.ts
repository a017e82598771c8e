/** What only each of these policies does, and where each fails. */
import { expect, test } from "vitest"
import { cpus, createRandom, createSimulation, mesos, type PolicyFactory, seconds } from "../../sim/index.ts"
import { plain, tiny, type TinyCluster } from "../../sim/testing/index.ts"
import { asset } from "./asset.ts"
import { ceei } from "./ceei.ts"
import { drf } from "./drf.ts"
import { hierarchicalDrf } from "./h-drf.ts"
import { lottery } from "./lottery.ts"
import { maxMin } from "./max-min.ts"
import { equilibrium } from "./order/equilibrium.ts"
import { priority } from "./priority.ts"
import { roundRobin } from "./round-robin.ts"

/** How many tasks of each job run when all has been dealt out at time 0. */
function running(policy: PolicyFactory, cluster: TinyCluster): number[] {
  const { jobs, agents } = tiny(cluster)
  const counts = jobs.jobArrival.length === 0 ? [] : Array.from({ length: jobs.jobCount }, () => 0)
  const taskStarted = (_: number, task: number) => void counts[jobs.stageJob[jobs.taskStage[task]]]++
  const plane = mesos({ policy, frameworks: () => plain() })
  createSimulation({ jobs, agents, plane, seed: 1, until: seconds(3), recorder: { taskStarted } }).run()
  return counts
}

const endless = 1000

/** To whom the next agent goes, where each framework is a role of its own unless said, and holds these shares by kind. */
function next(policy: PolicyFactory, shares: readonly number[][], roles = shares.map((_, i) => i)): number {
  const count = Math.max(...roles) + 1
  const all = shares.map((_, framework) => framework)
  const ofRole = (role: number, kind: number) =>
    all.reduce((sum, framework) => sum + (roles[framework] === role ? (shares[framework][kind] ?? 0) : 0), 0)
  const kinds = [0, 1, 2, 3]
  const roleShare = (role: number) => Math.max(...kinds.map((kind) => ofRole(role, kind)))
  const frameworks = {
    count: shares.length,
    roleCount: count,
    asking: () => all,
    eligible: () => all,
    refuses: () => false,
    askingSince: () => 0,
    askingOrder: (framework: number) => framework,
    role: (framework: number) => roles[framework],
    weight: () => 1,
    share: (framework: number) => Math.max(...shares[framework]),
    roleShare,
    weightedShare: (framework: number) => Math.max(...shares[framework]),
    shareOf: (framework: number, kind: number) => shares[framework][kind] ?? 0,
    roleShareOf: ofRole,
    roleName: (role: number) => `role${role}`,
  }
  const view = { now: 0, run: 0, agents: { count: 1, free: () => 1, capacity: () => 1 }, frameworks }
  for (const { framework } of policy({ random: createRandom(1), interval: 1 }).allocate(view, [0]))
    return framework
  return -1
}

test("of two users, each measure finds another one the needier", () => {
  const two = [
    [0.3, 0.3],
    [0.5, 0],
  ]
  expect([drf, asset, maxMin].map((policy) => next(policy, two))).toEqual([0, 1, 1])
  const others = [
    [0.1, 0.4],
    [0.5, 0.3],
  ]
  expect([drf, asset, maxMin].map((policy) => next(policy, others))).toEqual([0, 0, 1])
})

test("CEEI lets who uses both resources have more than who uses one, as in the DRF paper's example", () => {
  // Mixes of ⟨1, 4⟩ and ⟨3, 1⟩ on 9 CPUs and 18 GB: the equilibrium's dominant shares are 0.91 and 0.55.
  const held = [
    [0.3, 0.6],
    [0.5, 0.5 / 6],
  ]
  expect(next(drf, held)).toBe(1)
  expect(next(ceei, held)).toBe(0)
})

test("naive hierarchies starve a sibling that wants something else; hierarchical DRF does not", () => {
  // a's framework has some cores; of b's two one has all GPUs, and the other nothing.
  const held = [
    [0.25, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 1],
  ]
  expect(next(drf, held, [0, 1, 1])).toBe(0)
  expect(next(hierarchicalDrf, held, [0, 1, 1])).toBe(1)
})

test("the equilibrium of the DRF paper's example: 45/11 and 18/11 tasks", () => {
  const tasks = equilibrium([
    { demand: [1 / 9, 4 / 18], income: 1 },
    { demand: [3 / 9, 1 / 18], income: 1 },
  ])
  expect(tasks[0]).toBeCloseTo(45 / 11, 3)
  expect(tasks[1]).toBeCloseTo(18 / 11, 3)
  expect(equilibrium([{ demand: [0, 0], income: 1 }])).toEqual([0])
})

test("in the equilibrium a lie pays: asking for more of what is cheap", () => {
  const told = (first: number[]) =>
    equilibrium([
      { demand: first, income: 1 },
      { demand: [0.01, 0.02], income: 1 },
    ])[0]
  expect(told([0.16, 0.01])).toBeCloseTo(100 / 31, 2)
  expect(told([0.16, 0.08])).toBeCloseTo(25 / 6, 2)
})

test("round robin deals agents out in turn, whatever they are worth", () => {
  const cluster: TinyCluster = {
    agents: [{ cpus: 9 }, { cpus: 1 }, { cpus: 9 }, { cpus: 1 }],
    jobs: ["a", "b"].map((framework) => ({ framework, tasks: endless, cpus: 1 })),
  }
  const [a, b] = running(roundRobin, cluster)
  expect(a + b).toBe(20)
  expect([2, 10, 18]).toContain(a)
})

test("a lottery is fair in the mean: three tickets win three times as often", () => {
  const [a, b] = running(lottery, {
    agents: 2000,
    cpus: 1,
    weights: { a: 3, b: 1 },
    jobs: ["a", "b"].map((framework) => ({ framework, tasks: 3000, cpus: 1 })),
  })
  // Four standard deviations of a binomial law of 2,000 draws at 3/4 are 77.
  expect(a + b).toBe(2000)
  expect(Math.abs(a - 1500)).toBeLessThan(77)
})

test("priority gives all to the role of greatest weight, and what it leaves to the next", () => {
  expect(
    running(priority, {
      agents: 10,
      cpus: 1,
      weights: { low: 1, high: 5, middle: 3 },
      jobs: [
        { framework: "low", tasks: endless, cpus: 1 },
        { framework: "high", tasks: 6, cpus: 1 },
        { framework: "middle", tasks: 3, cpus: 1 },
      ],
    }),
  ).toEqual([1, 6, 3])
})

test("none of them offers what is not there", () => {
  for (const policy of [asset, ceei, maxMin, hierarchicalDrf, lottery, roundRobin, priority]) {
    const { jobs, agents } = tiny({
      agents: 3,
      cpus: 2,
      jobs: [{ framework: "a", tasks: 9, cpus: 1, lasts: 1 }],
    })
    const simulation = createSimulation({
      jobs,
      agents,
      seed: 1,
      plane: mesos({ policy, frameworks: () => plain() }),
    })
    simulation.run()
    expect(simulation.view.totalUsed(cpus)).toBe(0)
  }
})
