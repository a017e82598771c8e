/** Steps that change how much is asked: by more or fewer jobs, larger or longer tasks, other days. */
import {
  createRandom,
  float64Column,
  type JobTable,
  type Micros,
  never,
  selectJobs,
  type Workload,
} from "../../sim/index.ts"
import { type LoadTarget, scaleLoad } from "../traces/scale-load.ts"
import { InputError } from "../traces/units.ts"

/** Whole jobs kept or repeated: `factor` times as many arrivals, or up to an offered load on the trace's own machines. */
export function scaleJobs(workload: Workload, target: Exclude<LoadTarget, "trace">, seed: number): Workload {
  const { agents } = workload
  if (agents !== undefined) return scaleLoad(workload, agents, target, seed)
  if (typeof target === "number")
    throw new InputError("scale(load,…): the trace names no machines to be loaded; use --load with --agents.")
  // Arrivals are counted, so the machines do not matter.
  return scaleLoad(workload, noAgents, target, seed)
}

const noAgents = {
  count: 0,
  capacity: new Float64Array(),
  upAtStart: new Uint8Array(),
  label: new Float64Array(),
  labelPrefix: "",
  attributeSets: [],
  changes: {
    count: 0,
    time: new Float64Array(),
    agent: new Int32Array(),
    change: new Uint8Array(),
    capacity: new Float64Array(),
  },
}

/** Requests times `factor`, to the nearest thousandth; what asks for something still does. */
export function scaleSizes(workload: Workload, factor: number): Workload {
  const { shapes } = workload.jobs
  const scaled = float64Column(shapes.length)
  for (let i = 0; i < shapes.length; i++)
    scaled[i] = shapes[i] === 0 ? 0 : Math.max(1, exact(Math.round(shapes[i] * factor)))
  return { ...workload, jobs: { ...workload.jobs, shapes: scaled } }
}

/** How long tasks run times `factor`; those that outlive the trace still do. Estimates go with them. */
export function scaleDurations(workload: Workload, factor: number): Workload {
  const { jobs } = workload
  const scaled = (column: Float64Array, isKept: (value: number) => boolean) => {
    const result = float64Column(column.length)
    for (let i = 0; i < column.length; i++)
      result[i] = isKept(column[i]) ? column[i] : exact(Math.round(column[i] * factor))
    return result
  }
  const { taskDuration, jobEstimate } = jobs
  const changed: JobTable = {
    ...jobs,
    taskDuration: scaled(taskDuration, (duration) => duration === never),
    jobEstimate: jobEstimate === undefined ? undefined : scaled(jobEstimate, (estimate) => estimate < 0),
  }
  return { ...workload, jobs: changed }
}

/**
 * `count` periods, each drawn with replacement from the whole periods of the trace: other days like these, which keep
 * what goes on within a day and lose what one day has to do with the next.
 */
export function bootstrap(
  workload: Workload,
  period: Micros,
  count: number | undefined,
  seed: number,
): Workload {
  const { jobs, horizon } = workload
  const observed = horizon ?? (jobs.jobCount === 0 ? 0 : jobs.jobArrival[jobs.jobCount - 1] + 1)
  const whole = Math.floor(observed / period)
  if (whole === 0)
    throw new InputError(
      `bootstrap: the trace is shorter than one period of ${period / 1e6} s; give a shorter one.`,
    )
  const stream = createRandom(seed).stream("reshape/bootstrap")
  const first = Int32Array.from({ length: whole + 1 }, (_, i) => firstFrom(jobs.jobArrival, i * period))
  const chosen: number[] = []
  const arrival: number[] = []
  const periods = count ?? whole
  for (let i = 0; i < periods; i++) {
    const drawn = stream.integer(whole)
    for (let job = first[drawn]; job < first[drawn + 1]; job++) {
      chosen.push(job)
      arrival.push(exact(jobs.jobArrival[job] + (i - drawn) * period))
    }
  }
  return {
    ...workload,
    jobs: selectJobs(jobs, Int32Array.from(chosen), Float64Array.from(arrival)),
    ...(horizon === undefined ? {} : { horizon: exact(periods * period) }),
  }
}

/** The first place in an ascending column whose value is `least` or more. */
function firstFrom(column: Float64Array, least: number): number {
  let [low, high] = [0, column.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (column[middle] < least) low = middle + 1
    else high = middle
  }
  return low
}

function exact(value: number): number {
  if (value < never) return value
  throw new InputError("--reshape: a number becomes larger than can be counted exactly.")
}
