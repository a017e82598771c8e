/** Dominant Resource Fairness against the worked example of its paper, and against what Mesos makes of it. */
import { expect, test } from "vitest"
import { resolvePolicy } from "../../policies/index.ts"
import { createSimulation, type FrameworkFactory, running } from "../../sim/index.ts"
import { plain, timeline, tiny, unindented } from "../../sim/testing/index.ts"

/** 9 CPUs and 18 GB; A's tasks want ⟨1, 4⟩, B's ⟨3, 1⟩. Source: Ghodsi et al., NSDI 2011, section 4.1. */
const oneAgent = { agents: [{ cpus: 9, mem: 18 }] }
const users = [
  { framework: "A", tasks: 10, cpus: 1, mem: 4 },
  { framework: "B", tasks: 10, cpus: 3, mem: 1 },
]

function tasksRunning(
  frameworks: () => FrameworkFactory,
  agents: readonly { cpus: number; mem: number }[],
  order: readonly string[],
) {
  const world = tiny({ agents, frameworks: order, jobs: users })
  const plane = resolvePolicy("mesos/drf").make({ frameworks })
  const simulation = createSimulation({ ...world, plane, seed: 1, until: 30_000_000 })
  simulation.run()
  const { tasks } = simulation.view
  const count = (label: number) =>
    Array.from({ length: 10 }, (_, i) => tasks.state[label * 10 + i]).filter((state) => state === running)
      .length
  return { A: count(0), B: count(1) }
}

test("with one task per offer the users of the DRF paper get three and two tasks, whoever wins ties", () => {
  const oneTaskPerOffer = () => plain({ tasksPerOffer: 1, refuse: 0 })
  expect(tasksRunning(oneTaskPerOffer, oneAgent.agents, ["A", "B"])).toEqual({ A: 3, B: 2 })
  expect(tasksRunning(oneTaskPerOffer, oneAgent.agents, ["B", "A"])).toEqual({ A: 3, B: 2 })
})

test("one task per offer goes A, B, A, B, A when A wins ties", () => {
  const world = tiny({ ...oneAgent, frameworks: ["A", "B"], jobs: users })
  const plane = resolvePolicy("mesos/drf").make({ frameworks: () => plain({ tasksPerOffer: 1, refuse: 0 }) })
  expect(timeline({ ...world, plane, seed: 1, until: 10_000_000 })).toBe(
    unindented(`
      0.0 s  A  offered agent 0, launches 1
      1.0 s  B  offered agent 0, launches 1
      2.0 s  A  offered agent 0, launches 1
      3.0 s  B  offered agent 0, launches 1
      4.0 s  A  offered agent 0, launches 1
    `),
  )
})

test("a whole agent in one offer gives A four tasks and B one when A wins ties: offers, not tasks, are what is shared", () => {
  const asManyAsFit = () => plain()
  expect(tasksRunning(asManyAsFit, oneAgent.agents, ["A", "B"])).toEqual({ A: 4, B: 1 })
  expect(tasksRunning(asManyAsFit, oneAgent.agents, ["B", "A"])).toEqual({ A: 0, B: 3 })
})
