import { expect, test } from "vitest"
import { tiny } from "../../sim/testing/index.ts"
import { crowdsOf } from "./crowd.ts"

test("tasks of 60 s at 0, 10, 20 and 70 s would find none, one, two and one running, as two of them have ended by then", () => {
  const { jobs } = tiny({
    agents: 1,
    cpus: 1,
    jobs: [0, 10, 20, 70].map((at) => ({ framework: "a", at, cpus: 1, lasts: 60 })),
  })
  expect(crowdsOf(jobs, { levels: [0, 1, 2, 3], from: 0 })).toEqual([1, 0.75, 0.25, 0])
  expect(crowdsOf(jobs, { levels: [1, 2], from: 15_000_000 })).toEqual([1, 0.5])
  expect(crowdsOf(jobs, { levels: [0], from: 80_000_000 })).toEqual([0])
})
