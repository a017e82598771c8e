/**
 * Three small worlds whose digests are committed: Mesos with failing agents, Mesos with gangs and weights, and a batch
 * queue. Between them they draw from every kind of law. They touch no host: one bundle of them runs in every engine.
 */
import { resolvePolicy } from "../../policies/index.ts"
import {
  agentJoins,
  agentLost,
  type AgentTable,
  AgentTableBuilder,
  amounts,
  createRandom,
  createSimulation,
  seconds,
  type Simulation,
  type Workload,
} from "../../sim/index.ts"
import { frameworkNamed } from "../../workloads/frameworks/index.ts"
import {
  boundedPareto,
  bursts,
  constant,
  exponential,
  lognormal,
  mmc,
  poisson,
  syntheticWorkload,
  weibull,
  zipf,
} from "../../workloads/synthetic/index.ts"

interface SmallRun {
  readonly policy: string
  /** What is asked, and the agents; all of it drawn from `seed`. */
  readonly workload: (seed: number) => Workload
}

export const smallRuns: readonly SmallRun[] = [
  { policy: "mesos/drf", workload: threeRolesOnFailingAgents },
  { policy: "mesos/weighted", workload: gangsOfThreePools },
  { policy: "batch/fcfs", workload: (seed) => mmc({ lambda: 8, mu: 1, servers: 10, customers: 500, seed }) },
]

export function startSmallRun({ policy, workload }: SmallRun, seed: number): Simulation {
  const { jobs, agents } = workload(seed)
  if (agents === undefined) throw new Error("a small run brings its agents along")
  const plane = resolvePolicy(policy).make({ frameworks: frameworkNamed })
  return createSimulation({ jobs, agents, plane, seed })
}

/** One line per small run: its digest and its policy. */
export function digestLines(): string {
  const lines = smallRuns.map((run) => {
    const simulation = startSmallRun(run, 1)
    simulation.run()
    return `${simulation.digest()}  ${run.policy}\n`
  })
  return lines.join("")
}

const shapes = [amounts({ cpus: 4, mem: 16_384 }), amounts({ cpus: 8, mem: 16_384 })]

/** 400 tasks or so in three roles; one task in ten fails. */
function threeRolesOnFailingAgents(seed: number): Workload {
  const framework = {
    failureChance: 0.1,
    requests: [
      { cpus: 1, mem: 512 },
      { cpus: 0.5, mem: 2048 },
    ],
  }
  return syntheticWorkload({
    seed,
    roles: [
      { name: "free", weight: 1 },
      { name: "batch", weight: 2 },
      { name: "production", weight: 4 },
    ],
    frameworks: [
      {
        ...framework,
        name: "log",
        role: "free",
        arrivals: poisson(0.2),
        tasksPerJob: constant(5),
        taskSeconds: lognormal(4, 1),
      },
      {
        ...framework,
        name: "etl",
        role: "batch",
        arrivals: bursts(0.1, 4),
        tasksPerJob: zipf(20, 1),
        taskSeconds: boundedPareto(1.1, 5, 900),
      },
      {
        ...framework,
        name: "web",
        role: "production",
        arrivals: poisson(0.1),
        tasksPerJob: constant(3),
        taskSeconds: weibull(0.7, 120),
      },
    ],
    untilSeconds: Infinity,
    mostJobs: 40,
    agents: failingAgents(seed),
  })
}

function gangsOfThreePools(seed: number): Workload {
  const agents = new AgentTableBuilder()
  for (let agent = 0; agent < 16; agent++) agents.agent(shapes[agent % 2], agent)
  const pools = ["one", "two", "three"]
  return syntheticWorkload({
    seed,
    roles: pools.map((name, i) => ({ name, weight: i + 1 })),
    frameworks: pools.map((role, i) => ({
      name: `user-${i}`,
      role,
      behaviour: "gang",
      arrivals: poisson(0.1),
      tasksPerJob: zipf(16, 0.5),
      taskSeconds: exponential(90),
      requests: [{ cpus: 1, mem: 1024 }],
    })),
    untilSeconds: Infinity,
    mostJobs: 30,
    agents: agents.build(),
  })
}

/** 20 agents, of which one is lost every 20 s and returns 30 s later. */
function failingAgents(seed: number): AgentTable {
  const draw = createRandom(seed).stream("small runs/failures")
  const agents = new AgentTableBuilder()
  for (let agent = 0; agent < 20; agent++) agents.agent(shapes[agent % 2], agent)
  const changes = Array.from({ length: 15 }, (_, turn) => {
    const agent = (turn * 7 + draw.integer(3)) % 20
    return [
      { time: 20 * turn + 10, agent, change: agentLost },
      { time: 20 * turn + 40, agent, change: agentJoins },
    ]
  }).flat()
  changes.sort((a, b) => a.time - b.time || a.change - b.change)
  for (const { time, agent, change } of changes)
    agents.change(seconds(time), agent, change, shapes[agent % 2])
  return agents.build()
}
