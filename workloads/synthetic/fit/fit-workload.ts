/**
 * Fits a model to a workload: what `mesoscope trace fit` writes. Nothing is drawn here, so the same workload gives the same
 * model, bit for bit.
 */
import { assert, type JobTable, type Micros, never, scalarCount, type Workload } from "../../../sim/index.ts"
import { square } from "./distances.ts"
import { fitArrivals, hour, hourOf } from "./fit-arrivals.ts"
import { type FittedEra, type FittedModel, fittedModelFormat, type FittedUser } from "./fitted-model.ts"
import { type JobKinds, type KindDetail, kindsOf } from "./job-kinds.ts"

export interface FitDetail extends KindDetail {
  /** A framework with fewer jobs is put together with the other small ones of its role. */
  readonly fewestJobsOfUser: number
}

const fine: FitDetail = { mostShapes: 192, pacesPerOctave: 2, fewestJobsOfUser: 20 }
/** A role with fewer arrivals shares one process with the other small ones. */
const fewestJobsOfStream = 200
/** So many jobs at the very first instant are no arrivals: they were there before. */
const fewestAtStart = 20

/** `detail` makes a smaller model where it is coarser. Throws InvariantError for a workload without jobs. */
export function fitWorkload(workload: Workload, detail: Partial<FitDetail> = {}): FittedModel {
  const { jobs } = workload
  assert(jobs.jobCount > 0, `"${workload.name}" has no job that could be fitted`)
  const wanted = { ...fine, ...detail }
  const kinds = kindsOf(jobs, wanted)
  const grain = { arrival: grainOf(jobs.jobArrival), duration: grainOf(jobs.taskDuration) }
  const span = spanOf(workload, grain.arrival)
  return {
    format: fittedModelFormat,
    name: workload.name,
    provenance: workload.provenance,
    jobs: jobs.jobCount,
    tasks: jobs.taskCount,
    span,
    isObserved: workload.horizon !== undefined,
    roles: jobs.roles,
    shapes: kinds.shapes,
    grain,
    sizes: kinds.sizes,
    paces: kinds.paces,
    spreads: kinds.spreads,
    kinds: kinds.kinds,
    streams: streamsOf(jobs, span).map(({ name, isStart, members }) => ({
      name,
      jobs: members.length,
      ...(isStart
        ? {}
        : {
            arrivals: fitArrivals(
              members.map((job) => jobs.jobArrival[job]),
              span,
              grain.arrival,
            ),
          }),
      eras: erasOf(jobs.jobArrival, members, isStart ? 1 : mostEras, span).map(({ until, own }) => ({
        until,
        ...fitUsers(jobs, kinds, own, wanted),
      })),
    })),
    ...machinesOf(workload),
  }
}

/** The trace's end where it has one, else a tick after the last arrival. */
export function spanOf({ jobs, horizon }: Workload, grain: Micros): Micros {
  const last = jobs.jobArrival[jobs.jobCount - 1]
  return Math.max(horizon ?? 0, last + grain, 1)
}

/** The largest whole number of µs, up to a minute, that divides all times. */
function grainOf(times: Float64Array): Micros {
  let grain = 60_000_000
  for (const time of times) {
    if (time >= never) continue
    for (let rest = time % grain; rest > 0;) [grain, rest] = [rest, grain % rest]
    if (grain === 1) return 1
  }
  return grain
}

interface Stream {
  readonly name: string
  readonly isStart: boolean
  /** Jobs, in order of arrival. */
  readonly members: Float64Array
}

/**
 * Those there at the start, then role by role those that come later: small roles together, and all together where which
 * role asks next is a matter of chance.
 */
function streamsOf(jobs: JobTable, span: Micros): Stream[] {
  const first = jobsAtStart(jobs)
  const later = Float64Array.from({ length: jobs.jobCount - first }, (_, i) => first + i)
  const roleOf = (job: number) => jobs.frameworks[jobs.jobFramework[job]].role
  const perRole = jobs.roles.map(({ name }, role) => ({
    name,
    members: later.filter((job) => roleOf(job) === role),
  }))
  const large = perRole.filter(({ members }) => members.length >= fewestJobsOfStream)
  const small = later.filter((job) => perRole[roleOf(job)].members.length < fewestJobsOfStream)
  const apart = [...large, { name: "other roles", members: small }]
  const isOne = areMixed(
    large.map(({ members }) => members.map((job) => jobs.jobArrival[job])),
    span,
  )
  return [
    ...(isOne ? [{ name: "all roles", members: later }] : apart).map((one) => ({ ...one, isStart: false })),
    { name: "at the start", isStart: true, members: Float64Array.from({ length: first }, (_, job) => job) },
  ].filter(({ members }) => members.length > 0)
}

/** From so many days on a role's rhythm over the day is told from chance. */
const fewestDays = 3
/** Squared deviations are 1 each by chance; bursts make them larger, a rhythm of its own much larger. */
const mostByChance = 20

/** Whether every role's part of the arrivals of an hour of the day is about its share of all arrivals. */
function areMixed(times: readonly Float64Array[], span: Micros): boolean {
  if (times.length < 2 || span < fewestDays * 24 * hour) return true
  const total = times.reduce((sum, { length }) => sum + length, 0)
  const counts = times.map((one) => {
    const byHour = new Float64Array(24)
    for (const time of one) byHour[hourOf(time)]++
    return byHour
  })
  let squares = 0
  for (let i = 0; i < 24; i++) {
    const inHour = counts.reduce((sum, one) => sum + one[i], 0)
    for (const [role, one] of counts.entries()) {
      const expected = (inHour * times[role].length) / total
      if (expected > 0) squares += square(one[i] - expected) / expected
    }
  }
  return squares <= mostByChance * 23 * (times.length - 1)
}

