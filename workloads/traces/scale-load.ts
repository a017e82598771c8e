/**
 * Aims a workload at an offered load, by keeping or repeating whole jobs.
 *
 * Jobs stand in a line, in the order of a hash of (seed, label, copy): first all jobs of copy 0, the trace itself,
 * then all of copy 1, and so on. A target keeps the beginning of that line whose demand is nearest to it, so the
 * jobs of a lower target are among those of a higher one, and the waves of a job stay together. Only where one large
 * job makes that miss the target by more than half a percent are such jobs passed over, and smaller ones taken instead.
 */
import { numberFromText } from "./numbers.ts"
import {
  type AgentTable,
  type JobTable,
  type Micros,
  microsPerSecond,
  scalarNames,
  selectJobs,
  type Workload,
} from "../../sim/index.ts"
import { hashNumbers } from "./hash.ts"
import { demandOfJobs, offeredLoad } from "./offered-load.ts"
import { InputError } from "./units.ts"

/** An offered load to aim at, the trace as it is, or a multiple of its arrivals. */
export type LoadTarget = number | "trace" | { readonly times: number }

/** Copies of a job arrive up to a minute after it, so that they do not all meet at one instant. */
const jitterMicros = 60 * microsPerSecond

/** What columns of tasks may take: some 2 GB while they are made. */
const mostTasks = 40_000_000

/** "0.8", "trace", "x2". Throws InputError. */
export function parseLoad(text: string): LoadTarget {
  if (text === "trace") return "trace"
  const [, times, digits] = /^(x?)(\d+(?:\.\d+)?)$/.exec(text) ?? []
  const value = numberFromText(digits)
  if (digits === undefined || value === 0)
    throw new InputError(`"${text}" is no load; write trace, a load such as 0.8, or a multiple such as x2.`)
  return times === "x" ? { times: value } : value
}

/** 0.8 where the workload asks for more than its machines have (waits would only measure the backlog), else "trace". */
export function defaultLoad(workload: Workload, agents: AgentTable): LoadTarget {
  const { load } = offeredLoad(workload.jobs, agents, workload.horizon)
  return load > 1 && Number.isFinite(load) ? 0.8 : "trace"
}

/**
 * The workload with jobs kept or repeated, the same for the same seed. `agents` are the machines to be loaded.
 * Throws InputError where that takes more than 40 million tasks.
 */
export function scaleLoad(
  workload: Workload,
  agents: AgentTable,
  target: LoadTarget,
  seed: number,
): Workload {
  if (target === "trace") return workload
  const { jobs, horizon } = workload
  if (jobs.jobCount === 0) return workload
  const weight = new Float64Array(jobs.jobCount)
  let wanted: number
  if (typeof target === "object") {
    weight.fill(1)
    wanted = target.times * jobs.jobCount
  } else {
    const { load, scarcest } = offeredLoad(jobs, agents, horizon)
    demandOfJobs(jobs, scalarNames.indexOf(scarcest), horizon, weight)
    wanted = (target / load) * sum(weight)
  }
  const whole = Math.floor(wanted / sum(weight))
  const tasks = (wanted / sum(weight)) * jobs.taskCount
  if (!(tasks <= mostTasks))
    throw new InputError(
      `That load would take ${Math.ceil(wanted / sum(weight))} copies of "${workload.name}", more than ${mostTasks} tasks; ask for less, or for fewer agents.`,
    )
  const chosen: number[] = []
  const copies: number[] = []
  for (let copy = 0; copy <= whole; copy++) {
    const line = jobsInLine(jobs, copy, seed)
    const kept = copy < whole ? line : nearest(jobs, line, weight, wanted - whole * sum(weight), wanted)
    for (const job of kept) {
      chosen.push(job)
      copies.push(copy)
    }
  }
  return { ...workload, jobs: inOrderOfArrival(jobs, chosen, copies, horizon, seed) }
}

/** Jobs by hash of their label; those of one label keep the order of the table. */
function jobsInLine(jobs: JobTable, copy: number, seed: number): Int32Array {
  const hash = Float64Array.from(jobs.jobLabel, (label) => hashNumbers(seed, label, copy))
  return Int32Array.from(hash, (_, job) => job).sort((a, b) => hash[a] - hash[b] || a - b)
}

/** By how much of the target the beginning of the line may miss it before jobs are passed over. */
const tolerance = 0.005

/** The jobs that weigh nearest to `missing`, where `wanted` is wanted in all; jobs of one label are never parted. */
function nearest(
  jobs: JobTable,
  line: Int32Array,
  weight: Float64Array,
  missing: number,
  wanted: number,
): ArrayLike<number> & Iterable<number> {
  const groups = groupsOfLabel(jobs, line)
  let total = 0
  let before = 0
  let count = 0
  while (count < groups.length && total < missing) {
    before = total
    total += sumOf(groups[count++], weight)
  }
  if (missing - before < total - missing) {
    count--
    total = before
  }
  if (Math.abs(total - missing) <= tolerance * wanted) return groups.slice(0, count).flat()
  total = 0
  const kept: number[] = []
  for (const group of groups) {
    const weighs = sumOf(group, weight)
    if (total + weighs > missing + tolerance * wanted) continue
    total += weighs
    kept.push(...group)
    if (total >= missing - tolerance * wanted) break
  }
  return kept
}

/** The line cut where the label changes. */
function groupsOfLabel(jobs: JobTable, line: Int32Array): number[][] {
  const groups: number[][] = []
  for (const [i, job] of line.entries())
    if (i > 0 && jobs.jobLabel[line[i - 1]] === jobs.jobLabel[job]) groups[groups.length - 1].push(job)
    else groups.push([job])
  return groups
}

function sumOf(group: readonly number[], weight: Float64Array): number {
  return group.reduce((total, job) => total + weight[job], 0)
}

function inOrderOfArrival(
  jobs: JobTable,
  chosen: readonly number[],
  copies: readonly number[],
  horizon: Micros | undefined,
  seed: number,
): JobTable {
  const arrival = Float64Array.from(chosen, (job, i) => arrivalOf(jobs, job, copies[i], horizon, seed))
  const order = Int32Array.from(chosen, (_, i) => i).sort(
    (a, b) => arrival[a] - arrival[b] || chosen[a] - chosen[b] || copies[a] - copies[b],
  )
  return selectJobs(
    jobs,
    order.map((i) => chosen[i]),
    Float64Array.from(order, (i) => arrival[i]),
  )
}

function arrivalOf(
  jobs: JobTable,
  job: number,
  copy: number,
  horizon: Micros | undefined,
  seed: number,
): Micros {
  const own = jobs.jobArrival[job]
  if (copy === 0) return own
  const jitter = hashNumbers(seed + copy, jobs.jobLabel[job], copy) % jitterMicros
  return horizon === undefined ? own + jitter : Math.max(own, Math.min(own + jitter, horizon))
}

function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}
