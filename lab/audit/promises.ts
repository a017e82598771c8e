/**
 * The promises of a fair division, each with the comparisons that show it kept or broken on one world. A role is judged
 * where it is one user: with several it has no tasks of one kind to count. Definitions: Ghodsi et al., NSDI 2011, §3 and
 * table 2; spec/metrics-and-charts.md §2.2.
 */
import { type AgentTable, cpus, type JobTable, mem, type RoleId, scalarCount } from "../../sim/index.ts"
import { jobsOfRole, jobsWithout, partOfRole } from "./alone.ts"
import type { Division } from "./division.ts"
import { honest, lies, type Told } from "./lies.ts"
import { mostOf, nameOf, timesIn, type World } from "./world.ts"

/** One comparison: what somebody has, and what it was promised at least. */
export interface Finding {
  readonly promise: string
  readonly user: string
  /** The lie that it could tell, whose place it could have, who left, what there is more of; "" without another. */
  readonly against: string
  /** Its own tasks, means over the seeds. */
  readonly has: number
  readonly promised: number
  readonly isBroken: boolean
}

/** A world, what the policy makes of it, and what it would make of it otherwise. */
export interface Inquiry {
  readonly world: World
  readonly jobs: JobTable
  readonly agents: AgentTable
  readonly weights: readonly number[]
  readonly shared: Division
  /** The mean over the seeds; the same machines if none are given. */
  readonly divide: (told: Told, on?: AgentTable) => Division
}

export interface Promise {
  /** As it is typed and stands in tables. */
  readonly name: string
  /** As the literature writes it. */
  readonly title: string
  /** What is promised, in a sentence. */
  readonly about: string
  readonly find: (inquiry: Inquiry) => Omit<Finding, "promise">[]
}

export const promises: readonly Promise[] = [
  {
    name: "sharing-incentive",
    title: "sharing incentive",
    about: "nobody has less than its part of the machines alone would give",
    find: ({ world, jobs, agents, weights, shared, divide }) =>
      singlesOf(world, jobs).map(({ user, role }) => {
        const part = partOfRole(agents, weights, role)
        const alone = divide(honest(jobsOfRole(jobs, role)), part)
        return {
          user: nameOf(world.users[user]),
          against: "",
          ...atLeast(shared.held[user], alone.held[user]),
        }
      }),
  },
  {
    name: "strategy-proofness",
    title: "strategy-proofness",
    about: "nobody has more by saying what is not so",
    find: ({ world, jobs, agents, shared, divide }) =>
      singlesOf(world, jobs).flatMap(({ user, role }) =>
        lies.map((lie) => {
          const lying = divide(lie.tell(jobs, role, agents))
          return {
            user: nameOf(world.users[user]),
            against: lie.name,
            ...atLeast(shared.held[user], lying.held[user]),
          }
        }),
      ),
  },
  {
    name: "envy-freeness",
    title: "envy-freeness",
    about: "nobody would rather have what another one has, by weight",
    find: ({ world, jobs, weights, shared }) =>
      pairsOf(singlesOf(world, jobs)).map(([{ user, role }, other]) => {
        const { demand, tasks = Infinity } = world.users[user]
        const there = shared.bundles
          .slice(other.role * scalarCount, (other.role + 1) * scalarCount)
          .map((amount) => (amount * weights[role]) / weights[other.role])
        return {
          user: nameOf(world.users[user]),
          against: nameOf(world.users[other.user]),
          ...atLeast(shared.held[user], Math.min(tasks, timesIn(demand, there))),
        }
      }),
  },
  {
    name: "no-starvation",
    title: "no starvation",
    about: "nobody who wants something has nothing at all",
    find: ({ world, jobs, agents, weights, shared }) =>
      world.users.map((user, i) => {
        const { role } = jobs.frameworks[i]
        const siblings = jobs.frameworks.filter((one) => one.role === role).length
        const part = mostOf(user.demand, partOfRole(agents, weights, role)) / siblings
        const [has, promised] = [shared.held[i], part >= 1 ? 1 : 0]
        return { user: nameOf(user), against: "", has, promised, isBroken: has < promised / 2 }
      }),
  },
  {
    name: "pareto-efficiency",
    title: "Pareto efficiency",
    about: "nothing is free that somebody waits for",
    find: ({ world, shared }) =>
      world.users.map((user, i) => {
        const [has, isBroken] = [shared.held[i], shared.leftOut[i]]
        return { user: nameOf(user), against: "", has, promised: has + (isBroken ? 1 : 0), isBroken }
      }),
  },
  {
    name: "population-monotonicity",
    title: "population monotonicity",
    about: "nobody has less because another one leaves",
    find: ({ world, jobs, shared, divide }) => {
      const singles = singlesOf(world, jobs)
      const without = singles.map(({ role }) => divide(honest(jobsWithout(jobs, role))))
      return pairsOf(singles).map(([{ user }, left]) => ({
        user: nameOf(world.users[user]),
        against: nameOf(world.users[left.user]),
        ...atLeast(without[singles.indexOf(left)].held[user], shared.held[user]),
      }))
    },
  },
  {
    name: "resource-monotonicity",
    title: "resource monotonicity",
    about: "nobody has less because there is more",
    find: ({ world, jobs, agents, shared, divide }) =>
      [cpus, mem].flatMap((kind) => {
        const richer = divide(honest(jobs), withTwice(agents, kind))
        return singlesOf(world, jobs).map(({ user }) => ({
          user: nameOf(world.users[user]),
          against: kind === cpus ? "CPUs" : "memory",
          ...atLeast(richer.held[user], shared.held[user]),
        }))
      }),
  },
]

/** A task, or a twentieth, is what whole tasks and a few seeds leave open. */
const slackTasks = 1
const slackShare = 0.05

function atLeast(has: number, promised: number): Pick<Finding, "has" | "promised" | "isBroken"> {
  return { has, promised, isBroken: promised - has > Math.max(slackTasks, slackShare * promised) }
}

interface Single {
  readonly user: number
  readonly role: RoleId
}

/** The users that are their role's only one. */
function singlesOf({ users }: World, { frameworks }: JobTable): Single[] {
  return users
    .map((_, user) => ({ user, role: frameworks[user].role }))
    .filter(({ role }) => frameworks.filter((one) => one.role === role).length === 1)
}

function pairsOf(singles: readonly Single[]): (readonly [Single, Single])[] {
  return singles.flatMap((one) =>
    singles.filter((other) => other !== one).map((other): readonly [Single, Single] => [one, other]),
  )
}

export function withTwice(agents: AgentTable, kind: number): AgentTable {
  return {
    ...agents,
    capacity: agents.capacity.map((amount, i) => (i % scalarCount === kind ? 2 * amount : amount)),
  }
}
