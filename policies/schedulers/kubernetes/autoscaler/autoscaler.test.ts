import fc from "fast-check"
import { expect, test } from "vitest"
import { createSimulation, type Scenario, seconds } from "../../../../sim/index.ts"
import {
  arbitraryCluster,
  checkedRun,
  timeline,
  tiny,
  type TinyCluster,
  unindented,
} from "../../../../sim/testing/index.ts"
import { type KubernetesSetting, kubernetesWith } from "../kubernetes.ts"
import { autoscalerDefaults, type AutoscalerSetting } from "./index.ts"

interface World extends TinyCluster {
  readonly autoscaler?: Partial<AutoscalerSetting>
  readonly setting?: Partial<KubernetesSetting>
}

function scenario({ autoscaler = {}, setting = {}, ...cluster }: World): Scenario {
  const plane = kubernetesWith({ ...setting, autoscaler: { ...autoscalerDefaults, ...autoscaler } })
  return { ...tiny(cluster), plane, seed: 1 }
}

const story = (world: World) => timeline(scenario(world))
/** "600 agent 1 is lost", …: what becomes of the nodes. */
const nodes = (world: World) =>
  story(world)
    .split("\n")
    .filter((line) => /agent \d+ (?:is lost|joins)/.test(line))
    .map((line) => line.trim().replace(/\.0 s +/, " "))

/** Keeps the run going, and a node busy. */
const busy = (at: number, cpus: number, lasts = 5000) => ({ framework: "busy", at, cpus, lasts })

test("an idle node goes ten minutes after it was first seen idle, and comes back for a pod: scan, provisioning, start", () => {
  expect(
    story({ agents: 2, cpus: 4, jobs: [busy(0, 4, 1200), { framework: "a", cpus: 4, lasts: 10, at: 705 }] }),
  ).toBe(
    unindented(`
        0.0 s  busy  task 0 starts on agent 0
      610.0 s        agent 1 is lost
      920.0 s        agent 1 joins
      920.0 s  a     task 1 starts on agent 1
      930.0 s  a     task 1 finished on agent 1
     1200.0 s  busy  task 0 finished on agent 0`),
  )
})

test("the least number of nodes stays, though all are idle", () => {
  const jobs = [busy(3000, 1, 1)]
  expect(nodes({ agents: 3, cpus: 4, jobs })).toEqual(["610 agent 0 is lost", "610 agent 1 is lost"])
  expect(nodes({ agents: 3, cpus: 4, jobs, autoscaler: { leastNodes: 3 } })).toEqual([])
})

test("a node of which less than half is asked goes if its pods fit elsewhere; they start there anew", () => {
  const jobs = [
    { framework: "a", cpus: 1, lasts: 900 },
    { framework: "a", cpus: 2, lasts: 2000, at: 1 },
  ]
  expect(story({ agents: 2, cpus: 4, jobs })).toBe(
    unindented(`
        0.0 s  a  task 0 starts on agent 0
        1.0 s  a  task 1 starts on agent 1
      610.0 s  a  task 0 was lost with agent 0
      610.0 s     agent 0 is lost
      610.0 s  a  task 0 starts on agent 1
     1510.0 s  a  task 0 finished on agent 1
     2001.0 s  a  task 1 finished on agent 1`),
  )
})

test("a node stays whose pods fit nowhere else, or whose job has no disruption to spare", () => {
  const jobs = [
    { framework: "a", cpus: 1, lasts: 2000 },
    { framework: "a", cpus: 3.5, lasts: 2000, at: 1 },
  ]
  expect(nodes({ agents: 2, cpus: 4, jobs: jobs.map((job) => ({ ...job, lasts: 900 })) })).toEqual([])
  const smaller = [jobs[0], { ...jobs[1], cpus: 3 }]
  expect(nodes({ agents: 2, cpus: 4, jobs: smaller })).toEqual(["610 agent 0 is lost"])
  expect(nodes({ agents: 2, cpus: 4, jobs: smaller, setting: { disruption: 0 } })).toEqual([])
})

test("the ten minutes begin when the pod that kept a node has ended", () => {
  const jobs = [
    { framework: "a", cpus: 1, lasts: 905 },
    { framework: "a", cpus: 3.5, lasts: 3000, at: 1 },
  ]
  expect(nodes({ agents: 2, cpus: 4, jobs })).toEqual(["1510 agent 0 is lost"])
})

