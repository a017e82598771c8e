import fc from "fast-check"
import { expect, test } from "vitest"
import { cpus, createSimulation, PlacementBoard } from "../../sim/index.ts"
import { tiny, type TinyCluster } from "../../sim/testing/index.ts"
import {
  balancedAllocationScore,
  leastAllocatedScore,
  mostAllocatedScore,
  requestedToCapacityScore,
} from "./allocated.ts"
import { Fragmentation, type FreeState, type TypicalDemand, typicalDemands } from "./fragmentation.ts"
import { spreadScore } from "./topology-spread.ts"
import { swarmWeight } from "./swarm-weights.ts"

const node = (milliCpus: number, mebibytes: number) => [
  { requested: milliCpus, capacity: 8000 },
  { requested: mebibytes, capacity: 16384 },
]

test("Kubernetes' scores of a node of 8 cores and 16 GiB are those of its own code", () => {
  const scores = [node(3000, 5120), node(1000, 1024)].map((one) => [
    leastAllocatedScore(one),
    mostAllocatedScore(one),
    balancedAllocationScore(one),
  ])
  expect(scores).toEqual([
    [65, 34, 96],
    [90, 9, 96],
  ])
  expect(requestedToCapacityScore(node(4000, 8192))).toBe(50)
  expect(leastAllocatedScore(node(9000, 5120))).toBe(34)
})

test("Swarm's weight adds what would be used of cpus and memory, in percent", () => {
  expect(swarmWeight([2, 4096], [1, 1024], [8, 16384])).toBe(68)
  expect(swarmWeight([0, 0], [1, 1024], [8, 16384])).toBe(18)
  expect(swarmWeight([0, 0], [0, 1024], [8, 16384])).toBe(106)
})

test("spreading over more domains makes a task there count more", () => {
  expect(spreadScore(1, 1, 1)).toBeCloseTo(1.098612, 6)
  expect(spreadScore(1, 3, 1)).toBeCloseTo(1.609438, 6)
  expect(spreadScore(1, 5000, 1)).toBeCloseTo(8.517593, 6)
})

function boardOf(cluster: TinyCluster): PlacementBoard {
  const { jobs, agents } = tiny(cluster)
  const simulation = createSimulation({
    jobs,
    agents,
    seed: 1,
    plane: () => ({ name: "idle", stageReady() {}, taskEnded() {}, agentChanged() {} }),
  })
  return new PlacementBoard(simulation.view)
}

test("the fragmentation of an agent, by hand", () => {
  // Three tasks in four want half a device and a core; one in four wants no GPU.
  const board = boardOf({
    agents: 1,
    cpus: 4,
    gpus: 2,
    jobs: [
      { framework: "a", tasks: 3, cpus: 1, gpus: 0.5 },
      { framework: "a", cpus: 1 },
    ],
  })
  const fragmentation = new Fragmentation(board, typicalDemands(board.demands))
  const of = (state: FreeState) => fragmentation.of(0, state) / fragmentation.taskCount
  expect(of({ cpus: 4000, devices: [1000, 1000] })).toBe(500) // no use to the task without GPU
  expect(of({ cpus: 4000, devices: [400, 1000] })).toBe(0.75 * 400 + 0.25 * 1400)
  expect(of({ cpus: 500, devices: [400, 1000] })).toBe(1400) // no core is left for anybody
})

/** The definition, demand by demand. */
function plainFragmentation(
  board: PlacementBoard,
  typical: readonly TypicalDemand[],
  agent: number,
  state: FreeState,
) {
  const devices = Array.from(state.devices)
  const sum = (free: readonly number[]) => free.reduce((all, one) => all + one, 0)
  return sum(
    typical.map(({ demand, count }) => {
      const fit = devices.filter((free) => free >= demand.each).length
      const usable =
        demand.devices > 0 &&
        fit >= demand.devices &&
        demand.amounts[cpus] <= state.cpus &&
        board.allows(demand, agent)
      return count * sum(usable ? devices.filter((free) => free < demand.each) : devices)
    }),
  )
}

test("fragmentation by groups is the sum over demands", () => {
  const demand = fc.record({
    framework: fc.constant("a"),
    tasks: fc.integer({ min: 1, max: 9 }),
    cpus: fc.nat(6),
    gpus: fc.constantFrom(0, 0.2, 0.25, 0.5, 0.8, 1, 2, 4),
  })
  const state = fc.record({
    cpus: fc.nat(6000),
    devices: fc.array(fc.constantFrom(0, 200, 300, 500, 900, 1000), { maxLength: 4 }),
  })
  fc.assert(
    fc.property(fc.array(demand, { minLength: 1, maxLength: 12 }), state, (jobs, free) => {
      const board = boardOf({ agents: 1, cpus: 6, gpus: 4, jobs })
      const typical = typicalDemands(board.demands)
      expect(new Fragmentation(board, typical).of(0, free)).toBe(plainFragmentation(board, typical, 0, free))
    }),
    { numRuns: 200 },
  )
})

test("typical are the commonest demands that make up 95 % of the tasks", () => {
  const board = boardOf({
    agents: 1,
    jobs: [
      { framework: "a", tasks: 4, cpus: 2, gpus: 1 },
      { framework: "a", tasks: 90, cpus: 1, gpus: 1 },
      { framework: "a", tasks: 6, cpus: 1 },
    ],
  })
  expect(typicalDemands(board.demands).map(({ count }) => count)).toEqual([90, 6])
})
