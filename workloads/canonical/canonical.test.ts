import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterAll, expect, test } from "vitest"
import { type Constraint, never, untold } from "../../sim/index.ts"
import { readTrace } from "../traces/catalogue.ts"
import { constraintText, parseConstraints } from "./constraint-text.ts"
import { canonicalSchemas, jsonSchemaOf, markdownOf } from "./schema.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-canonical-"))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const read = (...paths: string[]) => readTrace({ paths })

test("one table of jobs with sizes and times is a whole trace", async () => {
  const { workload, card } = await read(
    file("mine.csv", "arrival_s,cpus,duration_s,mem_mib,user,tasks\n10,0.5,60,512,ann,3\n0,2,,,bob,\n"),
  )
  const { jobs } = workload
  expect(card).toMatchObject({ format: "canonical", kind: "workload", rows: 2, jobs: 2, tasks: 4, agents: 0 })
  expect([...jobs.jobArrival]).toEqual([0, 10_000_000])
  expect([...jobs.jobLabel]).toEqual([1, 0])
  expect(workload.horizon).toBe(70_000_000)
  expect([...jobs.taskDuration]).toEqual([never, 60_000_000, 60_000_000, 60_000_000])
  expect([...jobs.taskShape].map((shape) => [...jobs.shapes.subarray(4 * shape, 4 * shape + 2)])).toEqual([
    [2000, 0],
    [500, 512_000],
    [500, 512_000],
    [500, 512_000],
  ])
  expect(jobs.roles.map(({ name }) => name)).toEqual(["ann", "bob"])
  expect(jobs.frameworks.map(({ name, behaviour }) => `${name} ${behaviour}`)).toEqual([
    "ann greedy",
    "bob greedy",
  ])
})

test("jobs and tasks in two tables meet by the job's name, whatever the order of rows and columns", async () => {
  const { workload, card } = await read(
    file("t.csv.gz", gzipSync("duration_s,job,cpus,stage,gang\n5,b,1,1,1\n7,a,2,,\n6,b,1,0,\n5,b,1,1,1\n")),
    file("j.csv", "arrival_s,job,role\n3,b,gold\n4,a,gold\n"),
  )
  const { jobs } = workload
  expect(card).toMatchObject({ rows: 6, jobs: 2, tasks: 4, duplicates: 0 })
  expect([...jobs.taskDuration].map((micros) => micros / 1e6)).toEqual([6, 5, 5, 7])
  expect([...jobs.stageGang]).toEqual([0, 1, 0])
  expect([...jobs.taskLabel]).toEqual([0, 1, 2, 0])
  expect(jobs.frameworks).toEqual([{ name: "gold", role: 0, behaviour: "gang" }])
  expect(jobs.names).toEqual(["b", "a"])
})

test("machines with attributes join, leave and change their size", async () => {
  const { workload, card } = await read(
    file("machines.csv", 'agent,cpus,mem_mib,up_at_start,attribute_rack\nm1,4,1024,,"r,1"\nm2,8,,0,\n'),
    file("happenings.csv", "time_s,agent,event,cpus\n20,m1,lost,\n10,m2,joins,8\n15,m2,resized,6\n"),
  )
  const { agents } = workload
  expect(card).toMatchObject({ kind: "inventory", jobs: 0, agents: 2, machineRows: 5 })
  expect(agents?.names).toEqual(["m1", "m2"])
  expect([...(agents?.upAtStart ?? [])]).toEqual([1, 0])
  expect(agents?.attributeSets).toEqual([{}, { rack: "r,1" }])
  expect([...(agents?.attributes ?? [])]).toEqual([1, 0])
  expect([...(agents?.changes.time ?? [])]).toEqual([10_000_000, 15_000_000, 20_000_000])
  expect([...(agents?.changes.capacity ?? [])]).toEqual([8000, 0, 0, 0, 6000, 0, 0, 0, 0, 0, 0, 0])
})

test("usage follows the task that names its curve", async () => {
  const { workload } = await read(
    file("use.csv", "curve,time_s,cpus,mem_mib\n7,0,0.5,10\n7,60,1.5,20\n9,0,1,1\n"),
    file("one.csv", "arrival_s,cpus,duration_s,curve\n0,2,100,9\n0,2,100,7\n0,2,100,\n"),
  )
  expect([...(workload.jobs.taskCurve ?? [])]).toEqual([1, 0, untold])
  expect(workload.usage).toMatchObject({ curveCount: 2, sampleCount: 3 })
})

