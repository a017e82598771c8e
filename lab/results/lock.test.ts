/** Who may work in a folder. */
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { lock } from "./lock.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-lock-"))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, "trials.lock")

function leftBy(holder: string, secondsAgo: number): void {
  writeFileSync(path, holder)
  const then = new Date(Date.now() - 1000 * secondsAgo)
  utimesSync(path, then, then)
}

test("a process that lives keeps others out, and lets go", () => {
  leftBy(`1 ${hostname()}\n`, 3600)
  expect(() => lock(path, 0)).toThrow("works in this folder")
  rmSync(path)
  const release = lock(path)
  expect(existsSync(path)).toBe(true)
  release()
  expect(existsSync(path)).toBe(false)
})

test.each([
  ["a process of this host that is gone", `2147483646 ${hostname()}\n`, 0],
  ["a process of another host that has not touched it for a minute", "7 elsewhere\n", 60],
  ["a process that was killed before it wrote its name", "", 0],
])("%s does not count", (_, holder, secondsAgo) => {
  leftBy(holder, secondsAgo)
  lock(path, 0)()
  expect(existsSync(path)).toBe(false)
})

test("a process of another host that touched it a moment ago lives", () => {
  leftBy("7 elsewhere\n", 2)
  expect(() => lock(path, 0)).toThrow("Process 7 elsewhere works in this folder")
  rmSync(path)
})
