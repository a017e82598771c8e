/**
 * Worlds on one line: machines, and users who want tasks of one kind, by default without end, and keep them for ever.
 * What a policy makes of such a world is a division, and promises about divisions can be checked one by one.
 *
 *     1x30cpus,30GiB: a=1cpus,3GiB; b=1cpus,1GiB
 *     20x1cpus,1GiB+4x1cpus,1GiB,1gpus: b/trains=4x1cpus,1GiB,1gpus; a=1cpus,1GiB@5s; b*2/serves=1cpus,1GiB@5s
 *
 * Before the colon a cluster, as for --agents. A user is ROLE[*WEIGHT][/FRAMEWORK]=[COUNTx]SHAPE[@ARRIVAL].
 */
import {
  type AgentTable,
  amountText,
  JobTableBuilder,
  type Micros,
  microsPerSecond,
  never,
  durationText,
  scalarCount,
  scalarNames,
  type Workload,
} from "../../sim/index.ts"
import { clusterOf, InputError, parseDuration, parseShape } from "../../workloads/index.ts"

export interface World {
  /** As for --agents. */
  readonly agents: string
  /** In the order in which policies see them. */
  readonly users: readonly User[]
}

export interface User {
  readonly role: string
  /** Of the role: a number above 0. */
  readonly weight: number
  /** Its framework within the role, where it is not the only one. */
  readonly framework: string | undefined
  /** Thousandths that one task asks for, by scalar. */
  readonly demand: Float64Array
  /** Undefined: more than the cluster can hold. */
  readonly tasks: number | undefined
  readonly arrival: Micros
}

/** Throws InputError with what was found and how it is written. */
export function parseWorld(text: string): World {
  const [agents, users, ...rest] = text.split(":")
  if (users === undefined || rest.length > 0 || users.trim() === "")
    throw new InputError(
      `"${text}" is no world; write machines, a colon, and users: 1x30cpus,30GiB: a=1cpus,3GiB; b=1cpus,1GiB.`,
    )
  const world = { agents: agents.trim(), users: users.split(";").map((user) => parseUser(user.trim())) }
  const names = world.users.map(nameOf)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    throw new InputError(`"${text}" tells of ${twice} twice; each user stands there once.`)
  machinesOf(world)
  return world
}

const userPattern = /^([\w-]+)(?:\*(\d+(?:\.\d+)?))?(?:\/([\w-]+))?\s*=\s*(?:(\d{1,6})x)?([^@]+?)(?:@(\w+))?$/

function parseUser(text: string): User {
  const [, role, weight, framework, tasks, shape, arrival] = userPattern.exec(text) ?? []
  if (role === undefined || Number(weight ?? 1) === 0 || Number(tasks ?? 1) === 0)
    throw new InputError(
      `"${text}" is no user of a world; write for example a=1cpus,3GiB, or a*2/serves=40x1cpus,3GiB@5s.`,
    )
  return {
    role,
    weight: Number(weight ?? 1),
    framework,
    demand: parseShape(shape),
    tasks: tasks === undefined ? undefined : Number(tasks),
    arrival: arrival === undefined ? 0 : parseDuration(arrival),
  }
}

/** The text that is read as the same world. */
export function worldText({ agents, users }: World): string {
  return `${agents}: ${users.map(userText).join("; ")}`
}

function userText({ role, weight, framework, demand, tasks, arrival }: User): string {
  const of = framework === undefined ? "" : `/${framework}`
  const count = tasks === undefined ? "" : `${tasks}x`
  const at = arrival === 0 ? "" : `@${durationText(arrival)}`
  return `${role}${weight === 1 ? "" : `*${weight}`}${of}=${count}${shapeText(demand)}${at}`
}

/** As parseShape reads it. */
export function shapeText(amounts: ArrayLike<number>): string {
  return scalarNames
    .flatMap((name, k) => {
      const amount = amounts[k]
      if (amount === 0 && name !== "cpus") return []
      const text = amountText(name, amount)
      return [name === "mem" ? text : name === "disk" ? `disk=${text}` : `${text}${name}`]
    })
    .join(",")
}

/** "role" or "role/framework": the same for nobody else in the world. */
export const nameOf = ({ role, framework }: User): string =>
  framework === undefined ? role : `${role}/${framework}`

/** Throws InputError where `agents` is no cluster. */
export function machinesOf({ agents }: World): AgentTable {
  return clusterOf(agents, nobody, 1)
}

const nobody: Workload = { name: "a world", provenance: "", jobs: new JobTableBuilder().build() }

/** Two jobs a user, so that each can be dealt to a framework of its own; half of its tasks are in each. */
const jobsPerUser = 2

/** The users' jobs, job labels in the order of the users; each takes one task out of every offer. */
export function workloadOf(world: World, agents: AgentTable = machinesOf(world)): Workload {
  const builder = new JobTableBuilder()
  for (const [label, user] of world.users.entries()) {
    const { role, weight, demand, arrival } = user
    const framework = builder.framework(nameOf(user), builder.role(role, weight), "one-by-one")
    const shape = builder.shape(demand[0], demand[1], demand[2], demand[3])
    const tasks = user.tasks ?? mostOf(demand, agents) + 1
    for (let part = 0; part < jobsPerUser; part++) {
      builder.job({ arrival, framework, label })
      builder.stage()
      const [from, to] = [part, part + 1].map((i) => Math.floor((tasks * i) / jobsPerUser))
      builder.equalTasks(to - from, shape, never, 0, from)
    }
  }
  return { name: worldText(world), provenance: "made up", jobs: builder.build("user-"), agents }
}

/** How many such tasks the machines hold, with nobody else there. */
export function mostOf(demand: ArrayLike<number>, { count, capacity }: AgentTable): number {
  let most = 0
  for (let agent = 0; agent < count; agent++) most += timesIn(demand, capacity, agent)
  return most
}

/** How often the request fits into row `row` of `amounts`; a request of nothing is counted once. */
export function timesIn(demand: ArrayLike<number>, amounts: ArrayLike<number>, row = 0): number {
  let times = Infinity
  for (let k = 0; k < scalarCount; k++)
    if (demand[k] > 0) times = Math.min(times, Math.floor(amounts[row * scalarCount + k] / demand[k]))
  return times === Infinity ? 1 : times
}

/** When nothing more happens in a world under any control plane: an offer and an answer for every task, twice over. */
export function settledBy(world: World, agents: AgentTable): Micros {
  const tasks = world.users.reduce((sum, { demand }) => sum + mostOf(demand, agents), 0)
  const last = Math.max(...world.users.map(({ arrival }) => arrival))
  return last + (60 + 2 * Math.ceil(tasks / Math.max(1, agents.count))) * microsPerSecond
}
