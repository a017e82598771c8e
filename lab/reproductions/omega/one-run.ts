import { runBareCell } from "../../../policies/index.ts"
import { type AgentTable, cpus, type JobTable, type Micros, scalarCount } from "../../../sim/index.ts"
import type { Architecture, Sweep } from "./architectures.ts"
import { batch, service } from "./job-list.ts"
import { Tally } from "./tally.ts"

export interface Cell {
  readonly jobs: JobTable
  readonly agents: AgentTable
  /** µs at which the run ends. */
  readonly end: Micros
}

/** The measures of one run, by the names of their fields; null where there is nothing to measure. */
export type Measures = Readonly<Record<MeasureName, number | null>>

export const measureNames = [
  "utilisation",
  "locked",
  "batch_wait_s",
  "service_wait_s",
  "batch_busy",
  "service_busy",
  "conflicts_per_ok",
  "conflicts_per_ok_batch",
  "service_wasted",
  "abandoned",
  "left_in_queue",
  "events",
] as const
export type MeasureName = (typeof measureNames)[number]

/**
 * Runs an architecture on a cell. Waits are means until the first decision about a job begins. Of a monolithic scheduler,
 * which decides about both workloads, both busy shares are the whole. `conflicts_per_ok` is the service scheduler's, which
 * the decision time is swept of: transactions with a conflict per one without.
 */
export function runOnce(
  architecture: Architecture,
  sweep: Sweep,
  { jobs, agents, end }: Cell,
  seed: number,
): Measures {
  const tally = new Tally(jobs, architecture.rules, end)
  const { utilisation, events } = runBareCell({
    jobs,
    agents,
    plane: architecture.plane(sweep, tally),
    seed,
    until: end,
  })
  const [batches, services] = [tally.of(batch), tally.of(service)]
  const both = batches.busy + services.busy
  return {
    utilisation,
    locked: tally.meanLocked / cpusOf(agents),
    batch_wait_s: batches.firstWaitSeconds,
    service_wait_s: services.firstWaitSeconds,
    batch_busy: architecture.isMonolithic ? both : batches.busy / (sweep.batchSchedulers ?? 1),
    service_busy: architecture.isMonolithic ? both : services.busy,
    conflicts_per_ok: perSuccess(services),
    conflicts_per_ok_batch: perSuccess(batches),
    service_wasted: services.wasted,
    abandoned: batches.gaveUp + services.gaveUp,
    left_in_queue: batches.leftInQueue + services.leftInQueue,
    events,
  }
}

const perSuccess = ({ failed, succeeded }: { readonly failed: number; readonly succeeded: number }) =>
  succeeded === 0 ? null : failed / succeeded

function cpusOf({ capacity, count }: AgentTable): number {
  let sum = 0
  for (let agent = 0; agent < count; agent++) sum += capacity[agent * scalarCount + cpus]
  return sum
}
