/** What only taints do: room that is there, and is kept for somebody else. */
import { expect, test } from "vitest"
import {
  AgentTableBuilder,
  amounts,
  createSimulation,
  endsFinished,
  JobTableBuilder,
  never,
  type Scenario,
} from "../../../sim/index.ts"
import { tiny, type TinyJob } from "../../../sim/testing/index.ts"
import { kubernetesWith } from "./kubernetes.ts"
import type { TaintEffect } from "./taints.ts"

const nowhere = -1

function nodesOf(world: Pick<Scenario, "jobs" | "agents">, of: string, effect?: TaintEffect): number[] {
  const plane = kubernetesWith(effect === undefined ? {} : { taint: { of, effect } })
  const simulation = createSimulation({ ...world, plane, seed: 1 })
  simulation.run()
  const { tasks } = simulation.view
  return [...tasks.agent.keys()].map((task) => (tasks.firstStart[task] < 0 ? nowhere : tasks.agent[task]))
}

/** A small node, and a large one with GPUs; a pod a second, of two cores if nothing else is said. */
const withGpus = (...jobs: readonly Partial<TinyJob>[]) =>
  tiny({
    agents: [{ cpus: 4 }, { cpus: 64, gpus: 2 }],
    jobs: jobs.map((job, at) => ({ framework: "a", cpus: 2, at, ...job })),
  })

test("a taint keeps pods without GPUs off the nodes with GPUs, though there is room; GPU pods go there", () => {
  const pods = withGpus({}, {}, {}, { gpus: 1 })
  expect(nodesOf(pods, "gpus")).toEqual([1, 1, 1, 1])
  expect(nodesOf(pods, "gpus", "NoSchedule")).toEqual([0, 0, nowhere, 1])
})

test("a taint that only prefers sends them there when all else is full", () => {
  const pods = withGpus({}, {}, {}, { gpus: 1 })
  expect(nodesOf(pods, "gpus", "PreferNoSchedule")).toEqual([0, 0, 1, 1])
})

test("nobody is driven out of a node for a pod that may not go there", () => {
  const { jobs, agents } = withGpus({ cpus: 64, gpus: 1 }, { cpus: 8 })
  const world = { agents, jobs: { ...jobs, taskPriority: Int32Array.of(0, 9) } }
  expect(nodesOf(world, "gpus")).toEqual([1, 1])
  expect(nodesOf(world, "gpus", "NoSchedule")).toEqual([1, nowhere])
})

test("nodes with an attribute are for pods that ask for it by name", () => {
  const agents = new AgentTableBuilder()
  agents.agent(amounts({ cpus: 1 }), 0)
  agents.agent(amounts({ cpus: 8 }), 1)
  agents.describe({ attributes: { dedicated: "search" } })
  const jobs = new JobTableBuilder()
  const framework = jobs.framework("f", jobs.role("r"))
  for (const [label, values] of [[], ["search"], []].entries()) {
    jobs.job({ arrival: label, framework, label })
    jobs.stage()
    const list =
      values.length === 0 ? [] : [{ kind: "attribute", name: "dedicated", operator: "in", values } as const]
    jobs.task(jobs.shape(1000, 0, 0, 0), never, endsFinished, 0, { constraints: jobs.constraints(list) })
  }
  const world = { agents: agents.build(), jobs: jobs.build() }
  expect(nodesOf(world, "dedicated")).toEqual([1, 1, 1])
  expect(nodesOf(world, "dedicated", "NoSchedule")).toEqual([0, 1, nowhere])
})
