/**
 * One agent of two cores, first come first served: A and B at 0 s, 60 s each, one core; C at 10 s and D at 20 s wait for
 * them, until 60 s.
 */
import { expect, test } from "vitest"
import { resolvePolicy } from "../../policies/index.ts"
import { createSimulation, microsPerSecond, never, seconds } from "../../sim/index.ts"
import { tiny } from "../../sim/testing/index.ts"
import { type WaitWatch, watchedSteps, watchedWaits } from "./watched-waits.ts"

const job = (framework: string, at: number) => ({ framework, at, cpus: 1, lasts: 60 })
const world = tiny({
  agents: 1,
  cpus: 2,
  jobs: [job("a", 0), job("b", 0), job("a", 10), job("b", 20)],
})
const role = world.jobs.roles[world.jobs.frameworks[0].role].name

function watch(watched: Partial<WaitWatch>, untilSeconds?: number) {
  const probe = watchedWaits([{ role: undefined, bounds: [seconds(45)], from: 0, ...watched }])
  const simulation = createSimulation({
    ...world,
    plane: resolvePolicy("batch/fcfs").make({ frameworks: () => expect.unreachable("unused") }),
    seed: 1,
    recorder: probe.recorder,
    until: untilSeconds === undefined ? never : seconds(untilSeconds),
  })
  simulation.run()
  return probe.result(simulation.now)[0]
}

const inTime = (bound: number, tasks: number) => [{ bound: bound * microsPerSecond, tasks }]

test("waits are 0, 0, 50 and 40 s: three of four start within 45 s, and half of the tasks within 20", () => {
  const { tasks, sum, inTime: early, quantiles } = watch({})
  expect({ tasks, sum, early }).toEqual({ tasks: 4, sum: 90, early: inTime(45, 3) })
  expect([0, 0.5, 1].map((p) => quantiles[p * watchedSteps])).toEqual([0, 20, 50])
})

test("what became ready in the warm-up is not looked at", () => {
  expect(watch({ from: seconds(20) })).toMatchObject({ tasks: 1, sum: 40, inTime: inTime(45, 1) })
  expect(watch({ from: seconds(21) })).toMatchObject({ tasks: 0, sum: 0, quantiles: new Float64Array(0) })
})

test("a task that is still waiting at the end did not start in time, however short its wait so far", () => {
  expect(watch({}, 30)).toMatchObject({ tasks: 4, sum: 30, inTime: inTime(45, 2) })
})

test("a role has its own tasks, and one that is not there has none", () => {
  expect(watch({ role }).tasks).toBeGreaterThan(0)
  expect(watch({ role: "nobody" }).tasks).toBe(0)
})
