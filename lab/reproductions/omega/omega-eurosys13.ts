/**
 * Five scheduler architectures on one cell and one list of jobs, as the decision time of the service scheduler grows.
 * What is compared is what the published simulator prints for the same list; the paper's own figures were drawn from
 * traces that were never published, so of them only the shapes are made again.
 */
import { existsSync } from "node:fs"
import { basename, resolve } from "node:path"
import { seconds, unknown } from "../../../sim/index.ts"
import type { PublishedCheck, ReproductionRow } from "../../results/index.ts"
import { sampleOf } from "../../statistics/index.ts"
import {
  type Reproduced,
  type Reproduction,
  ReproductionError,
  type ReproductionOptions,
  type ReproductionProgress,
} from "../contract.ts"
import { type Architecture, fixedArchitectures, publishedArchitectures, type Sweep } from "./architectures.ts"
import { arrivalCurves, arrivalRows, sweepCurves } from "./figures.ts"
import { cellOf, jobTable, type ListedJob, readJobList } from "./job-list.ts"
import { type Cell, measureNames, type Measures, runOnce } from "./one-run.ts"
import { publishedRuns, publishedSetUp } from "./published.ts"

/** s; the published sweep, and between and below it what the figures want. */
const wholeSweep = [0.01, 0.1, 1, 3, 10, 30, 100]
const sliceSweep = [1, 10]
const defaultSeeds = 10
const enoughSeeds = 10
/** Some fifty conflicts a day: a few seeds say too little. */
const chancy = new Set<string>(["conflicts_per_ok_batch"])

export const omegaEurosys13: Reproduction = {
  name: "omega-eurosys13",
  about: "Omega: monolithic, two-level and shared-state scheduling as decisions take longer",
  source:
    "Schwarzkopf, Konwinski, Abd-El-Malek, Wilkes, Omega: flexible, scalable schedulers for large compute clusters, EuroSys 2013, figures 5 to 9; values of its published simulator, google/cluster-scheduler-simulator at b882f26",
  flags: ["workload", "policies", "seeds", "hours", "machines", "cpus", "mem", "t-job"],
  run: reproduce,
}

async function reproduce(options: ReproductionOptions, progress: ReproductionProgress): Promise<Reproduced> {
  const setUp = setUpOf(options)
  const list = await readJobList(setUp.workload)
  if (list.length === 0) throw new ReproductionError(`There are no jobs in ${setUp.workload}.`)
  const cell: Cell = {
    jobs: jobTable(list, setUp.hours),
    agents: cellOf(setUp.machines, setUp),
    end: seconds(setUp.hours * 3600),
  }
  const rows: ReproductionRow[] = []
  const checks: PublishedCheck[] = []
  const points = setUp.tJobs.flatMap((tJobS) =>
    setUp.architectures.map((architecture) => ({ tJobS, architecture })),
  )
  for (const [i, { tJobS, architecture }] of points.entries()) {
    const sweep: Sweep = { tJob: seconds(tJobS) }
    const runs = await runsOf(architecture, sweep, cell, setUp.seeds, (seed) =>
      progress("runs", (i + seed / setUp.seeds) / points.length, `${architecture.name}, t_job ${tJobS} s`),
    )
    rows.push({ architecture: architecture.name, t_job: tJobS, ...summary(runs) })
    if (isPublished(setUp, list)) checks.push(...checksOf(architecture, tJobS, runs))
  }
  const isWhole = !options.slice && options.tJob === undefined && options.policies === undefined
  const arrivals = isWhole ? await arrivalRows(list, setUp, progress) : []
  return {
    rows: [...rows, ...arrivals],
    checks,
    curves: [...sweepCurves(rows), ...arrivalCurves(arrivals)],
    notes: notesOf(setUp, list, cell),
    chosen: {
      hours: String(setUp.hours),
      machines: String(setUp.machines),
      cpus: String(setUp.cpus),
      mem: String(setUp.memGiB),
      seeds: String(setUp.seeds),
      ...(isWhole ? {} : { "t-job": setUp.tJobs.join(",") }),
    },
  }
}

export interface SetUp {
  readonly workload: string
  readonly hours: number
  readonly machines: number
  readonly cpus: number
  readonly memGiB: number
  readonly seeds: number
  readonly tJobs: readonly number[]
  readonly architectures: readonly Architecture[]
}

function setUpOf(options: ReproductionOptions): SetUp {
  const { hours, machines, cpus, memGiB } = publishedSetUp
  const workload = options.workload ?? resolve(options.data, "expected", "omega-workload-loaded.csv")
  if (!existsSync(workload))
    throw new ReproductionError(
      `There is no ${workload}. Name a list of jobs with --workload, columns id, workload, submit, tasks, duration, cpus, mem.`,
    )
  return {
    workload,
    hours: options.hours ?? hours,
    machines: options.machines ?? machines,
    cpus: options.cpus ?? cpus,
    memGiB: options.mem ?? memGiB,
    seeds: options.seeds ?? (options.slice ? 2 : defaultSeeds),
    tJobs: options.tJob ?? (options.slice ? sliceSweep : wholeSweep),
    architectures: options.policies?.map(architectureNamed) ?? publishedArchitectures,
  }
}

