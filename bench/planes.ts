import { buildChild, type Child } from "./child.ts"
import { type Bench, type BenchOptions, type Measured, spreadOf } from "./harness.ts"
import type { PlaneRun } from "./planes-run.ts"

/**
 * A million tasks on ten thousand agents under one control plane after the other, each run in a process of its own, with
 * all assertions on and all probes listening, as in `mesoscope replay`. To add a control plane, add its name.
 */
const planes = [
  "mesos/mesos",
  "mesos/drf",
  "batch/fcfs",
  "batch/sjf",
  "batch/easy",
  "batch/conservative",
  "batch/multifactor",
  "omega",
  "monolithic",
  "mesos-omega13",
  "kubernetes",
  "swarm/spread",
  "swarm/swarmkit",
  "yarn/capacity",
  "yarn/fair",
]

/** Source: issue 6, "Done when". */
const mostCpuS = 60

const flagOf = (plane: string) => plane.replaceAll(/\W+/g, "-")
const flags = Object.fromEntries(planes.map((plane) => [flagOf(plane), `only ${plane}, and others so named`]))

export const planesBench: Bench = {
  name: "planes",
  about: "10,000 agents, a million tasks over 6 simulated hours at 85 % load, under each control plane",
  flags,
  run,
}

function run({ repetitions, flags: chosen }: BenchOptions): Promise<Measured> {
  const wanted = chosen.size === 0 ? planes : planes.filter((plane) => chosen.has(flagOf(plane)))
  const child: Child<string, PlaneRun> = buildChild("planes-run.ts")
  try {
    return Promise.resolve(measured(child, wanted, repetitions))
  } finally {
    child.close()
  }
}

function measured(child: Child<string, PlaneRun>, wanted: readonly string[], repetitions: number): Measured {
  const runs = new Map<string, PlaneRun[]>(wanted.map((plane) => [plane, []]))
  for (let turn = 1; turn <= repetitions; turn++)
    for (const plane of wanted) {
      process.stderr.write(`planes: ${plane}, turn ${turn} of ${repetitions}\n`)
      runs.get(plane)?.push(child.ask(plane))
    }
  const remarks: string[] = []
  const metrics: Record<string, Measured["metrics"][string]> = {}
  for (const [plane, own] of runs) {
    const [first] = own
    for (const { digest } of own)
      if (digest !== first.digest)
        throw new Error(`two runs under ${plane} differ: ${first.digest}, ${digest}`)
    const cpu = spreadOf(own.map((one) => one.simulateCpuS))
    const key = flagOf(plane).replaceAll("-", "_")
    metrics[`${key}_cpu_s`] = cpu
    metrics[`${key}_peak_rss_mb`] = spreadOf(own.map((one) => one.peakRssMb))
    metrics[`${key}_events`] = first.events
    metrics[`${key}_finished`] = first.finished
    metrics[`${key}_wait_mean_s`] = first.waitMeanS
    remarks.push(`${plane}: at most ${mostCpuS} CPU-seconds, ${cpu.median <= mostCpuS ? "met" : "missed"}.`)
  }
  return { metrics, ratios: {}, remarks, isComparable: wanted.length === planes.length }
}
