import type { AllocatorAnswer, AllocatorRequest, Setup } from "./allocator-run.ts"
import { buildChild } from "./child.ts"
import { type Bench, type BenchOptions, type Measured, type Spread, spreadOf } from "./harness.ts"
import { queueBench } from "./queue.ts"

/**
 * One run of the allocator of Mesos, ours against the real one in C++, whose CPU seconds were measured once on a
 * machine of another day. The C++ queue of `bench queue` says how today's machine compares.
 */
export const allocatorBench: Bench = {
  name: "allocator",
  about: "one run of Mesos' allocator, by how many agents and frameworks, against the real one in C++",
  flags: { profile: "one point (10,000 agents × 1,000 frameworks with quota) under V8's sampling profiler" },
  run,
}

interface Point {
  readonly name: string
  readonly setup: Setup
  readonly agents: number
  readonly frameworks: number
  /** CPU seconds of one run of the real one, and its resident memory in MB, where they were measured. */
  readonly mesosS?: number
  readonly mesosMb?: number
}

const points: readonly Point[] = [
  {
    name: "free_1000x50",
    setup: "everything free",
    agents: 1000,
    frameworks: 50,
    mesosS: 0.054,
    mesosMb: 51,
  },
  {
    name: "free_10000x1000",
    setup: "everything free",
    agents: 10_000,
    frameworks: 1000,
    mesosS: 2,
    mesosMb: 5699,
  },
  { name: "quota_10000x1000", setup: "quota and reservations", agents: 10_000, frameworks: 1000 },
  { name: "nothing_10000x1000", setup: "nothing available", agents: 10_000, frameworks: 1000, mesosS: 1.3 },
  { name: "suppressed_10000x1000", setup: "all suppressed", agents: 10_000, frameworks: 1000, mesosS: 1.3 },
  {
    name: "refused_5000x200",
    setup: "all refused",
    agents: 5000,
    frameworks: 200,
    mesosS: 5.1,
    mesosMb: 3344,
  },
  {
    name: "declined_10000x50",
    setup: "declined",
    agents: 10_000,
    frameworks: 50,
    mesosS: 0.97,
    mesosMb: 350,
  },
  {
    name: "declined_10000x1000",
    setup: "declined",
    agents: 10_000,
    frameworks: 1000,
    mesosS: 1.24,
    mesosMb: 350,
  },
  { name: "free_50000x5000", setup: "everything free", agents: 50_000, frameworks: 5000 },
  { name: "free_100000x1000", setup: "everything free", agents: 100_000, frameworks: 1000 },
]

/** The engine compiles during the first runs: they are measured, and told apart. */
const warmUp = 8
const functionsShown = 15
/** The C++ queue on the quiet machine on which the real allocator was measured. Source: spec/performance.md §1. */
const quietQueueNs = 181

type AllocatorChild = ReturnType<typeof buildChild<AllocatorRequest, AllocatorAnswer>>

async function run({ repetitions, flags }: BenchOptions): Promise<Measured> {
  const child: AllocatorChild = buildChild("allocator-run.ts")
  try {
    if (flags.has("profile")) return profiled(child)
    const queue = await queueBench.run({ repetitions: 3, flags: new Set() })
    return measured(child, repetitions, queue.metrics["cpp_priority_queue_ns"] as Spread | null)
  } finally {
    child.close()
  }
}

function measured(child: AllocatorChild, repetitions: number, queue: Spread | null): Measured {
  const metrics: Record<string, Spread | number | null> = { cpp_priority_queue_ns: queue }
  const ratios: Record<string, number | null> = {}
  const machine = queue === null ? null : queue.median / quietQueueNs
  for (const { name, mesosS, mesosMb, ...request } of points) {
    process.stderr.write(`allocator: ${name}\n`)
    const { runS, addAgentsS, offers, rssMb } = child.ask({ ...request, runs: warmUp + 2 * repetitions })
    const warm = spreadOf(runS.slice(warmUp).map((seconds) => seconds * 1000))
    metrics[`${name}_ms`] = warm
    metrics[`${name}_first_ms`] = runS[0] * 1000
    metrics[`${name}_add_agents_s`] = addAgentsS
    metrics[`${name}_offers`] = offers
    metrics[`${name}_peak_rss_mb`] = rssMb
    if (mesosS !== undefined) ratios[`${name}_vs_mesos`] = (mesosS * 1000) / warm.median
    if (mesosMb !== undefined) ratios[`${name}_memory_vs_mesos`] = mesosMb / rssMb
  }
  const [free, quota] = ["free_10000x1000_ms", "quota_10000x1000_ms"].map((name) => metrics[name] as Spread)
  ratios["free_vs_quota_10000x1000"] = free.median / quota.median
  return {
    metrics: { ...metrics, machine_slowness: machine },
    ratios,
    remarks: [
      "Mesos: CPU seconds as measured once, on a machine whose C++ queue took 181 ns a hold when quiet.",
      machine === null
        ? "No g++ here, so nothing says how this machine compares."
        : `This machine took ${machine.toFixed(2)} times as long for it: so much more the ratios would be on that one.`,
    ],
  }
}

function profiled(child: AllocatorChild): Measured {
  const request: AllocatorRequest = {
    agents: 10_000,
    frameworks: 1000,
    setup: "quota and reservations",
    runs: 60,
  }
  const { top } = child.profile(request, functionsShown)
  return {
    metrics: {},
    ratios: {},
    remarks: ["Time in functions themselves, adding agents and giving back included:", ...top],
    isComparable: false,
  }
}
