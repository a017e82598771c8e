import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { arbitraryCluster } from "../testing/arbitraries.ts"
import { plain } from "../testing/plain-framework.ts"
import { timeline, unindented } from "../testing/timeline.ts"
import { tiny, type TinyCluster, type TinyJob } from "../testing/tiny.ts"
import { scalarCount } from "../cluster/resources.ts"
import type { PolicyFactory } from "../contracts/allocation-policy.ts"
import {
  defaultRefusal,
  type FrameworkFactory,
  type OfferList,
  type OfferReply,
} from "../contracts/framework.ts"
import { offerAccepted } from "../contracts/recorder.ts"
import { type Micros, seconds } from "../kernel/units.ts"
import { createSimulation, type Scenario } from "../simulation.ts"
import { mesos } from "./master.ts"

/** Each agent to the lowest of the frameworks that may be offered it. */
const lowest: PolicyFactory = () => ({
  name: "lowest",
  isWorkConserving: true,
  *allocate({ frameworks }, agents) {
    for (const agent of agents) {
      const [framework] = frameworks.eligible(agent)
      if (framework !== undefined) yield { agent, framework }
    }
  },
})

/** Asks for offers whenever a stage of it is ready, and answers them as it is told. */
const answering =
  (answer: (offers: OfferList, now: Micros) => Iterable<OfferReply>): FrameworkFactory =>
  ({ id, jobs }) => ({
    name: jobs.frameworks[id].name,
    stageReady: () => [{ kind: "revive" }],
    offersReceived: answer,
    taskEnded: () => [],
  })

/** Declines all, for `refuse` s. */
const declining = (refuse: number) => answering(() => [{ kind: "declineRest", refuse: seconds(refuse) }])

const story = (cluster: TinyCluster, framework: FrameworkFactory, until: number, policy = lowest) =>
  timeline(
    {
      ...tiny(cluster),
      plane: mesos({ policy, frameworks: () => framework }),
      seed: 42,
      until: seconds(until),
    },
    { declines: true },
  )

/** When, in s, which agents were offered: a line for each moment, the agents in order of id. */
function offersOf(cluster: TinyCluster, framework: FrameworkFactory, until: number): string[] {
  const moments = new Map<number, number[]>()
  const { jobs, agents } = tiny(cluster)
  const plane = mesos({ policy: lowest, frameworks: () => framework })
  const offerMade = (now: number, _offer: number, _framework: number, agent: number) =>
    void moments.set(now, [...(moments.get(now) ?? []), agent])
  createSimulation({ jobs, agents, plane, seed: 42, until: seconds(until), recorder: { offerMade } }).run()
  return [...moments].map(([now, offered]) => `${now / 1e6} s: ${offered.sort((a, b) => a - b).join(" ")}`)
}

const one: TinyJob = { framework: "a", cpus: 1 }
const oneAgent: TinyCluster = { agents: 1, cpus: 1, mem: 64, jobs: [one] }

