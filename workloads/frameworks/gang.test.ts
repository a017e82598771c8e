import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  amounts,
  createRandom,
  createSimulation,
  defaultRefusal,
  endsFinished,
  type Framework,
  type JobTable,
  JobTableBuilder,
  mesos,
  microsPerSecond,
  type OfferList,
  type OfferPlacement,
  type OfferReply,
  outcomeLost,
  type PolicyFactory,
  seconds,
} from "../../sim/index.ts"
import { timeline, tiny, unindented } from "../../sim/testing/index.ts"
import { gang } from "./gang.ts"

interface Size {
  readonly cpus: number
  readonly mem: number
}

/** One stage for each list of sizes, a task of each size. */
function stagesOf(stages: readonly (readonly Size[])[]): JobTable {
  const builder = new JobTableBuilder()
  const framework = builder.framework("g", builder.role("g"), "gang")
  for (const [label, sizes] of stages.entries()) {
    builder.job({ arrival: 0, framework, label })
    builder.stage({ gang: true })
    for (const size of sizes) {
      const [cpus, mem] = amounts(size)
      builder.task(builder.shape(cpus, mem), microsPerSecond, endsFinished, 0)
    }
  }
  return builder.build()
}

function begin(stages: readonly (readonly Size[])[], placement?: OfferPlacement): Framework {
  const jobs = stagesOf(stages)
  const column = () => new Int32Array(jobs.taskCount)
  const setting = { jobs, isWaiting: () => true, nextTask: column(), orderOfTask: column() }
  const placed = placement === undefined ? setting : { ...setting, placement }
  return gang({ ...placed, id: 0, random: createRandom(1) })
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

/** What it launches: the tasks out of each offer. */
function launches(framework: Framework, sizes: readonly Size[]): Record<number, readonly number[]> {
  const replies: OfferReply[] = [...framework.offersReceived(offersOf(sizes), 0)]
  return Object.fromEntries(
    replies.flatMap((reply) => (reply.kind === "accept" ? [[reply.offer, reply.tasks]] : [])),
  )
}

const small = { cpus: 1, mem: 1 }
const wide = { cpus: 3, mem: 1 }

describe("a gang framework", () => {
  test("starts a stage when the offers of one message hold all of it, each agent filled in order of the offers", () => {
    const framework = begin([[small, small, small]])
    expect([...framework.stageReady(0)]).toEqual([{ kind: "revive" }])
    expect(
      launches(framework, [
        { cpus: 1, mem: 9 },
        { cpus: 1, mem: 0 },
      ]),
    ).toEqual({})
    expect(
      launches(framework, [
        { cpus: 2, mem: 9 },
        { cpus: 0, mem: 9 },
        { cpus: 9, mem: 9 },
      ]),
    ).toEqual({
      100: [0, 1],
      102: [2],
    })
  })

  test("starts tasks of several shapes together, small ones beside large ones", () => {
    const framework = begin([[wide, small, wide, small]])
    expect([...framework.stageReady(0)]).toHaveLength(1)
    expect(
      launches(framework, [
        { cpus: 4, mem: 9 },
        { cpus: 3, mem: 9 },
      ]),
    ).toEqual({})
    expect(
      launches(framework, [
        { cpus: 4, mem: 9 },
        { cpus: 4, mem: 9 },
      ]),
    ).toEqual({ 100: [0, 1], 101: [2, 3] })
  })

  test("starts what it can in the order in which stages came, and nothing past the first that does not fit", () => {
    const framework = begin([[small, small], [wide, wide], [small]])
    for (const stage of [0, 1, 2]) expect([...framework.stageReady(stage)]).toHaveLength(stage === 0 ? 1 : 0)
    expect(launches(framework, [{ cpus: 4, mem: 9 }])).toEqual({ 100: [0, 1] })
    expect(launches(framework, [{ cpus: 6, mem: 9 }, small])).toEqual({ 100: [2, 3], 101: [4] })
  })

  test("goes where its placement says, and gives back what it took where the rest does not fit", () => {
    const said: string[] = []
    const places = [1, 0, 1, -1]
    const framework = begin(
      [
        [small, small],
        [small, small],
      ],
      {
        open: (offers) => void said.push(`open ${offers.length}`),
        take: (task) => {
          said.push(`take ${task}`)
          return places[task]
        },
        giveBack: (task, position) => void said.push(`give back ${task} at ${position}`),
      },
    )
    for (const stage of [0, 1]) expect([...framework.stageReady(stage)]).toHaveLength(1 - stage)
    expect(launches(framework, [wide, wide])).toEqual({ 100: [1], 101: [0] })
    expect(said).toEqual(["open 2", "take 0", "take 1", "take 2", "take 3", "give back 2 at 1"])
  })

  test("asks no more when all is placed", () => {
    const framework = begin([[small], []])
    expect([...framework.stageReady(0)]).toEqual([{ kind: "revive" }])
    expect([...framework.offersReceived(offersOf([wide, wide]), 0)]).toEqual([
      { kind: "accept", offer: 100, tasks: [0], refuse: defaultRefusal },
      { kind: "suppress" },
      { kind: "declineRest", refuse: defaultRefusal },
    ])
    expect([...framework.stageReady(1)]).toEqual([])
  })

  test("pauses from five to ten seconds on where a stage does not fit, twice as long each time up to two minutes or so, and then asks again", () => {
    const framework = begin([[small, small]])
    expect([...framework.stageReady(0)]).toHaveLength(1)
    const pauses: number[] = []
    for (let i = 0; i < 20; i++) {
      const replies = [...framework.offersReceived(offersOf([small]), 0)]
      expect(replies.map(({ kind }) => kind)).toEqual(["suppress", "wake", "declineRest"])
      for (const reply of replies) if (reply.kind === "wake") pauses.push(reply.after)
      expect([...(framework.woken?.(0) ?? [])]).toEqual([{ kind: "revive" }])
    }
    expect(new Set(pauses).size).toBe(20)
    for (const [i, pause] of pauses.entries()) {
      const least = seconds(Math.min(80, 5 * 2 ** i))
      expect(pause >= least && pause < 2 * least).toBe(true)
    }
  })

  test("pauses five to ten seconds again once it has started a stage, whether that left it idle or not", () => {
    const framework = begin([[small, small], [wide], [wide], [wide]])
    const pauseAfter = (offer: Size) => {
      const replies = [...framework.offersReceived(offersOf([offer]), 0)]
      const pause = replies.flatMap((reply) => (reply.kind === "wake" ? [reply.after / seconds(5)] : []))
      return pause.map((fives) => Math.floor(Math.log2(fives)))[0]
    }
    const ready = (stage: number) => [...framework.stageReady(stage)].length
    expect([ready(0), pauseAfter(small), pauseAfter(small)]).toEqual([1, 0, 1]) // 5 to 10 s, 10 to 20 s
    expect([pauseAfter({ cpus: 2, mem: 2 }), ready(1), pauseAfter(small)]).toEqual([undefined, 1, 0])
    expect([ready(2), pauseAfter(small), pauseAfter(wide), pauseAfter(small)]).toEqual([0, 1, 0, 1])
  })

  test("starts a lost task again alone, asking for it if it had nothing else to place", () => {
    const framework = begin([[small, small]])
    expect([...framework.stageReady(0)]).toHaveLength(1)
    expect(launches(framework, [{ cpus: 2, mem: 2 }])).toEqual({ 100: [0, 1] })
    expect([...framework.taskEnded(1, outcomeLost)]).toEqual([{ kind: "revive" }])
    expect([...framework.taskEnded(0, outcomeLost)]).toEqual([])
    expect(launches(framework, [small])).toEqual({ 100: [1] })
  })
})

test("whatever is asked and offered, stages start whole, where a walk over all offers puts each of their tasks", () => {
  const size = fc.record({ cpus: fc.nat(3), mem: fc.nat(3) })
  fc.assert(
    fc.property(
      fc.array(fc.array(size, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
      fc.array(fc.array(size, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
      (stages, messages) => {
        const framework = begin(stages)
        for (const stage of stages.keys()) for (const _ of framework.stageReady(stage));
        let task = 0
        const waiting = stages.map((sizes) => sizes.map((of) => ({ task: task++, ...of })))
        for (const message of messages) {
          let left = message.map((of) => ({ ...of }))
          const expected: Record<number, number[]> = {}
          for (let head = waiting[0]; head !== undefined; head = waiting[0]) {
            const room = left.map((of) => ({ ...of }))
            const places = head.map(({ cpus, mem }) => {
              const place = room.findIndex((of) => cpus <= of.cpus && mem <= of.mem)
              if (place >= 0) room[place] = { cpus: room[place].cpus - cpus, mem: room[place].mem - mem }
              return place
            })
            if (places.includes(-1)) break
            left = room
            waiting.shift()
            for (const [i, place] of places.entries()) (expected[100 + place] ??= []).push(head[i].task)
          }
          expect(launches(framework, message)).toEqual(expected)
        }
      },
    ),
    { numRuns: 100 },
  )
})

/** Every second agent to one, the others to the other; all to one who asks alone. */
const halves: PolicyFactory = () => ({
  name: "halves",
  *allocate({ frameworks }, agents) {
    for (const agent of agents) {
      const asking = frameworks.eligible(agent)
      if (asking.length > 0) yield { agent, framework: asking[agent % asking.length] }
    }
  },
})

const plane = mesos({ policy: halves, frameworks: () => gang })

test("two gangs that are offered half of what each needs both start in the end", () => {
  const job = { tasks: 4, cpus: 1, lasts: 30, gang: true }
  const world = tiny({ agents: 4, cpus: 1, jobs: ["a", "b"].map((framework) => ({ framework, ...job })) })
  const simulation = createSimulation({ ...world, plane, seed: 1 })
  simulation.run()
  const starts = [...simulation.view.tasks.firstStart]
  expect([new Set(starts.slice(0, 4)).size, new Set(starts.slice(4)).size]).toEqual([1, 1])
  const [first, second] = [starts[0], starts[4]].sort((a, b) => a - b)
  expect(first).toBeLessThan(seconds(11)) // the shorter of the two first pauses, alone
  expect(second).toBeGreaterThanOrEqual(first + seconds(30))
  expect(second).toBeLessThan(first + seconds(30 + 40)) // the last pause that began before the other ended
})

test("of a gang whose agent is lost the others run on, and the lost one starts again alone", () => {
  const world = tiny({
    agents: 2,
    cpus: 1,
    jobs: [{ framework: "a", tasks: 2, cpus: 1, lasts: 10, gang: true }],
    changes: [
      { at: 4, agent: 1, change: "lost" },
      { at: 6, agent: 1, change: "joins", cpus: 1 },
    ],
  })
  expect(timeline({ ...world, plane, seed: 2 })).toBe(
    unindented(`
       0.0 s  a  offered agent 0, launches 1
       0.0 s  a  offered agent 1, launches 1
       4.0 s  a  task 1 was lost with agent 1
       4.0 s     agent 1 is lost
       6.0 s     agent 1 joins
       6.0 s  a  offered agent 1, launches 1
      10.0 s  a  task 0 finished on agent 0
      16.0 s  a  task 1 finished on agent 1`),
  )
})
