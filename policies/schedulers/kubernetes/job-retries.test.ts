import { expect, test } from "vitest"
import { createSimulation, failed, type Scenario, seconds } from "../../../sim/index.ts"
import { timeline, tiny, type TinyCluster, unindented } from "../../../sim/testing/index.ts"
import { JobRetries } from "./job-retries.ts"
import { kubernetesWith } from "./kubernetes.ts"

const scenario = (cluster: TinyCluster, backoffLimit: number): Scenario => ({
  ...tiny(cluster),
  plane: kubernetesWith({ backoffLimit }),
  seed: 1,
})
const failing = { framework: "a", cpus: 2, lasts: 5, fails: true }

test("a pod that fails is made again after 10 s, then 20 s, until it has failed once more than the limit", () => {
  expect(timeline(scenario({ agents: 1, cpus: 2, jobs: [failing] }, 2))).toBe(
    unindented(`
       0.0 s  a  task 0 starts on agent 0
       5.0 s  a  task 0 was lost with agent 0
      15.0 s  a  task 0 starts on agent 0
      20.0 s  a  task 0 was lost with agent 0
      40.0 s  a  task 0 starts on agent 0
      45.0 s  a  task 0 failed on agent 0`),
  )
})

test("without a limit above 0 a failure is the end", () => {
  expect(timeline(scenario({ agents: 1, cpus: 2, jobs: [failing] }, 0))).toBe(
    unindented(`
      0.0 s  a  task 0 starts on agent 0
      5.0 s  a  task 0 failed on agent 0`),
  )
})

test("while it backs off its room is another's", () => {
  const jobs = [failing, { framework: "b", cpus: 2, lasts: 12, at: 1 }]
  const simulation = createSimulation(scenario({ agents: 1, cpus: 2, jobs }, 1))
  simulation.run()
  const { tasks } = simulation.view
  expect(tasks.firstStart[1]).toBe(seconds(5))
  // Made again at 15 s, and there is room at 17 s.
  expect([tasks.latestStart[0], tasks.end[0], tasks.state[0], tasks.attempts[0]]).toEqual([
    seconds(17),
    seconds(22),
    failed,
    2,
  ])
})

test("a pod that was lost with its node has not failed: it is made again at once, and its tries are not counted", () => {
  const changes = [
    { at: 2, agent: 0, change: "lost" },
    { at: 3, agent: 0, change: "joins", cpus: 2 },
  ] as const
  const simulation = createSimulation(scenario({ agents: 1, cpus: 2, jobs: [failing], changes }, 1))
  simulation.run()
  // Again from 3 s to 8 s, 18 s to 23 s: the first try does not count.
  expect(simulation.view.tasks.end[0]).toBe(seconds(23))
})

test("the back-off doubles up to six minutes", () => {
  const retries = new JobRetries(9)
  const backoffs = Array.from({ length: 9 }, () => {
    expect(retries.failed(7)).toBe(true)
    return retries.backoff(7)
  })
  expect(backoffs).toEqual([10, 20, 40, 80, 160, 320, 360, 360, 360].map(seconds))
  expect(retries.failed(7)).toBe(false)
  expect(retries.backoff(7)).toBe(0)
})
