import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { endsFailed, endsFinished, never } from "../../sim/index.ts"
import { readTrace } from "./catalogue.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-gpu-traces-"))

function file(name: string, ...lines: string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join("\n")}\n`)
  return path
}

describe("alibaba-dlrm-2025", () => {
  const header =
    "instance_sn,role,app_name,cpu_request,cpu_limit,gpu_request,gpu_limit,rdma_request,rdma_limit,memory_request,memory_limit,disk_request,disk_limit,max_instance_per_node,creation_time,scheduled_time,deletion_time"
  const instance = (number: number, app: string, perNode: number, times: string) =>
    `instance_${number},HN,${app},12,12,1,1,25,25,120.5,120.5,640.0,800.0,${perNode},${times}`

  test("instances of one application created together are a job, with a limit per node", async () => {
    const path = file(
      "dlrm.csv",
      header,
      instance(0, "app_0", 8, ",,"),
      instance(1, "app_0", 8, ",,50"),
      instance(2, "app_0", 8, "10,12.5,40"),
      instance(3, "app_1", -1, "10,10,"),
    )
    const { workload, card } = await readTrace({ paths: [path] })
    const { jobs } = workload
    expect(card).toMatchObject({
      format: "alibaba-dlrm-2025",
      kind: "workload",
      rows: 4,
      jobs: 3,
      tasks: 4,
      censored: 2,
    })
    expect([...jobs.jobArrival]).toEqual([0, 10e6, 10e6])
    expect([...jobs.taskDuration]).toEqual([never, 50e6, 27.5e6, never])
    expect([...(jobs.taskWait ?? [])]).toEqual([-1, -1, 2.5e6, 0])
    expect([...jobs.shapes]).toEqual([12_000, 123_392_000, 655_360_000, 1000])
    expect([...(jobs.taskConstraints ?? [])].map((row) => jobs.constraints[row])).toEqual([
      [{ kind: "spread", atMost: 8 }],
      [{ kind: "spread", atMost: 8 }],
      [{ kind: "spread", atMost: 8 }],
      [],
    ])
    expect(workload.horizon).toBe(50e6)
  })

  test("an instance that is deleted before it begins is an error in its cell", async () => {
    const path = file("dlrm-bad.csv", header, instance(0, "app_0", 8, "10,12,11"))
    await expect(readTrace({ paths: [path] })).rejects.toThrow(/:2:17: column "deletion_time" is "11"/)
  })
})

test("alibaba-spot-2026 lists machines, and asks for nothing", async () => {
  const path = file(
    "nodes.csv",
    "gpu_model,gpu_capacity_num,cpu_num,node_name",
    "A10,1,128,7",
    "H800,8,192,9",
  )
  const { workload, card } = await readTrace({ paths: [path] })
  expect(card).toMatchObject({ format: "alibaba-spot-2026", kind: "inventory", jobs: 0, agents: 2 })
  expect([...workload.agents!.capacity]).toEqual([128_000, 0, 0, 1000, 192_000, 0, 0, 8000])
  expect([...workload.agents!.label]).toEqual([7, 9])
})

describe("philly", () => {
  const job = (id: number, status: string, submitted: string, ...attempts: object[]) => ({
    status,
    vc: "ee9e8c",
    jobid: `application_1506638472019_${id}`,
    attempts,
    submitted_time: submitted,
    user: "u",
  })
  const attempt = (start: string | null, end: string | null, ...servers: [string, number][]) => ({
    start_time: start,
    end_time: end,
    detail: servers.map(([ip, count]) => ({
      ip,
      gpus: Array.from({ length: count }, (_, gpu) => `gpu${gpu}`),
    })),
  })

  test("a job is a gang as wide as its first attempt, from the first start to the last end", async () => {
    const jobs = [
      job(
        1,
        "Pass",
        "2017-10-07 01:11:39",
        attempt("2017-10-07 01:12:09", "2017-10-07 01:13:23", ["m47", 2]),
        attempt("2017-10-07 01:13:30", "2017-10-07 01:14:09", ["m412", 8]),
      ),
      job(2, "Killed", "2017-10-07 01:11:49", attempt("2017-10-07 01:11:59", "None", ["m47", 1], ["m5", 1])),
      job(3, "Failed", "2017-10-07 01:20:00"),
      job(4, "Failed", "2017-10-07 01:20:00", attempt(null, null, ["m5", 1])),
    ]
    const path = file("cluster_job_log", JSON.stringify(jobs, null, 4))
    const { workload, card } = await readTrace({ paths: [path] })
    expect(card).toMatchObject({ format: "philly", rows: 4, jobs: 2, tasks: 4, agents: 3, censored: 2 })
    expect(card.skipped.map(({ reason, count }) => [reason, count])).toEqual([
      ["job without an attempt: it never ran", 1],
      ["job whose first attempt has no start time", 1],
    ])
    expect([...workload.jobs.jobArrival]).toEqual([0, 10e6])
    expect([...workload.jobs.taskDuration]).toEqual([120e6, 120e6, never, never])
    expect([...workload.jobs.taskEnds]).toEqual([endsFinished, endsFinished, endsFailed, endsFailed])
    expect(workload.agents!.names).toEqual(["m5", "m47", "m412"])
    expect([...workload.agents!.capacity].filter((_, i) => i % 4 === 3)).toEqual([1000, 2000, 8000])
  })

  test("a time that is none is an error where it stands", async () => {
    const path = file("cluster_job_log.json", JSON.stringify([job(1, "Pass", "yesterday")]))
    await expect(readTrace({ paths: [path] })).rejects.toThrow(
      /cluster_job_log\.json:1:\d+: column "0.submitted_time" is "yesterday"; a time is written/,
    )
  })

  test("a GPU numbered beyond any server's is an error, not a server of so many", async () => {
    const gpus = [{ ip: "m1", gpus: ["gpu285714285714286"] }]
    const odd = { start_time: "2017-10-07 01:12:09", end_time: null, detail: gpus }
    const path = file("cluster_job_log_gpus", JSON.stringify([job(1, "Pass", "2017-10-07 01:11:39", odd)]))
    await expect(readTrace({ paths: [path] })).rejects.toThrow(
      /gpus" is "a list"; the GPUs of a server are numbered/,
    )
  })

  test("Chronus counts minutes, Muri milliseconds", async () => {
    const chronus = file(
      "chronus.csv",
      "job_id,user,num_gpu,submit_time,iterations,model_name,duration,interval,expect_time_list,expect_value_list,best_effort,job_type",
      "0,vc_a,2,7,5,vgg16,3,1,9,10,0,strict",
      "1,vc_b,0,5,5,vgg16,1,1,9,10,0,strict",
    )
    const muri = file(
      "muri.csv",
      "job_id,num_gpu,submit_time,iterations,model_name,batch_size,duration,interval,iteration_time,resource_time_0,resource_time_1,resource_time_2,priority",
      "0,1,0,10,dqn,128,4900,1,490,446,8,0,1",
    )
    const first = await readTrace({ paths: [chronus] })
    expect([...first.workload.jobs.jobArrival]).toEqual([0, 120e6])
    expect([...first.workload.jobs.taskDuration]).toEqual([60e6, 180e6, 180e6])
    expect(first.workload.jobs.roles.map(({ name }) => name)).toEqual(["vc_a", "vc_b"])
    expect(first.card).toMatchObject({ format: "philly-chronus", outOfOrder: 1 })
    const second = await readTrace({ paths: [muri] })
    expect([...second.workload.jobs.taskDuration, ...(second.workload.jobs.taskPriority ?? [])]).toEqual([
      4.9e6, 1,
    ])
  })

  test("a list of run times is no workload", async () => {
    const { card, measured } = await readTrace({ paths: [file("runtimes.csv", "runtime", "0.0", "12.5")] })
    expect(card).toMatchObject({ format: "philly-runtimes", kind: "run times", rows: 2, jobs: 0 })
    expect(measured).toEqual({ runtime_s: Float64Array.of(0, 12.5) })
  })
})

describe("helios", () => {
  const header =
    "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue"
  const log = () =>
    file(
      "cluster_log.csv",
      header,
      "1425511,uXBbc,vcJkd,12,33,2,COMPLETED,2020-06-09 18:41:01,2020-06-09 18:41:31,2020-06-09 18:42:01,30,30",
      "1425512,uVMrF,vchbv,0,16,1,TIMEOUT,2020-06-09 18:41:27,2020-06-09 18:41:27,2020-06-09 18:45:36,249,0",
      "1425513,uzqls,vcpDC,1,1,1,CANCELLED,2020-06-09 18:41:28,,2020-06-17 14:15:21,0,0",
    )

  test("a job takes whole shares of its nodes", async () => {
    const machines = file(
      "cluster_gpu_number.csv",
      "date,vchbv,vc4om,total",
      "2020-09-01,8,9,17",
      "2020-09-02,8,8,16",
    )
    const { workload, card } = await readTrace({ paths: [log()], machines })
    const { jobs, agents } = workload
    expect(card).toMatchObject({ format: "helios", rows: 3, machineRows: 2, jobs: 2, tasks: 3, agents: 3 })
    expect([...jobs.shapes]).toEqual([17_000, 0, 0, 6000, 16_000, 0, 0, 6000, 16_000, 0, 0, 0])
    expect([...jobs.taskDuration]).toEqual([30e6, 30e6, 249e6])
    expect([...jobs.taskEnds]).toEqual([endsFinished, endsFinished, endsFailed])
    expect(card.skipped).toMatchObject([{ reason: "job that never started or has no end", firstLine: 4 }])
    expect([...agents!.capacity].slice(0, 4)).toEqual([48_000, 0, 0, 8000])
  })

  test("the list of GPUs alone is an inventory", async () => {
    const path = file("gpus.csv", "date,vchbv,total", "2020-09-01,8,8")
    expect((await readTrace({ paths: [path] })).card).toMatchObject({
      format: "helios",
      kind: "inventory",
      jobs: 0,
      agents: 1,
    })
  })
})

describe("gavel", () => {
  const matrix = {
    v100: { "('A3C', 1)": { null: 2, "('A3C', 1)": [1, 1] }, "('LM (batch size 5)', 4)": { null: 10 } },
  }
  const row = (type: string, steps: number, arrival: number, gpus: number) =>
    [type, "python3 main.py", "--steps", "1", steps, `${arrival}.000000`, gpus].join("\t")

  test("a job lasts as long as its steps take by the matrix beside it", async () => {
    file("simulation_throughputs.json", JSON.stringify(matrix, null, 1))
    const path = file("jobs.trace", row("A3C", 100, 5, 1), row("LM (batch size 5)", 100, 9, 8))
    const { workload, card } = await readTrace({ paths: [path] })
    expect([...workload.jobs.jobArrival]).toEqual([0, 4e6])
    expect([...workload.jobs.taskDuration]).toEqual([50e6, ...Array.from({ length: 8 }, () => 10e6)])
    expect(card).toMatchObject({ format: "gavel", rows: 2, jobs: 2, tasks: 9 })
    expect(card.imputed.map(({ count }) => count)).toEqual([1])
  })

  test("the later layout has the arrival at its end", async () => {
    const machines = file("matrix.json", JSON.stringify(matrix))
    const cells = ["A3C", "python3 main.py", "a3c", "--steps", "1", "100", "2", "1", "-1.000000", "7"]
    const { workload } = await readTrace({ paths: [file("later.trace", cells.join("\t"))], machines })
    expect([...workload.jobs.taskDuration]).toEqual([50e6, 50e6])
  })

  test("a job that was never measured is an error in its cell", async () => {
    const machines = file("matrix2.json", JSON.stringify(matrix))
    const reading = readTrace({ paths: [file("unknown.trace", row("GPT", 1, 0, 1))], machines })
    await expect(reading).rejects.toThrow(
      /unknown\.trace:1:1: column "job_type" is "GPT"; the throughput matrix/,
    )
  })

  test("the matrix is a table of measurements", async () => {
    const { card, measured } = await readTrace({ paths: [file("m.json", JSON.stringify(matrix, null, 4))] })
    expect(card).toMatchObject({ format: "gavel-throughputs", kind: "throughput matrix", rows: 3, jobs: 0 })
    expect(measured?.["beside_job_type"]).toEqual(["", "A3C", ""])
    expect(measured?.["steps_per_s"]).toEqual(Float64Array.of(2, 1, 10))
  })
})
