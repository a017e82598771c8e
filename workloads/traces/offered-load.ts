/**
 * What a workload asks of its machines: demand over capacity, for each resource, over the time it is observed.
 *
 * The time is from 0 to the horizon, and of a task only what lies before the horizon counts, from the arrival of
 * its job. Without a horizon it is from the first arrival to the last, and tasks count whole, as the Parallel
 * Workloads Archive does. Residents of time 0 are included. Jobs with later stages ask for those at once, too.
 */
import {
  agentLost,
  type AgentTable,
  type JobTable,
  type Micros,
  never,
  scalarCount,
  type ScalarName,
  scalarNames,
  tasksBegin,
  tasksEnd,
} from "../../sim/index.ts"

export interface OfferedLoad {
  /** Demand over capacity, 0 upwards; 0 where nothing is asked, Infinity where there is demand and no capacity. */
  readonly of: Readonly<Record<ScalarName, number>>
  /** The resource with the greatest load, which is `load`. */
  readonly scarcest: ScalarName
  readonly load: number
}

export function offeredLoad(jobs: JobTable, agents: AgentTable, horizon?: Micros): OfferedLoad {
  const { begin, end } = observed(jobs, horizon)
  const demand = new Float64Array(scalarCount)
  const asked = new Float64Array(jobs.jobCount)
  for (let k = 0; k < scalarCount; k++) {
    demandOfJobs(jobs, k, horizon, asked)
    for (let job = 0; job < jobs.jobCount; job++) demand[k] += asked[job]
  }
  const capacity = capacityOver(agents, begin, end)
  const loads = scalarNames.map((_, k) => (demand[k] === 0 ? 0 : demand[k] / capacity[k]))
  const scarcest = loads.indexOf(Math.max(...loads))
  return {
    of: Object.fromEntries(scalarNames.map((name, k) => [name, loads[k]])) as Record<ScalarName, number>,
    scarcest: scalarNames[scarcest],
    load: loads[scarcest],
  }
}

/** Thousandths × µs of resource `kind` that each job asks for before the horizon, into `into`. */
export function demandOfJobs(
  jobs: JobTable,
  kind: number,
  horizon: Micros | undefined,
  into: Float64Array,
): Float64Array {
  const { taskShape, taskDuration, shapes } = jobs
  for (let job = 0; job < jobs.jobCount; job++) {
    const left = Math.max(0, (horizon ?? never) - jobs.jobArrival[job])
    let sum = 0
    const end = tasksEnd(jobs, job)
    for (let task = tasksBegin(jobs, job); task < end; task++)
      sum += shapes[taskShape[task] * scalarCount + kind] * Math.min(taskDuration[task], left)
    into[job] = sum
  }
  return into
}

/** Thousandths × µs that the agents hold between two times, changes included; of each scalar. */
export function capacityOver(agents: AgentTable, begin: Micros, end: Micros): Float64Array {
  const total = new Float64Array(scalarCount)
  const now = new Float64Array(agents.count * scalarCount)
  const all = new Float64Array(scalarCount)
  for (let agent = 0; agent < agents.count; agent++)
    if (agents.upAtStart[agent] === 1) set(agent, agents.capacity, agent)
  const { changes } = agents
  let last = begin
  for (let i = 0; i < changes.count && changes.time[i] < end; i++) {
    advance(Math.max(begin, changes.time[i]))
    if (changes.change[i] === agentLost) set(changes.agent[i], undefined, 0)
    else set(changes.agent[i], changes.capacity, i)
  }
  advance(end)
  return total

  function advance(to: Micros): void {
    for (let k = 0; k < scalarCount; k++) total[k] += all[k] * (to - last)
    last = to
  }

  function set(agent: number, table: Float64Array | undefined, row: number): void {
    for (let k = 0; k < scalarCount; k++) {
      const amount = table === undefined ? 0 : table[row * scalarCount + k]
      all[k] += amount - now[agent * scalarCount + k]
      now[agent * scalarCount + k] = amount
    }
  }
}

function observed(jobs: JobTable, horizon: Micros | undefined): { begin: Micros; end: Micros } {
  if (horizon !== undefined) return { begin: 0, end: horizon }
  if (jobs.jobCount === 0) return { begin: 0, end: 0 }
  return { begin: jobs.jobArrival[0], end: jobs.jobArrival[jobs.jobCount - 1] }
}
