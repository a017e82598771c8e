import fc from "fast-check"
import { expect, test } from "vitest"
import { cpus } from "./cluster/resources.ts"
import type { ControlPlaneFactory, World } from "./contracts/control-plane.ts"
import { seconds } from "./kernel/units.ts"
import { createSimulation } from "./simulation.ts"
import { checkedRun, timeline, tiny, type TinyCluster, unindented } from "./testing/index.ts"

interface Turn {
  readonly at: number
  readonly agent: number
  readonly isOn: boolean
}

/** First fit, with agents that are turned off and on at given seconds. */
const turning =
  (turns: readonly Turn[], seen?: (world: World) => void): ControlPlaneFactory =>
  (world) => {
    const waiting: number[] = []
    const placeAll = () => {
      for (let i = 0; i < waiting.length; i++) {
        const agent = world.view.firstFit(world.jobs.taskShape[waiting[i]])
        if (agent >= 0) world.launch(waiting.splice(i--, 1)[0], agent)
      }
    }
    const kind = world.declare("an agent is turned", (turn) => {
      world.turn(turns[turn].agent, turns[turn].isOn)
      seen?.(world)
    })
    const place = world.declare("tasks are placed", placeAll)
    return {
      name: "turning",
      begin: () => {
        for (const [i, { at }] of turns.entries()) world.at(seconds(at), kind, i, 0)
      },
      stageReady: (stage) => {
        const { stageFirstTask } = world.jobs
        for (let task = stageFirstTask[stage]; task < stageFirstTask[stage + 1]; task++)
          if (world.view.isWaiting(task)) waiting.push(task)
        world.at(world.now, place, 0, 0)
      },
      taskEnded: (task) => {
        if (world.view.isWaiting(task)) waiting.push(task)
        world.at(world.now, place, 0, 0)
      },
      agentChanged: () => void world.at(world.now, place, 0, 0),
    }
  }

const off = (at: number, agent: number): Turn => ({ at, agent, isOn: false })
const on = (at: number, agent: number): Turn => ({ at, agent, isOn: true })

const story = (cluster: TinyCluster, turns: readonly Turn[]) =>
  timeline({ ...tiny(cluster), plane: turning(turns), seed: 1 })

test("an agent that is turned off takes its tasks with it, and has its size again when it is turned on", () => {
  const cluster = { agents: 1, cpus: 2, jobs: [{ framework: "a", cpus: 2, lasts: 10 }] }
  expect(story(cluster, [off(3, 0), on(8, 0)])).toBe(
    unindented(`
       0.0 s  a  task 0 starts on agent 0
       3.0 s  a  task 0 was lost with agent 0
       3.0 s     agent 0 is lost
       8.0 s     agent 0 joins
       8.0 s  a  task 0 starts on agent 0
      18.0 s  a  task 0 finished on agent 0`),
  )
})

test("what the trace says of an agent that is off holds from when it is turned on", () => {
  const cluster: TinyCluster = {
    agents: 1,
    cpus: 1,
    jobs: [{ framework: "a", cpus: 4, lasts: 1, at: 2 }],
    changes: [{ at: 5, agent: 0, change: "resized", cpus: 4 }],
  }
  expect(story(cluster, [off(1, 0), on(9, 0)])).toBe(
    unindented(`
       1.0 s     agent 0 is lost
       9.0 s     agent 0 joins
       9.0 s  a  task 0 starts on agent 0
      10.0 s  a  task 0 finished on agent 0`),
  )
})

test("an agent that the trace lost while it was off is not there before the trace has it back", () => {
  const cluster: TinyCluster = {
    agents: 1,
    cpus: 1,
    jobs: [{ framework: "a", cpus: 1, lasts: 1, at: 2 }],
    changes: [
      { at: 4, agent: 0, change: "lost" },
      { at: 12, agent: 0, change: "joins", cpus: 1 },
    ],
  }
  expect(story(cluster, [off(1, 0), on(9, 0)])).toBe(
    unindented(`
       1.0 s     agent 0 is lost
      12.0 s     agent 0 joins
      12.0 s  a  task 0 starts on agent 0
      13.0 s  a  task 0 finished on agent 0`),
  )
})

test("what is off is no capacity, and can be seen to be there", () => {
  const seen: unknown[] = []
  const plane = turning([off(1, 0)], ({ view, presence }) =>
    seen.push([view.totalCapacity(cpus), presence.isThere(0), presence.isOff(0), presence.sizes[cpus]]),
  )
  const cluster = tiny({ agents: 2, cpus: 2, jobs: [{ framework: "a", cpus: 1, lasts: 5 }] })
  createSimulation({ ...cluster, plane, seed: 1 }).run()
  expect(seen).toEqual([[2000, true, true, 2000]])
})

test("an agent is not turned off twice", () => {
  const cluster = tiny({ agents: 1, cpus: 1, jobs: [{ framework: "a", cpus: 1, lasts: 5 }] })
  const plane = turning([off(1, 0), off(2, 0)])
  expect(() => createSimulation({ ...cluster, plane, seed: 1 }).run()).toThrow(
    "agent 0 is turned off, and is so already",
  )
})

test("turning is no progress: a run that waits for an agent that never comes is over after an hour", () => {
  const cluster = tiny({ agents: 1, cpus: 1, jobs: [{ framework: "a", cpus: 1, lasts: 5, at: 2 }] })
  const simulation = createSimulation({ ...cluster, plane: turning([off(1, 0), on(5000, 0)]), seed: 1 })
  simulation.run()
  expect(simulation.now).toBe(seconds(5000))
  expect(simulation.view.isWaiting(0)).toBe(true)
})

test("nothing is lost while agents come and go, by the trace and by the plane", () => {
  const arbitraryTurns = fc.array(fc.nat(60), { maxLength: 12 })
  const arbitraryChanges = fc.array(fc.nat(60), { maxLength: 6 })
  fc.assert(
    fc.property(arbitraryTurns, arbitraryChanges, (turned, changed) => {
      const turns = turned.toSorted((a, b) => a - b).map((at, i) => (i % 2 === 0 ? off(at, 0) : on(at, 0)))
      const changes = changed
        .toSorted((a, b) => a - b)
        .map((at, i) => ({ at, agent: 0, change: i % 2 === 0 ? "lost" : "joins", cpus: 2 }) as const)
      const jobs = [{ framework: "a", tasks: 6, cpus: 1, lasts: 7 }]
      checkedRun({ ...tiny({ agents: 2, cpus: 2, jobs, changes }), plane: turning(turns), seed: 1 })
    }),
    { numRuns: 50 },
  )
})
