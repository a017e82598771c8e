import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { cardDocument, errorRules, readTrace, summariseTrace } from "./index.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-wrong-rows-"))

function file(name: string, ...lines: string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join("\n")}\n`)
  return path
}

const header = "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,creation_time,deletion_time"
const pods = file(
  "pods.csv",
  header,
  "pod-1,1000,16,0,0,,LS,0,10",
  "pod-2,oops,16,0,0,,LS,1,10",
  "pod-3,-5,16,0,0,,LS,2,10",
  "pod-4,1000",
  "pod-4,x,16,0,0,,LS,3,10",
  "pod-1,1000,16,1,500,A|B,LS,1,",
)

test("unless told otherwise the first wrong row ends the reading, with its line and column", async () => {
  expect(errorRules).toEqual(["fail", "skip", "clamp"])
  await expect(readTrace({ paths: [pods] })).rejects.toThrow(
    /pods\.csv:3:2: column "cpu_milli" is "oops"; cpu_milli must be a whole number/,
  )
})

test("skipped rows are counted by reason, each with the first of its lines", async () => {
  const { card } = await readTrace({ paths: [pods], onError: "skip" })
  expect(cardDocument(card)).toMatchObject({
    format: "openb",
    kind: "workload",
    rows: 6,
    skipped: 4,
    skipped_by: [
      { reason: "cpu_milli: cpu_milli must be a whole number below 2^53", count: 2, first: `${pods}:3` },
      { reason: "cpu_milli: an amount must be 0 to 9e12", count: 1, first: `${pods}:4` },
      { reason: "pod without a creation time", count: 1, first: `${pods}:5` },
    ],
    jobs: 2,
    duplicates: 1,
    censored: 1,
    offered_load: null,
  })
})

test("clamping mends what is out of range, and leaves out what is no number", async () => {
  const { card, workload } = await readTrace({ paths: [pods], onError: "clamp" })
  expect(cardDocument(card)).toMatchObject({ jobs: 3, skipped: 3, clamped: 1, out_of_order: 1 })
  expect(workload.jobs.shapes.slice(4, 8)).toEqual(Float64Array.of(0, 16_000, 0, 0))
})

test("a header that lacks a column ends the reading whatever was asked for", async () => {
  const reading = readTrace({ paths: [file("no-memory.csv", "name,cpu_milli,num_gpu")], onError: "skip" })
  await expect(reading).rejects.toThrow(/no-memory\.csv:1: the header has no column "memory_mib"/)
})

test("what only some traces tell is in the columns, and costs nothing where it is not told", async () => {
  const { jobs } = (await readTrace({ paths: [pods], onError: "skip" })).workload
  expect(jobs.constraints).toEqual([
    [],
    [{ kind: "attribute", name: "gpu_model", operator: "in", values: ["A", "B"] }],
  ])
  expect(jobs.taskConstraints).toEqual(Int32Array.of(0, 1))
  expect([jobs.taskPriority, jobs.jobEstimate, jobs.taskCurve]).toEqual([undefined, undefined, undefined])
})

test("a list of nodes alone is an inventory, which asks for nothing", async () => {
  const nodes = file(
    "nodes.csv",
    "sn,cpu_milli,memory_mib,gpu,model",
    "node-7,64000,1,2,P100",
    "node-8,64000,1,0,",
  )
  const { card, workload } = await readTrace({ paths: [nodes] })
  expect(cardDocument(card)).toMatchObject({
    kind: "inventory",
    jobs: 0,
    agents: 2,
    rows: 2,
    machine_rows: 2,
  })
  expect(workload.agents?.attributeSets).toEqual([{}, { gpu_model: "P100" }])
  expect(workload.agents?.attributes).toEqual(Int32Array.of(1, 0))
  expect(await summariseTrace({ paths: [nodes] })).toEqual([])
})
