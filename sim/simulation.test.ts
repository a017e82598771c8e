import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { arbitraryCluster } from "./testing/arbitraries.ts"
import { checkedRun } from "./testing/checkers.ts"
import { timeline, unindented } from "./testing/timeline.ts"
import { tiny, type TinyCluster } from "./testing/tiny.ts"
import { agentJoins, AgentTableBuilder, agentLost } from "./cluster/agents.ts"
import { amounts } from "./cluster/resources.ts"
import { finished, jobState, running, waiting } from "./cluster/tasks.ts"
import type { ControlPlaneFactory } from "./contracts/control-plane.ts"
import { outcomeLost } from "./contracts/recorder.ts"
import { seconds } from "./kernel/units.ts"
import { createSimulation, type Scenario, type Simulation } from "./simulation.ts"

/** Starts waiting tasks, longest waiting first, on the first agent with room, whenever anything changes. */
const firstFit: ControlPlaneFactory = (world) => {
  let pending: number[] = []
  const place = () => {
    pending = pending.filter((task) => {
      const agent = world.view.firstFit(world.jobs.taskShape[task])
      if (agent >= 0) world.launch(task, agent)
      return agent < 0
    })
  }
  return {
    name: "first fit",
    stageReady(stage) {
      const { stageFirstTask } = world.jobs
      for (let task = stageFirstTask[stage]; task < stageFirstTask[stage + 1]; task++)
        if (world.view.isWaiting(task)) pending.push(task)
      place()
    },
    taskEnded(task, outcome) {
      if (outcome === outcomeLost) pending.push(task)
      else place()
    },
    agentChanged: place,
  }
}

const scenario = (cluster: TinyCluster, plane = firstFit): Scenario => ({ ...tiny(cluster), plane, seed: 42 })
const story = (cluster: TinyCluster) => timeline(scenario(cluster))

function ran(given: Scenario): Simulation {
  const simulation = createSimulation(given)
  simulation.run()
  return simulation
}

describe("time", () => {
  test("at one time jobs arrive, then machines change, then what was scheduled happens", () => {
    const cluster: TinyCluster = {
      agents: 2,
      cpus: 1,
      jobs: [
        { framework: "a", cpus: 1, lasts: 5 },
        { framework: "b", cpus: 1, lasts: 1, at: 5 },
      ],
      changes: [{ at: 5, agent: 1, change: "lost" }],
    }
    const facts: string[] = []
    const note = (fact: string) => (now: number) => void facts.push(`${now / 1e6} s ${fact}`)
    const recorder = {
      jobArrived: note("job arrives"),
      agentChanged: note("agent changes"),
      taskEnded: note("task ends"),
      taskStarted: note("task starts"),
    }
    ran({ ...scenario(cluster), recorder })
    expect(facts).toEqual([
      "0 s job arrives",
      "0 s task starts",
      "5 s job arrives",
      "5 s task starts", // on agent 1, which is lost an instant later
      "5 s task ends",
      "5 s agent changes",
      "5 s task ends",
      "5 s task starts",
      "6 s task ends",
    ])
  })

  test("what is scheduled for one time happens in the order of scheduling", () => {
    const heard: number[] = []
    const plane: ControlPlaneFactory = (world) => {
      const tick = world.declare("tick", (n) => void heard.push(n))
      const cancelled = world.declare("never heard", () => void heard.push(-1))
      world.at(9, tick, 5, 0)
      for (const n of [1, 2, 3]) world.at(7, tick, n, 0)
      expect(world.cancel(world.at(7, cancelled, 0, 0))).toBe(true)
      world.at(7, tick, 4, 0)
      return { ...firstFit(world), name: "ticking" }
    }
    ran(scenario({ agents: 1, jobs: [{ framework: "a", at: 1 }] }, plane)) // µs 9 is long past when the job comes
    expect(heard).toEqual([1, 2, 3, 4, 5])
  })

  test("nothing can be scheduled for the past", () => {
    const plane: ControlPlaneFactory = (world) => ({
      ...firstFit(world),
      name: "backwards",
      stageReady: () => void world.at(world.now - 1, 0, 0, 0),
    })
    expect(() => ran(scenario({ agents: 1, jobs: [{ framework: "a", at: 1 }] }, plane))).toThrow(
      "the clock would go back to 999999 µs",
    )
  })

  test("slices add up to the run, whether by steps, by limits or at once", () => {
    fc.assert(
      fc.property(arbitraryCluster(), fc.array(fc.nat(40_000_000), { maxLength: 5 }), (cluster, limits) => {
        const whole = ran(scenario(cluster))
        const sliced = createSimulation(scenario(cluster))
        for (const limit of limits.toSorted((a, b) => a - b)) {
          sliced.run(limit)
          expect(sliced.now).toBeLessThanOrEqual(limit)
        }
        sliced.run()
        const stepped = createSimulation(scenario(cluster))
        let steps = 0
        while (stepped.step()) steps++
        for (const other of [sliced, stepped])
          expect([other.digest(), other.now, other.eventsHandled, other.isOver]).toEqual([
            whole.digest(),
            whole.now,
            whole.eventsHandled,
            true,
          ])
        expect(steps).toBe(whole.eventsHandled)
      }),
      { numRuns: 20 },
    )
  })

  test("a run that is over stays as it is", () => {
    const simulation = ran(scenario({ agents: 1, jobs: [{ framework: "a", lasts: 1 }] }))
    const digest = simulation.digest()
    simulation.run()
    expect([simulation.step(), simulation.digest()]).toEqual([false, digest])
  })
})

