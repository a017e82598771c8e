/** Steps that add to what jobs ask: constraints on their place, and what their users say about their time. */
import {
  type Constraint,
  createRandom,
  float64Column,
  int32Column,
  type JobTable,
  type Micros,
  microsPerSecond,
  never,
  tasksBegin,
  tasksEnd,
  untold,
  type Workload,
} from "../../sim/index.ts"
import { hashNumbers } from "../traces/hash.ts"

/** The tasks of a share of the jobs, by a hash of their label, must meet these constraints as well. */
export function constrain(
  workload: Workload,
  share: number,
  added: readonly Constraint[],
  seed: number,
): Workload {
  const { jobs } = workload
  const lists = [...jobs.constraints]
  const widened = new Map<number, number>()
  const column = int32Column(jobs.taskCount)
  for (let job = 0; job < jobs.jobCount; job++) {
    const isChosen = hashNumbers(seed, jobs.jobLabel[job], 1) < share * 2 ** 32
    for (let task = tasksBegin(jobs, job); task < tasksEnd(jobs, job); task++) {
      const old = jobs.taskConstraints?.[task] ?? 0
      column[task] = isChosen ? wider(old) : old
    }
  }
  return { ...workload, jobs: { ...jobs, constraints: lists, taskConstraints: column } }

  function wider(old: number): number {
    let place = widened.get(old)
    if (place === undefined) widened.set(old, (place = lists.push([...lists[old], ...added]) - 1))
    return place
  }
}

/**
 * How users err. `exact`: not at all. `f-uniform`: the estimate is uniform between the run time and (f + 1) times it
 * (Mu'alem, Feitelson, IEEE TPDS 12(6), 2001). `modal`: that, rounded up to a time that people like to write, as most do
 * (Tsafrir, Etsion, Feitelson, JSSPP 2005; their model is richer). `last-two`: no user but the system, which takes the mean
 * of the two last jobs of the user that had ended by then (Tsafrir, Etsion, Feitelson, IEEE TPDS 18(6), 2007).
 */
export type EstimateModel =
  | { readonly kind: "exact" }
  | { readonly kind: "f-uniform"; readonly f: number }
  | { readonly kind: "modal"; readonly f: number }
  | { readonly kind: "last-two" }

/** Every job's estimate anew. A job with a task that outlives the trace has none, except under `last-two`. */
export function estimate(workload: Workload, model: EstimateModel, seed: number): Workload {
  const { jobs } = workload
  const runTimes = Float64Array.from({ length: jobs.jobCount }, (_, job) => runTimeOf(jobs, job))
  const jobEstimate = model.kind === "last-two" ? lastTwo(jobs, runTimes) : drawn(runTimes, model, seed)
  return { ...workload, jobs: { ...jobs, jobEstimate } }
}

/** How long the job runs if nothing waits: the longest task of each stage, one stage after the other. */
function runTimeOf(jobs: JobTable, job: number): Micros {
  let sum = 0
  for (let stage = jobs.jobFirstStage[job]; stage < jobs.jobFirstStage[job + 1]; stage++) {
    let longest = 0
    for (let task = jobs.stageFirstTask[stage]; task < jobs.stageFirstTask[stage + 1]; task++)
      longest = Math.max(longest, jobs.taskDuration[task])
    sum = Math.min(never, sum + longest)
  }
  return sum
}

function drawn(
  runTimes: Float64Array,
  model: Exclude<EstimateModel, { kind: "last-two" }>,
  seed: number,
): Float64Array {
  const stream = createRandom(seed).stream("reshape/estimate")
  const estimates = float64Column(runTimes.length)
  for (const [job, runTime] of runTimes.entries()) {
    // Drawn for every job, so that the others do not depend on it.
    const chance = model.kind === "exact" ? 0 : stream.next()
    if (runTime === never) estimates[job] = untold
    else if (model.kind === "exact") estimates[job] = runTime
    else {
      const uniform = Math.min(never - 1, Math.ceil(runTime * (1 + model.f * chance)))
      estimates[job] = model.kind === "modal" ? roundedUp(uniform) : uniform
    }
  }
  return estimates
}

const minute = 60 * microsPerSecond
const hour = 60 * minute
const day = 24 * hour
const liked = [
  ...[1, 5, 10, 15, 20, 30, 45].map((minutes) => minutes * minute),
  ...[1, 2, 3, 4, 5, 6, 8, 10, 12, 18].map((hours) => hours * hour),
]

/** Up to a time that people like to write; from 18 hours on, whole days. */
function roundedUp(time: Micros): Micros {
  return liked.find((one) => one >= time) ?? Math.min(never - 1, Math.ceil(time / day) * day)
}

/**
 * A job ends, as the original cluster had it, its first task's wait and its run time after it arrives. Where fewer than
 * two have ended the one that has counts, else the job's own estimate, if told, else its run time.
 */
function lastTwo(jobs: JobTable, runTimes: Float64Array): Float64Array {
  const estimates = float64Column(jobs.jobCount)
  const ended = new Map<number, { end: Micros; runTime: Micros }[]>()
  for (let job = 0; job < jobs.jobCount; job++) {
    const owner = jobs.jobUser?.[job] ?? jobs.jobFramework[job]
    const arrival = jobs.jobArrival[job]
    const history = ended.get(owner) ?? []
    const latest = history
      .filter(({ end }) => end <= arrival)
      .sort((a, b) => b.end - a.end)
      .slice(0, 2)
    const own = jobs.jobEstimate?.[job] ?? untold
    estimates[job] =
      latest.length === 0
        ? own >= 0
          ? own
          : runTimes[job] === never
            ? untold
            : runTimes[job]
        : Math.round(latest.reduce((sum, { runTime }) => sum + runTime, 0) / latest.length)
    const wait = Math.max(0, jobs.taskWait?.[tasksBegin(jobs, job)] ?? 0)
    if (runTimes[job] < never) {
      // Of those that have ended only the last two will ever count again.
      const open = history.filter(({ end }) => end > arrival)
      ended.set(owner, [...latest, ...open, { end: arrival + wait + runTimes[job], runTime: runTimes[job] }])
    }
  }
  return estimates
}
