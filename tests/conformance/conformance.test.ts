/** Our allocator decides as that of Apache Mesos did, recorded step by step. */
import { expect, test } from "vitest"
import { referenceAllocator } from "../../policies/allocation/mesos/testing/index.ts"
import type { AllocatorFactory } from "./calls.ts"
import { describeWithData, traceFile } from "../data.ts"
import { describeDifference } from "./difference.ts"
import { readScenarios, type Scenario } from "./format.ts"
import { replay } from "./replay.ts"

const subset = new URL("random-subset.jsonl.gz", import.meta.url)

function expectAsRecorded(scenarios: readonly Scenario[], allocator?: AllocatorFactory): void {
  const differences = scenarios.flatMap((scenario) => {
    const outcome = replay(scenario, allocator)
    return outcome.kind === "passed" ? [] : [describeDifference(scenario, outcome)]
  })
  expect(differences.join("\n")).toBe("")
}

test("the allocator decides as Mesos did in 60 random scenarios", () => {
  const scenarios = readScenarios(subset)
  expect(scenarios).toHaveLength(60)
  expectAsRecorded(scenarios)
})

test("and so does its slow twin", () => {
  expectAsRecorded(readScenarios(subset), referenceAllocator)
})

describeWithData("the recordings", () => {
  test("of one feature each, and of Mesos' own tests, are decided alike", () => {
    expectAsRecorded(readScenarios(traceFile("../conformance/basic.jsonl.gz")))
  })

  test("of 1,000 random scenarios are decided alike", { timeout: 240_000 }, () => {
    expectAsRecorded(readScenarios(traceFile("../conformance/random-shared.jsonl.gz")))
  })
})

const tiny: Scenario = {
  name: "tiny",
  options: {},
  steps: [
    { op: "addAgent", id: "a1", resources: "cpus:1" },
    { op: "addFramework", id: "f1", roles: ["r"] },
  ],
  expect: [{ runs: [[]] }, { runs: [[["f1", "r", "a1", "cpus:1"]]] }],
}

test("the first step that differs is shown with both decisions", () => {
  const other: Scenario = { ...tiny, expect: [{ runs: [[]] }, { runs: [[["f1", "r", "a1", "cpus:2"]]] }] }
  expect(describeDifference(other, replay(other)).split("\n")).toEqual([
    'tiny: step 1 of 2: {"op":"addFramework","id":"f1","roles":["r"]}',
    "  Mesos                       Mesoscope",
    "  run 1                       run 1",
    "    f1 in r on a1: cpus:2  ≠    f1 in r on a1: cpus:1",
  ])
  expect(replay(tiny)).toEqual({ kind: "passed" })
})

test.each([
  ["a run that was not recorded", { expect: [{ runs: [] }, tiny.expect[1]] }],
  [
    "an inverse offer that was not sent",
    { expect: [{ runs: [[]], inverse: [["f1", "a1"] as const] }, tiny.expect[1]] },
  ],
  ["a result that there is not", { expect: [{ runs: [[]], result: "ok" as const }, tiny.expect[1]] }],
])("%s is a failure", (_, change) => {
  expect(replay({ ...tiny, ...change }).kind).toBe("failed")
})

test("a call that we do not know is not supported, and said to be so", () => {
  const steps = [{ op: "requestResources" }] as unknown as Scenario["steps"]
  expect(replay({ ...tiny, steps })).toEqual({ kind: "unsupported", step: 0, op: "requestResources" })
})