test.each([
  ["arrival_s,cpus\n0,1\n", /:1: the header has no column "duration_s"/],
  ["arrival_s,cpus,duration_s\n-1,1,1\n", /:2:1: column "arrival_s" is "-1"; a time must be/],
  ["arrival_s,cpus,duration_s\n0,,1\n", /:2:2: column "cpus" is ""/],
  ["arrival_s,cpus,duration_s,gang\n0,1,1,2\n", /:2:4: column "gang" is "2"; this must be 0 or 1/],
  ["arrival_s,cpus,duration_s,outcome\n0,1,1,dead\n", /:2:4: .* one of finished, failed/],
  ["arrival_s,cpus,duration_s,constraints\n0,1,1,near me\n", /:2:4: .* constraints read as/],
  ["arrival_s,cpus,duration_s,curve\n0,1,1,3\n", /:2:4: .* a curve is one of the table of usage/],
  ["job,arrival_s,cpus,duration_s\na,0,1,1\na,0,1,1\n", /:3:1: column "job" is "a"; a job is told once/],
  [
    "arrival_s,cpus,duration_s,role,framework\n0,1,1,a,f\n0,1,1,b,f\n",
    /:3:5: column "framework" is "f"; the framework belongs to the role "a"/,
  ],
])("%j is refused with its place", async (text, message) => {
  await expect(read(file("wrong.csv", text))).rejects.toThrow(message)
})

test("a task without its job, and a sample out of order, are refused with their place", async () => {
  const jobs = file("jobs.csv", "job,arrival_s\n1,0\n")
  await expect(read(jobs, file("lost.csv", "job,cpus,duration_s\n2,1,1\n"))).rejects.toThrow(
    /lost\.csv:2:1: column "job" is "2"; a task belongs to a row of jobs/,
  )
  await expect(read(jobs, file("u.csv", "curve,time_s\n1,5\n1,4\n"))).rejects.toThrow(
    /u\.csv:3:2: .* is at 5 s/,
  )
})

test("rows that are wrong are left out and counted where that is asked for, and columns of no meaning are told", async () => {
  const path = file("some.csv", "arrival_s,cpus,duration_s,colour\n0,1,1,red\nsoon,1,1,\n5,1,1,\n")
  const { card } = await readTrace({ paths: [path], onError: "skip" })
  expect(card).toMatchObject({ jobs: 2, skipped: [{ count: 1, firstLine: 3 }] })
  expect(card.dropped).toContain("jobs.colour: no column of the canonical form")
})

test.each([
  ['{ "format": "mesoscope trace 1", "roles": {} }', /roles is \{\}; roles is a list/],
  ['{ "format": "mesoscope trace 1", "roles": [{ "name": "a", "weight": 0 }] }', /weight is above 0/],
  [
    '{ "format": "mesoscope trace 1", "frameworks": [{ "name": "a", "role": "b", "behaviour": "magic" }] }',
    /known are/,
  ],
  ['{ "format": "mesoscope trace 1", "kind": "poem" }', /kind is "poem"; known are workload/],
  ['{ "format": "mesoscope trace 1", ', /this is no JSON/],
])("a manifest %s is refused", async (text, message) => {
  await expect(read(file("trace.json", text))).rejects.toThrow(message)
})

test("a folder in CSV and in Parquet is refused, and files of other columns", async () => {
  const csv = file("x.csv", "arrival_s,cpus,duration_s\n0,1,1\n")
  await expect(read(csv, file("y.csv", "a,b\n1,2\n"))).rejects.toThrow(
    /y\.csv: its columns are of no canonical table/,
  )
})

test("constraints survive as text, whatever stands in them", () => {
  const all: Constraint[] = [
    { kind: "spread", atMost: 1 },
    { kind: "attribute", name: "rack", operator: "in", values: ["r1", "r,2", "a|b;c"] },
    { kind: "attribute", name: "ker nel%", operator: "above", values: ["4"] },
    { kind: "attribute", name: "zone", operator: "not-in", values: ['"ü"', ""] },
  ]
  expect(parseConstraints(constraintText(all))).toEqual(all)
  expect(constraintText(all)).not.toMatch(/[",]/)
  expect(constraintText(all.slice(0, 1))).toBe("spread 1")
  expect(parseConstraints("rack = %zz")).toBeUndefined()
})

test("the published schemas and the page list the columns that the reader knows", () => {
  const page = readFileSync("docs/trace-format.md", "utf8")
  for (const schema of canonicalSchemas) {
    const published: unknown = JSON.parse(
      readFileSync(`docs/trace-schema/${schema.name}.schema.json`, "utf8"),
    )
    expect(published).toEqual(JSON.parse(JSON.stringify(jsonSchemaOf(schema))))
    const cells = (text: string) => text.replace(/ +/g, " ").replace(/-+/g, "-")
    expect(cells(page)).toContain(cells(markdownOf(schema)))
  }
})