test("just so many nodes come as the pods need, the largest pods packed first", () => {
  // 3 + 1, 3 + 1 and 2 cores: three nodes; in the order of arrival it would be 1 + 1 + 2, 3, 3, also with one to spare.
  const jobs = [busy(0, 4), ...[1, 1, 2, 3, 3].map((cpus) => ({ framework: "a", cpus, lasts: 10, at: 1003 }))]
  const came = nodes({ agents: 6, cpus: 4, jobs, autoscaler: { provision: seconds(60) } })
  expect(came.slice(0, 5).every((line) => line.startsWith("610 "))).toBe(true)
  expect(came.filter((line) => line.includes("joins"))).toEqual([
    "1070 agent 1 joins",
    "1070 agent 2 joins",
    "1070 agent 3 joins",
  ])
})

test("nothing comes for a pod that a node on its way will take", () => {
  const jobs = [
    busy(0, 4),
    { framework: "a", cpus: 1, lasts: 10, at: 1003 },
    { framework: "a", cpus: 3, lasts: 10, at: 1103 },
  ]
  const came = nodes({ agents: 3, cpus: 4, jobs }).filter((line) => line.includes("joins"))
  expect(came).toEqual(["1220 agent 1 joins"])
})

test("nothing goes within ten minutes of a decision to add nodes", () => {
  const jobs = [busy(0, 4), { framework: "a", cpus: 4, lasts: 300, at: 1003 }]
  // Decided at 1010, up at 1220, idle from 1520, seen so from then on: low for ten minutes at 2120.
  expect(nodes({ agents: 2, cpus: 4, jobs })).toEqual([
    "610 agent 1 is lost",
    "1220 agent 1 joins",
    "2120 agent 1 is lost",
  ])
  // Low for one minute long before ten minutes have gone by since 1010.
  expect(
    nodes({
      agents: 2,
      cpus: 4,
      jobs: [jobs[0], { ...jobs[1], lasts: 30 }],
      autoscaler: { unneeded: seconds(60) },
    }),
  ).toEqual(["70 agent 1 is lost", "1220 agent 1 joins", "1610 agent 1 is lost"])
})

test("of groups that would help, least-waste takes the one that is filled best, most-pods the one that takes most pods", () => {
  const world = (expander: AutoscalerSetting["expander"]): World => ({
    agents: [{ cpus: 4, disk: 1 }, { cpus: 16 }, { cpus: 6 }, { cpus: 2 }],
    jobs: [
      { ...busy(0, 4), disk: 1 },
      ...[2, 2, 2].map((cpus) => ({ framework: "a", cpus, lasts: 10, at: 1003 })),
    ],
    autoscaler: { expander, provision: seconds(60) },
  })
  const first = (expander: AutoscalerSetting["expander"]) =>
    nodes(world(expander)).find((line) => line.includes("joins"))
  expect(first("least-waste")).toBe("1070 agent 2 joins")
  expect(first("most-pods")).toBe("1070 agent 1 joins")
})

test("no node comes for a pod that a taint or its size would keep off it", () => {
  const jobs = [
    { ...busy(0, 4), disk: 1 },
    { framework: "a", cpus: 4, lasts: 10, at: 1003 },
  ]
  const agents = [{ cpus: 4, disk: 1 }, { cpus: 3 }, { cpus: 8, gpus: 1 }]
  const setting = { taint: { of: "gpus", effect: "NoSchedule" } } as const
  expect(nodes({ agents, jobs, setting }).some((line) => line.includes("joins"))).toBe(false)
  expect(nodes({ agents, jobs })).toContain("1220 agent 2 joins")
})

test("a node that the trace has lost does not come", () => {
  const jobs = [busy(0, 4, 3000), { framework: "a", cpus: 4, lasts: 10, at: 1003 }]
  const changes = [
    { at: 900, agent: 1, change: "lost" },
    { at: 2000, agent: 1, change: "joins", cpus: 4 },
  ] as const
  expect(nodes({ agents: 2, cpus: 4, jobs, changes })).toEqual([
    "610 agent 1 is lost",
    "2210 agent 1 joins",
    "2830 agent 1 is lost",
  ])
})

test("Kueue counts what the autoscaler may add, and admits what fits there", () => {
  const jobs = [busy(0, 4), { framework: "a", tasks: 2, cpus: 2, lasts: 10, at: 1003 }]
  expect(nodes({ agents: 2, cpus: 4, jobs, setting: { admission: "kueue" } })).toContain("1220 agent 1 joins")
})

test("nothing is lost in random clusters whose nodes come and go, and the same seed gives the same run", () => {
  const autoscaler = { leastNodes: 0, provision: seconds(2), unneeded: seconds(15) }
  fc.assert(
    fc.property(arbitraryCluster(), (cluster) => {
      const random = scenario({ ...cluster, autoscaler })
      const again = createSimulation(random)
      again.run()
      expect(checkedRun(random).digest()).toBe(again.digest())
    }),
    { numRuns: 40 },
  )
})
