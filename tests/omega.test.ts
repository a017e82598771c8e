/** The Omega paper's simulator, on the list of jobs that it was recorded with. */
import { expect, test } from "vitest"
import { judged, reproductionNamed } from "../lab/index.ts"
import { dataFolder, describeWithData } from "./data.ts"

const omega = reproductionNamed("omega-eurosys13")
const ask = { data: dataFolder, slice: true, seeds: 1 }

describeWithData("of the published Omega simulator", () => {
  test("offers that lock the cell and transactions that conflict come out where a service decision takes ten seconds", async () => {
    const { checks } = await omega.run(
      { ...ask, tJob: [10], policies: ["mesos-omega13", "omega-seq-aon"] },
      () => undefined,
    )
    expect(checks.map(judged).filter(({ verdict }) => verdict === "differs")).toEqual([])
    expect(checks.length).toBeGreaterThan(15)
  }, 240_000)

  test("another set-up is run, and compared with nothing", async () => {
    const small = {
      ...ask,
      hours: 1,
      machines: 400,
      tJob: [1, 30],
      policies: ["mesos-omega13", "mesos-omega13-fixed"],
    }
    const { checks, rows } = await omega.run(small, () => undefined)
    expect(checks).toEqual([])
    expect(rows.map(({ architecture, t_job: tJob }) => [architecture, tJob])).toEqual([
      ["mesos-omega13", 1],
      ["mesos-omega13-fixed", 1],
      ["mesos-omega13", 30],
      ["mesos-omega13-fixed", 30],
    ])
    expect(new Set(rows.map(({ n }) => n))).toEqual(new Set([1]))
  })
})

test("a file that is not there and an architecture that is none are refused with what is known", async () => {
  await expect(omega.run({ ...ask, workload: "nowhere.csv" }, () => undefined)).rejects.toThrow(
    "There is no nowhere.csv. Name a list of jobs with --workload",
  )
})
