import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import {
  type AgentTable,
  endsFailed,
  endsFinished,
  type JobTable,
  never,
  scalarCount,
} from "../../sim/index.ts"
import { readTrace } from "../traces/index.ts"
import { parseQuantity } from "./quantities.ts"
import { parseMemory, parseTres } from "./slurm-values.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-imports-"))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

/** cpus, mem, disk, gpus of each agent, in units. */
const capacities = ({ count, capacity }: AgentTable) =>
  Array.from({ length: count }, (_, i) => rowOf(capacity, i))

/** The request of each job's first task, in units. */
const requests = (jobs: JobTable) =>
  Array.from({ length: jobs.jobCount }, (_, job) =>
    rowOf(jobs.shapes, jobs.taskShape[jobs.stageFirstTask[jobs.jobFirstStage[job]]]),
  )

const rowOf = (table: Float64Array, row: number) =>
  [...table.subarray(row * scalarCount, (row + 1) * scalarCount)].map((amount) => amount / 1000)

const namesOf = ({ names, jobName }: JobTable) => [...(jobName ?? [])].map((row) => names[row])

describe("Mesos", () => {
  test("/state is agents that are active and tasks that hold something, observed for an hour", async () => {
    const { workload, card } = await readTrace({ paths: [fixture("mesos-state.json")] })
    const { jobs, agents } = workload
    expect(card).toMatchObject({
      format: "mesos-state",
      kind: "workload",
      rows: 4,
      machineRows: 4,
      jobs: 4,
      agents: 3,
    })
    expect(card).toMatchObject({ censored: 4, spanS: 3600 })
    expect(card.offeredLoad).toBeCloseTo(0.5, 9)
    expect(capacities(agents!)).toEqual([
      [16, 64_000, 204_800, 0],
      [16, 64_000, 204_800, 0],
      [32, 128_000, 409_600, 4],
    ])
    expect(agents!.names).toEqual(["agent-a.example", "agent-b.example", "agent-gpu.example"])
    expect(agents!.attributeSets[agents!.attributes![0]]).toEqual({ rack: "r1", generation: "3" })
    expect(namesOf(jobs)).toEqual(["web", "web", "db", "resnet"])
    expect(requests(jobs)[3]).toEqual([8, 32_000, 0, 2])
    expect(jobs.frameworks.map(({ name }) => name)).toEqual(["marathon/services", "trainer/ml/research"])
    expect([...jobs.taskDuration].every((duration) => duration === never)).toBe(true)
    expect(card.dropped).toContain("1 agents that are not active")
  })

  test("/roles beside it gives the weights, and alone is no workload", async () => {
    const both = await readTrace({ paths: [fixture("mesos-state.json"), fixture("mesos-roles.json")] })
    expect(both.workload.jobs.roles).toEqual([
      { name: "*", weight: 1 },
      { name: "services", weight: 2.5 },
      { name: "ml/research", weight: 1 },
    ])
    const alone = await readTrace({ paths: [fixture("mesos-roles.json")] })
    expect(alone.card).toMatchObject({
      format: "mesos-state",
      kind: "inventory",
      rows: 3,
      jobs: 0,
      agents: 0,
    })
  })

  test("/slaves is an inventory", async () => {
    const slaves = [
      { id: "x-S7", hostname: "h", active: true, resources: { cpus: 4, mem: 1, disk: 2, gpus: 0 } },
    ]
    const path = file("slaves.json", JSON.stringify({ slaves, recovered_slaves: [] }))
    const { card, workload } = await readTrace({ paths: [path] })
    expect(card).toMatchObject({ format: "mesos-state", kind: "inventory", rows: 1, jobs: 0, agents: 1 })
    expect([...workload.agents!.label]).toEqual([7])
  })

  test("an amount below 0 is refused by its place and path", async () => {
    const path = file("bad.json", '{"slaves":[\n{"id":"S1","resources":{"cpus":-4}}]}')
    await expect(readTrace({ paths: [path] })).rejects.toThrow(
      /bad\.json:2:32: column "slaves.0.resources.cpus" is "-4"; an amount must be 0 to 9e12/,
    )
  })
})

