/** A small sweep in a folder, run by the compiled program, and what stands in the folder when the process is gone. */
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { recordsOf } from "../../lab/results/index.ts"

/** How many trials the sweep has. */
export const trialCount = 24

/** Writes the experiment and its trace. Returns its path. */
export function writeSweep(folder: string): string {
  const jobs = Array.from({ length: 60 }, (_, i) => {
    const [processors, group] = [1 + (i % 3), 1 + (i % 2)]
    return `${i + 1} ${i * 20} -1 ${30 + (i % 5) * 20} ${processors} -1 -1 ${processors} 50 -1 1 ${group} ${group} -1 1 -1 -1 -1 -1`
  })
  writeFileSync(join(folder, "small.swf"), `; MaxNodes: 2\n; MaxProcs: 4\n${jobs.join("\n")}\n`)
  const path = join(folder, "small.yaml")
  writeFileSync(
    path,
    "workload: {trace: swf, paths: small.swf}\npolicies: [batch/fcfs, drf]\nseeds: 6\nvary: {grid: {load: [0.5, 0.9]}}\noutputs: tables\n",
  )
  return path
}

export interface Attempt {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

export interface Ended {
  /** null where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the sweep in `out`; no file may become longer than `mostKiB`. */
export function attempt(experiment: string, out: string, jobs: number, mostKiB?: number): Attempt {
  const program = [process.execPath, "dist/cli/main.js", "run", experiment, "--out", out]
  const words = [...program, "--jobs", String(jobs), "--json"]
  const limit = mostKiB === undefined ? "" : `ulimit -f ${mostKiB} && `
  const child = spawn("bash", ["-c", `${limit}exec "$@"`, "bash", ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  })
  let [stdout, stderr] = ["", ""]
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()))
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()))
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  })
  return { child, ended }
}

export const journalIn = (out: string) => join(out, "trials.journal")

/** The trials that are whole in the journal. */
export function keptIn(out: string): Set<string> {
  return new Set([...recordsOf(journalIn(out))].map(({ key }) => key))
}

/** Every file of the folder. */
export function bytesOf(out: string): Map<string, string> {
  if (!existsSync(out)) return new Map()
  const names = readdirSync(out).sort()
  return new Map(names.map((name) => [name, readFileSync(join(out, name), "latin1")]))
}

/** The files that differ, or that only one of them has. */
export function differences(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name))
}
