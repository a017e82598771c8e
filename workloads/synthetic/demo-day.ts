import { AgentTableBuilder, amounts, type Workload } from "../../sim/index.ts"
import { bursts, dailyRhythm } from "./arrivals.ts"
import { constant, lognormal, uniform, zipf } from "./laws.ts"
import { type SyntheticFramework, syntheticWorkload } from "./synthetic-workload.ts"

const day = 86_400
const gib = 1024

/**
 * The built-in day of the demo: some 18,000 tasks of five roles on 40 agents of 16 CPUs and 64 GiB, from six in the
 * morning. Demand is 0.8 of the CPUs on average and more than all of them around noon, so that for some hours somebody
 * must wait, and the policy says who. Another seed is another day of the same kind. Invented, not fitted to any trace.
 */
export function demoDay(seed: number): Workload {
  const builder = new AgentTableBuilder()
  for (let agent = 0; agent < 40; agent++) builder.agent(amounts({ cpus: 16, mem: 64 * gib }), agent)
  return {
    ...syntheticWorkload({
      name: "built-in day",
      seed,
      roles: [
        { name: "production", weight: 4 },
        { name: "analytics", weight: 2 },
        { name: "etl", weight: 2 },
        { name: "ci", weight: 1 },
        { name: "research", weight: 1 },
      ],
      frameworks,
      untilSeconds: day,
      agents: builder.build(),
    }),
    horizon: day * 1_000_000,
  }
}

const frameworks: readonly SyntheticFramework[] = [
  {
    name: "shop",
    role: "production",
    arrivals: dailyRhythm(1800 / day, 0.45),
    tasksPerJob: zipf(16, 0.8),
    taskSeconds: lognormal(6.65, 0.6),
    requests: [
      { cpus: 2, mem: 6 * gib, weight: 3 },
      { cpus: 1, mem: 4 * gib },
    ],
  },
  {
    name: "reports",
    role: "analytics",
    arrivals: dailyRhythm(118 / day, 0.5),
    tasksPerJob: uniform(10, 50),
    taskSeconds: lognormal(7, 0.7),
    requests: [{ cpus: 2, mem: 8 * gib }],
  },
  {
    name: "loads",
    role: "etl",
    arrivals: bursts(72 / day, 3),
    tasksPerJob: constant(30),
    taskSeconds: lognormal(7.05, 0.5),
    requests: [{ cpus: 2, mem: 6 * gib }],
  },
  {
    name: "builds",
    role: "ci",
    arrivals: dailyRhythm(450 / day, 0.7),
    tasksPerJob: uniform(1, 8),
    taskSeconds: lognormal(5.65, 0.6),
    requests: [
      { cpus: 1, mem: 2 * gib, weight: 2 },
      { cpus: 2, mem: 4 * gib },
    ],
  },
  {
    name: "sweeps",
    role: "research",
    arrivals: dailyRhythm(22 / day, 0.4),
    tasksPerJob: uniform(20, 50),
    taskSeconds: lognormal(8.95, 0.5),
    requests: [{ cpus: 2, mem: 8 * gib }],
  },
]
