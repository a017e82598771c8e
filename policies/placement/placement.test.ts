import fc from "fast-check"
import { expect, test } from "vitest"
import {
  type AgentId,
  createSimulation,
  PlacementBoard,
  type PlacementFactory,
  type PlacementPolicy,
  type Random,
} from "../../sim/index.ts"
import { tiny, type TinyCluster } from "../../sim/testing/index.ts"
import { placementCatalogue, placementHint, placementNamed } from "./catalogue.ts"

/** Where the tasks of a tiny cluster go, one after the other as they arrive: "0 2 -"; devices after a dot, "0.1". */
function placed(cluster: TinyCluster, factory: PlacementFactory, rank?: readonly number[]): string {
  const { jobs, agents } = tiny(cluster)
  const places: string[] = []
  const plane = (world: {
    readonly view: ConstructorParameters<typeof PlacementBoard>[0]
    readonly random: Random
    launch(task: number, agent: AgentId): void
  }) => {
    let board: PlacementBoard
    let policy: PlacementPolicy
    return {
      name: "once",
      begin() {
        board = new PlacementBoard(world.view)
        policy = factory({ board, random: world.random, ...(rank && { rank }) })
      },
      stageReady(stage: number) {
        for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++) {
          const agent = policy.choose(task)
          places.push(agent < 0 ? "-" : String(agent))
          if (agent < 0) continue
          const devices = policy.devices(task, agent)
          if (devices.length > 0)
            places[places.length - 1] +=
              `.${devices.map((device) => device - board.devices.first[agent]).join("")}`
          world.launch(task, agent)
          board.started(task, agent, devices)
        }
      },
      taskEnded(task: number) {
        board.ended(task, world.view.tasks.agent[task])
      },
      agentChanged(agent: number) {
        board.agentChanged(agent)
      },
    }
  }
  createSimulation({ jobs, agents, plane, seed: 1 }).run()
  return places.join(" ")
}

/** Small worlds in which policies differ; tasks arrive in order and stay. */
const worlds: Readonly<Record<string, TinyCluster>> = {
  "three sizes": {
    agents: [
      { cpus: 8, mem: 16 },
      { cpus: 4, mem: 16 },
      { cpus: 16, mem: 16 },
    ],
    jobs: Array.from({ length: 4 }, () => ({ framework: "a", cpus: 2, mem: 2 })),
  },
  "much memory, many cores": {
    agents: [
      { cpus: 4, mem: 32 },
      { cpus: 16, mem: 8 },
      { cpus: 9, mem: 19 },
    ],
    jobs: [
      { framework: "a", cpus: 3, mem: 1 },
      { framework: "a", cpus: 1, mem: 7 },
      { framework: "a", cpus: 2, mem: 2 },
      { framework: "a", tasks: 2, cpus: 1, mem: 1 },
    ],
  },
  "shared devices": {
    agents: [
      { cpus: 8, mem: 8, gpus: 2 },
      { cpus: 8, mem: 8, gpus: 1 },
      { cpus: 8, mem: 8, gpus: 4 },
    ],
    jobs: [
      { framework: "a", cpus: 1, mem: 1, gpus: 0.6 },
      { framework: "a", cpus: 1, mem: 1, gpus: 1 },
      { framework: "a", cpus: 1, mem: 1, gpus: 0.3 },
      { framework: "a", cpus: 1, mem: 1, gpus: 2 },
      { framework: "a", cpus: 4, mem: 1, gpus: 0.3 },
      { framework: "a", cpus: 1, mem: 1, gpus: 0.5 },
    ],
  },
}

/** Two dozen agents of many shapes, and tasks that ask this and that. */
const crowd: TinyCluster = {
  agents: Array.from({ length: 24 }, (_, i) => ({
    cpus: 4 + ((i * 7) % 5) * 4,
    mem: 8 + ((i * 5) % 7) * 4,
    gpus: (i * 3) % 5,
  })),
  jobs: Array.from({ length: 90 }, (_, i) => ({
    framework: "a",
    tasks: 1 + (i % 2),
    cpus: 1 + ((i * 3) % 4),
    mem: (i * 5) % 6,
    gpus: i % 2 === 0 ? [1, 0.4, 2, 0.7, 0.2][(i / 2) % 5] : 0,
  })),
}

const signature = (factory: PlacementFactory) =>
  Object.values(worlds)
    .map((world) => placed(world, factory))
    .join(" | ")

