/**
 * What a role can say that is not so, as a change of the jobs that are submitted. Each task that is true before is there
 * afterwards, so that what the role gains is counted in its own tasks: source: the list of spec/metrics-and-charts.md §2.2.
 */
import {
  cpus,
  float64Column,
  type FrameworkSpec,
  int32Column,
  type JobTable,
  mem,
  type Micros,
  microsPerSecond,
  type RoleId,
  scalarCount,
  selectJobs,
} from "../../sim/index.ts"
import type { AgentTable } from "../../sim/index.ts"
import { timesIn } from "./world.ts"

export interface Lie {
  /** As it is printed: "asks for twice the memory". */
  readonly name: string
  readonly tell: (jobs: JobTable, role: RoleId, agents: AgentTable) => Told
}

/** The jobs as the control plane sees them. */
export interface Told {
  readonly jobs: JobTable
  /** 1 where a task is one of the honest twin's; absent: all are. By task. */
  readonly isTrue?: Uint8Array
  /** µs by which the role's jobs come later than they would have. */
  readonly late: Micros
}

export const lies: readonly Lie[] = [
  { name: "asks for twice the memory", tell: padded((demand) => scaled(demand, mem, 2)) },
  { name: "asks for twice the CPUs", tell: padded((demand) => scaled(demand, cpus, 2)) },
  {
    name: "asks for a quarter more of both",
    tell: padded((demand) => scaled(scaled(demand, cpus, 1.25), mem, 1.25)),
  },
  { name: "pads what it needs less of", tell: padded(evened) },
  { name: "submits every job twice, once empty", tell: withEmptyJobs },
  { name: "holds its jobs back for a minute", tell: later(60 * microsPerSecond) },
  { name: "splits into two frameworks", tell: inTwo },
]

/** Throws a RangeError if there is none of that name. */
export function lieNamed(name: string): Lie {
  const lie = lies.find((one) => one.name === name)
  if (lie === undefined) throw new RangeError(`nobody tells the lie "${name}"`)
  return lie
}

export const honest = (jobs: JobTable): Told => ({ jobs, late: 0 })

const isOf = (jobs: JobTable, role: RoleId, job: number) =>
  jobs.frameworks[jobs.jobFramework[job]].role === role

type Pad = (demand: Float64Array, capacity: Float64Array) => Float64Array

/** Every task asks for more; one that no machine could hold then is asked for as it is. */
function padded(pad: Pad): Lie["tell"] {
  return (jobs, role, agents) => {
    const rows = jobs.shapes.length / scalarCount
    const capacity = totalOf(agents)
    const shapes = float64Column(2 * jobs.shapes.length)
    shapes.set(jobs.shapes)
    for (let row = 0; row < rows; row++) {
      const demand = jobs.shapes.slice(row * scalarCount, (row + 1) * scalarCount)
      const more = pad(demand, capacity)
      shapes.set(isHeld(more, agents) ? more : demand, (rows + row) * scalarCount)
    }
    const taskShape = int32Column(jobs.taskCount)
    for (let task = 0; task < jobs.taskCount; task++) {
      const liar = isOf(jobs, role, jobs.stageJob[jobs.taskStage[task]])
      taskShape[task] = jobs.taskShape[task] + (liar ? rows : 0)
    }
    return { jobs: { ...jobs, shapes, taskShape }, late: 0 }
  }
}

function scaled(demand: Float64Array, kind: number, factor: number): Float64Array {
  return demand.map((amount, k) => (k === kind ? Math.round(amount * factor) : amount))
}

/** CPUs or memory up to half of the share of the other one, if it is less: the lie of Ghodsi et al., NSDI 2011, §6.1. */
function evened(demand: Float64Array, capacity: Float64Array): Float64Array {
  const share = (kind: number) => (capacity[kind] === 0 ? 0 : demand[kind] / capacity[kind])
  const [less, more] = share(cpus) < share(mem) ? [cpus, mem] : [mem, cpus]
  const enough = Math.floor((share(more) * capacity[less]) / 2)
  return demand.map((amount, k) => (k === less ? Math.max(amount, enough) : amount))
}

function totalOf({ capacity }: AgentTable): Float64Array {
  const total = new Float64Array(scalarCount)
  for (const [i, amount] of capacity.entries()) total[i % scalarCount] += amount
  return total
}

function isHeld(demand: Float64Array, { capacity, count }: AgentTable): boolean {
  for (let agent = 0; agent < count; agent++) if (timesIn(demand, capacity, agent) > 0) return true
  return false
}

function withEmptyJobs(jobs: JobTable, role: RoleId): Told {
  const chosen: number[] = []
  const copies: boolean[] = []
  for (let job = 0; job < jobs.jobCount; job++)
    for (const isCopy of isOf(jobs, role, job) ? [false, true] : [false]) {
      chosen.push(job)
      copies.push(isCopy)
    }
  const told = selectJobs(jobs, Int32Array.from(chosen), jobs.jobArrival)
  return {
    jobs: told,
    isTrue: Uint8Array.from({ length: told.taskCount }, (_, task) =>
      copies[told.stageJob[told.taskStage[task]]] ? 0 : 1,
    ),
    late: 0,
  }
}

function later(late: Micros): Lie["tell"] {
  return (jobs, role) => {
    const arrival = float64Column(jobs.jobCount)
    for (let job = 0; job < jobs.jobCount; job++)
      arrival[job] = jobs.jobArrival[job] + (isOf(jobs, role, job) ? late : 0)
    const order = Int32Array.from(arrival, (_, job) => job).sort((a, b) => arrival[a] - arrival[b] || a - b)
    return { jobs: selectJobs({ ...jobs, jobArrival: arrival }, order, arrival), late }
  }
}

/** Every second job of a framework goes to its twin, which behaves alike. */
function inTwo(jobs: JobTable, role: RoleId): Told {
  const frameworks: FrameworkSpec[] = [...jobs.frameworks]
  const twins = new Map<number, number>()
  for (const [id, framework] of jobs.frameworks.entries())
    if (framework.role === role)
      twins.set(id, frameworks.push({ ...framework, name: `${framework.name} (2)` }) - 1)
  const jobFramework = int32Column(jobs.jobCount)
  const seen = new Map<number, number>()
  for (let job = 0; job < jobs.jobCount; job++) {
    const framework = jobs.jobFramework[job]
    const before = seen.get(framework) ?? 0
    seen.set(framework, before + 1)
    jobFramework[job] = before % 2 === 1 ? (twins.get(framework) ?? framework) : framework
  }
  return { jobs: { ...jobs, frameworks, jobFramework }, late: 0 }
}