function architectureNamed(name: string): Architecture {
  const all = [...publishedArchitectures, ...fixedArchitectures]
  const found = all.find((one) => one.name === name)
  if (found !== undefined) return found
  throw new ReproductionError(
    unknown(
      "architecture",
      name,
      all.map((one) => one.name),
    ),
  )
}

/** Seeds 1, 2, … */
async function runsOf(
  architecture: Architecture,
  sweep: Sweep,
  cell: Cell,
  seeds: number,
  tell: (seed: number) => void,
): Promise<readonly Measures[]> {
  const runs: Measures[] = []
  for (let seed = 0; seed < seeds; seed++) {
    tell(seed)
    await new Promise(setImmediate)
    runs.push(runOnce(architecture, sweep, cell, seed + 1))
  }
  return runs
}

/** The mean of each measure under its own name, its deviation under name_sd. */
function summary(runs: readonly Measures[]): ReproductionRow {
  const samples = measureNames.map((name) => [name, sampleOfMeasure(runs, name)] as const)
  return Object.fromEntries([
    ...samples.map(([name, sample]) => [name, sample?.mean ?? null]),
    ["n", runs.length],
    ...samples.map(([name, sample]) => [
      `${name}_sd`,
      sample === undefined || sample.n < 2 ? null : sample.deviation,
    ]),
  ]) as ReproductionRow
}

function sampleOfMeasure(runs: readonly Measures[], name: keyof Measures) {
  const values = runs.flatMap((run) => run[name] ?? [])
  return values.length === 0 ? undefined : sampleOf(values)
}

function isPublished({ hours, machines, cpus, memGiB }: SetUp, list: readonly ListedJob[]): boolean {
  const { jobs, tasks, ...theirs } = publishedSetUp
  const isList = list.length === jobs && list.reduce((sum, job) => sum + job.tasks, 0) === tasks
  return (
    isList &&
    hours === theirs.hours &&
    machines === theirs.machines &&
    cpus === theirs.cpus &&
    memGiB === theirs.memGiB
  )
}

/** Each printed value beside our mean, within the greatest of a tenth, two of our deviations and the last printed digit. */
function checksOf({ name }: Architecture, tJobS: number, runs: readonly Measures[]): PublishedCheck[] {
  const published = publishedRuns.find((run) => run.architecture === name && run.tJobS === tJobS)
  if (published === undefined) return []
  return measureNames.flatMap((measure) => {
    const printed = published.measures[measure]
    const sample = sampleOfMeasure(runs, measure)
    if (printed === undefined || sample === undefined) return []
    if (sample.n < enoughSeeds && chancy.has(measure)) return []
    const theirs = Number(printed)
    const digit = 10 ** -(printed.split(".")[1]?.length ?? 0)
    const spread = sample.n >= enoughSeeds ? 2 * sample.deviation : 0
    const tolerance = Math.max(theirs / 10, spread, digit)
    return {
      what: `${name}, t_job ${tJobS} s: ${measure}`,
      ours: sample.mean,
      theirs,
      tolerance,
      because:
        tolerance === digit
          ? "one unit of the last printed digit"
          : tolerance === spread
            ? `two standard deviations of our ${sample.n} seeds`
            : "a tenth",
    }
  })
}

function notesOf(setUp: SetUp, list: readonly ListedJob[], { jobs }: Cell): readonly string[] {
  const { workload, machines, cpus, memGiB, hours, seeds } = setUp
  return [
    `${list.length} jobs with ${jobs.taskCount} tasks of ${basename(workload)} for ${hours} h on ${machines} machines of ${cpus} cpus and ${memGiB} GiB. Seeds 1 to ${seeds} decide only which machines are tried.`,
    "t_job is the decision time per job of services, on a single path that of all jobs; batch otherwise decides in 0.1 s, and every task takes 5 ms more. Waits are means until a job's first decision begins, over the jobs that were decided about. conflicts_per_ok is the service scheduler's.",
    "The defects of the published simulator are kept: all schedulers try machines in the same order, a rolled back transaction leaves its sequence numbers raised, a decision that finds no room counts as no time, and the two slips of its Mesos that take cpus for memory. --policies with names that end in -fixed mends them.",
    "mesos-omega13 is the Mesos of that paper, which offers the whole free cell to one framework, and not Mesos as it is. Its framework may decide about many offers at once, so it can be busy more than all the time. With one offer at a time (mesos-omega13-fixed) offers wait, locked, behind the decision before: that is what the paper describes, and it is far worse.",
  ]
}
