import { expect, test } from "vitest"
import { createSimulation, mesos, seconds } from "../../sim/index.ts"
import { plain, starvationChecker, timeline, tiny, unindented } from "../../sim/testing/index.ts"
import { fifo } from "./fifo.ts"

const plane = mesos({ policy: fifo, frameworks: () => plain() })
const oneAgent = { agents: 1, cpus: 1 }

test("who asked first is served first, whatever its id, and the other when it asks no more", () => {
  const world = tiny({
    ...oneAgent,
    frameworks: ["late", "early"],
    jobs: [
      { framework: "early", at: 0, tasks: 2, cpus: 1, lasts: 1 },
      { framework: "late", at: 0.5, cpus: 1, lasts: 1 },
    ],
  })
  expect(timeline({ ...world, plane, seed: 1 })).toBe(
    unindented(`
      0.0 s  early  offered agent 0, launches 1
      1.0 s  early  task 0 finished on agent 0
      1.0 s  early  offered agent 0, launches 1
      2.0 s  early  task 1 finished on agent 0
      2.0 s  late   offered agent 0, launches 1
      3.0 s  late   task 2 finished on agent 0`),
  )
})

test("one that asks without end starves the later one, however much it holds", () => {
  const world = tiny({
    agents: 3,
    cpus: 1,
    jobs: [
      { framework: "first", tasks: 99, cpus: 1, lasts: 1 },
      { framework: "second", cpus: 1, lasts: 1 },
    ],
  })
  const limited = { ...world, plane, seed: 1, until: seconds(20) }
  const simulation = createSimulation(limited)
  simulation.run()
  expect([0, 1].map((framework) => simulation.view.held(framework, 0))).toEqual([3000, 0])
  expect(() =>
    createSimulation({ ...limited, recorder: starvationChecker("fifo", seconds(10)) }).run(),
  ).toThrow("policy fifo starves framework second: no offer for 11 s")
})

test("who paused and asks again stands at the end of the queue", () => {
  const world = tiny({
    ...oneAgent,
    jobs: [
      { framework: "a", cpus: 1, lasts: 0.5 },
      { framework: "b", at: 0.25, cpus: 1, lasts: 0.5 },
      { framework: "a", at: 0.25, cpus: 1, lasts: 0.5 },
    ],
  })
  expect(timeline({ ...world, plane, seed: 1, until: seconds(1) })).toBe(
    unindented(`
      0.0 s  a  offered agent 0, launches 1
      0.5 s  a  task 0 finished on agent 0
      1.0 s  b  offered agent 0, launches 1`),
  )
})