test("a Marathon application is a job of its instances, with the constraints that have a counterpart", async () => {
  const { workload, card } = await readTrace({ paths: [fixture("marathon-apps.json")] })
  const { jobs } = workload
  expect(card).toMatchObject({ format: "marathon-apps", rows: 4, jobs: 3, tasks: 8, censored: 8, agents: 0 })
  expect(jobs.roles.map(({ name }) => name)).toEqual(["prod", "slow"])
  expect(requests(jobs)).toEqual([
    [0.5, 512, 0, 0],
    [4, 8192, 10_240, 0],
    [1, 1024, 0, 0],
  ])
  expect([0, 3, 4].map((task) => jobs.constraints[jobs.taskConstraints![task]])).toEqual([
    [
      { kind: "spread", atMost: 1 },
      { kind: "attribute", name: "rack", operator: "in", values: ["r1", "r2"] },
    ],
    [{ kind: "attribute", name: "hostname", operator: "in", values: ["agent-a.example"] }],
    [
      { kind: "spread", atMost: 2 },
      { kind: "attribute", name: "rack", operator: "not-in", values: ["r3"] },
    ],
  ])
  expect(card.dropped[0]).toBe("1 constraints GROUP_BY: they have no counterpart here")
})

describe("Kubernetes", () => {
  test("nodes are what is allocatable, less what daemons take; pods are jobs by their owner", async () => {
    const { workload, card } = await readTrace({ paths: [fixture("kubernetes.json")] })
    const { jobs, agents } = workload
    expect(card).toMatchObject({
      format: "kubernetes",
      kind: "workload",
      rows: 12,
      machineRows: 4,
      agents: 2,
    })
    expect(card).toMatchObject({ jobs: 3, tasks: 4, censored: 4 })
    expect(capacities(agents!)).toEqual([
      [7.71, 31 * 1024 - 200, 91_125.182, 0],
      [7.9, 31_744 - 200, 102_400, 2],
    ])
    expect(agents!.attributeSets[agents!.attributes![0]]).toEqual({
      "topology.kubernetes.io/zone": "a",
      disk: "ssd",
    })
    expect(namesOf(jobs)).toEqual(["shop/ReplicaSet/web-5d9c", "shop/StatefulSet/cache", "ml/Job/train"])
    expect(requests(jobs)).toEqual([
      [2, 320, 0, 0],
      [1, 953.674, 0, 0],
      [4.5, 16_384 + 100 + 120, 0, 1],
    ])
    expect([...jobs.taskPriority!]).toEqual([1000, 1000, 0, 0])
    expect(jobs.constraints[jobs.taskConstraints![2]]).toEqual([
      { kind: "attribute", name: "disk", operator: "in", values: ["ssd"] },
    ])
  })

  test.each([
    ["2", 2],
    ["500m", 0.5],
    ["0.5", 0.5],
    [".5", 0.5],
    ["5.", 5],
    ["1e3", 1000],
    ["1E3", 1000],
    ["12e-1", 1.2],
    ["16Gi", 16 * 2 ** 30],
    ["1.5Mi", 1.5 * 2 ** 20],
    ["129M", 129e6],
    ["2E", 2e18],
    ["100u", 100 * 1e-6],
  ])("the quantity %s is %d", (text, value) => {
    expect(parseQuantity(text)).toBe(value)
  })

  test.each([
    "",
    "m",
    "1 Gi",
    " 1",
    "1KiB",
    "1gi",
    "0x10",
    "1e309",
    "-1",
    "Infinity",
    "1e",
    "1e1e1",
    "1constructor",
  ])("%o is no quantity", (text) => {
    expect(parseQuantity(text)).toBeNaN()
  })

  test("a quantity that is none is refused by its place and path", async () => {
    const items = [{ kind: "Node", metadata: { name: "n" }, status: { allocatable: { cpu: "4 cores" } } }]
    const path = file("nodes.json", JSON.stringify({ apiVersion: "v1", items, kind: "List" }))
    await expect(readTrace({ paths: [path] })).rejects.toThrow(
      /nodes\.json:1:\d+: column "items.0.status.allocatable.cpu" is "4 cores"; a quantity is written/,
    )
  })
})

