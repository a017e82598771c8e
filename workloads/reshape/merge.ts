/** Two traces as one: the jobs of both, on the machines of both. */
import {
  type AgentTable,
  float64Column,
  int32Column,
  type JobTable,
  scalarCount,
  selectJobs,
  uint8Column,
  untold,
  type UsageTable,
  type Workload,
} from "../../sim/index.ts"
import { joinAgents } from "../traces/agent-tables.ts"

/**
 * Roles of one name are one role, with the weight of the first trace; frameworks stay apart. What is observed ends where
 * the shorter one ends. Jobs of equal arrival: the first trace's first.
 */
export function merge(first: Workload, second: Workload): Workload {
  const jobs = inOrderOfArrival(joined(first, second))
  const agents = bothAgents(first.agents, second.agents)
  const usage = bothUsages(first.usage, second.usage)
  const horizons = [first.horizon, second.horizon].filter((horizon) => horizon !== undefined)
  return {
    name: `${first.name} + ${second.name}`,
    provenance: [...new Set([first.provenance, second.provenance])].join(" "),
    jobs,
    ...(agents === undefined ? {} : { agents }),
    ...(usage === undefined ? {} : { usage }),
    ...(horizons.length === 0 ? {} : { horizon: Math.min(...horizons) }),
  }
}

/** The jobs of the first, then those of the second: arrivals do not ascend yet. */
function joined({ jobs: a, usage }: Workload, { jobs: b }: Workload): JobTable {
  const roles = [...a.roles, ...b.roles.filter(({ name }) => a.roles.every((role) => role.name !== name))]
  const taken = new Set(a.frameworks.map(({ name }) => name))
  const frameworks = [
    ...a.frameworks,
    ...b.frameworks.map((framework) => ({
      ...framework,
      name: taken.has(framework.name) ? `${framework.name} (2)` : framework.name,
      role: roles.findIndex(({ name }) => name === b.roles[framework.role].name),
    })),
  ]
  const shapes = a.shapes.length / scalarCount
  const jobs = [a.jobCount, b.jobCount] as const
  const tasks = [a.taskCount, b.taskCount] as const
  const wide = (x: Float64Array, y: Float64Array) => both(float64Column, x, y, 0)
  const narrow = (x: Int32Array, y: Int32Array, offset: number) => both(int32Column, x, y, offset)
  const optional = (
    x: Int32Array | undefined,
    y: Int32Array | undefined,
    counts: typeof jobs,
    absent: number,
    offset = 0,
  ) =>
    x === undefined && y === undefined
      ? undefined
      : both(int32Column, x ?? filled(counts[0], absent), y ?? filled(counts[1], absent), offset, absent)
  const optionalWide = (x: Float64Array | undefined, y: Float64Array | undefined, counts: typeof jobs) =>
    x === undefined && y === undefined
      ? undefined
      : wide(x ?? new Float64Array(counts[0]).fill(untold), y ?? new Float64Array(counts[1]).fill(untold))
  return {
    roles,
    frameworks,
    shapes: wide(a.shapes, b.shapes),
    names: [...a.names, ...b.names],
    constraints: [...a.constraints, ...b.constraints.slice(1)],
    jobCount: a.jobCount + b.jobCount,
    stageCount: a.stageCount + b.stageCount,
    taskCount: a.taskCount + b.taskCount,
    jobArrival: wide(a.jobArrival, b.jobArrival),
    jobFramework: narrow(a.jobFramework, b.jobFramework, a.frameworks.length),
    jobLabel: wide(a.jobLabel, b.jobLabel),
    jobLabelPrefix: a.jobLabelPrefix === b.jobLabelPrefix ? a.jobLabelPrefix : "job-",
    jobName: optional(a.jobName, b.jobName, jobs, untold, a.names.length),
    jobUser: optional(a.jobUser, b.jobUser, jobs, untold, a.names.length),
    jobEstimate: optionalWide(a.jobEstimate, b.jobEstimate, jobs),
    jobFirstStage: narrow(a.jobFirstStage.subarray(0, a.jobCount), b.jobFirstStage, a.stageCount),
    stageJob: narrow(a.stageJob, b.stageJob, a.jobCount),
    stageFirstTask: narrow(a.stageFirstTask.subarray(0, a.stageCount), b.stageFirstTask, a.taskCount),
    stageGang: both(uint8Column, a.stageGang, b.stageGang, 0),
    taskStage: narrow(a.taskStage, b.taskStage, a.stageCount),
    taskShape: narrow(a.taskShape, b.taskShape, shapes),
    taskDuration: wide(a.taskDuration, b.taskDuration),
    taskEnds: both(uint8Column, a.taskEnds, b.taskEnds, 0),
    taskLabel: narrow(a.taskLabel, b.taskLabel, 0),
    taskPriority: optional(a.taskPriority, b.taskPriority, tasks, 0),
    taskClass:
      a.taskClass === undefined && b.taskClass === undefined
        ? undefined
        : both(
            uint8Column,
            a.taskClass ?? new Uint8Array(tasks[0]),
            b.taskClass ?? new Uint8Array(tasks[1]),
            0,
          ),
    // Row 0 of both is the empty list.
    taskConstraints: optional(a.taskConstraints, b.taskConstraints, tasks, 0, a.constraints.length - 1),
    taskEvictions: optional(a.taskEvictions, b.taskEvictions, tasks, 0),
    taskCurve: optional(a.taskCurve, b.taskCurve, tasks, untold, usage?.curveCount ?? 0),
    taskWait: optionalWide(a.taskWait, b.taskWait, tasks),
  }
}

const filled = (length: number, value: number) => new Int32Array(length).fill(value)

/** The values of the first, then those of the second plus `offset`, but for those that are `absent`. */
function both<T extends Float64Array | Int32Array | Uint8Array>(
  make: (length: number) => T,
  first: T,
  second: T,
  offset: number,
  absent?: number,
): T {
  const column = make(first.length + second.length)
  column.set(first)
  for (let i = 0; i < second.length; i++)
    column[first.length + i] = second[i] === absent ? absent : second[i] + offset
  return column
}

function inOrderOfArrival(jobs: JobTable): JobTable {
  const order = Int32Array.from({ length: jobs.jobCount }, (_, job) => job)
  order.sort((a, b) => jobs.jobArrival[a] - jobs.jobArrival[b] || a - b)
  return selectJobs(jobs, order, jobs.jobArrival)
}

function bothAgents(a: AgentTable | undefined, b: AgentTable | undefined): AgentTable | undefined {
  return a === undefined || b === undefined ? (a ?? b) : joinAgents([a, b])
}

function bothUsages(a: UsageTable | undefined, b: UsageTable | undefined): UsageTable | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return {
    curveCount: a.curveCount + b.curveCount,
    sampleCount: a.sampleCount + b.sampleCount,
    curveFirstSample: both(
      int32Column,
      a.curveFirstSample.subarray(0, a.curveCount),
      b.curveFirstSample,
      a.sampleCount,
    ),
    time: both(float64Column, a.time, b.time, 0),
    cpus: both(float64Column, a.cpus, b.cpus, 0),
    mem: both(float64Column, a.mem, b.mem, 0),
  }
}
