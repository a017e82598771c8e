/** Google's trace of 2011 by the figures that were counted from it elsewhere (shared/spec/traces.md, §1.2). */
import { expect, test } from "vitest"
import { readTrace, type SummaryTable, summariseTrace } from "../../workloads/index.ts"
import { describeWithData, traceFile } from "../data.ts"

const file = (name: string) => traceFile(`google-2011/${name}.csv.gz`)

/** The rows of a table by its title. */
async function tablesOf(name: string): Promise<(title: string) => SummaryTable["rows"]> {
  const tables = await summariseTrace({ paths: [file(name)] })
  return (title) => tables.find((table) => table.title === title)?.rows ?? []
}

describeWithData("google 2011", () => {
  test("machines: what happened to them, and the ten kinds at the start", async () => {
    const table = await tablesOf("machine_events-part-00000-of-00001")
    expect(table("machine events")).toEqual([
      ["ADD", 21_443],
      ["REMOVE", 8957],
      ["UPDATE", 7380],
    ])
    expect(table("machines at the start")).toEqual([
      [6672, 0.5, 0.4995],
      [3835, 0.5, 0.2493],
      [992, 0.5, 0.749],
      [788, 1, 1],
      [123, 0.25, 0.2498],
      [54, 0.5, 0.1241],
      [5, 0.5, 0.03085],
      [4, 0.5, 0.9678],
      [3, 1, 0.5],
      [1, 0.5, 0.06158],
    ])
  })

  test("tasks of the ten joined parts: events, ends, durations, waits, sizes", async () => {
    const table = await tablesOf("task_events-00000-00009")
    expect(Object.fromEntries(table("task events"))).toMatchObject({
      SUBMIT: 675_721,
      SCHEDULE: 639_729,
      EVICT: 145_550,
      FAIL: 13_267,
      FINISH: 230_982,
      KILL: 122_562,
      LOST: 0,
      UPDATE_PENDING: 2,
      UPDATE_RUNNING: 43,
    })
    const ends = new Map(table("how tasks end").map(([name, ...counts]) => [name, counts]))
    expect(ends.get("EVICT")).toEqual([14_370, 1])
    expect(ends.get("all")).toEqual([464_004, 20_747])
    const [ran, unscheduled] = ends.get("running or waiting") ?? []
    expect(Number(ran) - Number(unscheduled)).toBe(136_793)
    const rounded = (title: string, digits: number) =>
      table(title)[0].map((value) => Number(Number(value).toFixed(digits)))
    expect(rounded("time to finish (s)", 0)).toEqual([221_082, 477, 4793, 11_647, 1505])
    expect(rounded("wait in the queue (s)", 1).slice(0, 4)).toEqual([505_573, 2.8, 154.3, 5259])
    expect(Object.fromEntries(table("jobs"))).toMatchObject({
      tasks: 464_004,
      jobs: 14_484,
      "tasks of a job, 90th percentile": 20,
      "tasks of a job, most": 20_010,
      "tasks that want different machines": 118_598,
    })
    expect(Number(Object.fromEntries(table("jobs"))["jobs of one task (%)"]).toFixed(1)).toBe("74.0")
    expect(table("tasks by priority")).toEqual([
      [0, 94_849],
      [1, 46_746],
      [2, 256_784],
      [8, 6576],
      [9, 51_696],
      [10, 812],
      [11, 6541],
    ])
    expect(table("tasks by scheduling class").map(([, count]) => count)).toEqual([
      313_528, 68_317, 53_037, 29_122,
    ])
  }, 240_000)

  test("jobs of the month: how they end, whose they are", async () => {
    const tables = await summariseTrace({ paths: [file("jobs-month-ms")] })
    const ends = tables.find(({ title }) => title === "how jobs end")
    expect(ends?.note).toBe("672074 jobs of 933 users.")
    expect(ends?.rows).toEqual([
      ["FINISH", 385_582],
      ["KILL", 272_341],
      // One less than the 10,125 that the unfolded parts are said to hold.
      ["FAIL", 10_124],
      ["LOST", 0],
      ["EVICT", 22],
      ["no end in the trace", 4005],
    ])
  }, 240_000)

  test.each([
    ["job_events-part-00000-of-00500", "workload", 10_704],
    ["job_events-part-00001-of-00500", "workload", 3099],
    ["jobs-month-ms", "workload", 672_074],
    ["machine_events-part-00000-of-00001", "inventory", 37_780],
  ])("%s is a %s of %d rows", async (name, kind, rows) => {
    const { card } = await readTrace({ paths: [file(name)] })
    expect(card).toMatchObject({
      format: "google-2011",
      kind,
      rows,
      skipped: kind === "inventory" ? [{ count: 32 }] : [],
    })
  })

  test("the import keeps who is told apart: wants of machines, evictions, priorities", async () => {
    const { jobs } = (await readTrace({ paths: [file("task_events-00000-00009")] })).workload
    const sum = (column: ArrayLike<number> | undefined) =>
      Array.from(column ?? []).reduce((total, value) => total + value, 0)
    // Of the 464,004 tasks none lacks a request in all its rows.
    expect(jobs.taskCount).toBe(464_004)
    expect(sum(jobs.taskConstraints)).toBe(118_598)
    expect(sum(jobs.taskEvictions)).toBe(145_550)
    expect(bytesPerTask(jobs)).toBeLessThan(64)
  }, 240_000)
})

/** Bytes of all columns that have a row per task. */
function bytesPerTask(jobs: object): number {
  let bytes = 0
  for (const [name, column] of Object.entries(jobs))
    if (name.startsWith("task") && ArrayBuffer.isView(column)) bytes += column.byteLength
  return bytes / (jobs as { taskCount: number }).taskCount
}
