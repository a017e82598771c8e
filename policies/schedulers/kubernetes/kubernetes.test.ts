import fc from "fast-check"
import { expect, test } from "vitest"
import { createSimulation, type JobTable, type Scenario } from "../../../sim/index.ts"
import { arbitraryCluster, timeline, tiny, type TinyCluster, unindented } from "../../../sim/testing/index.ts"
import { mostAllocatedScore } from "../../placement/allocated.ts"
import { type KubernetesSetting, kubernetesWith } from "./kubernetes.ts"
import { feasibleNodesToFind } from "./node-sample.ts"

interface Pods extends TinyCluster {
  /** By job. */
  readonly priorities?: readonly number[]
  readonly setting?: Partial<KubernetesSetting>
}

function scenario({ priorities = [], setting = {}, ...cluster }: Pods): Scenario {
  const { jobs, agents } = tiny(cluster)
  const prioritised: JobTable = {
    ...jobs,
    taskPriority: Int32Array.from(jobs.taskStage, (stage) => priorities[jobs.stageJob[stage]] ?? 0),
  }
  return { jobs: prioritised, agents, plane: kubernetesWith(setting), seed: 1 }
}

const story = (pods: Pods) => timeline(scenario(pods))
const nodesOf = (pods: Pods) => {
  const simulation = createSimulation(scenario(pods))
  simulation.run()
  return [...simulation.view.tasks.agent]
}

test("the number of nodes that are looked at is kube-scheduler's own, and not monotone", () => {
  const sizes = [50, 99, 100, 250, 500, 1000, 2000, 5000, 5625, 6000, 10_000, 15_000]
  expect(sizes.map((nodes) => feasibleNodesToFind(nodes))).toEqual([
    50, 99, 100, 120, 230, 420, 680, 500, 281, 300, 500, 750,
  ])
  expect([
    feasibleNodesToFind(1000, 30),
    feasibleNodesToFind(1000, 1),
    feasibleNodesToFind(1000, 100),
  ]).toEqual([300, 100, 1000])
})

test("pods spread to the emptiest node, or pack where the strategy says so", () => {
  const pods: Pods = {
    agents: 2,
    cpus: 8,
    mem: 8,
    jobs: [
      { framework: "a", cpus: 2, mem: 2 },
      { framework: "a", cpus: 1, mem: 1, at: 1 },
      { framework: "a", cpus: 4, mem: 4, at: 2 },
    ],
  }
  const [first, second, third] = nodesOf(pods)
  expect([second, third]).toEqual([1 - first, 1 - first])
  expect(new Set(nodesOf({ ...pods, setting: { strategy: mostAllocatedScore } })).size).toBe(1)
})

test("cpus and memory are kept in balance: a pod of many cores goes where memory is used", () => {
  const [cores, memory, next] = nodesOf({
    agents: 2,
    cpus: 8,
    mem: 8,
    jobs: [
      { framework: "a", cpus: 4, mem: 1 },
      { framework: "b", cpus: 1, mem: 4, at: 1 },
      { framework: "c", cpus: 3, mem: 1, at: 2 },
    ],
  })
  expect([memory, next]).toEqual([1 - cores, 1 - cores])
})

test("the highest priority goes first; of equals the older", () => {
  const one = (at: number) => ({ framework: "a", cpus: 1, lasts: 10, at })
  expect(
    story({
      agents: 1,
      cpus: 1,
      setting: { preempts: false },
      jobs: [one(0), one(1), one(2), one(3)],
      priorities: [0, 1, 5, 1],
    }),
  ).toBe(
    unindented(`
       0.0 s  a  task 0 starts on agent 0
      10.0 s  a  task 0 finished on agent 0
      10.0 s  a  task 2 starts on agent 0
      20.0 s  a  task 2 finished on agent 0
      20.0 s  a  task 1 starts on agent 0
      30.0 s  a  task 1 finished on agent 0
      30.0 s  a  task 3 starts on agent 0
      40.0 s  a  task 3 finished on agent 0`),
  )
})

test("a pod that fits nowhere backs off: 1 s, 2 s, 4 s after its failures, though there is room before", () => {
  expect(
    story({
      agents: 1,
      cpus: 3,
      jobs: [
        { framework: "a", cpus: 1, lasts: 4 },
        { framework: "a", cpus: 1, lasts: 5.2 },
        { framework: "a", cpus: 1, lasts: 5.4 },
        { framework: "b", cpus: 3, lasts: 1, at: 3.9 },
      ],
    }),
  ).toBe(
    unindented(`
       0.0 s  a  task 0 starts on agent 0
       0.0 s  a  task 1 starts on agent 0
       0.0 s  a  task 2 starts on agent 0
       4.0 s  a  task 0 finished on agent 0
       5.2 s  a  task 1 finished on agent 0
       5.4 s  a  task 2 finished on agent 0
       6.9 s  b  task 3 starts on agent 0
       7.9 s  b  task 3 finished on agent 0`),
  )
})

/** "cheap cheap": whose pods were lost. */
const victims = (pods: Pods) =>
  [...story(pods).matchAll(/(\w+) +task \d+ was lost/g)].map(([, framework]) => framework).join(" ")

