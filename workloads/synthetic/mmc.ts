import { AgentTableBuilder, amounts, assert, type Workload } from "../../sim/index.ts"
import { poisson } from "./arrivals.ts"
import { constant, exponential } from "./laws.ts"
import { syntheticWorkload } from "./synthetic-workload.ts"

/**
 * The queue M/M/c as a workload, whose waits are known exactly (Erlang 1917): `customers` jobs of one 1-CPU task
 * arrive by a Poisson law, `lambda` per second, and last an exponential time of mean 1 / `mu` seconds, on one agent
 * of `servers` CPUs. One role, one greedy framework.
 */
export function mmc(setting: {
  readonly lambda: number
  readonly mu: number
  readonly servers: number
  readonly customers: number
  readonly seed: number
}): Workload {
  const { lambda, mu, servers, customers, seed } = setting
  assert(lambda > 0 && mu > 0 && servers >= 1, `M/M/${servers} with lambda ${lambda}, mu ${mu}`)
  const builder = new AgentTableBuilder()
  builder.agent(amounts({ cpus: servers }), 0)
  return syntheticWorkload({
    name: `M/M/${servers}`,
    seed,
    roles: [{ name: "customers", weight: 1 }],
    frameworks: [
      {
        name: "queue",
        role: "customers",
        arrivals: poisson(lambda),
        tasksPerJob: constant(1),
        taskSeconds: exponential(1 / mu),
        requests: [{ cpus: 1 }],
      },
    ],
    untilSeconds: Number.POSITIVE_INFINITY,
    mostJobs: customers,
    agents: builder.build(),
  })
}
