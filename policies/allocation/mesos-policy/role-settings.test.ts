/** Quota and reservations of roles, as Mesos keeps them, in small simulated worlds. */
import fc from "fast-check"
import { expect, test } from "vitest"
import {
  type ClusterView,
  createSimulation,
  type FrameworkFactory,
  mesos,
  type Recorder,
  type RoleSettings,
  seconds,
} from "../../../sim/index.ts"
import {
  arbitraryCluster,
  plain,
  recount,
  timeline,
  tiny,
  type TinyCluster,
  unindented,
} from "../../../sim/testing/index.ts"
import { Settings } from "../../settings.ts"
import { mesosOptions, mesosPolicy } from "./index.ts"

const sorted = mesosPolicy(mesosOptions(new Settings("mesos", "agent_order=sorted")))
const byDefault = mesosPolicy(mesosOptions(new Settings("mesos")))

function story(cluster: TinyCluster, roles: RoleSettings, framework: FrameworkFactory = plain()): string {
  const plane = mesos({ policy: sorted, frameworks: () => framework })
  return timeline({ ...tiny(cluster), roles, seed: 1, until: seconds(4), plane })
}

const crowd: TinyCluster = {
  agents: 4,
  cpus: 1,
  jobs: [
    { framework: "greedy", tasks: 9, cpus: 1 },
    { framework: "etl", at: 2.5, tasks: 2, cpus: 1 },
  ],
}

test("without quota who comes first takes all", () => {
  expect(story(crowd, {}).match(/launches 1/g)).toHaveLength(4)
})

test("a guarantee keeps room free for a role that comes later", () => {
  expect(story(crowd, { etl: { guarantee: { cpus: 2000 } } })).toBe(
    unindented(`
      0.0 s  greedy  offered agent 0, launches 1
      0.0 s  greedy  offered agent 1, launches 1
      2.5 s  etl     offered agent 2, launches 1
      2.5 s  etl     offered agent 3, launches 1`),
  )
})

test("a limit ends what a role is offered, in the middle of an agent if need be", () => {
  const large: TinyCluster = { agents: 2, cpus: 4, jobs: [{ framework: "a", tasks: 9, cpus: 1 }] }
  expect(story(large, { a: { limit: { cpus: 6000 } } })).toBe(
    unindented(`
      0.0 s  a  offered agent 0, launches 4
      0.0 s  a  offered agent 1, launches 2`),
  )
  expect(story(large, { a: { limit: { cpus: 0 } } })).toBe("")
})

test("what is reserved to a role waits for it, and for nobody else", () => {
  const half = { agents: { share: 0.5 }, amounts: { cpus: { share: 1 } } }
  expect(story(crowd, { etl: { reservation: half } })).toMatch(
    /^(0\.0 s {2}greedy {2}offered agent \d, launches 1\n){2}2\.5 s {2}etl {5}.*\n2\.5 s {2}etl {5}.*$/,
  )
})

test("a role takes what is reserved to it and what is free beside it as one offer", () => {
  const one: TinyCluster = {
    agents: 1,
    cpus: 4,
    jobs: [
      { framework: "a", tasks: 2, cpus: 2, lasts: 1 },
      { framework: "b", tasks: 4, cpus: 1 },
    ],
  }
  const settings = { a: { reservation: { agents: { amount: 1 }, amounts: { cpus: { amount: 3000 } } } } }
  // When a's tasks have ended, b is offered the one CPU that is not reserved, and takes it.
  expect(story(one, settings)).toBe(
    unindented(`
      0.0 s  a  offered agent 0, launches 2
      1.0 s  a  task 0 finished on agent 0
      1.0 s  a  task 1 finished on agent 0
      1.0 s  b  offered agent 0, launches 1`),
  )
})

test("in random worlds of losses and gangs no limit is passed, and nothing reserved goes astray", () => {
  const portion = fc.oneof(
    fc.record({ amount: fc.integer({ min: 0, max: 3000 }) }),
    fc.record({ share: fc.constantFrom(0.25, 0.5, 1) }),
  )
  const agents = fc.oneof(fc.record({ amount: fc.nat(3) }), fc.record({ share: fc.constantFrom(0.3, 1) }))
  const setting = fc
    .record({
      guaranteed: fc.integer({ min: 0, max: 9000 }),
      more: fc.option(fc.integer({ min: 0, max: 4000 }), { nil: undefined }),
      reservation: fc.option(fc.record({ agents, amounts: fc.record({ cpus: portion }) }), {
        nil: undefined,
      }),
    })
    .map(({ guaranteed, more, reservation }) => ({
      guarantee: { cpus: guaranteed },
      ...(more === undefined ? {} : { limit: { cpus: guaranteed + more } }),
      ...(reservation === undefined ? {} : { reservation }),
    }))
  fc.assert(
    fc.property(
      arbitraryCluster(),
      fc.dictionary(fc.constantFrom("a", "b", "c"), setting, { noNullPrototype: true }),
      fc.nat(1000),
      (cluster, roles, seed) => {
        const world = tiny({ ...cluster, behaviour: "plain" })
        const plane = mesos({ policy: byDefault, frameworks: () => plain() })
        let view: ClusterView | undefined
        const recorder: Recorder = {
          begin: (given) => (view = given),
          offerMade(_now, _offer, framework) {
            const { role } = world.jobs.frameworks[framework]
            const { limit, reservation } = roles[world.jobs.roles[role].name] ?? {}
            if (limit === undefined || reservation !== undefined) return
            expect(view?.heldByRole(role, 0)).toBeLessThanOrEqual(limit.cpus)
          },
        }
        const simulation = createSimulation({ ...world, roles, seed, plane, recorder, until: seconds(60) })
        while (simulation.step()) recount(simulation.view)
      },
    ),
    { numRuns: 30 },
  )
})
