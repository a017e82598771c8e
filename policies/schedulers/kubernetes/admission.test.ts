/** What only admission does: room that is there is not used. */
import { expect, test } from "vitest"
import { createSimulation, type RoleSettings, type Scenario, seconds } from "../../../sim/index.ts"
import { tiny, type TinyCluster } from "../../../sim/testing/index.ts"
import { kubernetesWith } from "./kubernetes.ts"

/** When each task starts, in s; −1 for those that never do. */
function starts(cluster: TinyCluster, roles: RoleSettings, admission?: "quota" | "kueue"): number[] {
  const scenario: Scenario = {
    ...tiny(cluster),
    plane: kubernetesWith(admission === undefined ? {} : { admission }),
    seed: 1,
    roles,
    until: seconds(100),
  }
  const simulation = createSimulation(scenario)
  simulation.run()
  return [...simulation.view.tasks.firstStart].map((start) => (start < 0 ? -1 : start / seconds(1)))
}

const cores = (count: number) => ({ cpus: count * 1000 })

test("a pod beyond its namespace's quota is not made until others end, though there is room; smaller ones pass", () => {
  const cluster: TinyCluster = {
    agents: 1,
    cpus: 64,
    jobs: [
      { framework: "a", tasks: 2, cpus: 2, lasts: 10 },
      { framework: "a", cpus: 1, lasts: 10, at: 1 },
      { framework: "b", tasks: 2, cpus: 4, lasts: 10, at: 1 },
    ],
  }
  expect(starts(cluster, {})).toEqual([0, 0, 1, 1, 1])
  expect(starts(cluster, { a: { limit: cores(3) } })).toEqual([0, 10, 1, 1, 1])
  expect(starts(cluster, { a: { limit: cores(0) } })).toEqual([-1, -1, -1, 1, 1])
})

test("a pod that is driven out or lost keeps its quota and is made again", () => {
  const cluster: TinyCluster = {
    agents: 2,
    cpus: 2,
    jobs: [{ framework: "a", tasks: 3, cpus: 1, lasts: 10 }],
    changes: [
      { at: 5, agent: 0, change: "lost" },
      { at: 5, agent: 1, change: "lost" },
      { at: 6, agent: 0, change: "joins", cpus: 2 },
    ],
  }
  expect(starts(cluster, { a: { limit: cores(2) } }).slice(0, 2)).toEqual([0, 0])
  expect(starts(cluster, { a: { limit: cores(2) } })[2]).toBeGreaterThan(10)
})

test("Kueue admits a job whole or not at all, where a quota of pods lets part of it start", () => {
  const cluster: TinyCluster = {
    agents: 1,
    cpus: 64,
    jobs: [
      { framework: "a", cpus: 1, lasts: 10 },
      { framework: "a", tasks: 3, cpus: 1, lasts: 10, at: 1 },
    ],
  }
  const limited = { a: { limit: cores(3) } }
  expect(starts(cluster, limited)).toEqual([0, 1, 1, 10])
  expect(starts(cluster, limited, "kueue")).toEqual([0, 10, 10, 10])
})

test("in Kueue's cohort who stays within its nominal quota goes before who borrows, and nobody is driven out for it", () => {
  const cluster: TinyCluster = {
    agents: 1,
    cpus: 4,
    jobs: [
      { framework: "a", cpus: 4, lasts: 10 },
      { framework: "a", cpus: 4, lasts: 10, at: 1 },
      { framework: "b", cpus: 2, lasts: 10, at: 2 },
    ],
  }
  expect(starts(cluster, { b: { guarantee: cores(2) } }, "kueue")).toEqual([0, 20, 10])
})