describe("the end", () => {
  const threeTasks: TinyCluster = {
    agents: 1,
    cpus: 1,
    jobs: [{ framework: "a", tasks: 3, cpus: 1, lasts: 10 }],
  }

  test("without a limit a run ends when the last task has", () => {
    expect(ran(scenario(threeTasks)).now).toBe(seconds(30))
  })

  test("what happens at the limit still happens, what comes after it does not", () => {
    const simulation = ran({ ...scenario(threeTasks), until: seconds(20) })
    expect([...simulation.view.tasks.state]).toEqual([finished, finished, running])
    expect([simulation.now, simulation.isOver]).toEqual([seconds(20), true])
  })

  test("a run that is cut off ends at its limit, one that was through before ends when it was", () => {
    expect(ran({ ...scenario(threeTasks), until: seconds(25) }).now).toBe(seconds(25))
    expect(ran({ ...scenario(threeTasks), until: seconds(99) }).now).toBe(seconds(30))
  })

  test("jobs that arrive after the limit have not arrived", () => {
    const simulation = ran({
      ...scenario({ agents: 1, jobs: [1, 2, 3].map((at) => ({ framework: "a", at, lasts: 9 })) }),
      until: seconds(2),
    })
    expect([0, 1, 2].map((job) => jobState(simulation.view.tasks, job, simulation.now))).toEqual([
      "running",
      "running",
      "not_arrived",
    ])
  })

  test("a task without end is running when the run ends, at once or at the limit", () => {
    const endless: TinyCluster = { agents: 1, jobs: [{ framework: "a" }] }
    const simulation = ran(scenario(endless))
    expect([simulation.now, simulation.view.tasks.state[0]]).toEqual([0, running])
    expect(ran({ ...scenario(endless), until: seconds(7) }).now).toBe(seconds(7))
  })

  test("a run in which nothing can happen any more ends, and what waits is counted", () => {
    const simulation = ran(
      scenario({
        agents: 1,
        cpus: 1,
        jobs: [
          { framework: "a", cpus: 1 },
          { framework: "b", cpus: 1, tasks: 2 },
        ],
      }),
    )
    expect([simulation.isOver, simulation.view.tasks.counts[waiting]]).toEqual([true, 2])
  })

  test("a control plane that only ticks is stopped after an hour without any progress", () => {
    const ticking: ControlPlaneFactory = (world) => {
      const tick = world.declare("tick", () => void world.at(world.now + seconds(60), tick, 0, 0))
      return { ...firstFit(world), name: "ticking", begin: () => void world.at(0, tick, 0, 0) }
    }
    const jobs = [
      { framework: "a", cpus: 1 },
      { framework: "b", cpus: 1, at: 90 },
    ]
    const simulation = ran(scenario({ agents: 1, cpus: 1, jobs }, ticking))
    expect(simulation.now).toBe(seconds(3720)) // the first tick an hour after the last arrival
    expect(simulation.view.tasks.counts[waiting]).toBe(1)
    // Where an agent is still to come there is hope, and where a limit was set it is kept.
    const changes = [{ at: 9000, agent: 0, change: "resized", cpus: 2 }] as const
    expect(ran(scenario({ agents: 1, cpus: 1, jobs, changes }, ticking)).view.tasks.counts[waiting]).toBe(0)
    expect(ran({ ...scenario({ agents: 1, cpus: 1, jobs }, ticking), until: seconds(9999) }).now).toBe(
      seconds(9999),
    )
  })

  test("without jobs a run is over as soon as it begins", () => {
    const simulation = ran(scenario({ agents: 1, jobs: [] }))
    expect([simulation.isOver, simulation.now]).toEqual([true, 0])
  })

  test("every task and every job is accounted for, whatever happens", () => {
    fc.assert(
      fc.property(arbitraryCluster(), fc.option(fc.nat(20)), (cluster, until) => {
        const simulation = checkedRun({
          ...scenario(cluster),
          ...(until !== null && { until: seconds(until) }),
        })
        const { tasks, jobs } = simulation.view
        expect(tasks.counts.reduce((sum, count) => sum + count)).toBe(jobs.taskCount)
      }),
      { numRuns: 40 },
    )
  })
})

