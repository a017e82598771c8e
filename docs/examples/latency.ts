/** How long customers of an M/M/c queue wait, started directly and through Mesos' offers. Run: npx tsx docs/examples/latency.ts */
import { resolvePolicy } from "../../policies/index.ts"
import { type AgentTable, createSimulation, microsPerSecond } from "../../sim/index.ts"
import { frameworkNamed, mmc } from "../../workloads/index.ts"

const customers = 20_000
const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
/** Student's t for 95 % with 9 degrees of freedom. */
const t95 = 2.262

/** Mean wait of the second half of the customers, s; the first half lets the queue settle. */
function meanWait(policy: string, mean: number, seed: number): number {
  const mu = 1 / mean
  const { jobs, agents } = mmc({ lambda: 8 * mu, mu, servers: 10, customers, seed })
  const plane = resolvePolicy(policy).make({ frameworks: frameworkNamed })
  let waited = 0
  const taskStarted = (now: number, task: number) => {
    if (task >= customers / 2) waited += now - jobs.jobArrival[task]
  }
  createSimulation({ jobs, agents: agents as AgentTable, plane, seed, recorder: { taskStarted } }).run()
  return waited / (customers / 2) / microsPerSecond
}

for (const mean of [1, 2, 5, 10, 100, 1000]) {
  const [direct, offered] = ["batch/fcfs", "mesos/drf"].map((policy) =>
    seeds.map((seed) => meanWait(policy, mean, seed)),
  )
  const added = offered.map((wait, i) => wait - direct[i])
  const cells = [`${mean} s`, `${(0.20459 * mean).toFixed(2)} s`, ...[direct, offered, added].map(interval)]
  console.log(`| ${cells.join(" | ")} |`)
}

function interval(waits: readonly number[]): string {
  const average = waits.reduce((a, b) => a + b) / waits.length
  const variance = waits.reduce((sum, wait) => sum + (wait - average) ** 2, 0) / (waits.length - 1)
  return `${average.toFixed(2)} ± ${(t95 * Math.sqrt(variance / waits.length)).toFixed(2)} s`
}
