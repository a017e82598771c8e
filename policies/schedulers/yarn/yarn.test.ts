import fc from "fast-check"
import { expect, test } from "vitest"
import { createSimulation, type RoleSettings, running, type Scenario, seconds } from "../../../sim/index.ts"
import { arbitraryCluster, tiny, type TinyCluster } from "../../../sim/testing/index.ts"
import { Settings } from "../../settings.ts"
import { capacity, fair } from "./choices.ts"
import { capacityOrder, fairOrder, memoryOf } from "./disciplines.ts"
import type { Watch } from "./open-rows.ts"
import { yarn, type YarnSetting } from "./yarn.ts"

const planes = { capacity, fair }
const names = ["capacity", "fair"] as const

interface World extends TinyCluster {
  readonly by: keyof typeof planes
  readonly settings?: string
  readonly roles?: RoleSettings
  /** Names of queues in place of the roles' own. */
  readonly queues?: Readonly<Record<string, string>>
}

function scenario({ by, settings = "", roles = {}, queues = {}, ...cluster }: World): Scenario {
  const { jobs, agents } = tiny(cluster)
  const renamed = jobs.roles.map((role) => ({ ...role, name: queues[role.name] ?? role.name }))
  const plane = planes[by](new Settings(by, settings))
  return { jobs: { ...jobs, roles: renamed }, agents, plane, roles, seed: 1 }
}

/** How many tasks of each job run after so many seconds. */
function runningAfter(time: number, world: World): number[] {
  const simulation = createSimulation(scenario(world))
  simulation.run(seconds(time))
  const { tasks, jobs } = simulation.view
  const counts = Array.from({ length: jobs.jobCount }, () => 0)
  for (const [task, stage] of jobs.taskStage.entries())
    if (tasks.state[task] === running) counts[jobs.stageJob[stage]]++
  return counts
}

const slots = (count: number) => ({ agents: 1, cpus: count, mem: count })
const endless = (framework: string, tasks = 8, at = 0) => ({ framework, tasks, cpus: 1, mem: 1, at })

test("a node is given one container at each of its heartbeats, a second apart, at a moment of its own", () => {
  const starts = (settings: string) => {
    const simulation = createSimulation(
      scenario({ by: "capacity", settings, agents: 2, cpus: 2, mem: 2, jobs: [endless("a", 4)] }),
    )
    simulation.run(seconds(10))
    const { agent, firstStart } = simulation.view.tasks
    return [0, 1].map((node) => [...firstStart].filter((_, task) => agent[task] === node))
  }
  const [first, second] = starts("")
  expect(first[0]).toBeLessThan(seconds(1))
  expect(first[1] - first[0]).toBe(seconds(1))
  expect(second[1] - second[0]).toBe(seconds(1))
  expect(first[0]).not.toBe(second[0])
  const [[one, two]] = starts("heartbeat=100ms")
  expect(two - one).toBe(seconds(0.1))
  const [[both, atOnce]] = starts("offswitch=2")
  expect(both).toBe(atOnce)
})

test("assignmultiple gives half of what a node has free, and a little more, at one heartbeat", () => {
  const jobs = [endless("a", 8)]
  expect(runningAfter(0.999, { by: "fair", ...slots(8), jobs })).toEqual([1])
  expect(runningAfter(0.999, { by: "fair", settings: "assignmultiple=on", ...slots(8), jobs })).toEqual([5])
})

test("inside a queue Capacity serves the older job first, Fair both alike", () => {
  const world = { ...slots(4), jobs: [endless("a", 4), endless("a", 4)] }
  expect(runningAfter(10, { by: "capacity", ...world })).toEqual([4, 0])
  expect(runningAfter(10, { by: "fair", ...world })).toEqual([2, 2])
})

test("a queue below its least share comes first under Fair; Capacity counts by parts of the guarantee", () => {
  const world = {
    ...slots(4),
    jobs: [endless("a"), endless("b")],
    roles: { b: { guarantee: { mem: 3000 } } },
  }
  expect(runningAfter(10, { by: "fair", ...world })).toEqual([1, 3])
  expect(runningAfter(10, { by: "capacity", ...world })).toEqual([2, 2])
})

test.each(names)(
  "under %s queues that all want more have parts as their weights, and one alone has all",
  (by) => {
    const world = { by, ...slots(8), weights: { a: 3 } }
    expect(runningAfter(20, { ...world, jobs: [endless("a"), endless("b")] })).toEqual([6, 2])
    expect(runningAfter(20, { ...world, jobs: [endless("b"), endless("a", 0)] })).toEqual([8, 0])
  },
)

