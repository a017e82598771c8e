import { expect, test } from "vitest"
import { resolvePolicy } from "../../policies/index.ts"
import { createSimulation, seconds } from "../../sim/index.ts"
import { tiny, type TinyCluster } from "../../sim/testing/index.ts"
import { type Fairness, fairness } from "./fairness.ts"
import { trackRoleLevels } from "./role-levels.ts"

/** First come, first served: tasks start the moment they can. */
function fairnessOf(cluster: TinyCluster): Fairness {
  const fair = fairness()
  const levels = trackRoleLevels([fair])
  const plane = resolvePolicy("batch/fcfs").make({
    frameworks: () => expect.fail("a batch system has no frameworks"),
  })
  const simulation = createSimulation({ ...tiny(cluster), plane, seed: 1, recorder: levels.recorder })
  simulation.run()
  levels.advance(simulation.now)
  return fair.result(simulation.now)
}

/** The whole cluster belongs to a for 10 s, then to b, which has waited since 2 s. */
const twoWholes: TinyCluster = {
  agents: [{ cpus: 10 }],
  jobs: [
    { framework: "a", cpus: 10, lasts: 10 },
    { framework: "b", cpus: 10, lasts: 10, at: 2 },
  ],
}

test("what a role holds is measured against what it is entitled to, from event to event", () => {
  const { roles, shareDeviation } = fairnessOf(twoWholes)
  // From 2 to 10 s both are entitled to a half, and a has all. T = 20 s.
  expect(roles[0]).toEqual({ share: 0.5, entitlement: 0.3, underService: 0, overService: 0.2, starvation: 0 })
  expect(roles[1]).toEqual({
    share: 0.5,
    entitlement: 0.7,
    underService: 0.2,
    overService: 0,
    starvation: seconds(8),
  })
  expect(shareDeviation).toBe(0.2)
})

test("weights move entitlements, and the share stays what it is", () => {
  const { roles } = fairnessOf({ ...twoWholes, weights: { b: 3 } })
  // A quarter and three quarters from 2 to 10 s.
  expect(roles.map(({ share, entitlement }) => [share, entitlement])).toEqual([
    [0.5, 0.2],
    [0.5, 0.8],
  ])
})

test("Jain's index looks at roles with waiting tasks, and at shares by weight", () => {
  const jobs = [
    { framework: "a", cpus: 6, lasts: 10 },
    { framework: "b", cpus: 3, lasts: 10 },
    { framework: "a", cpus: 6, lasts: 10 },
    { framework: "b", cpus: 3, lasts: 10 },
  ]
  // Both wait until 10 s: 0.9² ÷ (2 (0.36 + 0.09)); by weight they are equal. After 10 s nobody waits.
  expect(fairnessOf({ agents: [{ cpus: 10 }], jobs }).jain).toBeCloseTo(0.9, 12)
  expect(fairnessOf({ agents: [{ cpus: 10 }], weights: { a: 2 }, jobs }).jain).toBe(1)
})

test("alone in the queue nobody is treated unequally", () => {
  expect(fairnessOf(twoWholes).jain).toBeNull()
})

test("a role whose agent is lost starves until it can start again", () => {
  const { roles, starvation } = fairnessOf({
    agents: [{ cpus: 10 }],
    jobs: [{ framework: "a", cpus: 10, lasts: 10 }],
    changes: [
      { at: 5, agent: 0, change: "lost" },
      { at: 8, agent: 0, change: "joins", cpus: 10 },
    ],
  })
  expect(starvation).toBe(seconds(3))
  // It runs from 0 to 5 and from 8 to 18 s; while there is no cluster there is nothing to be entitled to.
  expect(roles[0].share).toBe(15 / 18)
  expect(roles[0].underService).toBe(0)
})

test("with more than 16 roles an entitlement may be a second old, not more", () => {
  const idle = Array.from({ length: 17 }, (_, i) => `role-${i}`)
  const { roles } = fairnessOf({
    agents: [{ cpus: 10 }],
    frameworks: idle,
    jobs: [
      { framework: "role-0", cpus: 10, lasts: 0.5 },
      { framework: "role-1", cpus: 10, lasts: 0.5, at: 0.5 },
      { framework: "role-2", cpus: 10, lasts: 3, at: 1 },
    ],
  })
  // The half second of role-1 goes unnoticed: the entitlement of role-0 at 0 s holds until 1 s.
  expect(roles.slice(0, 3).map(({ entitlement }) => entitlement)).toEqual([0.25, 0, 0.75])
  expect(roles.slice(0, 3).map(({ share }) => share)).toEqual([0.125, 0.125, 0.75])
})

test("a run without time has no shares", () => {
  const { roles, jain, shareDeviation } = fairnessOf({ agents: 1, jobs: [{ framework: "a", lasts: 0 }] })
  expect(roles[0]).toEqual({ share: 0, entitlement: 0, underService: 0, overService: 0, starvation: 0 })
  expect([jain, shareDeviation]).toEqual([null, 0])
})
