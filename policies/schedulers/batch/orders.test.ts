/** Each order on the smallest queue where it alone decides so. */
import { expect, test } from "vitest"
import { type ControlPlaneFactory, createSimulation, microsPerSecond } from "../../../sim/index.ts"
import { tiny, type TinyJob } from "../../../sim/testing/index.ts"
import { f1, fairShare, fcfs, multifactor, sjf, unicep, wfp3 } from "./planes.ts"

/** On ten nodes of one processor: in which order jobs start, by name. */
function order(plane: ControlPlaneFactory, jobs: readonly TinyJob[], agents = 10): string {
  const world = tiny({ agents, cpus: 1, jobs: jobs.map((job) => ({ cpus: 1, gang: true, ...job })) })
  const started: { readonly name: string; readonly at: number }[] = []
  const taskStarted = (now: number, task: number) => {
    const name = jobs[world.jobs.stageJob[world.jobs.taskStage[task]]].framework
    if (started.at(-1)?.name !== name) started.push({ name, at: now / microsPerSecond })
  }
  createSimulation({ ...world, plane, seed: 1, recorder: { taskStarted } }).run()
  return started.map(({ name }) => name).join(" ")
}

/** Keeps all nodes busy for 100 s, while the others come. */
const busy: TinyJob = { framework: "busy", tasks: 10, lasts: 100 }

/** Three that need the whole machine, told apart by when they come and how long they say they run. */
const whole = (framework: string, at: number, lasts: number): TinyJob => ({ framework, tasks: 10, at, lasts })

test("shortest first goes by what users said, not by who came first, nor by what is true", () => {
  const jobs = [busy, whole("long", 1, 50), whole("short", 2, 20), { ...whole("liar", 3, 90), estimate: 10 }]
  expect(order(fcfs, jobs)).toBe("busy long short liar")
  expect(order(sjf, jobs)).toBe("busy liar short long")
})

test("WFP3 lets a long wait outdo a short request, and a large job outdo a small one", () => {
  const jobs = [busy, whole("patient", 1, 60), whole("fresh", 60, 30)]
  expect(order(sjf, jobs)).toBe("busy fresh patient")
  expect(order(wfp3, jobs)).toBe("busy patient fresh")
  const sizes = [busy, { framework: "small", tasks: 6, at: 1, lasts: 20 }, whole("large", 1, 20)]
  expect(order(fcfs, sizes)).toBe("busy small large")
  expect(order(wfp3, sizes)).toBe("busy large small")
})

test("UNICEP lets a small job outdo a large one, and one processor outdo all", () => {
  const jobs = [
    busy,
    whole("large", 1, 20),
    { framework: "small", tasks: 5, at: 1, lasts: 20 },
    { framework: "one", at: 40, lasts: 20 },
  ]
  expect(order(wfp3, jobs)).toBe("busy large small one")
  expect(order(unicep, jobs)).toBe("busy one small large")
})

test("F1 lets age outdo everything but a much smaller job", () => {
  const jobs = [busy, whole("old", 1, 90), whole("young", 99, 2)]
  expect(order(sjf, jobs)).toBe("busy young old")
  expect(order(f1, jobs)).toBe("busy old young")
  // 870 log10(99 ⁄ 98) is 3.8: less than ten processors by two decades.
  expect(order(f1, [busy, whole("long", 98, 90), whole("short", 99, 1)])).toBe("busy short long")
})

test("fair share lets those go first who have used least; a week later half of it is forgotten", () => {
  const jobs = [
    { ...whole("ann-1", 0, 100), user: "ann" },
    { ...whole("ann-2", 1, 10), user: "ann" },
    { ...whole("bob", 2, 10), user: "bob" },
  ]
  expect(order(fcfs, jobs)).toBe("ann-1 ann-2 bob")
  expect(order(fairShare, jobs)).toBe("ann-1 bob ann-2")
  const week = 7 * 86_400
  // Ann's 100 s count less than half of what they were; Bob's 60 s are new.
  const later = [
    { ...whole("ann-1", 0, 100), user: "ann" },
    { ...whole("bob-1", week + 10, 60), user: "bob" },
    { ...whole("bob-2", week + 11, 10), user: "bob" },
    { ...whole("ann-2", week + 12, 10), user: "ann" },
  ]
  expect(order(fairShare, later)).toBe("ann-1 bob-1 ann-2 bob-2")
})

test("multifactor weighs fair share most, then lets the larger go first, then the older", () => {
  const jobs = [
    { ...whole("ann-1", 0, 100), user: "ann" },
    { ...whole("ann-2", 1, 10), user: "ann" },
    { ...whole("bob", 2, 10), user: "bob", tasks: 6 },
  ]
  expect(order(multifactor, jobs)).toBe("ann-1 bob ann-2")
  const equal = [
    busy,
    { ...busy, framework: "small", tasks: 6, at: 1, lasts: 10 },
    whole("large", 2, 10),
  ].map((job) => ({ ...job, user: "ann" }))
  expect(order(multifactor, equal)).toBe("busy large small")
  expect(order(fairShare, equal)).toBe("busy small large")
})
