import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { endsFailed, endsFinished, JobTableBuilder, never, type Workload } from "../../../sim/index.ts"
import { dailyRhythm, poisson } from "../arrivals.ts"
import { constant, lognormal, uniform, zipf } from "../laws.ts"
import { type SyntheticFramework, syntheticWorkload } from "../synthetic-workload.ts"
import { fitWorkload } from "./fit-workload.ts"
import { generate } from "./generate.ts"
import { goodnessOfFit } from "./goodness.ts"
import { fewestWithHalf } from "./job-columns.ts"

const day = 86_400

function drawn(days: number, ...frameworks: Partial<SyntheticFramework>[]): Workload {
  return syntheticWorkload({
    seed: 7,
    roles: [
      { name: "web", weight: 2 },
      { name: "batch", weight: 1 },
    ],
    frameworks: frameworks.map((own, i) => ({
      name: `user-${i + 1}`,
      role: "web",
      arrivals: poisson(2000 / day),
      tasksPerJob: constant(1),
      taskSeconds: constant(60),
      requests: [{ cpus: 1, mem: 512 }],
      ...own,
    })),
    untilSeconds: days * day,
  })
}

/** Jobs of one framework, told one by one: arrival in s, tasks, cpus, seconds each. */
function told(rows: readonly (readonly [number, number, number, number])[]): Workload {
  const builder = new JobTableBuilder()
  const framework = builder.framework("all", builder.role("all"))
  for (const [label, [arrival, tasks, cpus, seconds]] of rows.entries()) {
    builder.job({ arrival: arrival * 1e6, framework, label })
    builder.stage()
    const shape = builder.shape(cpus * 1000, 0)
    for (let task = 0; task < tasks; task++) builder.task(shape, seconds * 1e6, endsFinished, task)
  }
  return { name: "told", provenance: "A test.", jobs: builder.build() }
}

describe("a model fitted to drawn jobs", () => {
  test("finds the rate of a Poisson process, and no bursts in it", () => {
    const [stream] = fitWorkload(drawn(4, {})).streams
    expect(stream.arrivals?.rate).toBeCloseTo(2000 / day, 3)
    expect(stream.arrivals?.modulation.variance).toBeLessThan(0.05)
    expect(stream.arrivals?.runs).toBeLessThan(0.05)
  })

  test("finds that the mornings are busy", () => {
    const [stream] = fitWorkload(drawn(6, { arrivals: dailyRhythm(3000 / day, 0.8) })).streams
    const daily = stream.arrivals?.daily ?? []
    expect(daily[6]).toBeGreaterThan(1.6)
    expect(daily[18]).toBeLessThan(0.4)
    expect(daily.reduce((sum, factor) => sum + factor, 0) / 24).toBeCloseTo(1, 1)
  })

  test("keeps what goes together: large jobs last long here, and small ones do not", () => {
    const rows = Array.from({ length: 400 }, (_, i): [number, number, number, number] =>
      i % 2 === 0 ? [i * 10, 1, 1, 30] : [i * 10, 64, 4, 3000],
    )
    const { jobs } = generate(fitWorkload(told(rows)), { seed: 3 })
    for (let job = 0; job < jobs.jobCount; job++) {
      const task = jobs.stageFirstTask[job]
      const tasks = jobs.stageFirstTask[job + 1] - task
      expect([tasks, jobs.shapes[4 * jobs.taskShape[task]], jobs.taskDuration[task]]).toEqual(
        tasks === 1 ? [1, 1000, 30e6] : [64, 4000, 3000e6],
      )
    }
  })

  test("says of jobs drawn from it that they are as near as chance allows", () => {
    const original = drawn(
      2,
      { tasksPerJob: zipf(16, 0.8), taskSeconds: lognormal(5, 1) },
      { role: "batch", arrivals: poisson(1000 / day), tasksPerJob: uniform(4, 40), requests: [{ cpus: 4 }] },
    )
    const card = goodnessOfFit(original, generate(fitWorkload(original), { seed: 1 }))
    expect(card.bad).toEqual([])
    for (const { name, ks, byChance, of } of card.measures)
      if (of !== "task") expect(ks, name).toBeLessThan(byChance + 0.04)
    const [web, batch] = card.roles
    expect(web.jobShare.generated).toBeCloseTo(web.jobShare.original, 1)
    expect(batch.tasksKs).toBeLessThan(0.07)
  })

  test("draws as many jobs as there were, and twice as many at twice the scale", () => {
    const original = drawn(2, {})
    const model = fitWorkload(original)
    const once = generate(model, { seed: 2 }).jobs.jobCount
    const twice = generate(model, { seed: 2, scale: 2 }).jobs.jobCount
    expect(Math.abs(once / original.jobs.jobCount - 1)).toBeLessThan(0.1)
    expect(Math.abs(twice / original.jobs.jobCount - 2)).toBeLessThan(0.15)
  })

  test("keeps who waits at the start, who fails, and who outlives the trace", () => {
    const builder = new JobTableBuilder()
    const framework = builder.framework("all", builder.role("all"))
    const shape = builder.shape(1000, 0)
    for (let job = 0; job < 500; job++) {
      builder.job({ arrival: job < 100 ? 0 : job * 1e6, framework, label: job })
      builder.stage({ gang: true })
      if (job < 100) builder.task(shape, never, endsFinished, 0)
      else builder.task(shape, 5e6, endsFailed, 0)
    }
    const original = { name: "t", provenance: "A test.", jobs: builder.build(), horizon: 600e6 }
    const { jobs, horizon } = generate(fitWorkload(original), { seed: 1 })
    const atStart = jobs.jobArrival.filter((time) => time === 0).length
    expect([atStart, horizon]).toEqual([100, 600e6])
    expect([...new Set(jobs.taskDuration.subarray(0, 100))]).toEqual([never])
    expect([...new Set(jobs.taskEnds.subarray(100))]).toEqual([endsFailed])
    expect([...new Set(jobs.stageGang)]).toEqual([1])
  })
})

