import { expect, test } from "vitest"
import { tiny } from "../testing/tiny.ts"
import { InvariantError } from "../kernel/assert.ts"
import { never } from "../kernel/units.ts"
import {
  failed,
  finished,
  jobState,
  notReady,
  notYet,
  running,
  TaskStates,
  taskStateNames,
  taskWait,
  unplaceable,
  waiting,
} from "./tasks.ts"

/** One agent, and one job whose stages have these many tasks; it arrives at 0. */
const states = (...tasks: number[]) =>
  new TaskStates(tiny({ agents: 1, jobs: [{ framework: "a", tasks }] }).jobs, 2)

const steps: Record<string, (life: TaskStates) => void> = {
  reject: (life) => life.rejected(0),
  ready: (life) => life.stageReady(0, 0),
  start: (life) => life.started(0, 0, 0),
  finish: (life) => life.ended(0, finished, 0),
  fail: (life) => life.ended(0, failed, 0),
  lose: (life) => life.lost(0),
}

/** From each state: how to get there, and what is legal from there with where it leads. */
test.each([
  [[], { reject: unplaceable, ready: waiting }],
  [["ready"], { start: running }],
  [["ready", "start"], { finish: finished, fail: failed, lose: waiting }],
  [["ready", "start", "finish"], {}],
  [["ready", "start", "fail"], {}],
  [["ready", "start", "lose"], { start: running }],
  [["reject"], { ready: unplaceable }],
] as [string[], Record<string, number>][])("after %j only the legal steps can be taken", (before, legal) => {
  for (const [name, step] of Object.entries(steps)) {
    const life = states(1)
    for (const past of before) steps[past](life)
    if (name in legal) {
      step(life)
      expect(taskStateNames[life.state[0]]).toBe(taskStateNames[legal[name]])
    } else expect(() => step(life), name).toThrow(InvariantError)
  }
})

test("an illegal step says what the task is and what it cannot become", () => {
  const life = states(1)
  expect(() => life.started(0, 0, 0)).toThrow("task 0 is not ready, so it cannot become running")
  life.stageReady(0, 0)
  expect(() => life.ended(0, finished, 0)).toThrow("task 0 is waiting, so it cannot become finished")
  expect(() => life.stageReady(0, 1)).toThrow("stage 0 became ready twice")
})

test("every task is counted in exactly one state", () => {
  const life = states(4)
  const counts = () => Object.fromEntries(taskStateNames.map((name, state) => [name, life.counts[state]]))
  life.rejected(3)
  life.stageReady(0, 5)
  life.started(0, 0, 6)
  life.started(1, 0, 6)
  life.ended(1, failed, 7)
  expect(counts()).toEqual({ "not ready": 0, waiting: 1, running: 1, finished: 0, failed: 1, unplaceable: 1 })
  expect(life.counts[notReady]).toBe(0)
})

test("the first start, the latest start, the attempts and the end are noted", () => {
  const life = states(1)
  expect([life.firstStart[0], life.latestStart[0], life.end[0], life.agent[0]]).toEqual([
    notYet,
    notYet,
    notYet,
    -1,
  ])
  life.stageReady(0, 10)
  life.started(0, 1, 20)
  life.lost(0)
  life.started(0, 0, 30)
  expect(life.ended(0, finished, 40)).toBe(true)
  expect([life.firstStart[0], life.latestStart[0], life.end[0], life.agent[0], life.attempts[0]]).toEqual([
    20, 30, 40, 0, 2,
  ])
  expect(life.stageReadyAt[0]).toBe(10)
})

test("a stage has ended when the last of its tasks has, whether well or badly", () => {
  const life = states(3)
  life.stageReady(0, 0)
  for (const task of [0, 1, 2]) life.started(task, 0, 0)
  expect([life.ended(2, finished, 1), life.ended(0, failed, 2), life.ended(1, finished, 3)]).toEqual([
    false,
    false,
    true,
  ])
})

test("a stage with a task that cannot be placed never ends", () => {
  const life = states(2)
  life.rejected(1)
  life.stageReady(0, 0)
  life.started(0, 0, 0)
  expect(life.ended(0, finished, 1)).toBe(false)
})

