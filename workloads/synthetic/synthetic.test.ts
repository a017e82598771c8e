import { describe, expect, test } from "vitest"
import { createRandom, endsFailed, type Workload } from "../../sim/index.ts"
import { bursts, dailyRhythm, poisson } from "./arrivals.ts"
import {
  boundedPareto,
  constant,
  empirical,
  exponential,
  hyperexponential,
  type Law,
  lognormal,
  uniform,
  weibull,
  zipf,
} from "./laws.ts"
import { mmc } from "./mmc.ts"
import { type SyntheticFramework, syntheticWorkload } from "./synthetic-workload.ts"

const draws = 20_000

describe("the mean of many draws is the law's", () => {
  test.each<[string, Law]>([
    ["uniform", uniform(2, 10)],
    ["exponential", exponential(7)],
    ["lognormal", lognormal(1, 0.8)],
    ["Weibull, heavy", weibull(0.7, 3)],
    ["Weibull, light", weibull(3, 3)],
    ["bounded Pareto", boundedPareto(1.5, 1, 100)],
    ["bounded Pareto of alpha 1", boundedPareto(1, 1, 100)],
    [
      "hyperexponential",
      hyperexponential([
        { chance: 0.9, mean: 1 },
        { chance: 0.1, mean: 20 },
      ]),
    ],
    ["Zipf", zipf(20, 1.1)],
    ["empirical", empirical([1, 2, 2, 50])],
  ])("%s", (name, law) => {
    const stream = createRandom(1).stream(name)
    const values = Float64Array.from({ length: draws }, () => law.draw(stream))
    const mean = values.reduce((sum, value) => sum + value, 0) / draws
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1)
    expect(Math.abs(mean - law.mean)).toBeLessThan(4 * Math.sqrt(variance / draws))
  })

  test("constant", () => {
    expect(constant(3).draw(createRandom(1).stream("any"))).toBe(3)
  })
})

test("the mean of an exponential Weibull law is its scale", () => {
  expect(weibull(1, 5).mean).toBeCloseTo(5, 12)
  expect(weibull(0.5, 5).mean).toBeCloseTo(10, 12)
})

describe("arrivals", () => {
  test.each([
    ["poisson", poisson(0.5)],
    ["daily rhythm", dailyRhythm(0.5, 0.9)],
    ["bursts", bursts(0.5, 10)],
  ])("%s come at their rate", (name, arrivals) => {
    const stream = createRandom(2).stream(name)
    const days = 4
    let count = 0
    for (let at = arrivals.next(stream, 0, 0); at < days * 86_400e6; at = arrivals.next(stream, at, ++count));
    const expected = days * 86_400 * arrivals.rate
    const size = name === "bursts" ? 10 : 1
    expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(expected * size))
  })

  test("a daily rhythm is busy in the morning and quiet in the evening", () => {
    const arrivals = dailyRhythm(0.2, 1)
    const stream = createRandom(3).stream("rhythm")
    const halves = [0, 0]
    for (let at = arrivals.next(stream, 0, 0); at < 86_400e6; at = arrivals.next(stream, at, 1))
      halves[at < 43_200e6 ? 0 : 1]++
    expect(halves[0]).toBeGreaterThan(3 * halves[1])
  })

  test("a burst comes at one instant", () => {
    const arrivals = bursts(1, 3)
    const stream = createRandom(3).stream("burst")
    const times: number[] = []
    for (let i = 0; i < 6; i++) times.push(arrivals.next(stream, times.at(-1) ?? 0, i))
    expect(new Set(times).size).toBe(2)
  })
})

function framework(name: string): SyntheticFramework {
  return {
    name,
    role: "all",
    arrivals: poisson(0.1),
    tasksPerJob: zipf(5, 1),
    taskSeconds: lognormal(3, 1),
    requests: [
      { cpus: 1, mem: 512, weight: 3 },
      { cpus: 4, mem: 2048, gpus: 0.5 },
    ],
    failureChance: 0.1,
  }
}

function make(seed: number, ...names: string[]): Workload {
  const roles = [{ name: "all", weight: 1 }]
  return syntheticWorkload({ seed, roles, frameworks: names.map(framework), untilSeconds: 5000 })
}

describe("a synthetic workload", () => {
  test("is the same for the same seed, and another for another", () => {
    expect(make(1, "a", "b")).toEqual(make(1, "a", "b"))
    expect(make(1, "a").jobs.jobArrival).not.toEqual(make(2, "a").jobs.jobArrival)
  })

  test("keeps the jobs of a framework when another is added", () => {
    const alone = make(1, "a").jobs
    const both = make(1, "b", "a").jobs
    const ofA = [...both.jobArrival].filter((_, job) => both.frameworks[both.jobFramework[job]].name === "a")
    expect(ofA).toEqual([...alone.jobArrival])
  })

  test("has tasks that fail, about as often as it was told", () => {
    const { taskEnds } = make(1, "a", "b", "c").jobs
    const failed = taskEnds.filter((end) => end === endsFailed).length
    expect(Math.abs(failed - 0.1 * taskEnds.length)).toBeLessThan(4 * Math.sqrt(0.09 * taskEnds.length))
  })

  test("names a framework whose role is unknown", () => {
    expect(() =>
      syntheticWorkload({ seed: 1, roles: [], frameworks: [framework("a")], untilSeconds: 1 }),
    ).toThrow("framework a has the unknown role all")
  })
})

test("the M/M/c workload has its customers, servers and laws", () => {
  const { jobs, agents } = mmc({ lambda: 2, mu: 0.5, servers: 5, customers: 10_000, seed: 4 })
  expect([jobs.jobCount, jobs.taskCount, agents?.count, agents?.capacity[0]]).toEqual([
    10_000, 10_000, 1, 5000,
  ])
  const meanService = jobs.taskDuration.reduce((sum, duration) => sum + duration, 0) / 10_000 / 1e6
  expect(Math.abs(meanService - 2)).toBeLessThan(4 * 0.02)
  expect(Math.abs(jobs.jobArrival[9999] / 1e6 - 5000)).toBeLessThan(4 * 50)
})