test.each(names)("under %s queues inside a queue share what it has", (by) => {
  const queues = { a: "eng/web", b: "eng/db", c: "ops" }
  const jobs = [endless("a"), endless("b"), endless("c")]
  expect(runningAfter(20, { by, ...slots(8), jobs, queues })).toEqual([2, 2, 4])
  expect(runningAfter(20, { by, ...slots(8), jobs, queues: { ...queues, c: "eng" } })).toHaveLength(3)
})

test.each(names)(
  "under %s a queue never has more than its limit, and goes on when something of it ends",
  (by) => {
    const job = { ...endless("a", 6), lasts: 10 }
    const world = { by, ...slots(8), jobs: [job], roles: { a: { limit: { cpus: 2000 } } } }
    expect(runningAfter(5, world)).toEqual([2])
    const simulation = createSimulation(scenario(world))
    simulation.run()
    expect([...simulation.view.tasks.state]).toEqual([3, 3, 3, 3, 3, 3])
    expect(simulation.eventsHandled).toBeLessThan(40)
  },
)

test("by memory a job of many cores looks small; by dominant share it does not", () => {
  const jobs = [
    { framework: "a", tasks: 8, cpus: 2, mem: 1 },
    { framework: "b", tasks: 8, cpus: 1, mem: 2 },
  ]
  const world = { agents: 1, cpus: 12, mem: 12, jobs }
  expect(runningAfter(20, { by: "fair", ...world })).toEqual([5, 2])
  expect(runningAfter(20, { by: "fair", settings: "policy=drf", ...world })).toEqual([4, 4])
  expect(runningAfter(20, { by: "capacity", settings: "calculator=dominant", ...world })).toEqual([4, 4])
})

test("a container that fits no node does not hold up the next", () => {
  const jobs = [{ framework: "a", cpus: 4, mem: 4 }, endless("a", 2)]
  const changes = [{ at: 0, agent: 0, change: "resized" as const, cpus: 2, mem: 2 }]
  expect(runningAfter(10, { by: "capacity", ...slots(4), changes, jobs })).toEqual([0, 2])
})

test("without preemption a late queue waits; with it, it has its guarantee back, and the other keeps its own", () => {
  const world = { by: "capacity", ...slots(8), jobs: [endless("a"), endless("b", 8, 10)] } as const
  expect(runningAfter(300, world)).toEqual([8, 0])
  const preempting = { ...world, settings: "preemption=on" }
  // Chosen at 12 s, killed 15 s later; one container is more than a tenth of this cluster, so they go one by one.
  expect(runningAfter(26.9, preempting)).toEqual([8, 0])
  expect(runningAfter(29, preempting)).toEqual([7, 1])
  expect(runningAfter(300, preempting)).toEqual([4, 4])
  expect(runningAfter(29, { ...preempting, settings: "preemption=on,per_round=100" })).toEqual([4, 2])
})

test("Fair preempts only for a queue that has less than half its share", () => {
  const world = {
    by: "fair",
    settings: "preemption=on",
    ...slots(8),
    jobs: [endless("a"), endless("b", 8, 10)],
  } as const
  expect(runningAfter(300, world)).toEqual([6, 2])
})

test("nothing is lost and the same seed gives the same run, in random clusters, by both schedulers", () => {
  const settings = fc.constantFrom("", "preemption=on,kill_after=1s,monitor=1s,per_round=50")
  fc.assert(
    fc.property(arbitraryCluster(), fc.constantFrom(...names), settings, (cluster, by, text) => {
      const run = () => {
        const simulation = createSimulation({
          ...scenario({ by, settings: text, ...cluster }),
          until: seconds(900),
        })
        simulation.run()
        return simulation.digest()
      }
      expect(run()).toBe(run())
    }),
    { numRuns: 60 },
  )
})

/** The slow twin: looks at every heartbeat of every node. */
const everyHeartbeat = (): Watch => ({
  open: () => undefined,
  close: () => undefined,
  grew: () => undefined,
  queuesShrank: () => true,
  matters: () => true,
})

test("looking only at the heartbeats that can matter starts the same tasks at the same times as looking at all", () => {
  const roles = { a: { limit: { cpus: 3000 } } }
  fc.assert(
    fc.property(arbitraryCluster(), fc.constantFrom(capacityOrder, fairOrder), (cluster, order) => {
      const setting: YarnSetting = {
        name: "yarn",
        measure: memoryOf,
        order,
        goesOn: (containers) => containers < 1,
        heartbeat: seconds(1),
        preemption: undefined,
      }
      const starts = (own: YarnSetting) => {
        const simulation = createSimulation({
          ...tiny(cluster),
          plane: yarn(own),
          roles,
          seed: 1,
          until: seconds(300),
        })
        simulation.run()
        const { latestStart, agent } = simulation.view.tasks
        return [...latestStart].map((time, task) => `${agent[task]} ${time}`)
      }
      expect(starts(setting)).toEqual(starts({ ...setting, watch: everyHeartbeat }))
    }),
    { numRuns: 40 },
  )
})
