/** A role by itself on its part of the machines: what it would have without sharing. */
import { type AgentTable, type JobTable, type RoleId, scalarCount, selectJobs } from "../../sim/index.ts"

/** The role's jobs only; roles and frameworks stay, so that ids do. */
export function jobsOfRole(jobs: JobTable, role: RoleId): JobTable {
  return jobsWhere(jobs, (one) => one === role)
}

export function jobsWithout(jobs: JobTable, role: RoleId): JobTable {
  return jobsWhere(jobs, (one) => one !== role)
}

function jobsWhere(jobs: JobTable, isChosen: (role: RoleId) => boolean): JobTable {
  const chosen: number[] = []
  for (let job = 0; job < jobs.jobCount; job++)
    if (isChosen(jobs.frameworks[jobs.jobFramework[job]].role)) chosen.push(job)
  return selectJobs(jobs, Int32Array.from(chosen), jobs.jobArrival)
}

/**
 * The part of the machines that is the role's by weight. Machines are dealt out in order of id, each to the role that is
 * furthest below its part, ties to the lower one, as mesos/static does; with fewer machines than roles each machine is cut.
 * Machines of other roles stay in the table and are never up, so that ids stay.
 */
export function partOfRole(agents: AgentTable, weights: readonly number[], role: RoleId): AgentTable {
  if (agents.count < weights.length)
    return cut(agents, weights[role] / weights.reduce((sum, one) => sum + one, 0))
  const owners = deal(agents.count, weights)
  const { changes } = agents
  const kept = [...changes.agent.keys()].filter((i) => owners[changes.agent[i]] === role)
  const pick = <Column extends Float64Array | Int32Array | Uint8Array>(column: Column) =>
    column.filter((_, i) => owners[changes.agent[i]] === role) as Column
  return {
    ...agents,
    capacity: agents.capacity.map((amount, i) => (owners[Math.floor(i / scalarCount)] === role ? amount : 0)),
    upAtStart: agents.upAtStart.map((up, agent) => (owners[agent] === role ? up : 0)),
    changes: {
      count: kept.length,
      time: pick(changes.time),
      agent: pick(changes.agent),
      change: pick(changes.change),
      capacity: Float64Array.from(
        kept.flatMap((i) => [...changes.capacity.subarray(i * scalarCount, (i + 1) * scalarCount)]),
      ),
    },
  }
}

function cut(agents: AgentTable, part: number): AgentTable {
  const floor = (amount: number) => Math.floor(amount * part)
  const { changes } = agents
  return {
    ...agents,
    capacity: agents.capacity.map(floor),
    changes: { ...changes, capacity: changes.capacity.map(floor) },
  }
}

function deal(agents: number, weights: readonly number[]): Int32Array {
  const dealt = weights.map(() => 0)
  return Int32Array.from({ length: agents }, () => {
    const after = dealt.map((count, role) => (count + 1) / weights[role])
    const owner = after.indexOf(Math.min(...after))
    dealt[owner]++
    return owner
  })
}
