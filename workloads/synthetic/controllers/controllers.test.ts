import fc from "fast-check"
import { describe, expect, test } from "vitest"
import {
  JobTableBuilder,
  type Micros,
  microsPerSecond,
  never,
  seconds,
  tasksBegin,
  tasksEnd,
} from "../../../sim/index.ts"
import { addCronJob } from "./cron-job.ts"
import { addDeployment } from "./deployment.ts"
import { HorizontalAutoscaler, syncPeriod } from "./horizontal-autoscaler.ts"

const setting = { target: 100, leastReplicas: 2, mostReplicas: 50 }

/** The replicas after each sync, for a load at the start and one for each sync. */
function replicas([atStart, ...loads]: readonly number[], changes: Partial<typeof setting> = {}): number[] {
  const autoscaler = new HorizontalAutoscaler({ ...setting, ...changes }, atStart)
  return loads.map((load, i) => autoscaler.sync((i + 1) * syncPeriod, load))
}
const times = (count: number, value: number) => Array.from({ length: count }, () => value)

describe("a HorizontalPodAutoscaler", () => {
  test("wants as many replicas as share the load at their target, rounded up", () => {
    expect(replicas([1000, 1250, 1701])).toEqual([13, 18])
  })

  test("leaves a tenth be, above and below, and no more", () => {
    expect(replicas([1000, 1100, 1101])).toEqual([10, 12])
    const fewer = replicas([1000, ...times(30, 900)])
    expect(fewer[29]).toBe(10)
    expect(replicas([1000, ...times(30, 899)])[29]).toBe(9)
  })

  test("doubles at most, or goes to four", () => {
    expect(replicas([100, 4000, 4000, 4000, 4000, 4000, 4000], { leastReplicas: 1 })).toEqual([
      4, 8, 16, 32, 40, 40,
    ])
  })

  test("goes down when five minutes have passed since it last wanted more", () => {
    // 10 wanted at 0 s and 12 at 15 s; at 315 s that still counts, at 330 s no more.
    const down = replicas([1000, 1200, ...times(22, 300)])
    expect(down.slice(0, 21)).toEqual(times(21, 12))
    expect(down.slice(21)).toEqual([3, 3])
  })

  test("keeps to its least and its most", () => {
    expect(replicas([0, 0])).toEqual([2])
    expect(replicas([4000, 9000, 9000])).toEqual([50, 50])
  })
})

/** "0: 300 300 -": the jobs of a Deployment by arrival, with how long each pod lives, s. */
function podsOf(
  load: (second: number) => number,
  until: number,
  changes: Partial<typeof setting> = {},
): string[] {
  const builder = new JobTableBuilder()
  const framework = builder.framework("web", builder.role("web"))
  const autoscaler = { ...setting, ...changes }
  const ofTime = (now: Micros) => load(now / microsPerSecond)
  addDeployment(
    builder,
    { name: "web", framework, shape: builder.shape(1000, 1000), autoscaler, load: ofTime },
    seconds(until),
  )
  const jobs = builder.build()
  return Array.from({ length: jobs.jobCount }, (_, job) => {
    const lives = [...jobs.taskDuration.subarray(tasksBegin(jobs, job), tasksEnd(jobs, job))]
    return `${jobs.jobArrival[job] / microsPerSecond}: ${lives.map((life) => (life === never ? "-" : life / microsPerSecond)).join(" ")}`
  })
}

describe("a Deployment", () => {
  test("of a steady load is one job of pods without an end", () => {
    expect(podsOf(() => 300, 3600)).toEqual(["0: - - -"])
  })

  test("adds a job of pods when more are wanted, and lets the youngest go first", () => {
    // 500 from 60 s to 120 s, then 400 to 600 s, then 100: five until 420 s, when 105 s is five minutes and a sync past.
    const load = (second: number) => (second < 60 ? 300 : second < 120 ? 500 : second < 600 ? 400 : 100)
    expect(podsOf(load, 3600, { leastReplicas: 1 })).toEqual(["0: - 900 900", "60: 840 360"])
  })
})

test("a CronJob runs by its schedule, whether or not the run before has ended", () => {
  const builder = new JobTableBuilder()
  const framework = builder.framework("cron", builder.role("cron"))
  addCronJob(
    builder,
    {
      name: "nightly",
      framework,
      shape: builder.shape(1000, 1000),
      pods: 2,
      every: seconds(60),
      first: seconds(30),
      runs: () => seconds(100),
    },
    seconds(150),
  )
  const { jobArrival, stageFirstTask, taskDuration } = builder.build()
  expect([...jobArrival]).toEqual([30, 90].map(seconds))
  expect([...stageFirstTask]).toEqual([0, 2, 4])
  expect(new Set(taskDuration)).toEqual(new Set([seconds(100)]))
})

test("at every moment there are as many pods as the autoscaler wants", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3000), { minLength: 40, maxLength: 80 }), (loads) => {
      const wanted = replicas(loads)
      const rows = podsOf((second) => loads[second / 15], 15 * loads.length).map((row) => {
        const [at, ...lives] = row.split(/:? /)
        return lives.map((life) => [Number(at), life === "-" ? Infinity : Number(at) + Number(life)])
      })
      const alive = loads.map(
        (_, i) => rows.flat().filter(([from, to]) => from <= 15 * i && 15 * i < to).length,
      )
      expect(alive.slice(1)).toEqual(wanted)
    }),
    { numRuns: 30 },
  )
})
