import { expect, test } from "vitest"
import type { PolicyFactory } from "../contracts/allocation-policy.ts"
import type { ControlPlaneFactory } from "../contracts/control-plane.ts"
import { offerDeclined, offerRescinded } from "../contracts/recorder.ts"
import { mesos } from "../mesos/master.ts"
import { seconds } from "../kernel/units.ts"
import { plain } from "./plain-framework.ts"
import { timeline, unindented } from "./timeline.ts"
import { tiny } from "./tiny.ts"

const alternating: PolicyFactory = () => ({
  name: "alternating",
  *allocate({ frameworks, run }, agents) {
    for (const agent of agents) {
      const eligible = frameworks.eligible(agent)
      if (eligible.length > 0) yield { agent, framework: eligible[run % eligible.length] }
    }
  },
})

test("a run is a line for each fact, in columns: when, who, what", () => {
  const world = tiny({
    agents: 1,
    cpus: 1,
    jobs: [
      { framework: "spark", cpus: 1, lasts: 0.25, fails: true },
      { framework: "mpi", cpus: 2, lasts: 9 },
    ],
    changes: [
      { at: 5, agent: 0, change: "resized", cpus: 2 },
      { at: 11, agent: 0, change: "lost" },
      { at: 12, agent: 0, change: "joins", cpus: 1 },
    ],
  })
  const plane = mesos({ policy: alternating, frameworks: () => plain({ refuse: seconds(3) }) })
  expect(timeline({ ...world, plane, seed: 1, until: seconds(13) }, { declines: true })).toBe(
    unindented(`
       0.0 s  spark  offered agent 0, launches 1
      0.25 s  spark  task 0 failed on agent 0
       1.0 s  mpi    offered agent 0, declines
       4.0 s  mpi    offered agent 0, declines
       5.0 s         agent 0 is resized
       5.0 s  mpi    offered agent 0, launches 1
      11.0 s  mpi    task 1 was lost with agent 0
      11.0 s         agent 0 is lost
      12.0 s         agent 0 joins
      12.0 s  mpi    offered agent 0, declines`),
  )
})

test("a start without an offer and an offer that is taken back are told too; a decline only when asked for", () => {
  const world = tiny({
    agents: 1,
    cpus: 2,
    jobs: [{ framework: "a", cpus: 1 }],
    changes: [{ at: 1, agent: 0, change: "lost" }],
  })
  const direct: ControlPlaneFactory = (given) => ({
    name: "direct",
    stageReady(stage) {
      given.launch(given.jobs.stageFirstTask[stage], 0)
      given.endOffer(given.makeOffer(0, 0), offerDeclined)
      given.makeOffer(0, 0)
    },
    taskEnded: () => undefined,
    agentLeaving: () => given.endOffer(given.offers.idAt(0), offerRescinded),
    agentChanged: () => undefined,
  })
  const scenario = { ...world, plane: direct, seed: 1, until: seconds(2) }
  expect(timeline(scenario)).toBe(
    unindented(`
      0.0 s  a  task 0 starts on agent 0
      1.0 s  a  offer of agent 0 is rescinded
      1.0 s  a  task 0 was lost with agent 0
      1.0 s     agent 0 is lost`),
  )
})

test("indentation and empty lines around a text are not part of it", () => {
  expect(unindented("\n    a\n      b  \n    c\n  ")).toBe("a\n  b\nc")
})
