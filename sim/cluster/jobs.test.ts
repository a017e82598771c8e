import fc from "fast-check"
import { expect, test } from "vitest"
import { InvariantError } from "../kernel/assert.ts"
import { type JobTable, JobTableBuilder, selectJobs, tasksBegin, tasksEnd, untold } from "./jobs.ts"

interface Job {
  readonly arrival: number
  readonly label: number
  /** Durations of the tasks of each stage. */
  readonly stages: readonly (readonly number[])[]
}

test("jobs stand in order of arrival, equal arrivals as they were added, each with its stages and tasks", () => {
  expect(
    written(
      tableOf([
        { arrival: 7, label: 1, stages: [[11, 12], [13]] },
        { arrival: 3, label: 2, stages: [[21]] },
        { arrival: 7, label: 3, stages: [] },
        { arrival: 3, label: 4, stages: [[], [41]] },
      ]),
    ),
  ).toEqual([
    { arrival: 3, label: 2, stages: [[21]] },
    { arrival: 3, label: 4, stages: [[], [41]] },
    { arrival: 7, label: 1, stages: [[11, 12], [13]] },
    { arrival: 7, label: 3, stages: [] },
  ])
})

test("whatever was added is in the table, sorted stably, and every column tells the same story", () => {
  fc.assert(
    fc.property(fc.array(arbitraryJob), (jobs) => {
      const table = tableOf(jobs)
      expect(written(table)).toEqual(jobs.toSorted((a, b) => a.arrival - b.arrival))
      for (let task = 0; task < table.taskCount; task++) {
        const stage = table.taskStage[task]
        expect(table.stageFirstTask[stage]).toBeLessThanOrEqual(task)
        expect(table.stageFirstTask[stage + 1]).toBeGreaterThan(task)
        const job = table.stageJob[stage]
        expect(tasksBegin(table, job) <= task && task < tasksEnd(table, job)).toBe(true)
      }
    }),
    { numRuns: 50 },
  )
})

test("a job can be chosen twice, and arrive at other times", () => {
  const table = tableOf([
    { arrival: 0, label: 1, stages: [[11], [12]] },
    { arrival: 5, label: 2, stages: [[21]] },
  ])
  const chosen = selectJobs(table, Int32Array.of(1, 0, 1), Float64Array.of(2, 4, 6))
  expect(written(chosen)).toEqual([
    { arrival: 2, label: 2, stages: [[21]] },
    { arrival: 4, label: 1, stages: [[11], [12]] },
    { arrival: 6, label: 2, stages: [[21]] },
  ])
  expect(chosen.frameworks).toBe(table.frameworks)
  expect(chosen.shapes).toBe(table.shapes)
})

test("jobs chosen with the table's own arrivals keep them", () => {
  const table = tableOf([0, 1, 2].map((arrival) => ({ arrival, label: arrival, stages: [[arrival]] })))
  expect(
    written(selectJobs(table, Int32Array.of(0, 2, 2), table.jobArrival)).map((job) => job.arrival),
  ).toEqual([0, 2, 2])
})

test("choosing all jobs changes nothing", () => {
  fc.assert(
    fc.property(fc.array(arbitraryJob, { maxLength: 5 }), (jobs) => {
      const table = tableOf(jobs)
      const all = Int32Array.from({ length: table.jobCount }, (_, job) => job)
      expect(selectJobs(table, all, table.jobArrival)).toEqual(table)
    }),
    { numRuns: 50 },
  )
})

test("one name is one role and one framework, one request is one shape", () => {
  const builder = new JobTableBuilder()
  const web = builder.role("web", 2)
  expect([builder.role("batch"), builder.role("web")]).toEqual([1, web])
  const shop = builder.framework("shop", web, "gang")
  expect([builder.framework("blog", web), builder.framework("shop", web)]).toEqual([1, shop])
  expect([builder.shape(1000, 2000), builder.shape(2000, 1000), builder.shape(1000, 2000, 0, 0)]).toEqual([
    0, 1, 0,
  ])
  const table = builder.build("job-")
  expect(table.roles).toEqual([
    { name: "web", weight: 2 },
    { name: "batch", weight: 1 },
  ])
  expect(table.frameworks).toEqual([
    { name: "shop", role: web, behaviour: "gang" },
    { name: "blog", role: web, behaviour: "greedy" },
  ])
  expect([...table.shapes]).toEqual([1000, 2000, 0, 0, 2000, 1000, 0, 0])
  expect(table.jobLabelPrefix).toBe("job-")
})

