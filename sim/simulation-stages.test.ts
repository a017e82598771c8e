/** What a job's stages wait for, and what a control plane may not do. */
import { describe, expect, test } from "vitest"
import { timeline, unindented } from "./testing/timeline.ts"
import { tiny, type TinyCluster } from "./testing/tiny.ts"
import { failed, finished, jobState, unplaceable } from "./cluster/tasks.ts"
import type { ControlPlaneFactory, World } from "./contracts/control-plane.ts"
import { offerDeclined } from "./contracts/recorder.ts"
import { InvariantError } from "./kernel/assert.ts"
import { createSimulation, type Scenario, type Simulation } from "./simulation.ts"

/** Starts every task on agent 0 as soon as it may. */
const atOnce: ControlPlaneFactory = (world) => ({
  name: "at once",
  stageReady(stage) {
    const { stageFirstTask } = world.jobs
    for (let task = stageFirstTask[stage]; task < stageFirstTask[stage + 1]; task++)
      if (world.view.isWaiting(task)) world.launch(task, 0)
  },
  taskEnded: () => undefined,
  agentChanged: () => undefined,
})

const scenario = (cluster: TinyCluster, plane = atOnce): Scenario => ({ ...tiny(cluster), plane, seed: 42 })
const story = (cluster: TinyCluster) => timeline(scenario(cluster))

function ran(given: Scenario): Simulation {
  const simulation = createSimulation(given)
  simulation.run()
  return simulation
}

describe("stages and their tasks", () => {
  test("there is nothing to wait for in a stage without tasks", () => {
    expect(story({ agents: 1, jobs: [{ framework: "a", tasks: [0, 1, 0, 0, 1, 0], lasts: 5 }] })).toBe(
      unindented(`
         0.0 s  a  task 0 starts on agent 0
         5.0 s  a  task 0 finished on agent 0
         5.0 s  a  task 1 starts on agent 0
        10.0 s  a  task 1 finished on agent 0`),
    )
  })

  test("a job without tasks ends as it arrives", () => {
    const ends: [number, number][] = []
    const simulation = ran({
      ...scenario({
        agents: 1,
        jobs: [
          { framework: "a", at: 1, tasks: [0, 0] },
          { framework: "a", at: 2, tasks: [] },
          { framework: "a", at: 3, lasts: 4 },
        ],
      }),
      recorder: { jobEnded: (now, job) => void ends.push([job, now / 1e6]) },
    })
    expect(ends).toEqual([
      [0, 1],
      [1, 2],
      [2, 7],
    ])
    expect([0, 1, 2].map((job) => jobState(simulation.view.tasks, job, simulation.now))).toEqual([
      "finished",
      "finished",
      "finished",
    ])
  })

  test("a task that lasts no time ends in the instant in which it starts, after its fellows have started", () => {
    expect(story({ agents: 1, cpus: 3, jobs: [{ framework: "a", tasks: [3, 1], cpus: 1, lasts: 0 }] })).toBe(
      unindented(`
        0.0 s  a  task 0 starts on agent 0
        0.0 s  a  task 1 starts on agent 0
        0.0 s  a  task 2 starts on agent 0
        0.0 s  a  task 0 finished on agent 0
        0.0 s  a  task 1 finished on agent 0
        0.0 s  a  task 2 finished on agent 0
        0.0 s  a  task 3 starts on agent 0
        0.0 s  a  task 3 finished on agent 0`),
    )
  })

  test("a task that fails ends its stage as one that finishes does, and fails its job", () => {
    const simulation = ran(
      scenario({ agents: 1, jobs: [{ framework: "a", tasks: [1, 1], lasts: 1, fails: true }] }),
    )
    expect(simulation.view.tasks.counts[failed]).toBe(2)
    expect(jobState(simulation.view.tasks, 0, simulation.now)).toBe("failed")
  })

  test("a task that no agent could ever hold is set aside at the start, and holds up its job alone", () => {
    const simulation = ran(
      scenario({
        agents: 1,
        cpus: 1,
        jobs: [
          { framework: "a", cpus: 2, tasks: [1, 1], lasts: 1 },
          { framework: "a", cpus: 1, lasts: 1 },
        ],
      }),
    )
    expect([...simulation.view.tasks.state]).toEqual([unplaceable, unplaceable, finished])
    expect(jobState(simulation.view.tasks, 0, simulation.now)).toBe("unplaceable")
  })
})

describe("what a control plane may not do", () => {
  const cluster: TinyCluster = {
    agents: 2,
    cpus: 1,
    jobs: [
      { framework: "a", cpus: 1 },
      { framework: "b", cpus: 1 },
    ],
    changes: [{ at: 0, agent: 1, change: "lost" }],
  }

  /** A control plane that does `wrong` when agent 1 is lost, both tasks waiting. */
  const doing =
    (wrong: (world: World) => void): ControlPlaneFactory =>
    (world) => ({
      name: "wrong",
      stageReady: () => undefined,
      taskEnded: () => undefined,
      agentChanged: () => wrong(world),
    })

  test.each<[string, (world: World) => void]>([
    ["task 0 starts on agent 1, which is down", (world) => world.launch(0, 1)],
    ["1 cpus used on agent 0, which has 0", (world) => (world.launch(0, 0), world.launch(1, 0))],
    [
      "task 1 starts out of an offer to framework 0",
      (world) => world.launchFromOffer(1, world.makeOffer(0, 0)),
    ],
    ["offer 64 is not open", (world) => world.endOffer(64, offerDeclined)],
  ])("%s: caught, with the time, the seed, its name and the event", (message, wrong) => {
    const run = () => ran(scenario(cluster, doing(wrong)))
    expect(run).toThrow(InvariantError)
    expect(run).toThrow(message)
    expect(run).toThrow(`(t = 0 s, seed 42, wrong, event "agent changes" 0)`)
  })

  test("an error of its own passes as it is", () => {
    const own = new RangeError("mine")
    const plane = doing(() => {
      throw own
    })
    expect(() => ran(scenario(cluster, plane))).toThrow(own)
  })
})
