import { describe, expect, test } from "vitest"
import { plain } from "../testing/plain-framework.ts"
import { timeline, unindented } from "../testing/timeline.ts"
import { tiny, type TinyCluster } from "../testing/tiny.ts"
import type { PolicyFactory } from "../contracts/allocation-policy.ts"
import type { ControlPlaneFactory } from "../contracts/control-plane.ts"
import type { Framework, FrameworkFactory, OfferList, OfferReply } from "../contracts/framework.ts"
import { offerRescinded, type Recorder } from "../contracts/recorder.ts"
import { InvariantError } from "../kernel/assert.ts"
import { seconds } from "../kernel/units.ts"
import { createSimulation } from "../simulation.ts"
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

const twoAgents: TinyCluster = { agents: 2, cpus: 1, jobs: [{ framework: "a", tasks: 3, cpus: 1, lasts: 3 }] }

/** A framework that asks when a stage is ready; `rest` is what it does beside. */
const asking =
  (rest: Partial<Framework> & Pick<Framework, "offersReceived">): FrameworkFactory =>
  ({ id, jobs }) => ({
    name: jobs.frameworks[id].name,
    stageReady: () => [{ kind: "revive" }],
    taskEnded: () => [],
    ...rest,
  })

const answering = (answer: (offers: OfferList) => Iterable<OfferReply>) => asking({ offersReceived: answer })

test("a whole run: what is lost is offered for again at once on an agent that joins, what ends waits for the batch", () => {
  const plane = mesos({ policy: lowest, frameworks: () => plain() })
  const changes = [
    { at: 1.5, agent: 0, change: "lost" },
    { at: 2.5, agent: 0, change: "joins", cpus: 1 },
  ] as const
  expect(timeline({ ...tiny({ ...twoAgents, changes }), plane, seed: 42 })).toBe(
    unindented(`
      0.0 s  a  offered agent 1, launches 1
      0.0 s  a  offered agent 0, launches 1
      1.5 s  a  task 1 was lost with agent 0
      1.5 s     agent 0 is lost
      2.5 s     agent 0 joins
      2.5 s  a  offered agent 0, launches 1
      3.0 s  a  task 0 finished on agent 1
      3.0 s  a  offered agent 1, launches 1
      5.5 s  a  task 2 finished on agent 0
      6.0 s  a  task 1 finished on agent 1`),
  )
})

test("its name says the plane and the policy", () => {
  let name = ""
  const naming: ControlPlaneFactory = (world) => {
    const master = mesos({ policy: lowest, frameworks: () => plain() })(world)
    name = master.name
    return master
  }
  createSimulation({ ...tiny(twoAgents), plane: naming, seed: 1 })
  expect(name).toBe("mesos/lowest")
})

test("each framework behaves as its behaviour is called", () => {
  const asked: string[] = []
  const frameworks = (behaviour: string) => {
    asked.push(behaviour)
    return plain()
  }
  const jobs = [{ framework: "a" }, { framework: "b" }]
  createSimulation({
    ...tiny({ agents: 1, jobs, behaviour: "odd" }),
    plane: mesos({ policy: lowest, frameworks }),
    seed: 1,
  })
  expect(asked).toEqual(["odd", "odd"])
})

test.each(["lost", "resized"] as const)(
  "what is offered on an agent that is %s is rescinded, and its framework told",
  (change) => {
    const told: string[] = []
    const framework = asking({
      offersReceived: () => [{ kind: "declineRest", refuse: 0 }],
      offerRescinded: (offer) => void told.push(`offer ${offer} rescinded`),
    })
    // Messages take no time here, so offers stay open only if somebody holds them back: this master has two of them out.
    const holding: ControlPlaneFactory = (world) => {
      const master = mesos({ policy: lowest, frameworks: () => framework })(world)
      return {
        name: "holding",
        begin: () => [0, 1].map((agent) => world.makeOffer(agent, 0)),
        stageReady: () => undefined,
        taskEnded: () => undefined,
        agentLeaving: (agent) => master.agentLeaving?.(agent),
        agentChanged: (agent, how) => master.agentChanged(agent, how),
      }
    }
    const answers: string[] = []
    const recorder: Recorder = {
      offerAnswered: (now, _offer, _framework, agent, answer) =>
        void answers.push(
          `${now / 1e6} s: agent ${agent} ${answer === offerRescinded ? "rescinded" : "answered"}`,
        ),
    }
    const cluster = tiny({ ...twoAgents, changes: [{ at: 2, agent: 1, change, cpus: 0.5 }] })
    const simulation = createSimulation({ ...cluster, plane: holding, seed: 1, until: seconds(3), recorder })
    simulation.run()
    expect(answers).toEqual(["2 s: agent 1 rescinded"])
    expect(told).toEqual(["offer 1 rescinded"])
    expect([0, 1].map((agent) => simulation.view.offered(agent, 0))).toEqual([1000, 0])
  },
)