test("a gang, a failing end and the trace's own numbers are kept through sorting", () => {
  const builder = new JobTableBuilder()
  const framework = builder.framework("f", builder.role("r"))
  const [small, large] = [builder.shape(1, 1), builder.shape(2, 2)]
  builder.job({ arrival: 9, framework, label: 900 })
  builder.stage({ gang: true })
  builder.task(large, 4, 1, 77)
  builder.job({ arrival: 1, framework, label: 100 })
  builder.stage()
  builder.task(small, 5, 0, 66)
  const { stageGang, taskShape, taskEnds, taskLabel, jobLabel } = builder.build()
  expect([stageGang, taskShape, taskEnds, taskLabel, jobLabel].map((column) => [...column])).toEqual([
    [0, 1],
    [small, large],
    [0, 1],
    [66, 77],
    [100, 900],
  ])
})

test("what only some traces tell is sorted along with its job and task", () => {
  const builder = new JobTableBuilder()
  const framework = builder.framework("f", builder.role("r"))
  const shape = builder.shape(1, 1)
  const apart = builder.constraints([{ kind: "spread", atMost: 1 }])
  expect(builder.constraints([{ kind: "spread", atMost: 1 }])).toBe(apart)
  builder.job({ arrival: 9, framework, label: 1, user: "ann", estimate: 70 })
  builder.stage()
  builder.task(shape, 4, 0, 0)
  builder.task(shape, 4, 0, 1, { priority: 5, constraints: apart, evictions: 2, curve: 3, wait: 8, class: 1 })
  builder.job({ arrival: 1, framework, label: 2, user: "bob", name: "web" })
  builder.stage()
  builder.task(shape, 5, 0, 0, { priority: 7 })
  const table = builder.build()
  expect([...table.jobUser!].map((name) => table.names[name])).toEqual(["bob", "ann"])
  expect([...table.jobName!].map((name) => table.names[name])).toEqual(["web", undefined])
  const { jobEstimate, taskPriority, taskClass, taskConstraints, taskEvictions, taskCurve, taskWait } = table
  expect(
    [jobEstimate, taskPriority, taskClass, taskConstraints, taskEvictions, taskCurve, taskWait].map((c) => [
      ...c!,
    ]),
  ).toEqual([
    [untold, 70],
    [7, 0, 5],
    [0, 0, 1],
    [0, 0, apart],
    [0, 0, 2],
    [untold, untold, 3],
    [untold, untold, 8],
  ])
  expect(table.constraints).toEqual([[], [{ kind: "spread", atMost: 1 }]])
})

test.each([
  ["role r has weight 0", (builder: JobTableBuilder) => builder.role("r", 0)],
  ["a task requests -1 thousandths", (builder: JobTableBuilder) => builder.shape(-1, 0)],
  ["a task requests 0.5 thousandths", (builder: JobTableBuilder) => builder.shape(0, 0.5)],
  [
    "job 4 arrives at -1 µs",
    (builder: JobTableBuilder) => builder.job({ arrival: -1, framework: 0, label: 4 }),
  ],
  ["task 5 lasts 0.5 µs", (builder: JobTableBuilder) => builder.task(0, 0.5, 0, 5)],
])("%s: refused", (message, add) => {
  expect(() => add(new JobTableBuilder())).toThrow(new InvariantError(message))
})

const arbitraryJob: fc.Arbitrary<Job> = fc.record({
  arrival: fc.nat(4),
  label: fc.nat(),
  stages: fc.array(fc.array(fc.nat(9), { maxLength: 3 }), { maxLength: 3 }),
})

function tableOf(jobs: readonly Job[]): JobTable {
  const builder = new JobTableBuilder()
  const framework = builder.framework("f", builder.role("r"))
  const shape = builder.shape(1000, 0)
  for (const { arrival, label, stages } of jobs) {
    builder.job({ arrival, framework, label })
    for (const durations of stages) {
      builder.stage()
      for (const duration of durations) builder.task(shape, duration, 0, duration)
    }
  }
  return builder.build()
}

/** The jobs of a table as they were written down. */
function written(table: JobTable): Job[] {
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
  return range(0, table.jobCount).map((job) => ({
    arrival: table.jobArrival[job],
    label: table.jobLabel[job],
    stages: range(table.jobFirstStage[job], table.jobFirstStage[job + 1]).map((stage) =>
      range(table.stageFirstTask[stage], table.stageFirstTask[stage + 1]).map(
        (task) => table.taskDuration[task],
      ),
    ),
  }))
}
