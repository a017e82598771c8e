import { execFileSync, spawnSync } from "node:child_process"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { googleMachines, googleTrace, missingGoogle } from "./data.ts"
import { type Bench, type BenchOptions, type Measured, spreadOf } from "./harness.ts"

/**
 * Eight trials of the Google replay's first hour, side by side and one after another, by the built program. Both run in
 * worker threads, so the ratio is what running them at once costs: memory, caches, garbage collectors, the shared trace.
 */
export const parallelBench: Bench = {
  name: "parallel",
  about: "8 trials of Google 2011's first hour under mesos/drf: CPU and wall time on all cores against one",
  run,
}

const trials = 8
/** Source: issue 3, "Speed". */
const mostCpuRatio = 1.1
const leastSpeedup = 1.6

interface Compared {
  readonly digest: string
  readonly workers: number
  readonly cpu_s: { readonly simulate: number }
  readonly wall_s: number
  readonly rss_mb: number
}

function run({ repetitions }: BenchOptions): Promise<Measured> {
  const missing = missingGoogle()
  if (missing !== undefined) return Promise.resolve(notMeasured(missing))
  execFileSync("npm", ["run", "-s", "build"], { cwd: project, stdio: ["ignore", "inherit", "inherit"] })
  const cores = availableParallelism()
  const alone: Compared[] = []
  const together: Compared[] = []
  for (let turn = 0; turn < repetitions; turn++) {
    process.stderr.write(`parallel: turn ${turn + 1} of ${repetitions}\n`)
    alone.push(compared(1))
    together.push(compared(cores))
  }
  const [{ digest }] = alone
  for (const one of [...alone, ...together])
    if (one.digest !== digest) throw new Error(`two runs of one experiment differ: ${digest}, ${one.digest}`)
  const cpu = (runs: readonly Compared[]) => spreadOf(runs.map((one) => one.cpu_s.simulate))
  const wall = (runs: readonly Compared[]) => spreadOf(runs.map((one) => one.wall_s))
  // Turn by turn, so that a busy neighbour is on both sides.
  const cpuRatios = spreadOf(together.map((one, i) => one.cpu_s.simulate / alone[i].cpu_s.simulate))
  const speedups = spreadOf(together.map((one, i) => alone[i].wall_s / one.wall_s))
  return Promise.resolve({
    metrics: {
      trials,
      workers: together[0].workers,
      alone_cpu_s: cpu(alone),
      together_cpu_s: cpu(together),
      alone_wall_s: wall(alone),
      together_wall_s: wall(together),
      cpu_together_by_alone: cpuRatios,
      alone_peak_rss_mb: spreadOf(alone.map((one) => one.rss_mb)),
      together_peak_rss_mb: spreadOf(together.map((one) => one.rss_mb)),
      digest,
    },
    ratios: { cpu_alone_by_together: 1 / cpuRatios.median, wall_speedup: speedups.median },
    remarks: [
      `Targets for medians: CPU together by alone at most ${mostCpuRatio}, ${cpuRatios.median <= mostCpuRatio ? "met" : "missed"}; wall speed-up at least ${leastSpeedup} on a quiet machine, ${speedups.median >= leastSpeedup ? "met" : "missed"}.`,
    ],
  })
}

function compared(jobs: number): Compared {
  // Exit code 1 says that rows of the trace were skipped, and some are.
  const { stdout, status } = spawnSync(
    process.execPath,
    [
      "dist/cli/main.js",
      "compare",
      "mesos/drf",
      "--trace",
      "google-2011",
      "--machines",
      googleMachines,
      "--until",
      "1h",
      "--load",
      "0.8",
      "-n",
      String(trials),
      "--jobs",
      String(jobs),
      "--json",
      googleTrace,
    ],
    { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 28 },
  )
  if (status === null || status > 1) throw new Error(`compare ended with exit code ${status}`)
  return JSON.parse(stdout) as Compared
}

const project = fileURLToPath(new URL("../", import.meta.url))

function notMeasured(why: string): Measured {
  return {
    metrics: { alone_cpu_s: null, together_cpu_s: null, alone_wall_s: null, together_wall_s: null },
    ratios: { cpu_alone_by_together: null, wall_speedup: null },
    remarks: [why],
    isComparable: false,
  }
}
