import fc from "fast-check"
import { expect, test } from "vitest"
import { createSimulation } from "../../../../sim/index.ts"
import { arbitraryCluster, tiny, type TinyCluster } from "../../../../sim/testing/index.ts"
import { placementCatalogue, placementNamed } from "../../../placement/catalogue.ts"
import { easy, fcfs } from "../planes.ts"

const digestOf = (cluster: TinyCluster, plane: typeof fcfs) => {
  const simulation = createSimulation({ ...tiny(cluster), plane, seed: 1 })
  simulation.run()
  return simulation.digest()
}

test("first fit as a placement policy is the first fit of the plane, for tasks without GPUs", () => {
  fc.assert(
    fc.property(arbitraryCluster(), (cluster) => {
      expect(digestOf(cluster, fcfs.placedBy(placementNamed("first-fit")!.make))).toBe(
        digestOf(cluster, fcfs),
      )
    }),
    { numRuns: 80 },
  )
})

test("any placement holds for gangs that share agents and devices, and for whoever overtakes", () => {
  const job = fc.record({
    framework: fc.constantFrom("a", "b"),
    at: fc.nat(9),
    lasts: fc.integer({ min: 1, max: 9 }),
    tasks: fc.integer({ min: 1, max: 4 }),
    gang: fc.boolean(),
    cpus: fc.integer({ min: 1, max: 3 }),
    gpus: fc.constantFrom(0, 0.3, 0.6, 1),
  })
  const cluster = fc.record({
    agents: fc.integer({ min: 1, max: 4 }),
    cpus: fc.constant(8),
    gpus: fc.constant(2),
    jobs: fc.array(job, { minLength: 1, maxLength: 8 }),
  })
  fc.assert(
    fc.property(cluster, fc.constantFrom(...placementCatalogue), (world, { make }) => {
      expect(digestOf(world, easy.placedBy(make))).toMatch(/^[0-9a-f]{32}$/)
    }),
    { numRuns: 150 },
  )
})
