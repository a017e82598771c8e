import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, test } from "vitest"
import { hostileFiles } from "./all.ts"

test("there are more than 120 hostile files, each by its own name", () => {
  expect(hostileFiles.length).toBeGreaterThan(120)
  expect(new Set(hostileFiles.map(({ name }) => name)).size).toBe(hostileFiles.length)
})

test("every hostile file that is not large gives its message or a valid import, in five seconds of CPU and 512 MB", async () => {
  const script = fileURLToPath(new URL("run.ts", import.meta.url))
  const run = promisify(execFile)(process.execPath, ["--import", "tsx", script, "small"])
  const output = await run.then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  )
  expect(output).toMatch(/^\d+ hostile files, 0 not as expected/)
}, 300_000)