describe("refusals", () => {
  test("a declined agent is not offered again for five seconds", () => {
    expect(story(oneAgent, declining(defaultRefusal / 1e6), 11)).toBe(
      unindented(`
         0.0 s  a  offered agent 0, declines
         5.0 s  a  offered agent 0, declines
        10.0 s  a  offered agent 0, declines`),
    )
  })

  test.each([
    [0, "0 1 2 3 4 5 6"], // no refusal: offered at the next batch
    [0.001, "0 2 4 6"], // lasts at least an interval, and survives the batch that is due when it ends
    [1, "0 2 4 6"],
    [1.5, "0 2 4 6"],
    [2, "0 2 4 6"], // its timer is older than the batch's: it ends first
    [3, "0 3 6"],
    [3.5, "0 4"],
  ])("refused for %d s, an agent is offered at %s", (refuse, times) => {
    const expected = times.split(" ").map((time) => `${time} s: 0`)
    expect(offersOf(oneAgent, declining(refuse), 6)).toEqual(expected)
  })

  test("more than was refused is offered, of whatever scalar; the same or less is not", () => {
    const resized = (to: { cpus: number; mem: number }): TinyCluster => ({
      ...oneAgent,
      changes: [{ at: 1.5, agent: 0, change: "resized", ...to }],
    })
    const offers = (to: { cpus: number; mem: number }) => offersOf(resized(to), declining(100), 9)
    expect(offers({ cpus: 2, mem: 32 })).toEqual(["0 s: 0", "1.5 s: 0"])
    expect(offers({ cpus: 0.5, mem: 65 })).toEqual(["0 s: 0", "1.5 s: 0"])
    expect(offers({ cpus: 1, mem: 64 })).toEqual(["0 s: 0"])
    expect(offers({ cpus: 0.5, mem: 32 })).toEqual(["0 s: 0"])
  })

  test("what a task leaves when it ends is more than was refused beside it", () => {
    const cluster: TinyCluster = {
      agents: 1,
      cpus: 2,
      jobs: [{ framework: "a", tasks: 2, cpus: 1, lasts: 1.5 }],
    }
    expect(story(cluster, plain({ tasksPerOffer: 1, refuse: seconds(100) }), 9)).toBe(
      unindented(`
        0.0 s  a  offered agent 0, launches 1
        1.5 s  a  task 0 finished on agent 0
        2.0 s  a  offered agent 0, launches 1
        3.5 s  a  task 1 finished on agent 0`),
    )
  })

  test("what one framework refuses is offered to the other in the next batch", () => {
    const jobs = [one, { ...one, framework: "b" }]
    expect(story({ ...oneAgent, jobs }, declining(3), 4)).toBe(
      unindented(`
        0.0 s  a  offered agent 0, declines
        1.0 s  b  offered agent 0, declines
        3.0 s  a  offered agent 0, declines
        4.0 s  b  offered agent 0, declines`),
    )
  })

  test("an agent that was lost and joins again is refused by nobody", () => {
    const changes = [
      { at: 1.25, agent: 0, change: "lost" },
      { at: 2.25, agent: 0, change: "joins", cpus: 1, mem: 64 },
    ] as const
    expect(offersOf({ ...oneAgent, changes }, declining(100), 9)).toEqual(["0 s: 0", "2.25 s: 0"])
  })

  test("reviving takes back all refusals and starts a run at once", () => {
    const jobs = [one, { ...one, at: 2.5 }]
    expect(offersOf({ ...oneAgent, agents: 2, jobs }, declining(100), 9)).toEqual(["0 s: 0 1", "2.5 s: 0 1"])
  })

  test("reviving in the reply to an offer brings the same offer at once", () => {
    let replies = 0
    const revivesOnce = () =>
      answering(function* () {
        yield { kind: "declineRest", refuse: seconds(100) }
        if (replies++ === 0) yield { kind: "revive" }
      })
    const run = (cluster: TinyCluster) => {
      replies = 0
      return story(cluster, revivesOnce(), 9)
    }
    expect(run(oneAgent)).toBe(
      unindented(`
        0.0 s  a  offered agent 0, declines
        0.0 s  a  offered agent 0, declines`),
    )
  })

  test("a suppressed framework is offered nothing until it revives", () => {
    const suppressing = answering(() => [{ kind: "suppress" }, { kind: "declineRest", refuse: 0 }])
    const jobs = [one, { ...one, at: 3.25 }]
    expect(offersOf({ ...oneAgent, jobs }, suppressing, 9)).toEqual(["0 s: 0", "3.25 s: 0"])
  })

  test("before its first job arrives a framework is offered nothing", () => {
    expect(offersOf({ ...oneAgent, jobs: [{ ...one, at: 2.5 }] }, declining(3), 7)).toEqual([
      "2.5 s: 0",
      "6 s: 0",
    ])
  })
})