describe("drawing", () => {
  const model = fitWorkload(drawn(1, { tasksPerJob: zipf(9, 1), taskSeconds: lognormal(4, 1) }))

  test("gives the same bytes for the same seed, also from a model written and read again", () => {
    const again: typeof model = JSON.parse(JSON.stringify(model))
    expect(generate(again, { seed: 5 })).toEqual(generate(model, { seed: 5 }))
    expect(generate(model, { seed: 6 }).jobs.jobArrival).not.toEqual(
      generate(model, { seed: 5 }).jobs.jobArrival,
    )
  })

  test("gives whole numbers, in order, within the span, of shapes that were asked for", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 3 * day }), (seed, seconds) => {
        const { jobs } = generate(model, { seed, span: seconds * 1e6, scale: 0.2 })
        let before = 0
        for (const time of jobs.jobArrival) {
          expect(Number.isSafeInteger(time) && time >= before && time < seconds * 1e6).toBe(true)
          before = time
        }
        for (const duration of jobs.taskDuration)
          expect(Number.isSafeInteger(duration) && duration > 0).toBe(true)
        expect([...jobs.shapes]).toEqual([1000, 512_000, 0, 0])
      }),
      { numRuns: 20 },
    )
  })

  test("of no jobs, or a scale of nothing, is refused", () => {
    const empty: Workload = { name: "e", provenance: "", jobs: new JobTableBuilder().build() }
    expect(() => fitWorkload(empty)).toThrow('"e" has no job that could be fitted')
    expect(() => generate(model, { seed: 1, scale: 0 })).toThrow("a workload of 0 times the jobs")
  })
})

test("a workload is no distance from itself", () => {
  const original = drawn(1, { tasksPerJob: uniform(1, 9) })
  const card = goodnessOfFit(original, original)
  expect(card.measures.map(({ ks }) => ks)).toEqual(card.measures.map(() => 0))
  expect(card.bad).toEqual([])
})

test("what is far apart is said in a sentence with its numbers", () => {
  const one = told(Array.from({ length: 60 }, (_, i) => [i * 60, 1, 1, 10]))
  const other = told(Array.from({ length: 60 }, (_, i) => [i * 60, 8, 1, 10]))
  expect(goodnessOfFit(one, other).bad).toContain("The tasks per job is 1 off (KS; n = 60 and 60 jobs).")
})

test("the fewest jobs with half of the work are the largest", () => {
  expect(fewestWithHalf(Float64Array.of(1, 7, 1, 1))).toBe(1)
  expect(fewestWithHalf(Float64Array.of(2, 2, 2, 2))).toBe(2)
  expect(fewestWithHalf(Float64Array.of(0, 0))).toBe(0)
})

test("demand over the day is cores times the time they are wanted", () => {
  // One core for the first half of 96 s, four for the last quarter.
  const card = goodnessOfFit(
    told([
      [0, 1, 1, 48],
      [72, 2, 2, 24],
      [95.999999, 0, 1, 0],
    ]),
    told([[0, 1, 1, 96]]),
  )
  const { original, generated } = card.demand
  expect([original[0], original[47], original[48], original[72], original[95]]).toEqual([1, 1, 0, 4, 4])
  expect(generated[50]).toBeCloseTo(1, 9)
})
