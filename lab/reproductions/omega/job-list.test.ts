import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { jobTable, readJobList } from "./job-list.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-omega-"))
afterAll(() => rmSync(folder, { recursive: true }))

const header = "id,workload,submit,tasks,duration,cpus,mem"

function listed(...rows: readonly string[]): string {
  const path = join(folder, "jobs.csv")
  writeFileSync(path, `${[header, ...rows].join("\n")}\n`)
  return path
}

test("a list becomes columns: seconds to microseconds, GiB to thousandths of MiB, a job one stage", async () => {
  const list = await readJobList(listed("1,Batch,0.5,2,10.25,1.0,2.0", "2,Service,0.25,1,7200,0.5,1"))
  const jobs = jobTable(list, 24)
  expect([...jobs.jobArrival]).toEqual([250_000, 500_000])
  expect([...jobs.taskDuration]).toEqual([7_200_000_000, 10_250_000, 10_250_000])
  expect([...jobs.shapes.subarray(0, 2)]).toEqual([1000, 2_048_000])
  expect(jobs.roles.map(({ name }) => name)).toEqual(["Batch", "Service"])
})

test("batch jobs can come so many times as often, all day; services as before, and what comes after the end never", async () => {
  const list = await readJobList(
    listed("1,Batch,1800,1,1,1,1", "2,Service,1800,1,1,1,1", "3,Batch,3601,1,1,1,1"),
  )
  const jobs = jobTable(list, 1, 2)
  expect([...jobs.jobArrival].map((time) => time / 1e6)).toEqual([900, 1800, 2700])
})

test.each([
  ["1,Batch,0,2,10,1", "the row has 6 cells"],
  ["1,Interactive,0,2,10,1,2", "workload"],
  ["1,Batch,-1,2,10,1,2", "submit"],
  ["1,Batch,0,0,10,1,2", "tasks"],
  ["1,Batch,0,1.5,10,1,2", "tasks"],
  ["1,Batch,0,1,ten,1,2", "duration"],
])("the row %s is refused with its place", async (row, found) => {
  await expect(readJobList(listed("1,Batch,0,1,1,1,1", row))).rejects.toThrow(/jobs\.csv:3/)
  await expect(readJobList(listed("1,Batch,0,1,1,1,1", row))).rejects.toThrow(found)
})
