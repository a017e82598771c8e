/** Published models of workloads beside the logs they stand for. */
import { expect, test } from "vitest"
import { microsPerSecond, tasksBegin, tasksEnd } from "../sim/index.ts"
import {
  goodnessOfFit,
  type HyperErlang,
  jannClasses,
  matchMoments,
  readTrace,
  resolveSynthetic,
} from "../workloads/index.ts"
import { describeWithData, traceFile } from "./data.ts"

describeWithData("with the Parallel Workloads Archive", () => {
  test("lublin-99 on 256 nodes gives the archive's sample of it", { timeout: 240_000 }, async () => {
    const { workload } = await readTrace({ paths: [traceFile("swf/lublin_256.swf.gz")] })
    const card = goodnessOfFit(workload, resolveSynthetic("lublin-99").make(1))
    const distance = (name: string) => card.measures.find((one) => one.name === name)?.ks ?? 1
    // Of 10,000 jobs each chance alone gives up to 0.019.
    expect(distance("tasks per job")).toBeLessThan(0.019)
    expect(distance("mean duration of a job's tasks")).toBeLessThan(0.019)
    expect(distance("time between arrivals")).toBeLessThan(0.025)
    const [sizes] = card.together
    expect(Math.abs(sizes.original - sizes.generated)).toBeLessThan(0.03)
  })

  test(
    "the classes of jann-97 are what its method gives for the CTC SP2 log",
    { timeout: 240_000 },
    async () => {
      const { workload } = await readTrace({ paths: [traceFile("swf/CTC-SP2-1996-3.1-cln.swf.gz")] })
      const { jobs } = workload
      // The log begins on 26 June 1996 at 17:06; the model's weeks end with 11 September.
      const end = (77 * 24 + 6.9) * 3600 * microsPerSecond
      const rows = Array.from({ length: jobs.jobCount }, (_, job) => ({
        arrival: jobs.jobArrival[job],
        processors: tasksEnd(jobs, job) - tasksBegin(jobs, job),
        seconds: jobs.taskDuration[tasksBegin(jobs, job)] / microsPerSecond,
      })).filter(({ arrival, processors }) => arrival < end && processors <= 322)
      expect(rows.length).toBe(17_542)
      for (const { from, to, gap, run, atMost } of jannClasses) {
        const own = rows.filter(({ processors }) => processors >= from && processors <= to)
        const gaps = own.slice(1).map(({ arrival }, i) => (arrival - own[i].arrival) / microsPerSecond)
        expectNear(matchMoments(moments(gaps)), gap)
        expectNear(matchMoments(moments(own.map(({ seconds }) => seconds))), run)
        expect(own.filter(({ processors }) => processors === to).length / own.length).toBeCloseTo(atMost, 2)
      }
    },
  )
})

function moments(values: readonly number[]): [number, number, number] {
  const mean = (k: number) => values.reduce((sum, value) => sum + value ** k, 0) / values.length
  return [mean(1), mean(2), mean(3)]
}

function expectNear(found: HyperErlang | undefined, law: HyperErlang): void {
  expect(found?.order).toBe(law.order)
  for (const key of ["p", "first", "second"] as const)
    expect((found?.[key] ?? 0) / law[key]).toBeCloseTo(1, 2)
}