describe("Slurm", () => {
  test("sacct tells jobs, scontrol the nodes that are up", async () => {
    const { workload, card } = await readTrace({
      paths: [fixture("sacct.txt")],
      machines: fixture("scontrol-nodes.txt"),
    })
    const { jobs, agents } = workload
    expect(card).toMatchObject({
      format: "slurm-jobs",
      rows: 7,
      machineRows: 3,
      jobs: 4,
      tasks: 5,
      agents: 2,
      censored: 1,
    })
    expect([...jobs.jobArrival].map((micros) => micros / 60e6)).toEqual([0, 10, 60, 120])
    expect([...jobs.taskDuration].map((micros) => (micros === never ? -1 : micros / 60e6))).toEqual([
      60, 60, 120, -1, 30,
    ])
    expect([...jobs.taskEnds]).toEqual([endsFinished, endsFinished, endsFailed, endsFinished, endsFinished])
    expect([...jobs.stageGang]).toEqual([1, 0, 0, 0])
    expect(requests(jobs)).toEqual([
      [8, 32_768, 0, 0],
      [8, 65_536, 0, 2],
      [4, 16_384, 0, 1],
      [2, 4000, 0, 0],
    ])
    expect([...jobs.jobEstimate!].map((micros) => micros / 60e6)).toEqual([120, 120, 1440, 30])
    expect([...jobs.taskWait!]).toEqual([30e6, 30e6, 0, 1800e6, -1])
    expect(card.imputed.map(({ count }) => count)).toEqual([1])
    expect(workload.horizon).toBe(130 * 60e6)
    expect(capacities(agents!)).toEqual([
      [32, 128_000, 400_000, 0],
      [64, 512_000, 0, 6],
    ])
  })

  test("the nodes alone are an inventory", async () => {
    const { card } = await readTrace({ paths: [fixture("scontrol-nodes.txt")] })
    expect(card).toMatchObject({ format: "slurm-nodes", kind: "inventory", rows: 3, jobs: 0, agents: 2 })
  })

  test("memory is of the job, of each CPU or of each node", () => {
    expect(parseMemory("4000M")).toEqual({ mem: 4_000_000, per: "job" })
    expect(parseMemory("2Gc")).toEqual({ mem: 2_048_000, per: "cpu" })
    expect(parseMemory("512Kn")).toEqual({ mem: 500, per: "node" })
    for (const text of ["", "4 G", "4GB", "-1", "0x10M", "9999999999999999T"])
      expect(parseMemory(text)).toBeUndefined()
  })

  test("resources are a list of names and amounts", () => {
    expect(parseTres("cpu=8,mem=2G,node=1,gres/gpu:a100=2")).toEqual({
      cpus: 8000,
      mem: 2_048_000,
      disk: 0,
      gpus: 2000,
      nodes: 1,
    })
    for (const text of ["cpu", "cpu=-1", "cpu=8 mem=2G", "mem=x"]) expect(parseTres(text)).toBeUndefined()
  })

  test("a job that ends before it starts is an error in its cell", async () => {
    const header = "JobID|State|Submit|Start|End|NCPUS"
    const row = "7|COMPLETED|2024-05-01T12:00:00|2024-05-01T12:00:30|2024-05-01T12:00:29|1"
    await expect(readTrace({ paths: [file("sacct.bad", `${header}\n${row}\n`)] })).rejects.toThrow(
      /sacct\.bad:2:5: column "End" is "2024-05-01T12:00:29"; a job ends after it started/,
    )
  })
})

describe("a price sheet", () => {
  test("is machines with prices, and no workload", async () => {
    const { workload, card, measured } = await readTrace({ paths: [fixture("prices.csv")] })
    expect(card).toMatchObject({ format: "price-sheet", kind: "inventory", rows: 3, jobs: 0, agents: 6 })
    expect(capacities(workload.agents!)[3]).toEqual([16, 65_536, 1_048_576, 0])
    expect(measured).toMatchObject({
      name: ["small", "large", "gpu"],
      price_per_hour: Float64Array.of(0.192, 0.768, 3.06),
      currency: ["USD", "USD", "USD"],
    })
  })

  test("a shape that is none is an error in its cell, and says how one is written", async () => {
    const path = file("prices-bad.csv", 'shape,price_per_hour\n"4cpu,16GB",1\n')
    await expect(readTrace({ paths: [path] })).rejects.toThrow(
      /prices-bad\.csv:2:1: column "shape" is "4cpu,16GB"; a shape is written .*"16GB"/,
    )
  })
})
