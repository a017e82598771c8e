/** Two runs of fragmentation gradient descent come as near to the published means as two runs can. */
import { resolve } from "node:path"
import { expect, test } from "vitest"
import { judged, reproductionNamed } from "../lab/index.ts"
import { describeWithData, traceFile } from "./data.ts"

const options = { data: resolve(traceFile(""), ".."), slice: false }
const silent = () => undefined

describeWithData("openb", () => {
  test("FGD hands out what the publication says, at every level", { timeout: 240_000 }, async () => {
    const { checks, rows } = await reproductionNamed("fgd-atc23").run(
      { ...options, policies: ["FGD"], seeds: 3 },
      silent,
    )
    expect(checks).toHaveLength(9)
    expect(checks.map(judged).filter(({ verdict }) => verdict === "differs")).toEqual([])
    expect(rows.map(({ arrived_pct: level }) => level)).toEqual([50, 80, 90, 95, 100, 105, 110, 120, 130])
  })

  test("a workload or policy that is none is refused by name", async () => {
    const fgd = reproductionNamed("fgd-atc23")
    await expect(fgd.run({ ...options, workload: "openb_pod_list_none" }, silent)).rejects.toThrow(
      "openb_pod_list_none",
    )
    await expect(fgd.run({ ...options, policies: ["FGE"] }, silent)).rejects.toThrow('Did you mean "FGD"')
  })
})
