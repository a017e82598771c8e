import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { createRandom, tasksBegin, tasksEnd, type Workload } from "../../../sim/index.ts"
import { gammaCdf, gammaLaw } from "../gamma-law.ts"
import { hyperErlang, matchMoments } from "../hyper-erlang.ts"
import { isSynthetic, resolveSynthetic, syntheticModels } from "./catalogue.ts"
import { speedup } from "./downey-97.ts"

const draws = 20_000
const drawn = (text: string, seed = 1) => resolveSynthetic(text).make(seed)
const tasksOf = ({ jobs }: Workload) =>
  Array.from({ length: jobs.jobCount }, (_, job) => tasksEnd(jobs, job) - tasksBegin(jobs, job))
const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

describe("the gamma law", () => {
  test.each([
    [1, 3],
    [4.2, 0.94],
    [50, 0.03],
  ])("of shape %s, scale %s has its mean, variance and distribution", (shape, scale) => {
    const stream = createRandom(1).stream("gamma")
    const law = gammaLaw(shape, scale)
    const values = Float64Array.from({ length: draws }, () => law.draw(stream))
    const variance = mean(values.map((value) => (value - law.mean) ** 2))
    expect(Math.abs(mean(values) - law.mean)).toBeLessThan(4 * Math.sqrt((shape * scale * scale) / draws))
    expect(variance / (shape * scale * scale)).toBeCloseTo(1, 1)
    const below = values.filter((value) => value <= law.mean).length / draws
    expect(below).toBeCloseTo(gammaCdf(law.mean, shape, scale), 1.7)
  })

  test("is the exponential law at shape 1, and Erlang's at 2", () => {
    expect(gammaCdf(3, 1, 2)).toBeCloseTo(1 - Math.exp(-1.5), 13)
    expect(gammaCdf(3, 2, 2)).toBeCloseTo(1 - Math.exp(-1.5) * 2.5, 13)
    expect(gammaCdf(-1, 2, 2)).toBe(0)
  })
})

describe("the hyper-Erlang law", () => {
  test("of two exponential branches is found again from its moments", () => {
    // p = 1/4 of mean 1, else of mean 3: E x = 2.5, E x² = 2 × 7, E x³ = 6 × 20.5.
    const found = matchMoments([2.5, 14, 123])
    expect(found).toEqual({ order: 1, p: 0.25, first: 1, second: 3 })
  })

  test("takes more stages where the numbers vary little", () => {
    // Of means 10, 130 and 2,000 four stages would need a branch of negative mean.
    expect(matchMoments([10, 130, 2000])?.order).toBe(5)
  })

  test("meets the moments it was given, whatever they were made from", () => {
    const positive = fc.integer({ min: 1, max: 1000 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        positive,
        positive,
        (order, p, a, b) => {
          fc.pre(b > 3 * a)
          const rising = (k: number) =>
            Array.from({ length: k }, (_, i) => order + i).reduce((x, y) => x * y, 1)
          const moment = (k: number) => rising(k) * (p * a ** k + (1 - p) * b ** k)
          const found = matchMoments([moment(1), moment(2), moment(3)])
          expect(found?.order).toBeLessThanOrEqual(order)
          if (found !== undefined) expect(hyperErlang(found).mean / moment(1)).toBeCloseTo(1, 9)
        },
      ),
      { numRuns: 50 },
    )
  })

  test("has no law for numbers that do not vary at all", () => {
    expect(matchMoments([5, 25, 125])).toBeUndefined()
  })
})

describe("Downey's speedup", () => {
  test("is linear up to the average parallelism where that does not vary", () => {
    expect([1, 4, 8, 100].map((n) => speedup(n, 8, 0))).toEqual([1, 4, 8, 8])
  })

  test("is 1 on one processor, never falls, and never passes the average parallelism", () => {
    const some = fc.double({ min: 1, max: 300, noNaN: true })
    fc.assert(
      fc.property(
        some,
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 500 }),
        (a, variance, n) => {
          expect(speedup(1, a, variance)).toBeCloseTo(1, 9)
          expect(speedup(n, a, variance)).toBeLessThanOrEqual(a + 1e-9)
          expect(speedup(n + 1, a, variance)).toBeGreaterThanOrEqual(speedup(n, a, variance) - 1e-9)
        },
      ),
      { numRuns: 100 },
    )
  })
})

test("a quarter of Lublin's jobs are serial, most others on powers of two, none on more nodes than there are", () => {
  const workload = drawn("lublin-99(jobs=8000,nodes=128)")
  const tasks = tasksOf(workload)
  const share = (is: (count: number) => boolean) => tasks.filter(is).length / tasks.length
  expect(share((count) => count === 1)).toBeCloseTo(0.244, 1)
  expect(share((count) => count > 1 && Number.isInteger(Math.log2(count)))).toBeGreaterThan(0.576)
  expect(Math.max(...tasks)).toBeLessThanOrEqual(128)
  expect(workload.agents?.count).toBe(128)
  expect([...new Set(workload.jobs.stageGang)]).toEqual([1])
})

