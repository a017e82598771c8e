import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { agentJoins, agentLost, agentResized, endsFailed, endsFinished, never } from "../../sim/index.ts"
import { describeWithData, traceFile } from "../../tests/data.ts"
import { readByteRows } from "./byte-rows.ts"
import { readCsvRows } from "./csv-rows.ts"
import { google2011, readGoogle } from "./google-2011.ts"
import { offeredLoad } from "./offered-load.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-google-"))

/** Rows as "time job/task event priority cpu mem", events by name. */
function taskEvents(...events: string[]): string {
  const names = ["SUBMIT", "SCHEDULE", "EVICT", "FAIL", "FINISH", "KILL", "LOST", "PENDING", "RUNNING"]
  const rows = events.map((event) => {
    const [time, task, name, priority = "2", cpu = "0.5", mem = "0.25"] = event.split(" ")
    const [job, index] = task.split("/")
    return [time, "", job, index, "", names.indexOf(name), "u1", 0, priority, cpu, mem, "", ""].join(",")
  })
  return file("tasks.csv", `${rows.join("\n")}\n`)
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test("a task lasts from its last SCHEDULE to its last end", async () => {
  const path = taskEvents(
    "10 7/0 SUBMIT",
    "20 7/0 SCHEDULE",
    "30 7/0 EVICT",
    "31 7/0 SUBMIT",
    "50 7/0 SCHEDULE",
    "95 7/0 FINISH",
  )
  const { workload } = await google2011.read([path], {})
  expect([...workload.jobs.jobArrival]).toEqual([10])
  expect([...workload.jobs.taskDuration]).toEqual([45])
  expect([...workload.jobs.shapes]).toEqual([32_000, 65_536_000, 0, 0])
  expect(workload.jobs.frameworks[0]).toEqual({ name: "batch/u1", role: 1, behaviour: "greedy" })
  expect(workload.horizon).toBe(95)
})

test("FAIL, KILL and LOST end as failed, FINISH and a last EVICT as finished", async () => {
  const ends = ["FAIL", "KILL", "LOST", "FINISH", "EVICT"]
  const path = taskEvents(
    ...ends.map((_, i) => `0 1/${i} SUBMIT`),
    ...ends.map((_, i) => `1 1/${i} SCHEDULE`),
    ...ends.map((end, i) => `2 1/${i} ${end}`),
  )
  const { workload } = await google2011.read([path], {})
  expect([...workload.jobs.taskEnds]).toEqual([
    endsFailed,
    endsFailed,
    endsFailed,
    endsFinished,
    endsFinished,
  ])
})

test("a task without an end runs past the horizon, and one never scheduled gets its priority's median", async () => {
  const path = taskEvents(
    ...["1/0", "2/0", "3/0", "4/0", "5/0"].map((task) => `0 ${task} SUBMIT`),
    ...["1/0", "2/0", "3/0", "4/0"].map((task) => `1 ${task} SCHEDULE`),
    "11 1/0 FINISH",
    "21 2/0 KILL",
    "91 3/0 FINISH",
  )
  const { workload, card } = await google2011.read([path], {})
  expect([...workload.jobs.taskDuration]).toEqual([10, 20, 90, never, 20])
  expect(card.imputed).toEqual([
    { what: "duration of tasks never scheduled: the median of their priority", count: 1 },
  ])
})

test("tasks submitted more than a second later are a wave of their own", async () => {
  const path = taskEvents("0 9/0 SUBMIT", "1000000 9/1 SUBMIT", "1000001 9/2 SUBMIT", "3000000 9/3 SUBMIT")
  const { workload, card } = await google2011.read([path], {})
  expect([...workload.jobs.jobArrival]).toEqual([0, 1_000_001, 3_000_000])
  expect([...workload.jobs.jobLabel]).toEqual([9, 9, 9])
  expect([...workload.jobs.stageFirstTask]).toEqual([0, 2, 3, 4])
  expect(card.jobs).toBe(1)
})

test("machines come, go and change; what changes nothing is counted", async () => {
  const tasks = taskEvents("0 1/0 SUBMIT", "100 1/0 SCHEDULE")
  const machines = file(
    "machines.csv",
    [
      "0,5,0,p,0.5,0.25",
      "10,5,1,p,,",
      "11,5,1,p,,",
      "20,5,0,p,0.5,0.25",
      "30,5,2,p,1,0.25",
      "40,6,0,p,1,1",
      "50,7,0,p,,",
      "101,6,1,p,,",
    ].join("\n"),
  )
  const { workload, card } = await google2011.read([tasks, machines], {})
  const { agents } = workload
  expect([...agents!.upAtStart]).toEqual([1, 0])
  expect([...agents!.changes.time]).toEqual([10, 20, 30, 40])
  expect([...agents!.changes.change]).toEqual([agentLost, agentJoins, agentResized, agentJoins])
  expect([...agents!.changes.agent]).toEqual([0, 0, 0, 1])
  expect(card.skipped.map(({ count, firstLine }) => [count, firstLine])).toEqual([[1, 7]])
  expect(card.dropped).toContain("1 machine events that change nothing")
  expect(card.dropped).toContain("1 machine events after the last task event")
})

test("parts in the wrong order are an error", async () => {
  const reading = google2011.read([taskEvents("10 1/0 SUBMIT", "5 1/0 SCHEDULE")], {})
  await expect(reading).rejects.toThrow(/tasks\.csv:2:1: column "time" is "5"; times must ascend/)
})

test("a request beyond the largest machine is an error", async () => {
  const reading = google2011.read([taskEvents("10 1/0 SUBMIT 2 1.5")], {})
  await expect(reading).rejects.toThrow(/column "cpu_request" is "1.5"; a request is a fraction/)
})

describeWithData("the real trace", () => {
  test("its second part is the same by either row source", async () => {
    const part = traceFile("google-2011/task_events-part-00001-of-00500.csv.gz")
    const byBytes = await readGoogle([part], {}, readByteRows)
    expect(byBytes.card.rows).toBe(77_776)
    expect(byBytes).toEqual(await readGoogle([part], {}, readCsvRows))
  }, 240_000)

  test("the ten joined parts have the counts that others found", async () => {
    const trace = traceFile("google-2011/task_events-00000-00009.csv.gz")
    const machines = traceFile("google-2011/machine_events-part-00000-of-00001.csv.gz")
    const { workload, card } = await google2011.read([trace], { machines })
    expect(card).toMatchObject({ rows: 1_827_856, machineRows: 37_780, jobs: 14_484, tasks: 464_004 })
    expect(card.skipped.map(({ count }) => count)).toEqual([291, 32])
    expect(card.imputed.map(({ count }) => count)).toEqual([20_747])
    const { jobs, agents, horizon } = workload
    expect(jobs.taskDuration.reduce((count, duration) => count + (duration === never ? 1 : 0), 0)).toBe(
      136_793,
    )
    expect(new Set(jobs.frameworks.map(({ name }) => name.split("/")[1])).size).toBe(545)
    expect(jobs.frameworks).toHaveLength(730)
    expect(machineMix(agents!)).toEqual([6672, 3835, 992, 788, 123, 54, 5, 4, 3, 1])
    expect(offeredLoad(jobs, agents!, horizon).load).toBeCloseTo(1.005, 3)
  }, 240_000)
})

/** How many machines there are at the start of each kind, the most frequent first. */
function machineMix(agents: { count: number; upAtStart: Uint8Array; capacity: Float64Array }): number[] {
  const counts = new Map<string, number>()
  for (let agent = 0; agent < agents.count; agent++) {
    if (agents.upAtStart[agent] === 0) continue
    const kind = agents.capacity.slice(agent * 4, agent * 4 + 2).join("/")
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts.values()].sort((a, b) => b - a)
}
