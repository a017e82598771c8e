/** All promises of a fair division, checked on one world under one policy. */
import { type AgentTable, cpus, mem } from "../../sim/index.ts"
import type { Trial } from "../trial.ts"
import { divide, type Division } from "./division.ts"
import { honest, type Told } from "./lies.ts"
import { type Finding, promises, withTwice } from "./promises.ts"
import { machinesOf, settledBy, type World, workloadOf } from "./world.ts"

/** In the order of `promises`; the same for the same world, policy and seeds. */
export function auditWorld(world: World, policy: Trial["policy"], seeds: readonly number[]): Finding[] {
  const agents = machinesOf(world)
  const { jobs } = workloadOf(world, agents)
  const until = settledBy(world, withTwice(withTwice(agents, cpus), mem))
  const divideWith = (seed: number, told: Told, on = agents) =>
    divide(told, { policy, seed, agents: on, until, users: world.users.length })
  const all = seeds.map((seed) => divideWith(seed, honest(jobs)))
  // Where every seed makes the same of the world, chance has no part in it.
  const telling = all.every((one) => isSame(one, all[0])) ? seeds.slice(0, 1) : seeds
  const inquiry = {
    world,
    jobs,
    agents,
    weights: jobs.roles.map(({ weight }) => weight),
    shared: meanOf(all),
    divide: (told: Told, on?: AgentTable) => meanOf(telling.map((seed) => divideWith(seed, told, on))),
  }
  return promises.flatMap(({ name, find }) => find(inquiry).map((finding) => ({ promise: name, ...finding })))
}

const isSame = (one: Division, other: Division) =>
  one.bundles.every((amount, i) => amount === other.bundles[i]) &&
  one.held.every((held, i) => held === other.held[i])

/** Left out is who is left out with any of them. */
function meanOf(divisions: readonly Division[]): Division {
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length
  const [{ held, bundles, leftOut }] = divisions
  return {
    held: held.map((_, i) => mean(divisions.map((one) => one.held[i]))),
    bundles: bundles.map((_, i) => mean(divisions.map((one) => one.bundles[i]))),
    leftOut: leftOut.map((_, i) => divisions.some((one) => one.leftOut[i])),
  }
}