test("Lublin's interactive jobs are shorter than batch jobs", () => {
  const { jobs } = drawn("lublin-99-types(jobs=4000)")
  const logs: number[][] = [[], []]
  for (let job = 0; job < jobs.jobCount; job++)
    logs[jobs.jobFramework[job]].push(Math.log(1 + jobs.taskDuration[tasksBegin(jobs, job)]))
  const names = jobs.frameworks.map(({ name }) => name)
  const of = (name: string) => mean(logs[names.indexOf(name)])
  expect(of("interactive")).toBeLessThan(of("batch") - 0.5)
})

test("a hundred jobs of the Facebook bins have the table's counts", () => {
  const tasks = tasksOf(drawn("facebook-bins(jobs=200)", 5))
  const counted = [1, 2, 10, 50, 100, 200, 400, 800, 4800].map(
    (maps) => tasks.filter((count) => count === maps).length,
  )
  expect(counted).toEqual([76, 32, 28, 16, 12, 12, 8, 8, 8])
})

test("Omega's batch and service come at their rates, with counts rounded up", () => {
  const { jobs } = drawn("omega-exp(hours=6)")
  const perClass = jobs.frameworks.map(
    (_, framework) => jobs.jobFramework.filter((own) => own === framework).length,
  )
  expect(Math.abs(perClass[0] - 4320)).toBeLessThan(4 * Math.sqrt(4320))
  expect(Math.abs(perClass[1] - 360)).toBeLessThan(4 * Math.sqrt(360))
  // The mean of ⌈x⌉ for an exponential x of mean m is 1 / (1 − exp(−1 / m)), half a task more than m.
  const batch = tasksOf(drawn("omega-exp(hours=6,service_gap_s=1e6)"))
  expect(Math.abs(mean(batch) - 50.5)).toBeLessThan(4)
})

describe("every synthetic workload", () => {
  const small: Readonly<Record<string, string>> = {
    jobs: "jobs=200",
    scale: "scale=0.01",
    hours: "hours=0.2",
    customers: "customers=200",
  }

  test.each(syntheticModels)(
    "$name is the same for the same seed, and another for another",
    ({ name, settings }) => {
      const key = Object.keys(small).find((one) => settings[one] !== undefined)
      const text = key === undefined ? name : `${name}(${small[key]})`
      const [one, again, other] = [drawn(text, 3).jobs, drawn(text, 3).jobs, drawn(text, 4).jobs]
      expect(one.jobCount).toBeGreaterThan(0)
      for (const column of ["jobArrival", "stageFirstTask", "taskShape", "taskDuration", "shapes"] as const)
        expect(one[column], column).toEqual(again[column])
      expect(other.jobArrival).not.toEqual(one.jobArrival)
    },
  )
})

describe("a synthetic workload is chosen by name", () => {
  test("with settings in any order, and told in one way", () => {
    expect(resolveSynthetic("lublin-99( nodes=64 , jobs=10000)").text).toBe("lublin-99(nodes=64)")
    expect(resolveSynthetic("synthetic:mmc").text).toBe("mmc")
    expect(resolveSynthetic("mmc()").text).toBe("mmc")
    expect(["lublin-99", "mmc(servers=2)", "synthetic:what", "google-2011"].map(isSynthetic)).toEqual([
      true,
      true,
      true,
      false,
    ])
  })

  test.each([
    ["lublin99", 'Unknown synthetic workload "lublin99". Did you mean "lublin-99"?'],
    ["lublin-99(job=5)", 'Unknown setting of lublin-99 "job". Did you mean "jobs"? Known: jobs, nodes.'],
    [
      "lublin-99(jobs=0)",
      'lublin-99: jobs is "0"; it is a whole number from 1 to 10000000: jobs. The default is 10000.',
    ],
    ["lublin-99(jobs)", 'lublin-99: jobs is ""'],
    ["lublin-99(jobs=1,jobs=2)", "lublin-99: jobs is set twice."],
    ["mmc(mu=1e309)", 'mmc: mu is "1e309"; it is a number above 0'],
    ["mmc(mu=0x10)", 'mmc: mu is "0x10"'],
    ["demo-day(x=1)", 'demo-day has no settings; "x" is set.'],
    ["a b", '"a b" is no synthetic workload; write for example lublin-99(jobs=1000).'],
    ["mmc(__proto__=1)", 'Unknown setting of mmc "__proto__".'],
  ])("%s is refused", (text, message) => {
    expect(() => resolveSynthetic(text)).toThrow(message)
  })
})
