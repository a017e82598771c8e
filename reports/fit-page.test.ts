import { expect, test } from "vitest"
import { renderFits } from "./fit-page.ts"
import { sampleFits } from "./testing/index.ts"

test("the page of fits says the distances with their n, where the fit is bad, and nothing of its own twice", async () => {
  const page = await renderFits(sampleFits())
  expect(page).toBe(await renderFits(sampleFits()))
  expect(page).toContain("The memory requested, by job is 0.2 off (KS; n = 400 and 390 jobs).")
  expect(page).toContain("Nothing is far off")
  expect(page).toContain("What a job is like is off by at most: One 0.200")
  expect(page).not.toMatch(/<script|<img|<b>/)
  expect(page.match(/<svg class="drawing wide"/g)?.length).toBe(4)
})
