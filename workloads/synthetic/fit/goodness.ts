/**
 * How good a fit is: a workload drawn from a model beside the one it was fitted to, as distances with their n, and in words
 * where they are far apart.
 */
import { type Micros, microsPerSecond, type Workload } from "../../../sim/index.ts"
import { autocorrelation, dispersion, ksByChance, ksDistance, rankCorrelation } from "./distances.ts"
import { binFor, countsPerBin, hourOf } from "./fit-arrivals.ts"
import { spanOf } from "./fit-workload.ts"
import { both, type GoodnessCard, type Measure, type Pair } from "./goodness-card.ts"
import { rolesOf, usersOf } from "./goodness-roles.ts"
import { badOf } from "./goodness-words.ts"
import {
  demandOverTime,
  fewestWithHalf,
  gapsOf,
  jobColumns,
  laterArrivals,
  taskAmounts,
  taskSeconds,
} from "./job-columns.ts"
import { ascending, quantileAt } from "./quantiles.ts"

/** Throws InvariantError if one of the workloads has no job. */
export function goodnessOfFit(original: Workload, generated: Workload): GoodnessCard {
  const pair = { original, generated }
  const span = spanOf(original, 1)
  const measures = measuresOf(pair)
  const card = {
    name: original.name,
    provenance: original.provenance,
    jobs: both(pair, ({ jobs }) => jobs.jobCount),
    tasks: both(pair, ({ jobs }) => jobs.taskCount),
    spanSeconds: span / microsPerSecond,
    atStart: both(pair, ({ jobs }) => jobs.jobCount - laterArrivals(jobs).length),
    measures,
    arrivals: arrivalsOf(pair, span),
    demand: both(pair, (workload) => demandOverTime(workload, span, demandParts)),
    fewestWithHalf: both(pair, ({ jobs }) => fewestWithHalf(jobColumns(jobs).work)),
    together: togetherOf(pair),
    roles: rolesOf(pair),
    users: usersOf(pair),
  }
  return { ...card, bad: badOf(card) }
}

const demandParts = 96
const curveParts = 128

function measuresOf(pair: Pair<Workload>): Measure[] {
  const columns = both(pair, ({ jobs }) => jobColumns(jobs))
  const perJob = (name: string, unit: string, of: keyof typeof columns.original) =>
    measure(
      name,
      unit,
      "job",
      both(columns, (one) => one[of].filter((x) => !Number.isNaN(x)).sort(ascending)),
    )
  const perTask = (name: string, unit: string, of: (workload: Workload) => Float64Array) =>
    measure(name, unit, "task", both(pair, of))
  const all = [
    measure(
      "time between arrivals",
      "s",
      "gap",
      both(pair, ({ jobs }) => gapsOf(laterArrivals(jobs))),
    ),
    perJob("tasks per job", "", "tasks"),
    perJob("mean duration of a job's tasks", "s", "seconds"),
    perJob("work of a job", "core s", "work"),
    perJob("cpus requested, by job", "cores", "cpus"),
    perJob("memory requested, by job", "MiB", "mem"),
    perJob("GPUs requested, by job", "devices", "gpus"),
    perTask("duration of a task", "s", ({ jobs }) => taskSeconds(jobs)),
    perTask("cpus requested, by task", "cores", ({ jobs }) => taskAmounts(jobs, 0)),
    perTask("memory requested, by task", "MiB", ({ jobs }) => taskAmounts(jobs, 1)),
  ]
  return all.filter((one) => one !== undefined)
}

/** Undefined where one has no values, or all of both are 0. */
function measure(name: string, unit: string, of: string, sorted: Pair<Float64Array>): Measure | undefined {
  const n = both(sorted, ({ length }) => length)
  const last = both(sorted, (values) => values.at(-1) ?? 0)
  if (n.original === 0 || n.generated === 0 || (last.original === 0 && last.generated === 0)) return undefined
  return {
    name,
    unit,
    of,
    ks: ksDistance(sorted.original, sorted.generated),
    n,
    byChance: ksByChance(n.original, n.generated),
    curve: both(sorted, (values) =>
      Array.from({ length: curveParts + 1 }, (_, i) => quantileAt(values, i / curveParts)),
    ),
  }
}

const mostLags = 48
const dispersionSeconds = [1, 10, 60, 600, 3600, 21_600, 86_400]
const fewestBins = 24

function arrivalsOf(pair: Pair<Workload>, span: Micros): GoodnessCard["arrivals"] {
  // What comes after the original's end, where it ends later, is not compared.
  const times = both(pair, ({ jobs }) => laterArrivals(jobs).filter((time) => time < span))
  const bin = binFor(times.original.length, span)
  const counts = both(times, (one) => countsPerBin(one, span, bin))
  const lags = Array.from(
    { length: Math.min(mostLags, Math.floor(counts.original.length / 4)) },
    (_, lag) => lag + 1,
  )
  return {
    binSeconds: bin / microsPerSecond,
    lags,
    autocorrelation: both(counts, (one) => lags.map((lag) => autocorrelation(one, lag))),
    dispersion: dispersionSeconds.flatMap((seconds) => {
      const bins = Math.floor(span / microsPerSecond / seconds)
      if (bins < fewestBins) return []
      const width = seconds * microsPerSecond
      return [{ seconds, bins, ...both(times, (one) => dispersion(countsPerBin(one, span, width))) }]
    }),
    byHour: both(times, byHour),
  }
}

function byHour(times: Float64Array): number[] {
  const shares = Array.from({ length: 24 }, () => 0)
  for (const time of times) shares[hourOf(time)] += 1 / times.length
  return shares
}

function togetherOf(pair: Pair<Workload>): GoodnessCard["together"] {
  const columns = both(pair, ({ jobs }) => jobColumns(jobs))
  const correlation = (name: string, a: keyof typeof columns.original, b: keyof typeof columns.original) => ({
    name,
    ...both(columns, (one) => {
      const known = [...one[a].keys()].filter((job) => !Number.isNaN(one[a][job] + one[b][job]))
      return rankCorrelation(
        known.map((job) => one[a][job]),
        known.map((job) => one[b][job]),
      )
    }),
  })
  return [
    correlation("tasks and duration", "tasks", "seconds"),
    correlation("tasks and cpus", "tasks", "cpus"),
    correlation("duration and cpus", "seconds", "cpus"),
    correlation("cpus and memory", "cpus", "mem"),
  ]
}
