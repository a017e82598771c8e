import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { never } from "../../sim/index.ts"
import { readTrace } from "./catalogue.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-vm-traces-"))

function file(name: string, ...lines: string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join("\n")}\n`)
  return path
}

describe("azure-packing", () => {
  const types = () =>
    file(
      "types.csv",
      "id,vmTypeId,machineId,core,memory,hdd,ssd,nic",
      "0,5,0,0.5,0.25,,0.125,0.1",
      "1,5,1,0.25,0.25,,0.125,0.1",
      "2,6,1,1,1,,1,1",
    )

  test("a VM takes its type's fractions of the first machine that lists it", async () => {
    const vms = file(
      "vms.csv",
      "vmId,tenantId,vmTypeId,priority,starttime,endtime",
      "1,77,5,0,-2.5,0.5",
      "2,77,6,1,0.25,",
      "3,78,5,0,-2,-1",
    )
    const { workload, card } = await readTrace({ paths: [vms, types()] })
    const { jobs } = workload
    expect(card).toMatchObject({
      format: "azure-packing",
      rows: 3,
      jobs: 2,
      tasks: 2,
      censored: 1,
      spanS: 14 * 86_400,
    })
    expect([...jobs.jobArrival]).toEqual([0, 21_600e6])
    expect([...jobs.taskDuration]).toEqual([43_200e6, never])
    expect([...jobs.shapes].slice(0, 3)).toEqual([32_000, 65_536_000, 131_072_000])
    expect(jobs.roles).toEqual([
      { name: "high", weight: 2 },
      { name: "low", weight: 1 },
    ])
  })

  test("a type that is not listed is an error in its cell", async () => {
    const vms = file("odd.csv", "vmId,tenantId,vmTypeId,priority,starttime,endtime", "1,77,9,0,1,2")
    await expect(readTrace({ paths: [vms, types()] })).rejects.toThrow(
      /odd\.csv:2:3: column "vmTypeId" is "9"/,
    )
  })

  test("the SQLite file itself says how it becomes tables", async () => {
    const path = file("trace.sqlite", "SQLite format 3\u0000\u0010")
    await expect(readTrace({ paths: [path] })).rejects.toThrow(
      /this is the SQLite file; .* sqlite3 -header -csv/,
    )
  })
})

describe("azure-vm", () => {
  const id = (letter: string) => `${letter.repeat(20)}+/=`
  const vm = (letter: string, times: string, size: string) =>
    `${id(letter)},${id("s")},${id("d")},${times},99.5,3.25,80.1,Interactive,${size}`

  test("VMs deleted at the last time told run past it, buckets count by their upper end", async () => {
    const path = file(
      "vmtable.csv",
      vm("a", "0,600", "2,4"),
      vm("b", "300,900", ">24,>64"),
      vm("c", "1,900", "1,1.75"),
    )
    const { workload, card } = await readTrace({ paths: [path] })
    expect(card).toMatchObject({ format: "azure-vm", jobs: 3, censored: 2, spanS: 900 })
    expect([...workload.jobs.taskDuration]).toEqual([600e6, never, never])
    expect([...workload.jobs.shapes].filter((amount) => amount > 0)).toEqual([
      2000, 4_096_000, 30_000, 71_680_000, 1000, 1_792_000,
    ])
  })

  test("readings beside the table are what the VMs used", async () => {
    const table = file("vmtable2.csv", vm("a", "300,900", "4,8"))
    const readings = file("readings.csv", `300,${id("a")},1.5,9,2.5`, `600,${id("a")},1,9,50`)
    const { workload } = await readTrace({ paths: [table, readings] })
    expect([...(workload.jobs.taskCurve ?? [])]).toEqual([0])
    expect([...workload.usage!.time]).toEqual([0, 300e6])
    expect([...workload.usage!.cpus]).toEqual([100, 2000])
    const alone = await readTrace({ paths: [readings] })
    expect(alone.card).toMatchObject({ format: "azure-vm", kind: "usage", rows: 2, jobs: 0 })
    expect(alone.measured?.["avg_cpu_pct"]).toEqual(Float64Array.of(2.5, 50))
  })
})

describe("bitbrains", () => {
  test("VMs ask for cores and memory, and use what their samples tell", async () => {
    const meta = file(
      "meta.csv",
      "id,start_time,stop_time,cpu_count,cpu_capacity,mem_capacity",
      "116,1376314546000,1376315146000,4,10400,2097152",
      "7,1376314546000,1376314846000,1,2600,1048576",
    )
    const trace = file(
      "trace.csv",
      "id,timestamp,duration,cpu_count,cpu_usage",
      "116,1376314846000,300000,4,2600",
      "116,1376315146000,300000,4,0",
    )
    const { workload, card } = await readTrace({ paths: [trace] })
    expect(card).toMatchObject({ format: "bitbrains", rows: 2, jobs: 2, censored: 1, spanS: 600 })
    expect([...workload.jobs.taskDuration]).toEqual([never, 300e6])
    expect([...workload.jobs.shapes].slice(0, 2)).toEqual([4000, 2_048_000])
    expect([...workload.usage!.time, ...workload.usage!.cpus]).toEqual([0, 300e6, 1000, 0])
    expect((await readTrace({ paths: [meta] })).workload.usage).toBeUndefined()
  })

  test("the archive's clock ticks in seconds, whatever its header says", async () => {
    const path = file(
      "42.csv",
      "Timestamp [ms];\tCPU cores;\tCPU capacity provisioned [MHZ];\tCPU usage [MHZ];\tCPU usage [%];\tMemory capacity provisioned [KB];\tMemory usage [KB];\tDisk read throughput [KB/s]",
      "1376314846;\t1;\t2600.0;\t1300.0;\t50.0;\t2097152.0;\t1048576.0;\t0.0",
      "1376315146;\t1;\t2600.0;\t26.0;\t1.0;\t2097152.0;\t0.0;\t0.0",
    )
    const { workload, card } = await readTrace({ paths: [path] })
    expect(card).toMatchObject({ format: "bitbrains", rows: 2, jobs: 1, tasks: 1, spanS: 600 })
    expect([...workload.jobs.jobLabel]).toEqual([42])
    expect([...workload.jobs.shapes].slice(0, 2)).toEqual([1000, 2_048_000])
    expect([...workload.usage!.cpus, ...workload.usage!.mem]).toEqual([500, 10, 1_024_000, 0])
    expect(card.units).toMatchObject([{ what: "timestamps in seconds" }])
  })
})

test("a list of an extended log's clusters is an inventory", async () => {
  const path = file("log.swf.machines", "0\tzewura\t2\t80\t1\t529426432", "1\tzegox\t1\t12\t1\t94035968")
  const { workload, card } = await readTrace({ paths: [path] })
  expect(card).toMatchObject({ format: "swf-machines", kind: "inventory", jobs: 0, agents: 3 })
  expect([...workload.agents!.capacity].filter((_, i) => i % 4 === 0)).toEqual([80_000, 80_000, 12_000])
  const endless = file("endless.machines", "0\tzewura\t1000000\t80\t1\t1", "1\tzegox\t1\t12\t1\t1")
  await expect(readTrace({ paths: [endless] })).rejects.toThrow(
    /endless\.machines:2:3: .*at most 1,000,000 nodes/,
  )
})
