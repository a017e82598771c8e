import { execFileSync } from "node:child_process"
import { appendFileSync } from "node:fs"
import { cpus } from "node:os"
import { fileURLToPath } from "node:url"

/** Something whose speed is kept an eye on. */
export interface Bench {
  readonly name: string
  /** One line: what is measured, against what. */
  readonly about: string
  /** Flags of its own, and what each does. */
  readonly flags?: Readonly<Record<string, string>>
  run(options: BenchOptions): Promise<Measured>
}

export interface BenchOptions {
  /** Interleaved repetitions, of which the median counts. */
  readonly repetitions: number
  /** Those of its own flags that were given. */
  readonly flags: ReadonlySet<string>
}

/** Metrics and ratios by name; the unit ends the name. A ratio above 1 is in our favour. Null: not measured. */
export interface Measured {
  readonly metrics: Readonly<Record<string, Spread | number | string | null>>
  readonly ratios: Readonly<Record<string, number | null>>
  /** Why something is null, and what else a reader should know. */
  readonly remarks?: readonly string[]
  /** False if the figures compare with no others, and so do not belong in the history. */
  readonly isComparable?: boolean
}

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly n: number
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly node: string
}

export interface Run {
  readonly date: string
  readonly commit: string
  readonly machine: Machine
  readonly name: string
  readonly note?: string
  readonly metrics: Measured["metrics"]
  readonly ratios: Measured["ratios"]
}

/** CPU seconds, user and system, of this process (garbage collector's threads included) while `work` runs. */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  return cpuSecondsSince(before)
}

/** The same since `before`, which is what process.cpuUsage() said then. */
export function cpuSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/**
 * Takes turns between the contenders, so that a busy neighbour slows all of them, after one warm-up turn that does not
 * count. A contender returns its own measurement, of any unit.
 */
export function interleaved<Name extends string>(
  contenders: Readonly<Record<Name, () => number>>,
  repetitions: number,
): Record<Name, Spread> {
  const names = Object.keys(contenders) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let turn = -1; turn < repetitions; turn++) {
    for (const name of names) {
      const sample = contenders[name]()
      if (turn >= 0) samples[name].push(sample)
    }
  }
  return Object.fromEntries(names.map((name) => [name, spreadOf(samples[name])])) as Record<Name, Spread>
}

/** Median, least and greatest of one sample or more. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  return { median, min: sorted[0], max: sorted[sorted.length - 1], n: sorted.length }
}

/** The machine this runs on. */
export function thisMachine(): Machine {
  const cores = cpus()
  return { cpu: cores[0]?.model.trim() ?? "unknown", cores: cores.length, node: process.version }
}

/** The commit of this project, with -dirty if any file but the history differs from it; "unknown" outside a clone. */
export function thisCommit(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: here, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    const changes = git("status", "--porcelain", "--", ":(top)", ":(top,exclude)bench/history.jsonl")
    return git("rev-parse", "--short", "HEAD").trim() + (changes === "" ? "" : "-dirty")
  } catch {
    return "unknown"
  }
}

/** Adds a run to bench/history.jsonl: one line in one append, whole even when two benches end at once. */
export function remember(run: Run): void {
  appendFileSync(new URL("history.jsonl", import.meta.url), JSON.stringify(run) + "\n", { flag: "a" })
}

const here = fileURLToPath(new URL(".", import.meta.url))
