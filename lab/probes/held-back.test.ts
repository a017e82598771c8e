import { expect, test } from "vitest"
import { resolvePolicy } from "../../policies/index.ts"
import { createSimulation, type RoleSettings, seconds } from "../../sim/index.ts"
import { plain, tiny, type TinyCluster } from "../../sim/testing/index.ts"
import { fairness } from "./fairness.ts"
import { heldBack } from "./held-back.ts"
import { trackRoleLevels } from "./role-levels.ts"

/** Under Mesos' own allocator, for twenty seconds. */
function measured(cluster: TinyCluster, roles: RoleSettings) {
  const kept = heldBack(roles)
  const fair = fairness()
  const levels = trackRoleLevels([kept, fair], { roles })
  const plane = resolvePolicy("mesos").make({ frameworks: () => plain() })
  const simulation = createSimulation({
    ...tiny(cluster),
    roles,
    plane,
    seed: 1,
    until: seconds(20),
    recorder: levels.recorder,
  })
  simulation.run()
  levels.advance(simulation.now)
  return { kept: kept.result(simulation.now), fair: fair.result(simulation.now).roles }
}

/** Ten agents of one CPU; a wants them all from the start, b four of them from the tenth second on. */
const crowd: TinyCluster = {
  agents: 10,
  cpus: 1,
  jobs: [
    { framework: "a", tasks: 20, cpus: 1 },
    { framework: "b", tasks: 4, cpus: 1, at: 10 },
  ],
}

test("headroom is what a guarantee keeps free until its role uses it", () => {
  const { kept, fair } = measured(crowd, { b: { guarantee: { cpus: 4000 }, limit: { cpus: 5000 } } })
  expect(kept[0]).toEqual({ guarantee: null, limit: null, reserved: null, headroom: null, idle: null })
  // Four of ten CPUs for the first ten of twenty seconds.
  expect(kept[1]).toEqual({ guarantee: 0.4, limit: 0.5, reserved: null, headroom: 0.2, idle: null })
  // Until b comes, a is entitled to all and has six tenths; then to six.
  expect([fair[0].share, fair[0].entitlement, fair[0].underService]).toEqual([0.6, 0.8, 0.2])
  expect(fair[1].entitlement).toBeCloseTo(0.2, 12)
})

test("a guarantee that finds nothing free keeps nothing free", () => {
  const late: TinyCluster = { ...crowd, agents: 6 }
  const { kept } = measured(late, { b: { guarantee: { cpus: 12_000 } } })
  // Six CPUs, all kept for b: what is kept is never more than there is.
  expect(kept[1]).toMatchObject({ guarantee: 2, headroom: (6 * 10 + 2 * 10) / 20 / 6 })
})

test("what is reserved is idle until its role uses it, and counts for its guarantee", () => {
  const reservation = { agents: { amount: 3 }, amounts: { cpus: { share: 1 } } }
  const { kept } = measured(crowd, { b: { guarantee: { cpus: 4000 }, reservation } })
  expect(kept[1]).toEqual({ guarantee: 0.4, limit: null, reserved: 0.3, headroom: 0.05, idle: 0.15 })
})
