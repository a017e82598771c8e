import fc from "fast-check"
import { expect, test } from "vitest"
import { Ledger } from "../cluster/ledger.ts"
import { amounts, cpus, gpus, mem, scalarCount } from "../cluster/resources.ts"
import { TaskStates } from "../cluster/tasks.ts"
import { tiny, type TinyCluster } from "../testing/tiny.ts"
import { ClusterView } from "./view.ts"

/** A cluster with all its agents up, at 7 µs. */
function viewOf(cluster: TinyCluster): { view: ClusterView; ledger: Ledger; states: TaskStates } {
  const { jobs, agents } = tiny(cluster)
  const ledger = new Ledger(jobs, agents)
  for (let agent = 0; agent < agents.count; agent++) ledger.setCapacity(agent, agents.capacity, agent)
  const states = new TaskStates(jobs, agents.count)
  return { view: new ClusterView(agents, states, ledger, { now: 7 }), ledger, states }
}

const twoFrameworks: TinyCluster = {
  agents: 2,
  cpus: 5,
  mem: 20,
  jobs: [
    { framework: "a/1", tasks: 2, cpus: 2, mem: 2 },
    { framework: "a/2", cpus: 1, mem: 8 },
    { framework: "b", gpus: 0 },
  ],
}

test("the view is true at the moment of reading", () => {
  const { view, ledger, states } = viewOf(twoFrameworks)
  ledger.use(0, 1)
  ledger.offer(1, 0, amounts({ cpus: 1 }))
  expect([view.free(1, cpus), view.offered(1, cpus), view.used(1, cpus), view.capacity(1, cpus)]).toEqual([
    2000, 1000, 2000, 5000,
  ])
  expect([view.totalCapacity(cpus), view.totalUsed(cpus), view.totalOffered(cpus)]).toEqual([
    10_000, 2000, 1000,
  ])
  expect([view.held(0, cpus), view.heldByRole(0, mem), view.frameworkOf(2), view.now]).toEqual([
    3000, 2000, 1, 7,
  ])
  expect([view.isUp(0), view.isWaiting(0)]).toEqual([true, false])
  states.stageReady(0, 7)
  ledger.removeAgent(0)
  expect([view.isUp(0), view.isWaiting(0), view.capacity(0, cpus)]).toEqual([false, true, 0])
})

test("the dominant share is the share of the scalar held most, by framework and by role", () => {
  const { view, ledger } = viewOf(twoFrameworks)
  ledger.use(0, 0) // 2 of 10 cores, 2 of 40 MiB
  ledger.use(2, 0) // 1 of 10 cores, 8 of 40 MiB
  expect([0, 1, 2].map((framework) => view.dominantShare(framework))).toEqual([0.2, 0.2, 0])
  expect([0, 1].map((role) => view.dominantShareOfRole(role))).toEqual([0.3, 0])
})

test("in an empty cluster every share is 0, and where there is none of a scalar nobody holds a share of it", () => {
  const { view } = viewOf({ ...twoFrameworks, agents: 0 })
  expect(view.dominantShare(0)).toBe(0)
  expect(viewOf(twoFrameworks).view.totalCapacity(gpus)).toBe(0)
})

test("an agent that shrank below what is used on it has nothing free, and still takes a task of nothing", () => {
  const { view, ledger } = viewOf({ ...twoFrameworks, agents: 1 })
  ledger.use(0, 0)
  ledger.setCapacity(0, amounts({ cpus: 1, mem: 20 }), 0)
  expect([view.free(0, cpus), view.free(0, mem)]).toEqual([0, 18_000])
  expect([view.firstFit(shapeOf(view, 1)), view.firstFit(shapeOf(view, 3))]).toEqual([-1, 0])
})

const shapeOf = (view: ClusterView, task: number) => view.jobs.taskShape[task]

test("first fit is the lowest agent from there on that has room, passing over those that are down", () => {
  const { view, ledger } = viewOf({ ...twoFrameworks, agents: 4 })
  const shape = shapeOf(view, 0)
  for (const task of [0, 1]) ledger.use(task, 0) // 1 core is left
  ledger.removeAgent(1)
  expect([0, 1, 2, 3, 4].map((from) => view.firstFit(shape, from))).toEqual([2, 2, 2, 3, -1])
})

test("a gang shares agents, and fits whole or not at all", () => {
  const { view } = viewOf({ ...twoFrameworks, jobs: [{ framework: "a", tasks: 5, cpus: 2, gang: true }] })
  expect(view.firstFitAll([0, 1, 2, 3])).toEqual([0, 0, 1, 1])
  expect(view.firstFitAll([0, 1, 2, 3, 4])).toBeUndefined()
  expect(view.firstFitAll([])).toEqual([])
})

const size = fc.record({ cpus: fc.nat(6), mem: fc.nat(6) })
const world = fc.record({
  agents: fc.array(size, { maxLength: 5 }),
  tasks: fc.array(fc.record({ cpus: fc.nat(3), mem: fc.nat(3) }), { minLength: 1, maxLength: 6 }),
  before: fc.array(fc.nat(), { maxLength: 4 }),
  shrunk: fc.option(fc.tuple(fc.nat(4), size)),
  down: fc.nat(8),
})

test("first fit, for one and for many, is what walking over all agents finds", () => {
  fc.assert(
    fc.property(world, ({ agents, tasks, before, shrunk, down }) => {
      const { view, ledger } = viewOf({ agents, jobs: tasks.map((task) => ({ framework: "a", ...task })) })
      if (down < agents.length) ledger.removeAgent(down)
      const all = tasks.map((_, task) => task)
      for (const drawn of before) {
        const task = drawn % tasks.length
        const agent = view.firstFit(shapeOf(view, task))
        if (agent >= 0) ledger.use(task, agent)
      }
      if (shrunk !== null && shrunk[0] < agents.length && shrunk[0] !== down)
        ledger.setCapacity(shrunk[0], amounts(shrunk[1]), 0)
      expect(view.firstFitAll(all)).toEqual(placesByWalking(view, all))
      expect(view.firstFitAll([0, 0, 0])).toEqual(placesByWalking(view, [0, 0, 0]))
      for (const task of all)
        expect([view.firstFit(shapeOf(view, task))]).toEqual(placesByWalking(view, [task]) ?? [-1])
    }),
    { numRuns: 150 },
  )
})

function placesByWalking(view: ClusterView, tasks: readonly number[]): number[] | undefined {
  const kinds = Array.from({ length: scalarCount }, (_, k) => k)
  const left = Array.from({ length: view.agents.count }, (_, agent) => kinds.map((k) => view.free(agent, k)))
  const places: number[] = []
  for (const task of tasks) {
    const request = kinds.map((k) => view.jobs.shapes[shapeOf(view, task) * scalarCount + k])
    const agent = left.findIndex((row, i) => view.isUp(i) && row.every((amount, k) => request[k] <= amount))
    if (agent < 0) return undefined
    places.push(agent)
    for (const k of kinds) left[agent][k] -= request[k]
  }
  return places
}