test("what a framework holds after a launch is what its task requests, the rest of the offer being free again", () => {
  const plane = mesos({ policy: lowest, frameworks: () => plain() })
  const world = tiny({ agents: 1, cpus: 8, mem: 64, jobs: [{ framework: "a", cpus: 2, mem: 16 }] })
  const { view, ...simulation } = ranOn(world, plane)
  expect([view.held(0, 0), view.held(0, 1), view.free(0, 0), view.free(0, 1), view.totalOffered(0)]).toEqual([
    2000, 16_000, 6000, 48_000, 0,
  ])
  expect(simulation.offersMade).toBe(1)
})

function ranOn(world: ReturnType<typeof tiny>, plane: ControlPlaneFactory) {
  const simulation = createSimulation({ ...world, plane, seed: 1 })
  simulation.run()
  return { view: simulation.view, offersMade: simulation.offersMade }
}

test("a framework that asked to be woken is, at that time, and may act", () => {
  const heard: string[] = []
  const framework = asking({
    *offersReceived() {
      yield { kind: "suppress" }
      yield { kind: "wake", after: seconds(2.25) }
      yield { kind: "declineRest", refuse: seconds(100) }
      heard.push("offered")
    },
    *woken(now) {
      heard.push(`woken at ${now / 1e6} s`)
      if (now < seconds(4)) yield { kind: "revive" }
    },
  })
  const world = tiny({ agents: 1, cpus: 1, jobs: [{ framework: "a" }] })
  createSimulation({
    ...world,
    plane: mesos({ policy: lowest, frameworks: () => framework }),
    seed: 1,
    until: seconds(9),
  }).run()
  expect(heard).toEqual(["offered", "woken at 2.25 s", "offered", "woken at 4.5 s"])
})

describe("a framework that breaks the rules is caught", () => {
  const impolite: [string, string, FrameworkFactory][] = [
    ["leaves offers unanswered", "framework a left 2 offers without an answer", answering(() => [])],
    [
      "answers some and leaves one",
      "framework a left 1 offers without an answer",
      answering((offers) => [{ kind: "decline", offer: offers.id(0), refuse: 0 }]),
    ],
    [
      "answers twice",
      "is not open: it was answered",
      answering(function* (offers) {
        const offer = offers.id(0)
        yield { kind: "decline", offer, refuse: 0 }
        yield { kind: "accept", offer, tasks: [], refuse: 0 }
      }),
    ],
    [
      "takes more than is offered",
      "1 cpus used of an offer on agent",
      answering((offers) => [{ kind: "accept", offer: offers.id(0), tasks: [0, 1], refuse: 0 }]),
    ],
    [
      "starts a task twice",
      "task 0 is running, so it cannot become running",
      answering((offers) =>
        [0, 1].map((i) => ({ kind: "accept", offer: offers.id(i), tasks: [0], refuse: 0 })),
      ),
    ],
    [
      "starts another's task",
      "task 3 starts out of an offer to framework 0",
      answering((offers) => [{ kind: "accept", offer: offers.id(0), tasks: [3], refuse: 0 }]),
    ],
  ]
  const jobs = [...twoAgents.jobs, { framework: "b", cpus: 1, at: 9 }]

  // With a listener offers are made one by one; without, they are dealt at once.
  for (const [how, recorder] of [
    ["message", { offerMade: () => undefined }],
    ["deal", {}],
  ] as const)
    test.each(impolite)(`if it %s of a ${how}`, (_, message, framework) => {
      const plane = mesos({ policy: lowest, frameworks: () => framework })
      const run = () => createSimulation({ ...tiny({ ...twoAgents, jobs }), plane, seed: 1, recorder }).run()
      expect(run).toThrow(InvariantError)
      expect(run).toThrow(message)
    })
})

test("a policy that offers what a framework refuses is caught, with its name", () => {
  const stubborn: PolicyFactory = () => ({
    name: "stubborn",
    *allocate(_view, agents) {
      for (const agent of agents) yield { agent, framework: 0 }
    },
  })
  const refusing = answering(() => [{ kind: "declineRest", refuse: seconds(5) }])
  const plane = mesos({ policy: stubborn, frameworks: () => refusing })
  expect(() => createSimulation({ ...tiny({ ...twoAgents, agents: 1 }), plane, seed: 1 }).run()).toThrow(
    "policy stubborn offers agent 0 to framework 0, which does not want it (t = 1 s",
  )
})
