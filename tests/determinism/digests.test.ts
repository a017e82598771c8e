/** The small runs give the committed digests in the Node that runs the tests. */
import { expect, test } from "vitest"
import { digestLines, smallRuns, startSmallRun } from "./small-runs.ts"

test("the small runs give the committed digests here", async () => {
  await expect(digestLines()).toMatchFileSnapshot("digests.txt")
})

test.each(smallRuns)("$policy gives the same digest in one go and in slices of 10 s", (run) => {
  const whole = startSmallRun(run, 1)
  whole.run()
  const sliced = startSmallRun(run, 1)
  for (let limit = 0; !sliced.isOver; limit += 10_000_000) sliced.run(limit)
  expect(sliced.digest()).toBe(whole.digest())
})

test.each(smallRuns)("$policy gives another digest with another seed", (run) => {
  const digests = [1, 2, 3].map((seed) => {
    const simulation = startSmallRun(run, seed)
    simulation.run()
    return simulation.digest()
  })
  expect(new Set(digests).size).toBe(3)
})
