/**
 * What bench/planes.ts measures, in a process of its own, so that its peak of memory is its own. Takes the name of a
 * policy as JSON and prints one answer as JSON.
 */
import { runTrial } from "../lab/index.ts"
import { type AgentTable, AgentTableBuilder, amounts, type Workload } from "../sim/index.ts"
import { constant, exponential, poisson, syntheticWorkload } from "../workloads/index.ts"
import { cpuSecondsSince } from "./harness.ts"

export interface PlaneRun {
  readonly makeCpuS: number
  readonly simulateCpuS: number
  readonly peakRssMb: number
  readonly agents: number
  readonly tasks: number
  readonly finished: number
  readonly events: number
  readonly offers: number
  readonly waitMeanS: number | null
  readonly digest: string
}

const agentCount = 10_000
const frameworkCount = 40
const jobsOfEach = 1250
const tasksOfEach = 20
const hours = 6
const gib = 1024
const seed = 1

/** 1.35 CPUs a task in the mean; memory is never scarcer than CPUs. */
const requests = [
  { cpus: 0.5, mem: 2 * gib, weight: 3 },
  { cpus: 1, mem: 4 * gib, weight: 4 },
  { cpus: 2, mem: 4 * gib, weight: 2 },
  { cpus: 4, mem: 16 * gib, weight: 1 },
]

/** So long that 46.3 tasks a second of 1.35 CPUs keep 85 % of 160,000 CPUs busy. */
const taskSeconds =
  (0.85 * 16 * agentCount) / (1.35 * ((frameworkCount * jobsOfEach * tasksOfEach) / (hours * 3600)))

function tenThousandAgents(): AgentTable {
  const builder = new AgentTableBuilder()
  for (let agent = 0; agent < agentCount; agent++) builder.agent(amounts({ cpus: 16, mem: 64 * gib }), agent)
  return builder.build()
}

function millionTasks(): Workload {
  const roles = [1, 2, 3, 4].map((role) => ({ name: `role-${role}`, weight: 1 }))
  return syntheticWorkload({
    name: "a million tasks",
    seed,
    roles,
    frameworks: Array.from({ length: frameworkCount }, (_, i) => ({
      name: `framework-${i}`,
      role: roles[i % roles.length].name,
      arrivals: poisson(jobsOfEach / (hours * 3600)),
      tasksPerJob: constant(tasksOfEach),
      taskSeconds: exponential(taskSeconds),
      requests,
    })),
    // The number of jobs is what ends it, near six hours.
    untilSeconds: 2 * hours * 3600,
    mostJobs: jobsOfEach,
  })
}

function run(policy: string): PlaneRun {
  const before = process.cpuUsage()
  const workload = millionTasks()
  const agents = tenThousandAgents()
  const makeCpuS = cpuSecondsSince(before)
  const beforeRun = process.cpuUsage()
  const result = runTrial({ policy, seed, load: "trace" }, workload, agents)
  return {
    makeCpuS,
    simulateCpuS: cpuSecondsSince(beforeRun),
    peakRssMb: process.resourceUsage().maxRSS / 1024,
    agents: agents.count,
    tasks: result.tasks.submitted,
    finished: result.tasks.finished,
    events: result.events,
    offers: result.offers,
    waitMeanS: result.waits.mean,
    digest: result.digest,
  }
}

process.stdout.write(JSON.stringify(run(JSON.parse(process.argv[2]) as string)))
