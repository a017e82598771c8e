/** The exact allocator in the simulation: when it runs, what its filters do, and where it must agree with simpler policies. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  createSimulation,
  type FrameworkFactory,
  mesos,
  type PolicyFactory,
  seconds,
} from "../../../sim/index.ts"
import { plain, timeline, tiny, type TinyCluster, unindented } from "../../../sim/testing/index.ts"
import { weightedDrf } from "../drf.ts"
import { Settings } from "../../settings.ts"
import { mesosOptions, mesosPolicy } from "./index.ts"

const sorted = mesosPolicy(mesosOptions(new Settings("mesos", "agent_order=sorted")))
const byDefault = mesosPolicy(mesosOptions(new Settings("mesos")))

const story = (cluster: TinyCluster, framework: FrameworkFactory, until: number, policy = sorted) =>
  timeline(
    {
      ...tiny(cluster),
      seed: 1,
      until: seconds(until),
      plane: mesos({ policy, frameworks: () => framework }),
    },
    { declines: true },
  )

test("a framework with work is offered at once, freed resources wait for the batch", () => {
  const world: TinyCluster = {
    agents: 1,
    cpus: 2,
    jobs: [
      { framework: "a", cpus: 2, lasts: 1.25 },
      { framework: "b", at: 0.5, cpus: 1 },
    ],
  }
  expect(story(world, plain(), 4)).toBe(
    unindented(`
       0.0 s  a  offered agent 0, launches 1
      1.25 s  a  task 0 finished on agent 0
       2.0 s  b  offered agent 0, launches 1`),
  )
})

describe("a refusal", () => {
  const picky: TinyCluster = {
    agents: 1,
    cpus: 1,
    mem: 64,
    jobs: [
      { framework: "a", cpus: 2 },
      { framework: "a", at: 20 },
    ],
    changes: [{ at: 30, agent: 0, change: "resized", cpus: 2, mem: 64 }],
  }
  const declines = (refuse: number, until = 6) =>
    [...story(picky, plain({ refuse: seconds(refuse) }), until).matchAll(/^ *(\S+) s .*declines$/gm)].map(
      ([, at]) => Number(at),
    )

  test("of no time is none: every batch offers again", () => {
    expect(declines(0, 4)).toEqual([0, 1, 2, 3, 4])
  })
  test("shorter than the interval still holds for the next batch", () => {
    expect(declines(0.1)).toEqual([0, 2, 4, 6])
    expect(declines(1)).toEqual([0, 2, 4, 6])
  })
  test("longer than the interval ends before the batch of its last instant", () => {
    expect(declines(2)).toEqual([0, 2, 4, 6])
    expect(declines(1.5)).toEqual([0, 2, 4, 6])
    expect(declines(5)).toEqual([0, 5])
  })
})

test("what more than was refused is offered again when the next batch comes; a revival forgets all refusals", () => {
  const world: TinyCluster = {
    agents: 2,
    cpus: 1,
    mem: 64,
    jobs: [
      { framework: "a", cpus: 2 },
      { framework: "b", cpus: 1, at: 0.5, lasts: 1 },
    ],
    changes: [{ at: 3.5, agent: 1, change: "resized", cpus: 2, mem: 64 }],
  }
  expect(story(world, plain({ refuse: seconds(100) }), 6)).toBe(
    unindented(`
      0.0 s  a  offered agent 0, declines
      0.0 s  a  offered agent 1, declines
      0.5 s  b  offered agent 0, launches 1
      0.5 s  b  offered agent 1, declines
      1.5 s  b  task 1 finished on agent 0
      3.5 s     agent 1 is resized
      3.5 s  a  offered agent 1, launches 1`),
  )
})

test("of those that hold equally little the one that was offered less often is served first, not the older", () => {
  const world: TinyCluster = {
    agents: [{ cpus: 1 }],
    frameworks: ["a", "b"],
    jobs: [
      { framework: "a", cpus: 1, lasts: 0.5 },
      { framework: "a", cpus: 1, at: 0.75, lasts: 9 },
      { framework: "b", cpus: 1, at: 0.75, lasts: 9 },
    ],
  }
  const first = `
     0.0 s  a  offered agent 0, launches 1
     0.5 s  a  task 0 finished on agent 0`
  expect(story(world, plain(), 2)).toBe(unindented(`${first}\n    0.75 s  b  offered agent 0, launches 1`))
  expect(story(world, plain(), 2, weightedDrf)).toBe(
    unindented(`${first}\n    0.75 s  a  offered agent 0, launches 1`),
  )
})

test("the two users of the DRF paper get three tasks and two", () => {
  const world: TinyCluster = {
    agents: 1,
    cpus: 9,
    mem: 18,
    jobs: [
      { framework: "a", tasks: 9, cpus: 1, mem: 4 },
      { framework: "b", tasks: 9, cpus: 3, mem: 1 },
    ],
  }
  const one = plain({ tasksPerOffer: 1, refuse: 0 })
  const launched = (who: string) => story(world, one, 9).match(new RegExp(` ${who} .* launches 1`, "g"))
  expect([launched("a")?.length, launched("b")?.length]).toEqual([3, 2])
})

describe("against weighted DRF", () => {
  /** One run over agents that are alike, one framework a role, weights whose multiples are never equal: no ties. */
  const arbitraryWorld = fc.record({
    agents: fc.integer({ min: 1, max: 12 }),
    cpus: fc.integer({ min: 2, max: 8 }),
    jobs: fc.array(
      fc.record({
        framework: fc.constantFrom("a", "b", "c"),
        tasks: fc.integer({ min: 1, max: 20 }),
        cpus: fc.constantFrom(1, 2),
      }),
      { minLength: 1, maxLength: 9 },
    ),
  })
  const weights = { b: 1.37, c: 2.113 }
  /** Who started how many tasks; the two walk the agents in different orders. */
  const starts = (policy: PolicyFactory, cluster: TinyCluster, seed: number) => {
    const rows: string[] = []
    const { jobs, agents } = tiny({ ...cluster, weights, mem: 1024, frameworks: ["a", "b", "c"] })
    const plane = mesos({ policy, frameworks: () => plain() })
    const recorder = {
      taskStarted: (_now: number, task: number) => {
        rows.push(`${jobs.jobFramework[jobs.stageJob[jobs.taskStage[task]]]}`)
      },
    }
    createSimulation({ jobs, agents, plane, seed, recorder, until: seconds(0.9) }).run()
    return rows.sort()
  }

  test("decides alike where nothing is equal, so that theory leaves no choice", () => {
    fc.assert(
      fc.property(arbitraryWorld, fc.nat(1000), (cluster, seed) => {
        expect(starts(byDefault, cluster, seed)).toEqual(starts(weightedDrf, cluster, seed))
      }),
      { numRuns: 30 },
    )
  })
})
