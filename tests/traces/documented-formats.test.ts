/** Traces of which only the documentation is at hand: files made by their published schemas. */
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { never } from "../../sim/index.ts"
import { readTrace } from "../../workloads/index.ts"

const seed = (name: string) => fileURLToPath(new URL(`../fuzz/seeds/${name}`, import.meta.url))
const read = (...names: string[]) => readTrace({ paths: names.map(seed) })
const seconds = (column: ArrayLike<number>) =>
  Array.from(column, (time) => (time === never ? "never" : time / 1e6))

test("google 2019: instances with their collections and machines; alloc sets are left out", async () => {
  const { workload, card } = await read(
    "google-2019-instances.csv",
    "google-2019-collections.csv",
    "google-2019-machines.csv",
  )
  const { jobs, agents } = workload
  expect(card).toMatchObject({
    format: "google-2019",
    rows: 10,
    machineRows: 5,
    jobs: 2,
    tasks: 2,
    censored: 1,
  })
  expect(card.skipped.map(({ count }) => count)).toEqual([1, 1])
  expect(jobs.frameworks.map(({ name }) => name)).toEqual(["best-effort-batch/ann=", "free/bob="])
  expect(seconds(jobs.jobArrival)).toEqual([0, 600.001])
  expect(seconds(jobs.taskDuration)).toEqual(["never", 99.997])
  expect([...jobs.taskPriority!]).toEqual([103, 25])
  expect(jobs.constraints[jobs.taskConstraints![0]]).toEqual([{ kind: "spread", atMost: 2 }])
  expect([...jobs.shapes].slice(4, 6)).toEqual([32_000, 65_536_000])
  expect([...agents!.upAtStart, ...agents!.changes.change]).toEqual([1, 1, 0, 1, 2])
})

test("google 2019 as JSON lines is the same, with names for numbers", async () => {
  const { workload, card } = await read("google-2019-instances.jsonl")
  expect(card).toMatchObject({ format: "google-2019", rows: 3, jobs: 1, tasks: 1 })
  expect(seconds(workload.jobs.taskDuration)).toEqual([100])
})

test("alibaba 2017: a task is as many tasks as it has instances", async () => {
  const { workload, card } = await read("alibaba-2017-tasks.csv", "alibaba-2017-servers.csv")
  const { jobs, agents } = workload
  expect(card).toMatchObject({
    format: "alibaba-2017",
    rows: 5,
    jobs: 2,
    tasks: 1574 + 1 + 10 + 393,
    agents: 2,
  })
  expect(card.skipped).toMatchObject([{ count: 1, firstLine: 5 }])
  expect(seconds(jobs.jobArrival)).toEqual([0, 6457, 6459])
  expect(seconds([jobs.taskDuration[0], jobs.taskDuration[393], jobs.taskDuration[1977]])).toEqual([
    "never",
    76,
    65,
  ])
  expect([...jobs.shapes].slice(0, 2)).toEqual([500, 2_085_861])
  expect([...agents!.changes.time].map((time) => time / 1e6)).toEqual([42_000])
})

test("alibaba 2018: tasks wait for those that their names tell", async () => {
  const { workload, card } = await read("alibaba-2018-tasks.csv", "alibaba-2018-machines.csv")
  const { jobs, agents } = workload
  expect(card).toMatchObject({ format: "alibaba-2018", rows: 5, jobs: 2, tasks: 9, censored: 1, agents: 2 })
  // M1, then R2 and M3 side by side, then J4; the second job is of one stage.
  expect([...jobs.stageFirstTask]).toEqual([0, 3, 7, 8, 9])
  expect([...jobs.jobFirstStage]).toEqual([0, 3, 4])
  expect(seconds(jobs.taskDuration)).toEqual([30, 30, 30, 19, 19, 9, 9, 4, "never"])
  expect(agents!.attributeSets[1]).toEqual({ failure_domain_1: "2", failure_domain_2: "36" })
  expect([...agents!.changes.change]).toEqual([0, 1])
})

test("alibaba 2018: instances alone ask for what they used; containers are services", async () => {
  const instances = await read("alibaba-2018-instances.csv")
  expect(instances.card).toMatchObject({ rows: 3, jobs: 2, tasks: 3 })
  expect([...instances.workload.jobs.stageFirstTask]).toEqual([0, 1, 2, 3])
  const services = await read("alibaba-2018-containers.csv")
  expect(seconds(services.workload.jobs.taskDuration)).toEqual([287_942, "never"])
  expect(services.workload.jobs.frameworks).toMatchObject([{ name: "app_5052" }])
})

test("alibaba's GPUs of 2020: a gang per job, whose it is and when it was submitted by the table of jobs", async () => {
  const { workload, card } = await read(
    "alibaba-gpu-2020-tasks.csv",
    "alibaba-gpu-2020-jobs.csv",
    "alibaba-gpu-2020-machines.csv",
  )
  const { jobs, agents } = workload
  expect(card).toMatchObject({
    format: "alibaba-gpu-2020",
    rows: 4,
    jobs: 3,
    tasks: 8,
    agents: 3,
    censored: 1,
  })
  expect(
    jobs.jobName === undefined ? [] : [...jobs.jobName].map((name) => jobs.names[name].slice(0, 4)),
  ).toEqual(["4b3f", "4f05", "af72"])
  expect(seconds(jobs.jobArrival)).toEqual([0, 60, 60])
  expect([...jobs.stageGang]).toEqual([1, 1, 1])
  expect(seconds(jobs.taskWait!).slice(0, 7)).toEqual([10, 10, 10, 10, 10, 10, 12])
  expect([...jobs.shapes].slice(0, 4)).toEqual([6000, 30_000_000, 0, 500])
  expect(jobs.constraints[jobs.taskConstraints![2]]).toEqual([
    { kind: "attribute", name: "gpu_model", operator: "in", values: ["V100"] },
  ])
  expect(agents!.names![0]).toBe("471dda9ed84965451e042145")
  expect(card.unplaceable).toBe(0)
})