describe("tasks", () => {
  test("a task that is lost with its agent starts again, whole", () => {
    expect(
      story({
        agents: 2,
        cpus: 1,
        jobs: [{ framework: "a", tasks: 2, cpus: 1, lasts: 10 }],
        changes: [
          { at: 4, agent: 1, change: "lost" },
          { at: 6, agent: 1, change: "joins", cpus: 1 },
        ],
      }),
    ).toBe(
      unindented(`
         0.0 s  a  task 0 starts on agent 0
         0.0 s  a  task 1 starts on agent 1
         4.0 s  a  task 1 was lost with agent 1
         4.0 s     agent 1 is lost
         6.0 s     agent 1 joins
         6.0 s  a  task 1 starts on agent 1
        10.0 s  a  task 0 finished on agent 0
        16.0 s  a  task 1 finished on agent 1`),
    )
  })

  test("a task without end can be lost, and starts again", () => {
    const simulation = ran({
      ...scenario({
        agents: 2,
        jobs: [{ framework: "a" }],
        changes: [{ at: 4, agent: 0, change: "lost" }],
      }),
      until: seconds(9),
    })
    const { tasks } = simulation.view
    expect([tasks.agent[0], tasks.attempts[0], tasks.latestStart[0]]).toEqual([1, 2, seconds(4)])
  })

  test("each stage waits for the whole of the one before", () => {
    expect(story({ agents: 1, cpus: 2, jobs: [{ framework: "a", tasks: [3, 1], cpus: 1, lasts: 5 }] })).toBe(
      unindented(`
         0.0 s  a  task 0 starts on agent 0
         0.0 s  a  task 1 starts on agent 0
         5.0 s  a  task 0 finished on agent 0
         5.0 s  a  task 2 starts on agent 0
         5.0 s  a  task 1 finished on agent 0
        10.0 s  a  task 2 finished on agent 0
        10.0 s  a  task 3 starts on agent 0
        15.0 s  a  task 3 finished on agent 0`),
    )
  })
})

