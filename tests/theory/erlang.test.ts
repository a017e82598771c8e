/** Queues whose waits are known exactly: Erlang C, and what the offers of Mesos add to it. */
import { expect, test } from "vitest"
import { resolvePolicy } from "../../policies/index.ts"
import { type AgentTable, createSimulation, taskWait, type Workload } from "../../sim/index.ts"
import { frameworkNamed, mmc } from "../../workloads/index.ts"

/** Student's t for 99 % with 19 degrees of freedom. */
const t99 = 2.861
const replications = 20

interface Queue {
  readonly lambda: number
  readonly mu: number
  readonly servers: number
}

/** Mean wait of one replication, s, without the first tenth of the customers (the queue starts empty). */
function meanWait(queue: Queue, policy: string, seed: number, customers: number): number {
  const workload: Workload = mmc({ ...queue, customers, seed })
  const plane = resolvePolicy(policy).make({ frameworks: frameworkNamed })
  const simulation = createSimulation({
    jobs: workload.jobs,
    agents: workload.agents as AgentTable,
    plane,
    seed,
  })
  simulation.run()
  let sum = 0
  const first = customers / 10
  for (let task = first; task < customers; task++)
    sum += taskWait(simulation.view.tasks, task, simulation.now)
  return sum / (customers - first) / 1e6
}

function replicated(queue: Queue, policy: string, customers: number): { mean: number; halfWidth: number } {
  const means = Array.from({ length: replications }, (_, seed) =>
    meanWait(queue, policy, seed + 1, customers),
  )
  const mean = means.reduce((a, b) => a + b) / replications
  const variance = means.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (replications - 1)
  return { mean, halfWidth: t99 * Math.sqrt(variance / replications) }
}

/** Expected wait in M/M/c, s. Source: Erlang 1917; values of spec/oracles.md, section A. */
const erlangC: readonly (Queue & { readonly wait: number })[] = [
  { lambda: 0.5, mu: 1, servers: 1, wait: 1 },
  { lambda: 0.8, mu: 1, servers: 1, wait: 4 },
  { lambda: 0.2, mu: 0.1, servers: 3, wait: 4.444444 },
  { lambda: 0.2, mu: 0.1, servers: 4, wait: 0.869565 },
  { lambda: 8, mu: 1, servers: 10, wait: 0.20459 },
]

for (const { wait, ...queue } of erlangC)
  test(`batch/fcfs waits as Erlang C says: M/M/${queue.servers}, λ ${queue.lambda}, μ ${queue.mu}: ${wait} s`, () => {
    const { mean, halfWidth } = replicated(queue, "batch/fcfs", 10_000)
    expect(Math.abs(mean - wait), `${mean} ± ${halfWidth} s`).toBeLessThan(halfWidth)
    expect(halfWidth).toBeLessThan(wait / 3)
  })

test("the intervals are narrow enough to refute a wrong queue: a server more than there is", () => {
  const { mean, halfWidth } = replicated({ lambda: 0.2, mu: 0.1, servers: 3 }, "batch/fcfs", 10_000)
  expect(Math.abs(mean - 0.869565)).toBeGreaterThan(halfWidth)
})

test("through Mesos a freed slot waits for the next batch: between nothing and one second is added to the wait", () => {
  const queue = { lambda: 0.2, mu: 0.1, servers: 4 }
  const direct = replicated(queue, "batch/fcfs", 4000)
  const offered = replicated(queue, "mesos/drf", 4000)
  expect(offered.mean).toBeGreaterThan(direct.mean)
  expect(offered.mean - direct.mean).toBeLessThan(1)
})

test("an arrival that finds a slot free starts at once in Mesos too: revive starts a run", () => {
  expect(meanWait({ lambda: 0.01, mu: 1, servers: 10 }, "mesos/drf", 1, 500)).toBe(0)
})