test("a pod of high priority drives out others and starts after its back-off; they wait for room", () => {
  expect(
    story({
      agents: 1,
      cpus: 2,
      jobs: [
        { framework: "a", cpus: 2, lasts: 60 },
        { framework: "b", cpus: 2, lasts: 10, at: 5 },
      ],
      priorities: [1, 9],
    }),
  ).toBe(
    unindented(`
       0.0 s  a  task 0 starts on agent 0
       5.0 s  a  task 0 was lost with agent 0
       6.0 s  b  task 1 starts on agent 0
      16.0 s  b  task 1 finished on agent 0
      16.0 s  a  task 0 starts on agent 0
      76.0 s  a  task 0 finished on agent 0`),
  )
})

test("a part of a GPU is free on no device though there is enough on two: one pod leaves", () => {
  const jobs = [
    { framework: "cheap", tasks: 2, gpus: 0.6, lasts: 99 },
    { framework: "urgent", gpus: 0.5, lasts: 9, at: 5 },
  ]
  expect(victims({ agents: 1, cpus: 1, mem: 1, gpus: 2, jobs, priorities: [1, 9] })).toBe("cheap")
  expect(
    victims({
      agents: [{ gpus: 2 }, { gpus: 2 }],
      jobs: [{ ...jobs[0], tasks: 4 }, jobs[1]],
      priorities: [1, 9],
    }),
  ).toBe("cheap")
})

test("pods of equal priority are not driven out", () => {
  const jobs = [
    { framework: "a", cpus: 1, lasts: 60 },
    { framework: "b", cpus: 1, lasts: 10, at: 5 },
  ]
  expect(victims({ agents: 1, cpus: 1, jobs, priorities: [9, 9] })).toBe("")
})

test("preemption takes the node whose victims have the lowest priority", () => {
  expect(
    victims({
      agents: [{ cpus: 2 }, { cpus: 3 }],
      jobs: [
        { framework: "dear", cpus: 2, lasts: 99 },
        { framework: "cheap", tasks: 3, cpus: 1, lasts: 99, at: 1 },
        { framework: "urgent", cpus: 2, lasts: 9, at: 5 },
      ],
      priorities: [5, 1, 9],
    }),
  ).toBe("cheap cheap")
})

test("of pods alike the ones that started last go; a budget of half a job spreads the loss", () => {
  const pods = (disruption: number): Pods => ({
    agents: 1,
    cpus: 2,
    jobs: [
      { framework: "older", tasks: 4, cpus: 0.25, lasts: 99 },
      { framework: "younger", tasks: 2, cpus: 0.5, lasts: 99, at: 1 },
      { framework: "urgent", cpus: 1, lasts: 9, at: 5 },
    ],
    priorities: [1, 1, 9],
    setting: { disruption },
  })
  expect(victims(pods(1))).toBe("younger younger")
  expect(victims(pods(0.5)).split(" ").toSorted()).toEqual(["older", "older", "younger"])
})

test("a gang starts whole, or not at all and in nobody's way", () => {
  expect(
    story({
      agents: 2,
      cpus: 2,
      jobs: [
        { framework: "a", cpus: 1, lasts: 5 },
        { framework: "gang", tasks: 4, cpus: 1, lasts: 1, gang: true, at: 1 },
        { framework: "b", cpus: 1, lasts: 1, at: 2 },
      ],
    })
      .split("\n")
      .filter((line) => line.includes("starts"))
      .map((line) => line.replace(/ on agent.*/, "")),
  ).toEqual(
    [
      "   0.0 s  a     task 0 starts",
      "   2.0 s  b     task 5 starts",
      "   5.0 s  gang  task 1 starts",
      "   5.0 s  gang  task 2 starts",
      "   5.0 s  gang  task 3 starts",
      "   5.0 s  gang  task 4 starts",
    ].map((line) => line.trimStart()),
  )
})

test("no more than 110 pods run on a node, and no more than 50 a second are bound after the first 100", () => {
  const starts = (setting: Partial<KubernetesSetting>) => {
    const times: number[] = []
    createSimulation({
      ...scenario({ agents: 3, cpus: 999, jobs: [{ framework: "a", tasks: 200, lasts: 99 }], setting }),
      recorder: { taskStarted: (now) => void times.push(now / 1e6) },
    }).run()
    return times
  }
  const limited = starts({})
  expect(limited.filter((time) => time === 0)).toHaveLength(100)
  expect(limited.filter((time) => time <= 1)).toHaveLength(150)
  expect(starts({ qps: Infinity }).filter((time) => time === 0)).toHaveLength(200)
  expect(starts({ qps: Infinity, mostPods: 10 }).filter((time) => time === 0)).toHaveLength(30)
})

test("pods of a service spread over nodes; those of a job go where there is most room", () => {
  const pods = (lasts: number | undefined): Pods => ({
    agents: [{ cpus: 16 }, { cpus: 4 }, { cpus: 4 }],
    jobs: [{ framework: "a", tasks: 3, cpus: 1, ...(lasts === undefined ? {} : { lasts }) }],
  })
  expect(new Set(nodesOf(pods(undefined))).size).toBe(3)
  expect(new Set(nodesOf(pods(10)))).toEqual(new Set([0]))
})

test("the same seed gives the same run, and nothing is lost, in random clusters", () => {
  fc.assert(
    fc.property(arbitraryCluster(), (cluster) => {
      const run = () => {
        const simulation = createSimulation({ ...tiny(cluster), plane: kubernetesWith({}), seed: 3 })
        simulation.run()
        return simulation.digest()
      }
      expect(run()).toBe(run())
    }),
    { numRuns: 60 },
  )
})
