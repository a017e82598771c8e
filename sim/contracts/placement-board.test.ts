import { expect, test } from "vitest"
import { AgentTableBuilder } from "../cluster/agents.ts"
import { JobTableBuilder } from "../cluster/jobs.ts"
import { amounts } from "../cluster/resources.ts"
import { createSimulation } from "../simulation.ts"
import { classOf, PlacementBoard } from "./placement-board.ts"

/** Three agents, of model A, of model B with 4 in the attribute "slot", and without attributes; one job of three tasks. */
function board(): PlacementBoard {
  const agents = new AgentTableBuilder()
  const size = amounts({ cpus: 4, gpus: 2 })
  agents.agent(size, 0)
  agents.describe({ attributes: { model: "A" } })
  agents.agent(size, 1)
  agents.describe({ attributes: { model: "B", slot: "4" } })
  agents.agent(size, 2)
  const jobs = new JobTableBuilder()
  jobs.job({ arrival: 0, framework: jobs.framework("f", jobs.role("r")), label: 0 })
  jobs.stage()
  const shape = jobs.shape(1000, 0, 0, 500)
  const attribute = (name: string, operator: "in" | "not-in" | "below" | "above", ...values: string[]) =>
    ({ kind: "attribute", name, operator, values }) as const
  for (const [label, list] of [
    [attribute("model", "in", "A", "C")],
    [attribute("model", "not-in", "A")],
    [attribute("slot", "below", "5"), attribute("slot", "above", "3")],
    [{ kind: "spread", atMost: 2 } as const],
    [],
  ].entries())
    jobs.task(shape, 5, 0, label, { constraints: jobs.constraints(list) })
  const simulation = createSimulation({
    jobs: jobs.build(),
    agents: agents.build(),
    seed: 1,
    plane: () => ({ name: "idle", stageReady() {}, taskEnded() {}, agentChanged() {} }),
  })
  return new PlacementBoard(simulation.view)
}

test("constraints say where a task may run at all", () => {
  const it = board()
  const allowed = [0, 1, 2, 3, 4].map((task) =>
    [0, 1, 2].filter((agent) => it.allows(it.demandOf(task), agent)),
  )
  expect(allowed).toEqual([[0], [1, 2], [1], [0, 1, 2], [0, 1, 2]])
  expect([3, 4].map((task) => it.mostOfJob(it.demandOf(task)))).toEqual([2, Infinity])
})

test("equal demands are one type, with as many tasks as ask it", () => {
  const it = board()
  expect(it.demands.map(({ tasks }) => tasks)).toEqual([1, 1, 1, 1, 1])
  expect(classOf(it.demandOf(4))).toBe(1)
})

test("what starts and ends is counted, and changes the agent's version", () => {
  const it = board()
  const before = it.version[1]
  it.started(3, 1, [it.devices.first[1]])
  it.started(4, 1, [it.devices.first[1]])
  expect([it.tasksOn(1), it.tasksOfClass(1, 1), it.tasksOfJob(0, 1), it.devices.countWith(1, 1)]).toEqual([
    2, 2, 2, 1,
  ])
  it.ended(3, 1)
  it.ended(4, 1)
  expect([it.tasksOn(1), it.tasksOfClass(1, 1), it.tasksOfJob(0, 1), it.devices.countWith(1, 1)]).toEqual([
    0, 0, 0, 2,
  ])
  expect(it.version[1]).toBe(before + 4)
})
