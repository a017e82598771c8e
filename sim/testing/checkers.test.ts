import { expect, test } from "vitest"
import { accountWidth, free, offered, used } from "../cluster/accounts.ts"
import { finished } from "../cluster/tasks.ts"
import type { ControlPlaneFactory } from "../contracts/control-plane.ts"
import { InvariantError } from "../kernel/assert.ts"
import { seconds } from "../kernel/units.ts"
import { createSimulation, type Simulation } from "../simulation.ts"
import { LittlesLaw, recount } from "./checkers.ts"
import { tiny } from "./tiny.ts"

/** Starts each stage on agent 0 as soon as it is ready. */
const eagerPlane: ControlPlaneFactory = (world) => ({
  name: "eager",
  stageReady: (stage) => world.launch(world.jobs.stageFirstTask[stage], 0),
  taskEnded: () => undefined,
  agentChanged: () => undefined,
})

const world = tiny({
  agents: 2,
  cpus: 4,
  jobs: [0, 1, 2].map((at) => ({ framework: "a", at, cpus: 1, lasts: 5 })),
})

/** After two of three tasks have started. */
function midway(): Simulation {
  const simulation = createSimulation({ ...world, plane: eagerPlane, seed: 1 })
  simulation.run(seconds(1))
  return simulation
}

test("a cluster in which nothing is wrong passes the recount", () => {
  expect(() => recount(midway().view)).not.toThrow()
})

test.each<[string, (simulation: Simulation) => void]>([
  ["agent 0 uses 3000, its tasks 2000", ({ view }) => void (view.accounts[used] += 1000)],
  ["agent 0 has 3999 of 4000", ({ view }) => void (view.accounts[free] -= 1)],
  ["agent 1 has 4001 of 4000", ({ view }) => void (view.accounts[accountWidth + offered] += 1)],
  ["agent 0 uses 2000, its tasks 1000", ({ view }) => void (view.tasks.agent[0] = 1)],
  ["task 0 ended at no time", ({ view }) => void (view.tasks.state[0] = finished)],
])("the recount finds that %s", (message, tamper) => {
  const simulation = midway()
  tamper(simulation)
  expect(() => recount(simulation.view)).toThrow(new InvariantError(message))
})

test("Little's law misses a start that was not told, and one that was told late", () => {
  const run = (forget: boolean, late: number) => {
    const little = new LittlesLaw()
    const { recorder } = little
    const simulation = createSimulation({
      ...world,
      plane: eagerPlane,
      seed: 1,
      recorder: {
        ...recorder,
        taskStarted: (now, task, agent) => {
          if (!forget || task !== 1) recorder.taskStarted?.(now + late, task, agent)
        },
      },
    })
    simulation.run()
    return () => little.check(simulation.view, simulation.now)
  }
  expect(run(false, 0)).not.toThrow()
  expect(run(true, 0)).toThrow("tasks waited 0 µs, the queue says 6000000 µs (Little's law)")
  expect(run(false, 1)).toThrow("tasks waited 0 µs, the queue says 3 µs (Little's law)")
})
