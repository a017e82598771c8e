import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { endsFailed, endsFinished, never } from "../../sim/index.ts"
import { describeWithData, traceFile } from "../../tests/data.ts"
import { readTrace, traceFormat, traceFormats } from "./catalogue.ts"
import { renderCard } from "./quality-card.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-catalogue-"))

function file(name: string, ...lines: string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join("\n")}\n`)
  return path
}

/** A row of the Standard Workload Format, filled up with unknowns. */
function swfRow(cells: string): string {
  return `${cells} ${"-1 ".repeat(18 - cells.split(" ").length)}`
}

test("an unknown format is answered with the nearest and all known ones", () => {
  expect(() => traceFormat("gogle-2011")).toThrow(
    'Unknown trace format "gogle-2011". Did you mean "google-2011"? Known: google-2011,',
  )
})

test("every format cites its source and licence", () => {
  for (const { about, citation, licence } of traceFormats)
    expect([about, citation, licence].every((text) => text.length > 5)).toBe(true)
})

test("a file of no known format is an error", async () => {
  const reading = readTrace({ paths: [file("prose.txt", "Call me Ishmael.", "Some years ago")] })
  await expect(reading).rejects.toThrow(
    /prose\.txt: its first lines are of no known format; known are google/,
  )
})

describe("swf", () => {
  test("a job is a gang of as many tasks as it was allocated, else requested, from the first submission on", async () => {
    const path = file(
      "small.swf",
      "; MaxNodes: 3",
      "; MaxProcs: 8",
      swfRow("1 100 5 60 2 -1 -1 4 -1 -1 1 7 1"),
      swfRow("2 160 5 0 -1 -1 -1 3 -1 -1 0 7 2"),
      swfRow("3 170 5 -1 2 -1 -1 2 -1 -1 5 7 2"),
      swfRow("4 180 5 9 0 -1 -1 0 -1 -1 1 7 2"),
    )
    const { workload, card } = await readTrace({ paths: [path] })
    const { jobs, agents } = workload
    expect([...jobs.jobArrival]).toEqual([0, 60_000_000])
    expect([...jobs.stageGang]).toEqual([1, 1])
    expect([...jobs.stageFirstTask]).toEqual([0, 2, 5])
    expect([...jobs.taskEnds]).toEqual([endsFinished, endsFinished, endsFailed, endsFailed, endsFailed])
    expect(jobs.roles.map(({ name }) => name)).toEqual(["group-1", "group-2"])
    expect(Array.from({ length: agents!.count }, (_, agent) => agents!.capacity[agent * 4])).toEqual([
      3000, 3000, 2000,
    ])
    expect(card.skipped.map(({ count, firstLine }) => [count, firstLine])).toEqual([
      [1, 5],
      [1, 6],
    ])
  })

  test("a log whose jobs differ in neither group nor queue has four pools", async () => {
    const jobs = Array.from({ length: 60 }, (_, i) => swfRow(`${i} ${i} 0 5 1 -1 -1 1 -1 -1 1 ${i} 1`))
    const { workload } = await readTrace({ paths: [file("pools.swf", ...jobs)] })
    expect(workload.jobs.roles.map(({ name }) => name).sort()).toEqual([
      "pool-0",
      "pool-1",
      "pool-2",
      "pool-3",
    ])
    expect(workload.agents).toBeUndefined()
  })

  test("a log of too many one-CPU tasks has a task per node's share, and one for the rest", async () => {
    const path = file("wide.swf", "; MaxNodes: 1000000", "; MaxProcs: 16000000", ...wideJobs)
    const { workload, card } = await readTrace({ paths: [path] })
    expect([...workload.jobs.stageFirstTask]).toEqual([0, 562_501, 1_125_002])
    expect(workload.jobs.shapes.filter((_, i) => i % 4 === 0)).toEqual(Float64Array.of(16_000, 9000))
    expect(card.assumptions.join()).toMatch(
      /a gang of tasks of 16 CPUs, a node's share.* 18000018 tasks of one/,
    )
  })

  test("a log of too many tasks whose machines are not told says how much of it can be kept", async () => {
    await expect(readTrace({ paths: [file("huge.swf", ...wideJobs)] })).rejects.toThrow(
      /18000018 tasks of one CPU; .* --until 2h\./,
    )
  })
})

const wideJobs = [swfRow("1 0 0 5 9000009"), swfRow("2 7200 0 5 9000009")]

describe("swim", () => {
  test("a job maps its input in blocks of 128 MiB, then reduces", async () => {
    const path = file("tiny.tsv", "job0\t5\t5\t134217729\t1\t2147483649", "job1\t6\t1\t0\t0\t99")
    const { workload } = await readTrace({ paths: [path] })
    const { jobs } = workload
    expect([...jobs.jobArrival]).toEqual([5_000_000, 6_000_000])
    expect([...jobs.stageJob]).toEqual([0, 0, 1])
    expect([...jobs.stageFirstTask]).toEqual([0, 2, 5, 6])
    expect([...jobs.taskDuration]).toEqual([
      4_355_443, 1_000_000, 54_687_091, 54_687_091, 1_000_000, 1_000_000,
    ])
    expect([...jobs.shapes]).toEqual([1000, 1_024_000, 0, 0])
  })
})

describe("openb", () => {
  const header =
    "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time"

  test("pods become jobs of one task, by qos", async () => {
    const nodes = file(
      "nodes.csv",
      "sn,cpu_milli,memory_mib,gpu,model",
      "openb-node-0012,64000,262144,2,P100",
    )
    const pods = file(
      "pods.csv",
      header,
      "openb-pod-0000,12000,16384,1,460,,LS,Running,0,100,40",
      '"openb-pod-0001",6000,12288,2,1000,,BE,Failed,7,90,',
      "openb-pod-0002,6000,12288,0,0,,BE,Running,50,40,",
      "openb-pod-0003,6000,12288,0,0,,BE,Running,60,,60",
    )
    const { workload, card } = await readTrace({ paths: [pods], machines: nodes })
    const { jobs, agents } = workload
    expect([...jobs.taskDuration]).toEqual([60e6, 83e6, never])
    expect([...jobs.taskEnds]).toEqual([endsFinished, endsFailed, endsFinished])
    expect([...jobs.shapes].slice(0, 8)).toEqual([12_000, 16_384_000, 0, 460, 6000, 12_288_000, 0, 2000])
    expect(jobs.roles.map(({ name }) => name)).toEqual(["LS", "BE"])
    expect([...agents!.capacity, ...agents!.label]).toEqual([64_000, 262_144_000, 0, 2000, 12])
    expect(card).toMatchObject({ rows: 4, jobs: 3, tasks: 3, agents: 1 })
    expect(card.skipped).toMatchObject([{ reason: "pod deleted before it began", count: 1, firstLine: 4 }])
  })

  test("a header without a needed column is an error", async () => {
    const reading = readTrace({ paths: [file("bad.csv", "name,cpu_milli,num_gpu,gpu_milli", "a,1,2,3")] })
    await expect(reading).rejects.toThrow(/bad\.csv:1: the header has no column "memory_mib"/)
  })
})

test("progress ends at the bytes stored", async () => {
  const path = file("progress.tsv", "job0\t5\t5\t1\t1\t1")
  const seen: (number | undefined)[][] = []
  await readTrace({ paths: [path], onProgress: (read, total) => seen.push([read, total]) })
  expect(seen.at(-1)).toEqual([15, 15])
})

test("a card is short aligned lines", () => {
  const text = renderCard({
    format: "swf",
    kind: "workload",
    files: ["a.swf"],
    rows: 27_992,
    machineRows: 0,
    jobs: 27_990,
    tasks: 215_675,
    agents: 100,
    spanS: 332.9 * 86_400,
    skipped: [{ reason: "job without a run time", count: 2, firstFile: "a.swf", firstLine: 7 }],
    clamped: [],
    duplicates: 0,
    outOfOrder: 0,
    censored: 0,
    units: [],
    imputed: [],
    assumptions: ["one agent per node"],
    dropped: ["wait_s: what the original scheduler did"],
    offeredLoad: 0.686,
  })
  expect(text).toBe(`       trace  swf · 1 file
      27,992  rows
      27,990  jobs
     215,675  tasks
         100  agents
     332.9 d  span
      68.6 %  offered load
           2  skipped: job without a run time (first a.swf:7)
     assumed  one agent per node
    not used  wait_s: what the original scheduler did`)
})

describeWithData("real traces", () => {
  test.each([
    ["swf/KTH-SP2-1996-2.1-cln.swf.gz", "swf", 27_992, 27_992, 100, 0.686],
    ["swf/NASA-iPSC-1993-3.1-cln.swf.gz", "swf", 18_239, 18_239, 128, 0.466],
    ["swf/CTC-SP2-1996-3.1-cln.swf.gz", "swf", 77_222, 77_222, 338, 0.842],
    ["swf/HPC2N-2002-2.2-cln.swf.gz", "swf", 202_871, 202_871, 240, 0.602],
    ["swf/LLNL-Thunder-2007-1.1-cln.swf.gz", "swf", 121_039, 118_791, 1002, 0.865],
    ["swf/lublin_256.swf.gz", "swf", 10_000, 10_000, 256, 1.061],
    ["swf/lublin_256_new2.swf.gz", "swf", 10_000, 10_000, 256, 0.616],
    ["swf/wagap-2013.swf.gz", "swf", 17_900, 17_898, 68, 0.577],
    ["facebook-swim/FB-2009_samples_24_times_1hr_0.tsv.gz", "swim", 5894, 5894, 600, 0.005],
    ["facebook-swim/FB-2009_samples_24_times_1hr_1.tsv.gz", "swim", 6638, 6638, 600, 0.004],
  ])(
    "%s is %s of %d rows, %d jobs and %d agents, loaded %d",
    async (path, format, rows, jobs, agents, load) => {
      const { card } = await readTrace({ paths: [traceFile(path)] })
      expect(card).toMatchObject({ format, rows, jobs, agents })
      expect(card.offeredLoad).toBeCloseTo(load, 3)
    },
  )

  test("the maps of the Facebook days are those that SWIM's users count", async () => {
    expect(await maps("FB-2009_samples_24_times_1hr_0")).toBe(205_713)
    expect(await maps("FB-2009_samples_24_times_1hr_1")).toBe(256_051)
    expect(await maps("FB-2010_samples_24_times_1hr_0")).toBe(8_084_865)
  }, 240_000)

  test("openb's default pods: 897 were never scheduled", async () => {
    const { card } = await readTrace({
      paths: [traceFile("openb-2023/openb_pod_list_default.csv.gz")],
      machines: traceFile("openb-2023/openb_node_list_gpu_node.csv.gz"),
    })
    expect(card).toMatchObject({ rows: 8152, jobs: 8152, agents: 1213 })
    expect(card.imputed.map(({ count }) => count)).toEqual([897])
  })
})

/** Tasks of the first stages. */
async function maps(sample: string): Promise<number> {
  const { workload } = await readTrace({ paths: [traceFile(`facebook-swim/${sample}.tsv.gz`)] })
  const { jobFirstStage, stageFirstTask, jobCount } = workload.jobs
  let count = 0
  for (let job = 0; job < jobCount; job++)
    count += stageFirstTask[jobFirstStage[job] + 1] - stageFirstTask[jobFirstStage[job]]
  return count
}
