/** RLScheduler's tables again, on the logs that they were made from. */
import { expect, test } from "vitest"
import { judged, reproductionNamed } from "../lab/index.ts"
import { dataFolder, describeWithData } from "./data.ts"

describeWithData("the heuristics of RLScheduler", () => {
  test("every printed digit of the first trace is ours too; mending the waits moves WFP3 and UNICEP only", async () => {
    const { checks, rows } = await reproductionNamed("rlscheduler-sc20").run(
      { data: dataFolder, slice: true },
      () => undefined,
    )
    expect(checks).toHaveLength(2 * 5 * 12 + 1)
    expect(checks.map(judged).filter(({ verdict }) => verdict === "differs")).toEqual([])
    const slowdown = (mode: string) =>
      rows.filter((row) => row["mode"] === mode).map((row) => row["bounded_slowdown"])
    const moved = rows
      .filter((row) => row["mode"] === "published")
      .flatMap(({ heuristic }, i) => (slowdown("published")[i] === slowdown("fixed")[i] ? [] : [heuristic]))
    expect(moved).toEqual(["wfp3", "unicep", "wfp3", "unicep"])
  })
})
