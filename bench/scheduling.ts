import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import {
  engineDigest,
  type Experiment,
  gridOf,
  inputDigest,
  Journal,
  runEach,
  runInto,
  runTrial,
  trialsOf,
  type WorkloadSource,
} from "../lab/index.ts"
import { clusterOf, resolveSynthetic } from "../workloads/index.ts"
import { type Bench, type BenchOptions, type Measured, spreadOf } from "./harness.ts"

/**
 * What a trial costs beside being simulated, where it is tiny: the same trials through the pool and the journal of a sweep, and in
 * a plain loop. CPU time of all threads, so that a busy neighbour does not count; probes of reports are part of the price.
 */
export const schedulingBench: Bench = {
  name: "scheduling",
  about:
    "10,000 tiny trials of a sweep, by pool and journal, against a plain loop: what scheduling one costs",
  run,
}

const trials = 10_000
const model = "mmc(customers=2)"
/** Source: issue 7, "Done when". */
const mostMillis = 2

const experiment: Experiment = {
  policies: ["batch/fcfs"],
  seeds: Array.from({ length: trials }, (_, i) => i + 1),
  agents: "trace",
  load: "trace",
}

async function run({ repetitions }: BenchOptions): Promise<Measured> {
  const plain: number[] = []
  const swept: number[] = []
  const walls: number[] = []
  for (let turn = 0; turn < repetitions; turn++) {
    process.stderr.write(`scheduling: turn ${turn + 1} of ${repetitions}\n`)
    plain.push(millisEach(cpuOf(loop)))
    const began = performance.now()
    swept.push(millisEach(await cpuOfAsync(sweep)))
    walls.push((performance.now() - began) / trials)
  }
  const overhead = spreadOf(swept.map((millis, i) => millis - plain[i]))
  return {
    metrics: {
      trials,
      plain_cpu_ms_each: spreadOf(plain),
      swept_cpu_ms_each: spreadOf(swept),
      swept_wall_ms_each: spreadOf(walls),
      overhead_cpu_ms_each: overhead,
    },
    ratios: { cpu_swept_by_plain: spreadOf(swept).median / spreadOf(plain).median },
    remarks: [
      `Target: at most ${mostMillis} ms of scheduling per trial, ${overhead.median <= mostMillis ? "met" : "missed"}.`,
    ],
  }
}

function loop(): void {
  for (const { trial, agents } of gridOf(experiment)) {
    const workload = resolveSynthetic(model).make(trial.seed)
    runTrial(trial, workload, clusterOf(agents, workload, trial.seed))
  }
}

async function sweep(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "mesoscope-scheduling-"))
  try {
    const source: WorkloadSource = { kind: "drawn", model }
    const journal = new Journal(join(folder, "trials.journal"))
    const all = trialsOf(
      { varied: [], points: [[]], experiments: [experiment], pages: false },
      { engine: engineDigest(), input: inputDigest(source) },
    )
    await runInto(journal, all, (open, onOutcome) => runEach(open.trials, { source }, onOutcome))
    journal.seal(all.keys)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const millisEach = (seconds: number) => (1000 * seconds) / trials

function cpuOf(body: () => void): number {
  const before = cpuSeconds()
  body()
  return cpuSeconds() - before
}

async function cpuOfAsync(body: () => Promise<void>): Promise<number> {
  const before = cpuSeconds()
  await body()
  return cpuSeconds() - before
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000_000
}