describe("runs", () => {
  /** The runs in which the policy was called: number at time in s, with the agents it saw, in order of id. */
  function runsOf(
    cluster: TinyCluster,
    framework: FrameworkFactory,
    until: number,
    allocationInterval?: number,
  ) {
    const runs: string[] = []
    const policy: PolicyFactory = () => ({
      name: "watching",
      *allocate({ now, run }, agents) {
        yield* []
        runs.push(`${run} at ${now / 1e6} s: ${[...agents].sort((a, b) => a - b).join(" ")}`)
      },
    })
    const setting = {
      policy,
      frameworks: () => framework,
      ...(allocationInterval !== undefined && { allocationInterval }),
    }
    createSimulation({ ...tiny(cluster), plane: mesos(setting), seed: 42, until: seconds(until) }).run()
    return runs
  }

  const twoAgents: TinyCluster = { ...oneAgent, agents: 2 }

  test("there is one at the start and a batch every second", () => {
    expect(runsOf(twoAgents, declining(0), 3)).toEqual([
      "0 at 0 s: 0 1",
      "1 at 1 s: 0 1",
      "2 at 2 s: 0 1",
      "3 at 3 s: 0 1",
    ])
  })

  test("the batch's interval can be chosen", () => {
    expect(runsOf(oneAgent, declining(0), 5, seconds(2.5))).toEqual([
      "0 at 0 s: 0",
      "1 at 2.5 s: 0",
      "2 at 5 s: 0",
    ])
  })

  test("the end of a task starts none: what it frees waits for the batch", () => {
    expect(story({ ...oneAgent, jobs: [{ ...one, tasks: 2, lasts: 0.25 }] }, plain(), 9)).toBe(
      unindented(`
         0.0 s  a  offered agent 0, launches 1
        0.25 s  a  task 0 finished on agent 0
         1.0 s  a  offered agent 0, launches 1
        1.25 s  a  task 1 finished on agent 0`),
    )
  })

  test("an agent that joins or changes starts one for itself alone; one that is lost starts none", () => {
    const changes = [
      { at: 0.25, agent: 1, change: "lost" },
      { at: 0.5, agent: 1, change: "joins", cpus: 1 },
      { at: 0.75, agent: 0, change: "resized", cpus: 2 },
    ] as const
    expect(runsOf({ ...twoAgents, changes }, declining(0), 1)).toEqual([
      "0 at 0 s: 0 1",
      "1 at 0.5 s: 1",
      "2 at 0.75 s: 0",
      "3 at 1 s: 0 1",
    ])
  })

  test("several reasons at one time are one run over all agents that are meant", () => {
    const changes = [0, 1].map((agent) => ({ at: 0.5, agent, change: "resized" as const, cpus: 2 }))
    expect(runsOf({ ...oneAgent, agents: 3, changes }, declining(0), 0.5)).toEqual([
      "0 at 0 s: 0 1 2",
      "1 at 0.5 s: 0 1",
    ])
    const jobs = [one, ...["a", "b", "c"].map((framework) => ({ framework, at: 1 }))]
    expect(runsOf({ ...oneAgent, agents: 3, changes, jobs }, declining(0), 1)).toEqual([
      "0 at 0 s: 0 1 2",
      "1 at 0.5 s: 0 1",
      "2 at 1 s: 0 1 2", // two revivals, a third framework's first job and the batch
    ])
  })

  test.each([
    ["a hundredth of a core and no memory", { cpus: 0.01 }, ["0 s: 0"]],
    ["32 MiB and no core", { mem: 32 }, ["0 s: 0"]],
    ["less than either", { cpus: 0.009, mem: 31.999 }, []],
    ["disk and devices alone", { disk: 1000, gpus: 8 }, []],
  ])("of an agent with %s is offered what Mesos would", (_, size, offers) => {
    expect(offersOf({ agents: [size], jobs: [{ framework: "a" }] }, declining(100), 3)).toEqual(offers)
  })

  test("agents are visited in an order that the seed and the run decide, not their number", () => {
    const orders = new Set<string>()
    for (const seed of [1, 2, 3]) {
      const policy: PolicyFactory = () => ({
        name: "watching",
        *allocate(_view, agents) {
          yield* []
          orders.add([...agents].join(" "))
        },
      })
      const cluster = tiny({ ...oneAgent, agents: 8 })
      const plane = mesos({ policy, frameworks: () => declining(0) })
      createSimulation({ ...cluster, plane, seed, until: seconds(2) }).run()
    }
    expect(orders.size).toBe(9)
  })
})

