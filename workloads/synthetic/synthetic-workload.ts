import {
  type AgentTable,
  assert,
  endsFailed,
  endsFinished,
  JobTableBuilder,
  createRandom,
  microsPerSecond,
  type Random,
  type Role,
  type ScalarName,
  scalarNames,
  seconds,
  toThousandths,
  type Workload,
} from "../../sim/index.ts"
import type { Arrivals } from "./arrivals.ts"
import { chooser, type Law } from "./laws.ts"

/** What a task asks for, in cores, MiB, MiB and devices, and how often in proportion to the other requests. */
export interface SyntheticRequest extends Partial<Record<ScalarName, number>> {
  readonly weight?: number
}

export interface SyntheticFramework {
  readonly name: string
  /** Name of one of the roles. */
  readonly role: string
  /** As `mesoscope frameworks` lists them; "greedy" if absent, "gang" makes every stage a gang. */
  readonly behaviour?: string
  readonly arrivals: Arrivals
  /** Rounded, at least 1. */
  readonly tasksPerJob: Law
  /** Seconds; below 0 counts as 0. */
  readonly taskSeconds: Law
  readonly requests: readonly SyntheticRequest[]
  /** The chance that a task ends as failed, 0 to 1, by default 0. */
  readonly failureChance?: number
}

export interface SyntheticSetting {
  readonly name?: string
  /** A safe integer; the same seed gives the same bytes. */
  readonly seed: number
  readonly roles: readonly Role[]
  readonly frameworks: readonly SyntheticFramework[]
  /** Jobs arrive before this many seconds. */
  readonly untilSeconds: number
  /** At most this many jobs of each framework. */
  readonly mostJobs?: number
  readonly agents?: AgentTable
}

/**
 * Jobs drawn from laws. Each framework draws arrivals, sizes, durations and requests from streams of its own
 * name: adding a framework, or changing one of its laws, leaves all others as they were.
 * Throws InvariantError for a framework of an unknown role or without requests.
 */
export function syntheticWorkload(setting: SyntheticSetting): Workload {
  const random = createRandom(setting.seed)
  const builder = new JobTableBuilder()
  for (const { name, weight } of setting.roles) builder.role(name, weight)
  for (const framework of setting.frameworks) {
    const isKnown = setting.roles.some(({ name }) => name === framework.role)
    assert(isKnown, `framework ${framework.name} has the unknown role ${framework.role}`)
    addJobs(builder, framework, setting, random)
  }
  return {
    name: setting.name ?? "synthetic",
    provenance: `Synthetic, seed ${setting.seed}: ${setting.frameworks.map(describe).join("; ")}.`,
    jobs: builder.build("job-"),
    ...(setting.agents === undefined ? {} : { agents: setting.agents }),
  }
}

function addJobs(
  builder: JobTableBuilder,
  framework: SyntheticFramework,
  { untilSeconds, mostJobs = Number.POSITIVE_INFINITY }: SyntheticSetting,
  random: Random,
): void {
  const { name, behaviour = "greedy", arrivals, tasksPerJob, taskSeconds, requests } = framework
  const stream = (what: string) => random.stream(`workload/${name}/${what}`)
  const [times, sizes, durations, kinds, ends] = ["arrivals", "sizes", "durations", "requests", "ends"].map(
    stream,
  )
  const id = builder.framework(name, builder.role(framework.role), behaviour)
  const shapes = requests.map((request) => {
    const [cpus, mem, disk, gpus] = scalarNames.map((scalar) => toThousandths(request[scalar] ?? 0))
    return builder.shape(cpus, mem, disk, gpus)
  })
  const choose = chooser(requests.map(({ weight = 1 }) => weight))
  const until = untilSeconds * microsPerSecond
  let at = arrivals.next(times, 0, 0)
  for (let job = 0; job < mostJobs && at < until; job++, at = arrivals.next(times, at, job)) {
    builder.job({ arrival: at, framework: id, label: job })
    builder.stage({ gang: behaviour === "gang" })
    const count = Math.max(1, Math.round(tasksPerJob.draw(sizes)))
    // The tasks of a job resemble each other: one request for all, a duration for each.
    const shape = shapes[choose(kinds)]
    for (let task = 0; task < count; task++) {
      const fails = ends.next() < (framework.failureChance ?? 0)
      const duration = seconds(Math.max(0, taskSeconds.draw(durations)))
      builder.task(shape, duration, fails ? endsFailed : endsFinished, task)
    }
  }
}

function describe({ name, arrivals, tasksPerJob, taskSeconds }: SyntheticFramework): string {
  return `${name} ${arrivals.name} ${arrivals.rate}/s, ${tasksPerJob.name} ${tasksPerJob.mean} tasks, ${taskSeconds.name} ${taskSeconds.mean} s`
}
