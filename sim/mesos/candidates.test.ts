import fc from "fast-check"
import { expect, test } from "vitest"
import { tiny, type TinyCluster } from "../testing/tiny.ts"
import type { World } from "../contracts/control-plane.ts"
import { createSimulation } from "../simulation.ts"
import { Candidates } from "./candidates.ts"

/** The world at the start of a run in which nothing happens. */
function worldOf(agents: TinyCluster["agents"], seed = 42): World {
  let world: World | undefined
  createSimulation({
    ...tiny({ agents, cpus: 1, jobs: [{ framework: "a" }] }),
    seed,
    plane: (given) => {
      world = given
      return {
        name: "idle",
        stageReady: () => undefined,
        taskEnded: () => undefined,
        agentChanged: () => undefined,
      }
    },
  })
  return world as World
}

function visited(candidates: Candidates, run: number): number[] {
  candidates.shuffle(run)
  const order: number[] = []
  for (let agent = candidates.next(); agent >= 0; agent = candidates.next()) order.push(agent)
  return order
}

const sorted = (agents: Iterable<number>) => [...agents].sort((a, b) => a - b)

test("all agents are visited once, in an order that depends on the seed and the run alone", () => {
  const everyone = Array.from({ length: 50 }, (_, agent) => agent)
  const orderOf = (seed: number, run: number) => {
    const candidates = new Candidates(worldOf(50, seed))
    candidates.addAll()
    return visited(candidates, run)
  }
  expect(sorted(orderOf(1, 0))).toEqual(everyone)
  expect(orderOf(1, 0)).toEqual(orderOf(1, 0))
  expect(new Set([orderOf(1, 0), orderOf(1, 1), orderOf(2, 0)].map(String)).size).toBe(3)
})

test("a run visits who was added before it, each once; who is added while it walks is for the next", () => {
  const candidates = new Candidates(worldOf(9))
  for (const agent of [3, 7, 3]) candidates.add(agent)
  candidates.shuffle(0)
  const first = candidates.next()
  candidates.addAll()
  expect(sorted([first, candidates.next()])).toEqual([3, 7])
  expect([candidates.next(), candidates.next()]).toEqual([-1, -1])
  expect(visited(candidates, 1)).toHaveLength(9)
  expect(visited(candidates, 2)).toEqual([])
})

test("what was added can be forgotten", () => {
  const candidates = new Candidates(worldOf(3))
  candidates.addAll()
  candidates.add(1)
  candidates.clear()
  expect(visited(candidates, 0)).toEqual([])
})

test("who sleeps is passed over until it is woken or its time has come, and the order of the others stays", () => {
  fc.assert(
    fc.property(fc.nat(30), fc.subarray([0, 1, 2, 3, 4, 5, 6, 7]), fc.nat(7), (run, sleepers, woken) => {
      const candidates = new Candidates(worldOf(8))
      candidates.addAll()
      const everyone = visited(candidates, run)
      for (const agent of sleepers) candidates.sleep(agent, 1)
      const walk = () => {
        candidates.addAll()
        return visited(candidates, run)
      }
      expect(walk()).toEqual(everyone.filter((agent) => !sleepers.includes(agent)))
      candidates.wake(woken)
      expect(walk()).toEqual(everyone.filter((agent) => !sleepers.includes(agent) || agent === woken))
      candidates.wakeAll()
      expect(walk()).toEqual(everyone)
      candidates.sleep(5, 0) // until now
      expect(walk()).toEqual(everyone)
    }),
    { numRuns: 50 },
  )
})

test("counting finds those whom the walk finds, for all agents and for some", () => {
  const world = worldOf([{ cpus: 1 }, { cpus: 0.001 }, { mem: 32 }, { mem: 31 }, { cpus: 0.01 }, { gpus: 1 }])
  const candidates = new Candidates(world)
  candidates.sleep(4, 1)
  candidates.addAll()
  candidates.shuffle(0)
  expect([...candidates.unordered()]).toEqual([0, 2])
  candidates.addAll()
  expect(sorted(visited(candidates, 0))).toEqual([0, 2])
  for (const agent of [5, 2, 4, 3]) candidates.add(agent)
  candidates.shuffle(1)
  expect([...candidates.unordered()]).toEqual([2])
})