const mostEras = 8
const fewestJobsOfEra = 100

/** Equal parts of the span, put together where they have few jobs; `members` in order of arrival. */
function erasOf(
  arrival: Float64Array,
  members: Float64Array,
  most: number,
  span: Micros,
): { until: Micros; own: Float64Array }[] {
  const eras: { until: Micros; own: Float64Array }[] = []
  let first = 0
  for (let part = 1; part <= most; part++) {
    const until = part === most ? span : Math.floor((span * part) / most)
    const rest = members.findIndex((job) => arrival[job] >= until)
    const next = rest < 0 || part === most ? members.length : rest
    const later = members.length - next
    if (part < most && (next - first < fewestJobsOfEra || later < fewestJobsOfEra)) continue
    eras.push({ until, own: members.subarray(first, next) })
    first = next
  }
  return eras
}

function jobsAtStart({ jobArrival, jobCount }: JobTable): number {
  let first = 0
  while (first < jobCount && jobArrival[first] === jobArrival[0]) first++
  return first >= fewestAtStart && jobArrival[0] === 0 ? first : 0
}

function fitUsers(
  jobs: JobTable,
  { ofJob }: JobKinds,
  members: Float64Array,
  { fewestJobsOfUser }: FitDetail,
): Omit<FittedEra, "until"> {
  const framework = members.map((job) => jobs.jobFramework[job])
  const kind = members.map((job) => ofJob[job])
  const counts = new Map<number, number>()
  for (const one of framework) counts.set(one, (counts.get(one) ?? 0) + 1)
  const users = new Map<string, Gathered>()
  for (const [i, one] of framework.entries()) {
    const { name, role, behaviour } = jobs.frameworks[one]
    const isSmall = (counts.get(one) ?? 0) < fewestJobsOfUser
    const key = JSON.stringify(isSmall ? [role, behaviour] : one)
    const user = users.get(key) ?? {
      role,
      name: isSmall ? `${jobs.roles[role].name}/small` : name,
      behaviour,
      members: new Set<number>(),
      mix: new Map<number, number>(),
      jobs: 0,
    }
    users.set(key, user)
    user.jobs++
    user.members.add(one)
    user.mix.set(kind[i], (user.mix.get(kind[i]) ?? 0) + 1)
  }
  return {
    stay: stickiness(framework, [...counts.values()]),
    again: againOf(framework, kind),
    users: [...users.values()].sort((a, b) => b.jobs - a.jobs || (a.name < b.name ? -1 : 1)).map(finish),
  }
}

interface Gathered {
  readonly role: number
  readonly name: string
  readonly behaviour: string
  readonly members: Set<number>
  readonly mix: Map<number, number>
  jobs: number
}

function finish({ role, name, behaviour, members, mix }: Gathered): FittedUser {
  const pairs = [...mix].sort(([a, x], [b, y]) => y - x || a - b)
  return {
    role,
    name,
    behaviour,
    members: members.size,
    mix: pairs.flat(),
  }
}

/** The chance to follow oneself, beyond what a draw by these counts gives. */
function stickiness(row: Float64Array, counts: readonly number[]): number {
  if (row.length < 2) return 0
  const total = counts.reduce((sum, count) => sum + count, 0)
  const byChance = counts.reduce((sum, count) => sum + square(count / total), 0)
  let same = 0
  for (let i = 1; i < row.length; i++) if (row[i] === row[i - 1]) same++
  return beyond(same / (row.length - 1), byChance)
}

/** The same for the kind of a job after the last one of its user. */
function againOf(framework: Float64Array, kind: Float64Array): number {
  const last = new Map<number, number>()
  const mixes = new Map<number, Map<number, number>>()
  let [same, followers] = [0, 0]
  for (const [i, user] of framework.entries()) {
    const before = last.get(user)
    if (before !== undefined) followers++
    if (before === kind[i]) same++
    last.set(user, kind[i])
    const mix = mixes.get(user) ?? new Map<number, number>()
    mixes.set(user, mix.set(kind[i], (mix.get(kind[i]) ?? 0) + 1))
  }
  if (followers === 0) return 0
  let byChance = 0
  for (const mix of mixes.values()) {
    const total = [...mix.values()].reduce((sum, count) => sum + count, 0)
    const alike = [...mix.values()].reduce((sum, count) => sum + square(count / total), 0)
    byChance += ((total - 1) * alike) / followers
  }
  return beyond(same / followers, byChance)
}

const beyond = (seen: number, byChance: number) =>
  byChance >= 1 ? 0 : Math.min(0.99, Math.max(0, (seen - byChance) / (1 - byChance)))

function machinesOf({ agents }: Workload): Pick<FittedModel, "machines"> {
  if (agents === undefined) return {}
  const counts = new Map<string, { count: number; capacity: number[] }>()
  for (let agent = 0; agent < agents.count; agent++) {
    if (agents.upAtStart[agent] === 0) continue
    const capacity = Array.from(agents.capacity.subarray(agent * scalarCount, (agent + 1) * scalarCount))
    const seen = counts.get(capacity.join()) ?? { count: 0, capacity }
    seen.count++
    counts.set(capacity.join(), seen)
  }
  const machines = [...counts.values()].sort((a, b) => b.count - a.count)
  return machines.length === 0 ? {} : { machines }
}
