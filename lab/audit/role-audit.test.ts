/** On a queue that can be worked out by hand: eight tasks of role a come first, and b's one task waits behind them. */
import { beforeAll, describe, expect, test } from "vitest"
import { tiny } from "../../sim/testing/index.ts"
import { auditRoles, type RoleFinding } from "./role-audit.ts"

const world = tiny({
  agents: 1,
  cpus: 4,
  mem: 8,
  behaviour: "greedy",
  jobs: [
    { framework: "a", tasks: 8, cpus: 1, mem: 1, lasts: 100 },
    { framework: "b", at: 10, cpus: 1, mem: 1, lasts: 10 },
  ],
})

const audit = (policy: string, jobs: number) =>
  auditRoles({
    roles: ["a", "b"],
    trial: { policy, load: "trace" },
    seeds: [1, 2],
    agents: "trace",
    pool: {
      source: { kind: "read", workload: { name: "tiny", provenance: "made up", ...world } },
      jobs,
      cores: 2,
    },
  })

let findings: readonly RoleFinding[] = []
beforeAll(async () => {
  findings = await audit("batch/fcfs", 1)
}, 60_000)

const find = (promise: RoleFinding["promise"], role: string, against = "") =>
  findings.find((one) => one.promise === promise && one.role === role && one.against === against)

describe("first come, first served", () => {
  test("b waits 190 s behind a's two rounds of four, and alone on its two cores not at all", () => {
    expect(find("sharing-incentive", "b")).toMatchObject({ has: 190, would: 0, n: 2, standing: "broken" })
  })

  test("a waits for one round of two, and alone for up to three of four", () => {
    // Here 0 and 100 s, four times each; alone 0, 100, 200 and 300 s, twice each.
    expect(find("sharing-incentive", "a")).toMatchObject({ has: 50, would: 150, standing: "kept" })
  })

  test("for a lie a waits as long or longer, and b no less for coming a minute later", () => {
    expect(find("strategy-proofness", "a", "asks for twice the CPUs")).toMatchObject({ has: 50, would: 150 })
    expect(find("strategy-proofness", "a", "submits every job twice, once empty")).toMatchObject({
      would: 50,
    })
    expect(find("strategy-proofness", "b", "holds its jobs back for a minute")).toMatchObject({ would: 190 })
    const lies = findings.filter(({ promise }) => promise === "strategy-proofness")
    expect(lies).toHaveLength(14)
    expect(lies.every(({ standing }) => standing === "kept")).toBe(true)
  })

  test("while b waits it holds nothing, and with what a has it would hold four", () => {
    expect(find("envy-freeness", "b", "a")).toMatchObject({ has: 0, would: 4, standing: "broken" })
    expect(find("envy-freeness", "a", "b")).toMatchObject({ has: 4, would: 0, standing: "kept" })
  })
})

test("one worker or two, the findings are the same", async () => {
  expect(await audit("batch/fcfs", 2)).toEqual(findings)
}, 60_000)
