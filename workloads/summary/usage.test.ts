import { expect, test } from "vitest"
import { endsFinished, JobTableBuilder, never, UsageTableBuilder } from "../../sim/index.ts"
import { usageTables } from "./usage.ts"

const second = 1_000_000

/** One core of two for 4 s, none for 2 s, three until the trace ends after 10 s; and a task of which nothing is told. */
function workload() {
  const usage = new UsageTableBuilder()
  const curve = usage.curve()
  usage.sample(0, 1000, 0)
  usage.sample(4 * second, 0, 0)
  usage.sample(6 * second, 3000, 0)
  const jobs = new JobTableBuilder()
  const framework = jobs.framework("f", jobs.role("r"), "greedy")
  jobs.job({ arrival: 0, framework, label: 1 })
  jobs.stage()
  jobs.task(jobs.shape(2000, 500), never, endsFinished, 0, { curve })
  jobs.task(jobs.shape(2000, 500), never, endsFinished, 1)
  return { name: "used", provenance: "", jobs: jobs.build(), usage: usage.build(), horizon: 10 * second }
}

test("a task that uses one core of two for 4 s and three for another 4 s of its 10 s has used 80 % of them", () => {
  const [shares] = usageTables(workload())
  expect(shares.columns).toEqual([
    "resource",
    "tasks",
    "least_pct",
    "p50_pct",
    "p90_pct",
    "most_pct",
    "share_pct",
  ])
  expect(shares.rows).toEqual([["cpus", 1, 80, 80, 80, 80, 80]])
})

test("over the trace, every step is shared out to the times that it covers", () => {
  const [, overTime] = usageTables(workload())
  const used = [1, 1, 1, 1, 0, 0, 3, 3, 3, 3]
  expect(overTime.rows).toEqual(used.map((cores, at) => [at, 2, cores, 50 * cores]))
})

test("a workload without usage has no such tables", () => {
  const { usage: _, ...without } = workload()
  expect(usageTables(without)).toEqual([])
})
