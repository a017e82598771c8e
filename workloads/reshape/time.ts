/** Steps that move time: of jobs, of machines, and the end of what is observed. */
import {
  agentJoins,
  agentLost,
  type AgentTable,
  AgentTableBuilder,
  float64Column,
  type JobTable,
  type Micros,
  never,
  scalarCount,
  selectJobs,
  type Workload,
} from "../../sim/index.ts"
import { InputError } from "../traces/units.ts"

/**
 * The jobs that arrive from `from` up to, not including, `to`; `from` becomes 0. Jobs that arrived before are not there,
 * even if their tasks would still run. Machines begin as they are at `from`.
 */
export function clip(workload: Workload, from: Micros, to: Micros): Workload {
  const { jobs, agents, horizon } = workload
  const chosen = jobsWhere(jobs, (job) => jobs.jobArrival[job] >= from && jobs.jobArrival[job] < to)
  const arrival = Float64Array.from(chosen, (job) => jobs.jobArrival[job] - from)
  return {
    ...workload,
    jobs: selectJobs(jobs, chosen, arrival),
    ...(agents === undefined ? {} : { agents: agentsFrom(agents, from, to) }),
    ...(horizon === undefined ? {} : { horizon: Math.max(0, Math.min(horizon, to) - from) }),
  }
}

/** Everything happens `by` later. */
export function shift(workload: Workload, by: Micros): Workload {
  return withTimes(workload, (time) => time + by)
}

/** Times between arrivals, and between changes of machines, are `factor` times as long; tasks last as long as before. */
export function stretch(workload: Workload, factor: number): Workload {
  return withTimes(workload, (time) => Math.round(time * factor))
}

/**
 * The jobs `times` times, one period after the other. The period is given, or the time observed, or the last arrival and
 * the mean time between jobs. What happens to machines happens once.
 */
export function repeat(workload: Workload, times: number, period = naturalPeriod(workload)): Workload {
  const { jobs, horizon } = workload
  const last = jobs.jobCount === 0 ? 0 : jobs.jobArrival[jobs.jobCount - 1]
  if (period <= 0)
    throw new InputError("repeat: the trace takes no time; give a period, as in repeat(3,24h).")
  if (last > period)
    throw new InputError(
      `repeat: the last job arrives ${last / 1e6} s after the start, later than the period of ${period / 1e6} s; clip the trace first.`,
    )
  const chosen = new Int32Array(jobs.jobCount * times)
  const arrival = new Float64Array(jobs.jobCount * times)
  for (let i = 0; i < chosen.length; i++) {
    chosen[i] = i % jobs.jobCount
    arrival[i] = safe(jobs.jobArrival[chosen[i]] + Math.floor(i / jobs.jobCount) * period)
  }
  return {
    ...workload,
    jobs: selectJobs(jobs, chosen, arrival),
    ...(horizon === undefined ? {} : { horizon: safe(horizon + (times - 1) * period) }),
  }
}

function naturalPeriod({ jobs, horizon }: Workload): Micros {
  if (horizon !== undefined) return horizon
  if (jobs.jobCount < 2) return 0
  const last = jobs.jobArrival[jobs.jobCount - 1]
  return Math.round(last + (last - jobs.jobArrival[0]) / (jobs.jobCount - 1))
}

/** The ids of the jobs for which `isWanted` is true, ascending. */
export function jobsWhere(jobs: JobTable, isWanted: (job: number) => boolean): Int32Array {
  return Int32Array.from({ length: jobs.jobCount }, (_, job) => job).filter(isWanted)
}

/** `move` must keep the order of times. */
function withTimes(workload: Workload, move: (time: Micros) => Micros): Workload {
  const { jobs, agents, horizon } = workload
  const moved = (times: Float64Array) => columnOf(times, (time) => safe(move(time)))
  return {
    ...workload,
    jobs: { ...jobs, jobArrival: moved(jobs.jobArrival) },
    ...(agents === undefined
      ? {}
      : { agents: { ...agents, changes: { ...agents.changes, time: moved(agents.changes.time) } } }),
    ...(horizon === undefined ? {} : { horizon: safe(move(horizon)) }),
  }
}

function columnOf(from: Float64Array, value: (old: number) => number): Float64Array {
  const column = float64Column(from.length)
  for (let i = 0; i < from.length; i++) column[i] = value(from[i])
  return column
}

function safe(time: Micros): Micros {
  if (time < never) return time
  throw new InputError("--reshape: a time becomes longer than the 285 years a simulation can last.")
}

function agentsFrom(agents: AgentTable, from: Micros, to: Micros): AgentTable {
  const { changes } = agents
  const capacity = agents.capacity.slice()
  const isUp = agents.upAtStart.slice()
  const builder = new AgentTableBuilder()
  let next = 0
  for (; next < changes.count && changes.time[next] <= from; next++) {
    const agent = changes.agent[next]
    if (changes.change[next] === agentLost) isUp[agent] = 0
    else capacity.set(rowOf(changes.capacity, next), agent * scalarCount)
    if (changes.change[next] === agentJoins) isUp[agent] = 1
  }
  for (let agent = 0; agent < agents.count; agent++)
    builder.agent(rowOf(capacity, agent), agents.label[agent], isUp[agent] === 1)
  for (; next < changes.count && changes.time[next] < to; next++)
    builder.change(
      changes.time[next] - from,
      changes.agent[next],
      changes.change[next],
      rowOf(changes.capacity, next),
    )
  const { names, attributes, attributeSets, labelPrefix } = agents
  return { ...builder.build(labelPrefix), names, attributes, attributeSets }
}

const rowOf = (table: Float64Array, row: number) => table.subarray(row * scalarCount, (row + 1) * scalarCount)
