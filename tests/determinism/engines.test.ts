/** The small runs give the committed digests in every engine, bit by bit. */
import { readFile } from "node:fs/promises"
import { expect, test } from "vitest"
import { type Engine, engines, isInstalled, printedBy } from "./engines.ts"

const isWanted = (engine: Engine) => isInstalled(engine) || process.env[engine.requiredBy] === "1"

for (const engine of engines) {
  test.skipIf(!isWanted(engine))(`the small runs give the committed digests in ${engine.name}`, async () => {
    expect(isInstalled(engine), `${engine.program} is missing: npm run engines`).toBe(true)
    const committed = await readFile(new URL("digests.txt", import.meta.url), "utf8")
    expect(await printedBy(engine, "print-small-runs.ts")).toBe(committed.trim())
  })
}

const [node24, deno] = engines
test.skipIf(!isWanted(node24) || !isWanted(deno))(
  "engines do differ: their own Math.log is caught",
  async () => {
    const entry = "print-host-math.ts"
    expect(await printedBy(node24, entry)).not.toBe(await printedBy(deno, entry))
  },
)
