/**
 * Every public trace converted and read back: counts and the checksum over all columns stand in
 * tests/traces/checksums.tsv, made with `trace check --json` and `trace convert --json`. Here one small file of each
 * format; with MESOSCOPE_ALL_TRACES=1 all of them, which takes half an hour.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { describeWithData, traceFile } from "../tests/data.ts"
import { runCommandLine } from "./app.ts"

interface Entry {
  readonly file: string
  readonly format: string
  readonly tasks: number
  readonly agents: number
  /** The whole line, as it should be. */
  readonly line: string
}

const entries: readonly Entry[] = readFileSync("tests/traces/checksums.tsv", "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [file, format, , , , , , tasks, agents] = line.split("\t")
    return { file, format, tasks: Number(tasks), agents: Number(agents), line }
  })

const most = 10_000
const isSmallest = (entry: Entry) =>
  Math.max(entry.tasks, entry.agents) <= most &&
  entries.every((other) => other.format !== entry.format || other.tasks >= entry.tasks || other === entry)
const chosen = process.env["MESOSCOPE_ALL_TRACES"] === "1" ? entries : entries.filter(isSmallest)

const folder = mkdtempSync(join(tmpdir(), "mesoscope-round-trip-"))
afterAll(() => rmSync(folder, { recursive: true }))

async function trace(...args: string[]): Promise<Readonly<Record<string, unknown>>> {
  let stdout = ""
  let stderr = ""
  await runCommandLine(["trace", ...args, "--json"], {
    stdout: { write: (text) => void (stdout += text), isTerminal: false },
    stderr: { write: (text) => void (stderr += text), isTerminal: false },
    env: {},
  })
  expect(stdout, stderr).not.toBe("")
  return JSON.parse(stdout) as Record<string, unknown>
}

describeWithData("a public trace", () => {
  test.each(chosen)(
    "$file is recognised, counted, converted and read back the same",
    async ({ file, line }) => {
      const path = traceFile(file)
      const card = await trace("check", path)
      const { checksum } = await trace("convert", path, "--out", join(folder, "csv"), "--format", "csv")
      const counts = ["format", "kind", "rows", "machine_rows", "skipped", "jobs", "tasks", "agents"]
      expect([file, ...counts.map((name) => card[name]), checksum].join("\t")).toBe(line)
      const again = await trace("convert", join(folder, "csv"), "--out", join(folder, "parquet"))
      expect(again["checksum"]).toBe(checksum)
      const third = await trace("convert", join(folder, "parquet"), "--out", join(folder, "csv"))
      expect(third["checksum"]).toBe(checksum)
    },
    3_600_000,
  )
})