test("the tasks on an agent are known, in whatever order they come and go", () => {
  const life = states(4)
  const on = (agent: number) => {
    const tasks: number[] = []
    for (let task = life.anyOn(agent); task >= 0; task = life.anyOn(agent)) {
      tasks.push(task)
      life.lost(task)
    }
    for (const task of tasks) life.started(task, agent, 0)
    return tasks.toSorted((a, b) => a - b)
  }
  life.stageReady(0, 0)
  for (const task of [0, 1, 2]) life.started(task, 0, 0)
  life.started(3, 1, 0)
  expect([on(0), on(1)]).toEqual([[0, 1, 2], [3]])
  life.ended(1, finished, 1)
  expect(on(0)).toEqual([0, 2])
  life.lost(0)
  life.started(0, 1, 2)
  expect([on(0), on(1)]).toEqual([[2], [0, 3]])
  life.ended(2, finished, 3)
  expect(on(0)).toEqual([])
})

// The rule of spec/interface.md, one row for each of its words; tasks of the job's two stages, as reached by these steps.
test.each<[string, (life: TaskStates) => void]>([
  ["not_arrived", () => undefined],
  ["waiting", (life) => life.stageReady(0, 0)],
  [
    "running",
    (life) => {
      life.stageReady(0, 0)
      life.started(0, 0, 0)
    },
  ],
  [
    "running", // one ended, one has not started: some have started, not all have ended
    (life) => {
      life.stageReady(0, 0)
      life.started(0, 0, 0)
      life.ended(0, finished, 0)
    },
  ],
  [
    "running", // a failure is no end while anything is open
    (life) => {
      life.stageReady(0, 0)
      life.started(0, 0, 0)
      life.ended(0, failed, 0)
    },
  ],
  [
    "running", // lost and waiting again, but it has started once
    (life) => {
      life.stageReady(0, 0)
      life.started(0, 0, 0)
      life.lost(0)
    },
  ],
  ["finished", (life) => complete(life, finished, finished, finished)],
  ["failed", (life) => complete(life, finished, failed, finished)],
  [
    "unplaceable",
    (life) => {
      life.rejected(2)
      complete(life, finished, finished)
    },
  ],
  [
    "unplaceable",
    (life) => {
      life.rejected(2)
      life.stageReady(0, 0)
    },
  ],
])("a job is %s", (state, live) => {
  const life = states(2, 1)
  live(life)
  expect(jobState(life, 0, 0)).toBe(state)
})

function complete(life: TaskStates, ...ends: (typeof finished | typeof failed)[]): void {
  for (const [task, end] of ends.entries()) {
    const stage = life.jobs.taskStage[task]
    if (life.stageReadyAt[stage] === notYet) life.stageReady(stage, 0)
    life.started(task, 0, 0)
    life.ended(task, end, 0)
  }
}

test("a job without tasks, or without stages even, is finished when it has arrived", () => {
  const { jobs } = tiny({
    agents: 1,
    jobs: [
      { framework: "a", at: 1, tasks: [0, 0] },
      { framework: "a", at: 2, tasks: [] },
      { framework: "a", at: 3 },
    ],
  })
  const life = new TaskStates(jobs, 1)
  const at = (now: number) => [0, 1, 2].map((job) => jobState(life, job, now))
  expect(at(0)).toEqual(["not_arrived", "not_arrived", "not_arrived"])
  life.stageReady(0, 1_000_000)
  life.stageReady(1, 1_000_000)
  expect(at(2_000_000)).toEqual(["finished", "finished", "not_arrived"])
})

test("a task waits from its stage's release to its first start, or until now", () => {
  const life = states(2, 1)
  life.stageReady(0, 10)
  life.started(0, 0, 15)
  life.lost(0)
  expect([taskWait(life, 0, 99), taskWait(life, 1, 99)]).toEqual([5, 89])
  expect(() => taskWait(life, 2, 99)).toThrow(new InvariantError("task 2 is not ready, so it has no wait"))
  expect(() => taskWait(life, 1, never)).toThrow(InvariantError)
})
