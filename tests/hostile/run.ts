/**
 * Makes every hostile file and reads it, in processes of their own: `npm run -s hostile`, or only those that are not
 * large: `… small`. Each must give its message or
 * a valid import within five seconds of CPU and 512 MB. Prints a line for each that does not, and a summary.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { hostileFiles } from "./all.ts"

const mostSeconds = 5
const mostSecondsWaited = 60
const mostMegabytes = 512

interface Reading {
  readonly i: number
  /** Absent where the file was left out; then so is the rest. */
  readonly outcome?: string
  readonly cpuSeconds: number
  readonly waitedSeconds: number
  readonly megabytes: number
}

const which = process.argv[2] ?? "all"
const folder = mkdtempSync(join(tmpdir(), "mesoscope-hostile-"))
try {
  const list = join(folder, "paths.json")
  writeFileSync(list, program("make.ts", folder, which))
  const readings: Reading[] = []
  while (readings.length < hostileFiles.length) readings.push(...readFrom(readings.length, list))
  report(readings.filter(({ outcome }) => outcome !== undefined))
} finally {
  rmSync(folder, { recursive: true })
}

/** What a script beside this one prints. Killed when it waits for something that never comes. */
function program(script: string, ...args: readonly string[]): string {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const limits = { timeout: 10 * mostSecondsWaited * 1000, maxBuffer: 1 << 26 }
  return execFileSync(process.execPath, ["--import", "tsx", path, ...args], { encoding: "utf8", ...limits })
}

function readFrom(first: number, list: string): Reading[] {
  const lines = program("read.ts", String(first), list).trim().split("\n")
  return lines.map((line) => JSON.parse(line) as Reading)
}

function report(readings: readonly Reading[]): void {
  let failed = 0
  for (const { i, outcome = "", cpuSeconds, waitedSeconds, megabytes } of readings) {
    const { name, expected } = hostileFiles[i]
    const isOurs = !/^(?:NOT OURS|INVALID)/.test(outcome)
    const isRight = isOurs && (expected === "imports" ? outcome === "imports" : expected.test(outcome))
    if (
      isRight &&
      cpuSeconds <= mostSeconds &&
      waitedSeconds <= mostSecondsWaited &&
      megabytes <= mostMegabytes
    )
      continue
    failed++
    process.stdout.write(`${name}: ${cpuSeconds} s of CPU, ${waitedSeconds} s, ${megabytes} MB: ${outcome}\n`)
  }
  const slowest = Math.max(...readings.map(({ cpuSeconds }) => cpuSeconds))
  const largest = Math.max(...readings.map(({ megabytes }) => megabytes))
  process.stdout.write(
    `${readings.length} hostile files, ${failed} not as expected; slowest ${slowest.toFixed(2)} s of CPU, largest ${largest} MB\n`,
  )
  process.exitCode = failed === 0 ? 0 : 1
}
