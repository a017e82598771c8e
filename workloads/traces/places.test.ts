import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { expandPaths } from "./places.ts"

const folder = mkdtempSync(join(tmpdir(), "mesoscope-places-"))
afterAll(() => rmSync(folder, { recursive: true }))

function folderOf(name: string, files: readonly string[]): string {
  const path = join(folder, name)
  mkdirSync(path)
  for (const file of files) writeFileSync(join(path, file), "")
  return path
}

test("a folder is its parts in natural order, without hidden files and marks of other tools", () => {
  const path = folderOf("parts", [
    "part-10.csv",
    "part-2.csv",
    "part-1.csv",
    "_SUCCESS",
    ".part-3.crc",
    "README.md",
  ])
  mkdirSync(join(path, "part-3"))
  writeFileSync(join(path, "part-3", "a.csv"), "")
  const names = ["part-1.csv", "part-2.csv", "part-3/a.csv", "part-10.csv"]
  expect(expandPaths([path])).toEqual(names.map((name) => join(path, name)))
})

test("files and standard input stay as they are named, in their order", () => {
  const path = folderOf("few", ["b.csv", "a.csv"])
  const [a, b] = [join(path, "a.csv"), join(path, "b.csv")]
  expect(expandPaths([b, "-", a])).toEqual([b, "-", a])
})

test("a link to a file is the file; links in a circle are refused, as files and as folders", () => {
  const path = folderOf("links", ["a.csv"])
  symlinkSync(join(path, "a.csv"), join(path, "b.csv"))
  expect(expandPaths([path])).toHaveLength(2)
  symlinkSync(join(path, "self.csv"), join(path, "self.csv"))
  expect(() => expandPaths([join(path, "self.csv")])).toThrow(/self\.csv: symbolic links lead in a circle/)
  const circle = folderOf("circle", ["a.csv"])
  symlinkSync(circle, join(circle, "up"))
  expect(() => expandPaths([circle])).toThrow(/up: this folder leads back to itself/)
})

test("devices and pipes are refused, and what does not exist", () => {
  expect(() => expandPaths(["/dev/zero"])).toThrow(/\/dev\/zero: this is a device; .* file, a folder or `-`/)
  const pipe = join(folder, "pipe")
  execFileSync("mkfifo", [pipe])
  expect(() => expandPaths([pipe])).toThrow(/pipe: this is a pipe; .* Write - /)
  expect(() => expandPaths([join(folder, "none.csv")])).toThrow(/none\.csv: there is no such file/)
  expect(() => expandPaths([folderOf("empty", [".hidden"])])).toThrow(/empty: the folder holds no file/)
})