describe("a deal", () => {
  /** What a framework that is moody, and always in the same way, does with an offer or after it. */
  const mood = fc.constantFrom("accept", "accept", "decline", "later", "suppress", "revive")
  const refusal = fc.constantFrom(0, 1_000_000, 1_500_000, 5_000_000)
  const moods = fc.array(fc.record({ mood, refusal }), { minLength: 1, maxLength: 40 })

  /** Answers by the list of moods, which it goes through once; then it takes what fits. */
  const moody = (list: readonly { mood: string; refusal: number }[]): FrameworkFactory => {
    const left = [...list]
    return ({ id, jobs, isWaiting }) => {
      const pending = new Set<number>()
      const taskThatFits = (offers: OfferList, i: number) =>
        [...pending].find((task) =>
          [0, 1, 2, 3].every(
            (k) => jobs.shapes[jobs.taskShape[task] * scalarCount + k] <= offers.amount(i, k),
          ),
        )
      return {
        name: jobs.frameworks[id].name,
        stageReady(stage) {
          for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
            if (isWaiting(task)) pending.add(task)
          return [{ kind: "revive" }]
        },
        *offersReceived(offers) {
          for (let i = 0; i < offers.length; i++) {
            const { mood: now, refusal: refuse } = left.shift() ?? { mood: "accept", refusal: 5_000_000 }
            const task = now === "accept" ? taskThatFits(offers, i) : undefined
            if (task !== undefined) {
              pending.delete(task)
              yield { kind: "accept", offer: offers.id(i), tasks: [task], refuse }
            } else if (now === "decline") yield { kind: "decline", offer: offers.id(i), refuse }
            else if (now === "suppress" || now === "revive") yield { kind: now }
          }
          yield { kind: "declineRest", refuse: left.shift()?.refusal ?? 5_000_000 }
        },
        taskEnded: (task) => {
          if (isWaiting(task)) pending.add(task)
          return [{ kind: "revive" }]
        },
      }
    }
  }

  test("is the same as a message for each agent, whatever the framework answers", () => {
    fc.assert(
      fc.property(arbitraryCluster(), moods, fc.constantFrom("a", "b"), (cluster, list, second) => {
        const jobs = cluster.jobs.map((job) => ({
          ...job,
          framework: job.framework === "c/1" ? second : "a",
        }))
        const run = (recorder: Scenario["recorder"]) => {
          const framework = moody(list)
          const plane = mesos({ policy: lowest, frameworks: () => framework })
          const given = { ...tiny({ ...cluster, jobs }), plane, seed: 42, until: seconds(20) }
          const simulation = createSimulation(recorder === undefined ? given : { ...given, recorder })
          simulation.run()
          return [simulation.digest(), simulation.offersMade]
        }
        expect(run(undefined)).toEqual(run({ offerMade: () => undefined }))
      }),
      { numRuns: 40 },
    )
  })

  test("keeps the agents it was made of, though the framework revives before it looks at them", () => {
    const cluster = tiny({ ...oneAgent, agents: 8 })
    for (const recorder of [{}, { offerMade: () => undefined }]) {
      const heard: string[] = []
      const framework = answering(function* (offers, now) {
        if (heard.length === 1) yield { kind: "revive" }
        const agents = Array.from({ length: offers.length }, (_, i) => offers.agent(i))
        heard.push(`${now / 1e6} s: ${agents.toSorted((a, b) => a - b).join(" ")}`)
        // All but agent 5 are refused, and sleep.
        for (const [i, agent] of agents.entries())
          yield { kind: "decline", offer: offers.id(i), refuse: agent === 5 ? 0 : seconds(100) }
      })
      const plane = mesos({ policy: lowest, frameworks: () => framework })
      createSimulation({ ...cluster, plane, seed: 42, until: seconds(2), recorder }).run()
      expect(heard).toEqual(["0 s: 0 1 2 3 4 5 6 7", "1 s: 5", "1 s: 0 1 2 3 4 5 6 7", "2 s: 5"])
    }
  })

  test("goes to the only framework that asks, without the policy being called, if that conserves work and nobody listens", () => {
    const calls: string[] = []
    const run = (isWorkConserving: boolean, recorder: Scenario["recorder"]) => {
      const policy: PolicyFactory = (setting) => ({
        ...lowest(setting),
        isWorkConserving,
        *allocate(view, agents) {
          calls.push("called")
          yield* lowest(setting).allocate(view, agents)
        },
      })
      const world = { ...tiny({ ...oneAgent, jobs: [{ ...one, lasts: 1 }] }), seed: 42 }
      const plane = mesos({ policy, frameworks: () => plain() })
      const simulation = createSimulation({ ...world, plane, ...(recorder && { recorder }) })
      simulation.run()
      return [simulation.digest(), calls.splice(0).length]
    }
    const [dealt, callsOfDeal] = run(true, undefined)
    expect(callsOfDeal).toBe(0)
    expect(run(false, undefined)).toEqual([dealt, 1])
    const answers: number[] = []
    const offerAnswered = (
      _now: number,
      _offer: number,
      _framework: number,
      _agent: number,
      answer: number,
    ) => void answers.push(answer)
    expect(run(true, { offerAnswered })).toEqual([dealt, 1])
    expect(answers).toEqual([offerAccepted])
  })
})