describe("agents", () => {
  test("an agent that grows makes room; one that shrinks lets its tasks run to their end", () => {
    expect(
      story({
        agents: 1,
        cpus: 1,
        jobs: [{ framework: "a", tasks: 4, cpus: 1, lasts: 10 }],
        changes: [
          { at: 2, agent: 0, change: "resized", cpus: 3 },
          { at: 4, agent: 0, change: "resized", cpus: 1 },
        ],
      }),
    ).toBe(
      unindented(`
         0.0 s  a  task 0 starts on agent 0
         2.0 s     agent 0 is resized
         2.0 s  a  task 1 starts on agent 0
         2.0 s  a  task 2 starts on agent 0
         4.0 s     agent 0 is resized
        10.0 s  a  task 0 finished on agent 0
        12.0 s  a  task 1 finished on agent 0
        12.0 s  a  task 2 finished on agent 0
        12.0 s  a  task 3 starts on agent 0
        22.0 s  a  task 3 finished on agent 0`),
    )
  })

  test("an agent that is not there at the start joins later", () => {
    const { jobs } = tiny({ agents: 0, jobs: [{ framework: "a", cpus: 1, lasts: 1 }] })
    const builder = new AgentTableBuilder()
    builder.agent(amounts({ cpus: 1 }), 0, false)
    builder.change(seconds(5), 0, agentJoins, amounts({ cpus: 1 }))
    expect(timeline({ jobs, agents: builder.build(), plane: firstFit, seed: 1 })).toBe(
      unindented(`
        5.0 s     agent 0 joins
        5.0 s  a  task 0 starts on agent 0
        6.0 s  a  task 0 finished on agent 0`),
    )
  })

  test("the control plane takes back offers before an agent is lost or shrinks, and not when it grows", () => {
    const leaving: number[] = []
    const plane: ControlPlaneFactory = (world) => ({
      ...firstFit(world),
      name: "listening",
      agentLeaving: () => void leaving.push(world.now / 1e6),
    })
    const changes = [
      { at: 1, agent: 0, change: "resized", cpus: 4, mem: 4 },
      { at: 2, agent: 0, change: "resized", cpus: 8, mem: 2 },
      { at: 3, agent: 0, change: "resized", cpus: 8, mem: 2 },
      { at: 4, agent: 0, change: "lost" },
      { at: 5, agent: 0, change: "joins", cpus: 1, mem: 1 },
    ] as const
    ran(scenario({ agents: 1, cpus: 1, mem: 1, changes, jobs: [{ framework: "a", at: 9, lasts: 1 }] }, plane))
    expect(leaving).toEqual([2, 4])
  })

  test.each([
    ["lost", "lost", `agent 0 cannot change by ${agentLost}: it is down`],
    ["lost", "resized", "agent 0 cannot change by 2: it is down"],
    ["resized", "joins", `agent 0 cannot change by ${agentJoins}: it is up`],
  ] as const)("an agent cannot be %s and then %s", (first, second, message) => {
    const changes = [first, second].map((change, at) => ({ at, agent: 0, change, cpus: 1 }))
    expect(() => ran(scenario({ agents: 1, changes, jobs: [{ framework: "a", at: 9 }] }))).toThrow(message)
  })
})

describe("the digest", () => {
  test("is the same for the same scenario and seed, whoever listens", () => {
    fc.assert(
      fc.property(arbitraryCluster(), (cluster) => {
        const listening = {
          ...scenario(cluster),
          recorder: { taskStarted: () => undefined, offerMade: () => undefined },
        }
        expect(ran(listening).digest()).toBe(ran(scenario(cluster)).digest())
      }),
      { numRuns: 30 },
    )
  })

  test("tells one start on another agent, and one µs", () => {
    const lastFit: ControlPlaneFactory = (world) => ({
      ...firstFit(world),
      stageReady: (stage) => world.launch(world.jobs.stageFirstTask[stage], 1),
    })
    const cluster = (lasts: number): TinyCluster => ({ agents: 2, jobs: [{ framework: "a", lasts }] })
    const digests = [scenario(cluster(1)), scenario(cluster(1), lastFit), scenario(cluster(1.000001))].map(
      (given) => ran(given).digest(),
    )
    expect(new Set(digests).size).toBe(3)
    expect(digests[0]).toMatch(/^[0-9a-f]{32}$/)
  })
})
