/** What only a placement does for Mesos' frameworks: of several offers the right one, not the first. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { createSimulation, seconds } from "../../sim/index.ts"
import { arbitraryCluster, tiny, type TinyCluster } from "../../sim/testing/index.ts"
import { resolvePolicy } from "../index.ts"
import { placementCatalogue } from "./catalogue.ts"
import { placing } from "./testing/placing-framework.ts"

const run = (policy: string, cluster: TinyCluster) => {
  const plane = resolvePolicy(policy).make({ frameworks: () => placing })
  const simulation = createSimulation({ ...tiny(cluster), plane, seed: 1, until: seconds(60) })
  simulation.run()
  return simulation
}
const agentsOf = (policy: string, cluster: TinyCluster) => [...run(policy, cluster).view.tasks.agent]

const sizes: TinyCluster = {
  agents: [{ cpus: 8 }, { cpus: 2 }, { cpus: 4 }],
  jobs: [{ framework: "a", tasks: 2, cpus: 2 }],
}

test("of the offers of a message each task takes the one that its placement would", () => {
  for (const mesos of ["mesos/drf", "mesos/mesos"]) {
    expect(agentsOf(`${mesos}+best-fit`, sizes)).toEqual([1, 2])
    expect(agentsOf(`${mesos}+worst-fit`, sizes)).toEqual([0, 0])
    expect(agentsOf(`${mesos}+first-fit`, sizes)).toEqual([0, 0])
  }
})

test("best fit leaves whole agents free, so that a large task starts that first come first served keeps waiting", () => {
  const cluster: TinyCluster = {
    agents: [{ cpus: 4 }, { cpus: 2 }],
    jobs: [
      { framework: "a", cpus: 2 },
      { framework: "a", cpus: 4, at: 5 },
    ],
  }
  expect(run("mesos/drf+best-fit", cluster).view.tasks.firstStart[1]).toBe(seconds(5))
  expect(run("mesos/drf+worst-fit", cluster).view.tasks.firstStart[1]).toBe(-1)
})

test("no placement takes more than was offered, in random clusters", () => {
  const served = placementCatalogue.filter(({ looksAt }) => looksAt === "amounts").map(({ name }) => name)
  fc.assert(
    fc.property(arbitraryCluster(), fc.constantFrom(...served), (cluster, name) => {
      expect(run(`mesos/drf+${name}`, cluster).digest()).toMatch(/^[0-9a-f]{32}$/)
    }),
    { numRuns: 60 },
  )
})
