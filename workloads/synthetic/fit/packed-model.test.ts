import { describe, expect, test } from "vitest"
import { poisson } from "../arrivals.ts"
import { lognormal, zipf } from "../laws.ts"
import { syntheticModels } from "../models/index.ts"
import { syntheticWorkload } from "../synthetic-workload.ts"
import { checkModel } from "./check-model.ts"
import { fitWorkload } from "./fit-workload.ts"
import type { FittedModel } from "./fitted-model.ts"
import { generate } from "./generate.ts"
import { packModel, unpackModel } from "./packed-model.ts"

const model = fitWorkload(
  syntheticWorkload({
    seed: 1,
    roles: [{ name: "web", weight: 1 }],
    frameworks: ["ann", "bob"].map((name) => ({
      name,
      role: "web",
      arrivals: poisson(0.01),
      tasksPerJob: zipf(8, 1),
      taskSeconds: lognormal(4, 1),
      requests: [{ cpus: 1 }],
    })),
    untilSeconds: 40_000,
  }),
)

test("a packed model draws as many jobs of the same sizes, and names nobody", () => {
  const packed = packModel(model)
  expect(packed).not.toMatch(/"name":"(?:ann|bob)"/)
  const [own, other] = [generate(model, { seed: 2 }).jobs, generate(unpackModel(packed), { seed: 2 }).jobs]
  expect(other.frameworks.map(({ name }) => name).sort()).toEqual(["web/user-1", "web/user-2"])
  expect(other.jobCount).toBe(own.jobCount)
  expect(other.stageFirstTask).toEqual(own.stageFirstTask)
})

describe("a model from a file", () => {
  const changed = (change: (copy: Record<string, never>) => void) => {
    const copy = JSON.parse(JSON.stringify(model)) as Record<string, never>
    change(copy)
    return checkModel(copy)
  }

  test("is taken as it was written", () => {
    expect(checkModel(JSON.parse(JSON.stringify(model)))).toEqual({ model })
  })

  test.each<[string, (copy: Record<string, never>) => void, string]>([
    [
      "of another format",
      (copy) => Object.assign(copy, { format: "x" }),
      'format is "x"; it is "mesoscope-fit-1"',
    ],
    [
      "without a span",
      (copy) => Object.assign(copy, { span: null }),
      "span is null; it is a whole number from 1",
    ],
    [
      "with a kind of no shape",
      (copy) => Object.assign(copy["kinds"][0][0], { shape: 99 }),
      "kinds.0.0.shape is 99",
    ],
    ["without roles", (copy) => Object.assign(copy, { roles: [] }), "roles is []; it is a list of 1 or more"],
    [
      "with half a pair",
      (copy) => Object.assign(copy["streams"][0]["eras"][0]["users"][0], { mix: [0] }),
      "mix is [0]",
    ],
    [
      "with a huge stage",
      (copy) => Object.assign(copy, { sizes: { 0: [1e12] } }),
      "sizes.0.0 is 1000000000000",
    ],
    [
      "with gaps of nothing",
      (copy) => Object.assign(copy["streams"][0]["arrivals"], { gaps: [0, 0] }),
      "gaps are all 0",
    ],
  ])("%s is refused", (_, change, message) => {
    expect(changed(change)).toEqual({ wrong: expect.stringContaining(message) })
  })

  test("that is no object is refused", () => {
    for (const value of [null, 7, [], "x"]) expect("wrong" in checkModel(value)).toBe(true)
  })
})

test.each(["google-like", "openb-like", "facebook-like"])("%s is a model that can be drawn from", (name) => {
  const preset = syntheticModels.find((one) => one.name === name)
  const hours = preset?.settings["hours"].default ?? 0
  const workload = preset?.make({ scale: 0.02, hours }, 1)
  expect(workload?.jobs.jobCount).toBeGreaterThan(2)
  expect(workload?.agents?.count).toBeGreaterThan(500)
  const names = workload?.jobs.frameworks.map((framework) => framework.name).join()
  expect(names).not.toMatch(/\/u\d/)
})

test("a model without the cells that its users ask for cannot be made by hand", () => {
  const without: FittedModel = { ...model, kinds: model.kinds.slice(0, 1) }
  expect(checkModel(without)).toEqual({ wrong: expect.stringContaining("mix") })
})
