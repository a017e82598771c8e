import { expect, test } from "vitest"
import { createSimulation, mesos } from "../../sim/index.ts"
import { clockReading, plain, tiny } from "../../sim/testing/index.ts"
import { withoutClocks } from "./clocks.ts"

const world = tiny({ agents: 2, cpus: 4, jobs: [{ framework: "a", tasks: 9, cpus: 1, lasts: 3 }] })

function runWith(policy: typeof clockReading): void {
  createSimulation({ ...world, plane: mesos({ policy, frameworks: () => plain() }), seed: 1 }).run()
}

test("the canary that reads the clock is caught, by name, and the clock is given back", () => {
  expect(() => withoutClocks("clock-reading", () => runWith(clockReading))).toThrow(
    "clock-reading reads the clock (Date)",
  )
  expect(Date.now()).toBeGreaterThan(0)
})
