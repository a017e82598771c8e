/** Every fast part against its slow, obviously right twin, on random worlds. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { resolvePolicy } from "../policies/index.ts"
import { createSimulation, type FrameworkFactory, type Recorder, type Scenario } from "../sim/index.ts"
import { arbitraryCluster, checkedRun, plain, referenceMesos, tiny } from "../sim/testing/index.ts"
import { frameworkNamed } from "../workloads/index.ts"

const aMinute = 60_000_000
const plainOnes = (): FrameworkFactory => plain()
const listensToOffers: Recorder = { offerMade: () => undefined }

function run(scenario: Scenario): { digest: string; offers: number } {
  const simulation = createSimulation(scenario)
  simulation.run()
  return { digest: simulation.digest(), offers: simulation.offersMade }
}

for (const [policy, usesWeights] of [
  ["mesos/drf", false],
  ["mesos/weighted", true],
] as const)
  test(`${policy} decides as the reference that recomputes everything`, () => {
    fc.assert(
      fc.property(arbitraryCluster(), fc.nat(1000), (cluster, seed) => {
        const world = { ...tiny({ ...cluster, behaviour: "greedy" }), seed, until: aMinute }
        const under = (frameworks: (behaviour: string) => FrameworkFactory) =>
          resolvePolicy(policy).make({ frameworks })
        const expected = run({ ...world, plane: referenceMesos({ frameworks: plainOnes, usesWeights }) })
        expect(run({ ...world, plane: under(plainOnes) })).toEqual(expected)
        expect(run({ ...world, plane: under(plainOnes), recorder: listensToOffers })).toEqual(expected)
        expect(run({ ...world, plane: under(frameworkNamed) })).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

test("mesos decides alike whether a run is dealt to the one who asks or made offer by offer", () => {
  fc.assert(
    fc.property(arbitraryCluster(), fc.nat(1000), (cluster, seed) => {
      const world = { ...tiny({ ...cluster, behaviour: "greedy" }), seed, until: aMinute }
      const plane = () => resolvePolicy("mesos").make({ frameworks: frameworkNamed })
      const told = run({ ...world, plane: plane(), recorder: listensToOffers })
      expect(run({ ...world, plane: plane() })).toEqual(told)
    }),
    { numRuns: 200 },
  )
})

describe("in random worlds of losses, returns, gangs and stages", () => {
  for (const policy of [
    "mesos/mesos",
    "mesos/drf",
    "mesos/weighted",
    "mesos/random",
    "mesos/fifo",
    "mesos/static",
    "batch/fcfs",
  ])
    for (const behaviour of ["greedy", "gang"])
      test(`${policy} with ${behaviour} frameworks loses nothing and obeys Little's law`, () => {
        fc.assert(
          fc.property(arbitraryCluster(), fc.nat(1000), (cluster, seed) => {
            const plane = resolvePolicy(policy).make({ frameworks: frameworkNamed })
            const scenario = { ...tiny({ ...cluster, behaviour }), seed, plane, until: aMinute }
            expect(checkedRun(scenario).digest()).toBe(run(scenario).digest)
          }),
          { numRuns: 60 },
        )
      })
})
