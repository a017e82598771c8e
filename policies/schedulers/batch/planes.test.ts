import fc from "fast-check"
import { expect, test } from "vitest"
import { createSimulation, microsPerSecond, type Scenario } from "../../../sim/index.ts"
import { arbitraryCluster, timeline, tiny, type TinyCluster, unindented } from "../../../sim/testing/index.ts"
import { fcfs } from "./planes.ts"

const scenario = (cluster: TinyCluster): Scenario => ({ ...tiny(cluster), plane: fcfs, seed: 1 })
const story = (cluster: TinyCluster) => timeline(scenario(cluster))

test("the example of EASY backfilling in its strict first-come-first-served row", () => {
  const jobs = [
    { framework: "A", at: 0, tasks: 6, lasts: 10 },
    { framework: "B", at: 1, tasks: 8, lasts: 5 },
    { framework: "C", at: 2, tasks: 4, lasts: 8 },
    { framework: "D", at: 3, tasks: 4, lasts: 9 },
    { framework: "E", at: 3, tasks: 2, lasts: 30 },
  ].map((job) => ({ ...job, cpus: 1, gang: true }))
  const starts: Record<string, Set<number>> = {}
  const world = scenario({ agents: 10, cpus: 1, jobs })
  const taskStarted = (now: number, task: number) =>
    void (starts[jobs[world.jobs.stageJob[world.jobs.taskStage[task]]].framework] ??= new Set()).add(
      now / microsPerSecond,
    )
  createSimulation({ ...world, recorder: { taskStarted } }).run()
  expect(starts).toEqual({
    A: new Set([0]),
    B: new Set([10]),
    C: new Set([15]),
    D: new Set([15]),
    E: new Set([15]),
  })
})

test("while the head of the queue waits, all behind it wait, though there is room for them", () => {
  expect(
    story({
      agents: 1,
      cpus: 2,
      jobs: [
        { framework: "a", cpus: 1, lasts: 5 },
        { framework: "b", cpus: 2, lasts: 5, at: 1 },
        { framework: "c", cpus: 1, lasts: 1, at: 2 },
      ],
    }),
  ).toBe(
    unindented(`
       0.0 s  a  task 0 starts on agent 0
       5.0 s  a  task 0 finished on agent 0
       5.0 s  b  task 1 starts on agent 0
      10.0 s  b  task 1 finished on agent 0
      10.0 s  c  task 2 starts on agent 0
      11.0 s  c  task 2 finished on agent 0`),
  )
})

test("a task goes to the first agent, in order of id, that has room", () => {
  const simulation = createSimulation(
    scenario({
      agents: [{ cpus: 1 }, { cpus: 4 }, { cpus: 4 }],
      jobs: [
        { framework: "a", cpus: 3 },
        { framework: "a", cpus: 2 },
        { framework: "a", tasks: 2, cpus: 1 },
        { framework: "a", cpus: 1 },
      ],
    }),
  )
  simulation.run()
  expect([...simulation.view.tasks.agent]).toEqual([1, 2, 0, 1, 2])
})

test("a gang starts whole or waits, and holds up the queue; tasks that are no gang start one by one", () => {
  const cluster = (gang: boolean): TinyCluster => ({
    agents: 2,
    cpus: 1,
    jobs: [
      { framework: "a", cpus: 1, lasts: 5 },
      { framework: "b", tasks: 2, cpus: 1, lasts: 5, gang, at: 1 },
    ],
  })
  expect(story(cluster(true))).toBe(
    unindented(`
       0.0 s  a  task 0 starts on agent 0
       5.0 s  a  task 0 finished on agent 0
       5.0 s  b  task 1 starts on agent 0
       5.0 s  b  task 2 starts on agent 1
      10.0 s  b  task 1 finished on agent 0
      10.0 s  b  task 2 finished on agent 1`),
  )
  expect(story(cluster(false))).toBe(
    unindented(`
       0.0 s  a  task 0 starts on agent 0
       1.0 s  b  task 1 starts on agent 1
       5.0 s  a  task 0 finished on agent 0
       5.0 s  b  task 2 starts on agent 0
       6.0 s  b  task 1 finished on agent 1
      10.0 s  b  task 2 finished on agent 0`),
  )
})

test("tasks that are lost go to the end of the queue, the last started first", () => {
  expect(
    story({
      agents: 1,
      cpus: 2,
      jobs: [
        { framework: "a", tasks: 2, cpus: 1, lasts: 5 },
        { framework: "b", cpus: 2, lasts: 1, at: 1 },
      ],
      changes: [
        { at: 2, agent: 0, change: "lost" },
        { at: 3, agent: 0, change: "joins", cpus: 2 },
      ],
    }),
  ).toBe(
    unindented(`
      0.0 s  a  task 0 starts on agent 0
      0.0 s  a  task 1 starts on agent 0
      2.0 s  a  task 1 was lost with agent 0
      2.0 s  a  task 0 was lost with agent 0
      2.0 s     agent 0 is lost
      3.0 s     agent 0 joins
      3.0 s  b  task 2 starts on agent 0
      4.0 s  b  task 2 finished on agent 0
      4.0 s  a  task 1 starts on agent 0
      4.0 s  a  task 0 starts on agent 0
      9.0 s  a  task 1 finished on agent 0
      9.0 s  a  task 0 finished on agent 0`),
  )
})

test("an agent that joins or grows lets the head start at once", () => {
  expect(
    story({
      agents: 1,
      cpus: 1,
      jobs: [{ framework: "a", tasks: 2, cpus: 1, lasts: 9 }],
      changes: [{ at: 2, agent: 0, change: "resized", cpus: 2 }],
    }),
  ).toBe(
    unindented(`
       0.0 s  a  task 0 starts on agent 0
       2.0 s     agent 0 is resized
       2.0 s  a  task 1 starts on agent 0
       9.0 s  a  task 0 finished on agent 0
      11.0 s  a  task 1 finished on agent 0`),
  )
})

test("a job of which nothing can be placed does not stand in the queue", () => {
  const simulation = createSimulation(
    scenario({
      agents: 1,
      cpus: 1,
      jobs: [
        { framework: "a", tasks: 2, cpus: 1, gang: true },
        { framework: "b", cpus: 1, lasts: 1 },
      ],
    }),
  )
  simulation.run()
  expect(simulation.now).toBe(microsPerSecond)
})

test("thousands of entries pass through the queue in order", () => {
  const simulation = createSimulation(
    scenario({ agents: 1, cpus: 1, jobs: [{ framework: "a", tasks: 3000, cpus: 1, lasts: 0.001 }] }),
  )
  simulation.run()
  expect(simulation.view.tasks.firstStart.every((start, task) => start === task * 1000)).toBe(true)
})

test("first starts are in the order in which stages became ready, whatever comes", () => {
  fc.assert(
    fc.property(arbitraryCluster(), (cluster) => {
      // Without losses there are no second starts; stages of one job are ready one after the other.
      const simulation = createSimulation({ ...scenario({ ...cluster, changes: [] }) })
      simulation.run()
      const { tasks, jobs } = simulation.view
      const started = [...tasks.firstStart.keys()].filter((task) => tasks.firstStart[task] >= 0)
      const ready = (task: number) => tasks.stageReadyAt[jobs.taskStage[task]]
      for (const one of started)
        for (const other of started)
          if (ready(one) < ready(other))
            expect(tasks.firstStart[one]).toBeLessThanOrEqual(tasks.firstStart[other])
    }),
    { numRuns: 30 },
  )
})
