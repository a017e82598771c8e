import { expect, test } from "vitest"
import { judged } from "../results/index.ts"
import { drfNsdi11 } from "./drf-nsdi11.ts"

test("every number of the DRF paper's example and of its figures comes out exactly", async () => {
  const { checks, rows } = await drfNsdi11.run({ data: "nowhere", slice: false }, () => undefined)
  expect(checks.map(judged).filter(({ verdict }) => verdict === "differs")).toEqual([])
  expect(checks).toHaveLength(25 + 12 + 6)
  expect(rows.filter(({ table }) => table === "worked example").map(({ user }) => user)).toEqual([
    "B",
    "A",
    "A",
    "B",
    "A",
  ])
})
