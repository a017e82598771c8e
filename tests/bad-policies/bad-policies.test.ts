/** Bad policies of every kind: what is said of each. Those that need a thread of their own run in `npm run bad-policies`. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { runTrial } from "../../lab/index.ts"
import { badPolicies, refusedPolicies } from "./all.ts"
import { loadBad, smallWorkload } from "./world.ts"

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mesoscope-bad-"))
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each(refusedPolicies)("a file that $name is refused before anything runs", async (bad) => {
  await expect(loadBad(folder, bad)).rejects.toThrow(bad.expected)
})

test.each(badPolicies.filter(({ needsThread }) => needsThread !== true))(
  "a policy that $name fails, and the language is as it was",
  async (bad) => {
    const policy = await loadBad(folder, bad)
    const before = JSON.stringify([smallWorkload.jobs, smallWorkload.agents])
    expect(() => runTrial({ policy, seed: 4, load: "trace" }, smallWorkload, smallWorkload.agents)).toThrow(
      bad.expected,
    )
    expect(JSON.stringify([smallWorkload.jobs, smallWorkload.agents])).toBe(before)
    expect([1].map((one) => one + Date.now())[0]).toBeGreaterThan(1)
  },
)
