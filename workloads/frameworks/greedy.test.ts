import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  amounts,
  createRandom,
  defaultRefusal,
  type Framework,
  type FrameworkFactory,
  type FrameworkSetting,
  type OfferList,
  type OfferReply,
  outcomeFinished,
  outcomeLost,
} from "../../sim/index.ts"
import { plain, tiny, type TinyJob } from "../../sim/testing/index.ts"
import { greedy } from "./greedy.ts"

interface Size {
  readonly cpus: number
  readonly mem: number
}

/** Offers of these sizes: offer 100 of agent 0, 101 of agent 1, … */
function offersOf(sizes: readonly Size[]): OfferList {
  return {
    length: sizes.length,
    id: (position) => 100 + position,
    agent: (position) => position,
    amount: (position, kind) => amounts(sizes[position])[kind],
  }
}

/** The framework, with the jobs' tasks to place: stage s is that of job s. */
function begin(
  make: FrameworkFactory,
  jobs: readonly Omit<TinyJob, "framework">[],
  more: Pick<FrameworkSetting, "placement"> = {},
): Framework {
  const table = tiny({ agents: 1, jobs: jobs.map((job) => ({ framework: "a", ...job })) }).jobs
  const column = () => new Int32Array(table.taskCount)
  const setting = { jobs: table, isWaiting: () => true, nextTask: column(), orderOfTask: column() }
  return make({ ...setting, ...more, id: 0, random: createRandom(1) })
}

const all = { cpus: 9, mem: 9 }
const accept = (offer: number, tasks: number[]): OfferReply => ({
  kind: "accept",
  offer,
  tasks,
  refuse: defaultRefusal,
})
const declineRest: OfferReply = { kind: "declineRest", refuse: defaultRefusal }

describe("a greedy framework", () => {
  test("with a placement puts each task where that says, the oldest first; one that is refused speaks for its like", () => {
    const asked: number[] = []
    const places = [1, 0, -1, 1]
    const placement = {
      open: () => undefined,
      take: (task: number) => {
        asked.push(task)
        return places[task]
      },
      giveBack: () => undefined,
    }
    const framework = begin(greedy, [{ cpus: 1 }, { cpus: 2 }, { tasks: 2, cpus: 3 }], { placement })
    for (const stage of [0, 1, 2]) for (const _ of framework.stageReady(stage));
    expect([...framework.offersReceived(offersOf([all, all]), 0)]).toEqual([
      accept(101, [0]),
      accept(100, [1]),
      declineRest,
    ])
    expect(asked).toEqual([0, 1, 2])
  })

  test("takes the oldest task first, and passes over what does not fit for what does", () => {
    const framework = begin(greedy, [
      { tasks: 2, cpus: 4, mem: 1 },
      { tasks: 2, cpus: 1, mem: 1 },
      { tasks: 1, cpus: 2, mem: 1 },
    ])
    for (const stage of [0, 1, 2])
      expect([...framework.stageReady(stage)]).toEqual(stage === 0 ? [{ kind: "revive" }] : [])
    const offers = offersOf([
      { cpus: 7, mem: 3 },
      { cpus: 1, mem: 0 },
      { cpus: 3, mem: 9 },
    ])
    expect([...framework.offersReceived(offers, 0)]).toEqual([
      accept(100, [0, 2, 3]), // 4 + 1 + 1 cores; the third, of 4, does not fit, and the fifth lacks memory
      accept(102, [4]),
      declineRest,
    ])
  })

  test("asks when it has work, and stops when all is placed", () => {
    const framework = begin(greedy, [{ tasks: 0 }, { cpus: 1 }, { cpus: 1 }])
    expect([...framework.stageReady(0)]).toEqual([])
    expect([...framework.stageReady(1)]).toEqual([{ kind: "revive" }])
    expect([...framework.offersReceived(offersOf([all, all]), 0)]).toEqual([
      accept(100, [0]),
      { kind: "suppress" },
      declineRest,
    ])
    expect([...framework.stageReady(2)]).toEqual([{ kind: "revive" }])
  })

  test("does not look at offers that it has no task for any more", () => {
    const framework = begin(greedy, [{ cpus: 1 }])
    expect([...framework.stageReady(0)]).toHaveLength(1)
    const looked: number[] = []
    const offers = offersOf(Array.from({ length: 1000 }, () => all))
    const watched = { ...offers, amount: (i: number, k: number) => (looked.push(i), offers.amount(i, k)) }
    expect([...framework.offersReceived(watched, 0)]).toHaveLength(3)
    expect(new Set(looked)).toEqual(new Set([0]))
  })

  test("places a task that was lost again, after those that wait, and leaves one that ended alone", () => {
    const framework = begin(greedy, [{ tasks: 2, cpus: 5 }])
    expect([...framework.stageReady(0)]).toHaveLength(1)
    expect([...framework.offersReceived(offersOf([all]), 0)]).toEqual([accept(100, [0]), declineRest])
    expect([...framework.taskEnded(0, outcomeLost)]).toEqual([]) // it is asking already
    expect([...framework.offersReceived(offersOf([all, all]), 1)]).toEqual([
      accept(100, [1]),
      accept(101, [0]),
      { kind: "suppress" },
      declineRest,
    ])
    expect([...framework.taskEnded(1, outcomeFinished)]).toEqual([])
    expect([...framework.taskEnded(0, outcomeLost)]).toEqual([{ kind: "revive" }])
  })
})

test("whatever is offered and lost, a greedy framework answers as its plain twin does", () => {
  const size = fc.record({ cpus: fc.nat(4), mem: fc.nat(4) })
  const job = fc.tuple(fc.nat(4), size).map(([tasks, of]) => ({ tasks, ...of }))
  const step = fc.oneof(
    { weight: 2, arbitrary: fc.constant("a stage is ready" as const) },
    { weight: 3, arbitrary: fc.array(size, { minLength: 1, maxLength: 4 }) },
    { weight: 1, arbitrary: fc.nat() }, // the running task of this number is lost
  )
  fc.assert(
    fc.property(
      fc.array(job, { minLength: 1, maxLength: 6 }),
      fc.array(step, { maxLength: 20 }),
      (jobs, steps) => {
        const twins = [begin(greedy, jobs), begin(plain(), jobs)]
        const running: number[] = []
        let ready = 0
        for (const [now, what] of steps.entries()) {
          let act: (framework: Framework) => Iterable<OfferReply> = () => []
          if (what === "a stage is ready") {
            const stage = ready++
            if (stage < jobs.length) act = (framework) => framework.stageReady(stage)
          } else if (typeof what === "number") {
            const [lost] = running.splice(what % (running.length || 1), 1)
            if (lost !== undefined) act = (framework) => framework.taskEnded(lost, outcomeLost)
          } else act = (framework) => framework.offersReceived(offersOf(what), now)
          const [fast, slow] = twins.map((framework) => [...act(framework)])
          expect(fast).toEqual(slow)
          for (const reply of fast) if (reply.kind === "accept") running.push(...reply.tasks)
        }
      },
    ),
    { numRuns: 100 },
  )
})