test("the policies place three small worlds", () => {
  const table = placementCatalogue.map(({ name, make }) => `${name}: ${signature(make)}`)
  expect(table.join("\n")).toMatchInlineSnapshot(`
    "first-fit: 0 0 0 0 | 0 0 1 1 1 | 0.0 0.1 0.0 2.01 1.0 1.0
    next-fit: 0 0 0 0 | 0 0 1 1 1 | 0.0 0.1 0.0 2.01 2.2 2.2
    best-fit: 1 1 0 0 | 2 2 2 2 2 | 1.0 0.0 1.0 2.01 0.1 0.1
    worst-fit: 2 2 0 2 | 0 1 2 0 1 | 2.0 2.1 0.0 2.23 1.0 0.0
    random-fit: 2 0 1 0 | 2 0 1 0 0 | 2.2 0.0 1.0 2.01 0.1 0.1
    l2-norm: 1 1 0 0 | 2 2 2 2 2 | 1.0 0.0 1.0 2.01 0.1 0.1
    dot-product: 2 2 0 2 | 1 0 1 2 2 | 2.0 2.1 0.0 2.23 1.0 0.0
    dot-product-small: 1 1 0 0 | 0 0 2 2 2 | 1.0 0.0 1.0 2.01 0.1 0.1
    tetris: 1 0 1 0 | 0 1 2 2 2 | 1.0 0.0 1.0 2.01 0.1 2.2
    gpu-packing: 0 0 0 0 | 0 0 1 1 1 | 1.0 0.0 1.0 2.01 0.1 0.1
    gpu-clustering: 0 0 0 0 | 0 0 1 1 1 | 1.0 0.0 1.0 2.01 0.1 0.1
    fgd: 0 0 0 0 | 0 0 1 1 1 | 1.0 2.0 1.0 0.01 2.1 2.1
    best-fit-percent: 1 1 0 0 | 0 0 2 2 2 | 1.0 0.0 1.0 2.01 0.1 0.1
    least-allocated: 2 0 2 1 | 1 0 2 1 2 | 0.0 1.0 2.0 2.12 0.0 2.0
    most-allocated: 1 1 0 0 | 0 0 1 1 1 | 0.0 0.1 0.0 2.01 2.2 2.2
    requested-to-capacity: 1 1 0 0 | 0 0 1 1 1 | 0.0 0.1 0.0 2.01 2.2 2.2
    balanced-allocation: 2 2 2 2 | 1 0 1 2 2 | 0.0 0.1 0.0 2.01 1.0 2.2
    topology-spread: 0 0 0 0 | 0 0 1 1 2 | 0.0 0.1 0.0 2.01 1.0 1.0
    swarm-spread: 2 0 2 1 | 1 0 2 2 1 | 0.0 1.0 2.0 2.12 0.0 2.0
    swarm-binpack: 1 1 0 0 | 0 0 1 1 1 | 0.0 0.1 0.0 2.01 2.2 2.2"
  `)
})

test("no two policies place a crowd alike", () => {
  const names = new Map<string, string>()
  for (const { name, make } of placementCatalogue) {
    const places = placed(crowd, make)
    expect(names.get(places), `as ${name}`).toBeUndefined()
    names.set(places, name)
  }
})

test("of equal agents the one with the lowest rank is taken", () => {
  const equals: TinyCluster = { agents: 3, cpus: 4, mem: 4, jobs: [{ framework: "a", tasks: 3, cpus: 4 }] }
  for (const name of ["first-fit", "best-fit", "topology-spread"])
    expect(placed(equals, placementNamed(name)!.make, [2, 0, 1])).toBe("1 2 0")
})

test("topology spread goes where fewest tasks of the job run, whatever others do", () => {
  const cluster: TinyCluster = {
    agents: 3,
    cpus: 8,
    jobs: [
      { framework: "a", tasks: 4, cpus: 1 },
      { framework: "b", tasks: 3, cpus: 1 },
    ],
  }
  expect(placed(cluster, placementNamed("topology-spread")!.make)).toBe("0 1 2 0 0 1 2")
})

test("a misspelt name is told the nearest", () => {
  expect(placementHint("best-fitt")).toMatch(/^Did you mean "best-fit"\? Known: first-fit, /)
  expect(placementNamed("best-fitt")).toBeUndefined()
})

test("what is kept is what a fresh look gives, in random clusters that fill and empty", () => {
  const size = fc.record({ cpus: fc.integer({ min: 1, max: 8 }), mem: fc.constant(16), gpus: fc.nat(3) })
  const job = fc.record({
    framework: fc.constantFrom("a", "b"),
    at: fc.nat(20),
    lasts: fc.integer({ min: 1, max: 9 }),
    tasks: fc.integer({ min: 1, max: 3 }),
    cpus: fc.integer({ min: 1, max: 3 }),
    gpus: fc.constantFrom(0, 0.3, 0.5, 1, 2),
  })
  const cluster = fc.record({
    agents: fc.array(size, { minLength: 1, maxLength: 5 }),
    jobs: fc.array(job, { minLength: 1, maxLength: 8 }),
  })
  fc.assert(
    fc.property(cluster, fc.constantFrom(...placementCatalogue), (world, { name, make }) => {
      if (name === "random-fit" || name === "next-fit") return
      // A policy made anew for every task has kept nothing.
      const afresh: PlacementFactory = (setting) => ({
        name,
        choose: (task) => make(setting).choose(task),
        devices: (task, agent) => make(setting).devices(task, agent),
      })
      expect(placed(world, make)).toBe(placed(world, afresh))
    }),
    { numRuns: 200 },
  )
})
