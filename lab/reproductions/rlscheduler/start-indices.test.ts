import { expect, test } from "vitest"
import { startIndices } from "./start-indices.ts"

test("seed 1 draws the ten sequences of the published tables from a trace of 10,000 jobs", () => {
  expect(startIndices(1, 10, 1024, 10_000 - 1024 - 1)).toEqual([
    1981, 2756, 4299, 8850, 3316, 2714, 5228, 7762, 4022, 7085,
  ])
})
