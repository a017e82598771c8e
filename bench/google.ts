import { buildChild, type Child } from "./child.ts"
import { googleMachines, googleTrace, missingGoogle } from "./data.ts"
import type { GoogleRequest, Opened, Replayed } from "./google-run.ts"
import { type Bench, type BenchOptions, type Measured, type Spread, spreadOf } from "./harness.ts"

/**
 * Ten joined parts of Google's trace under mesos/drf, with all assertions on, as everywhere. Every run is a process of
 * its own, and all must end with the same digest.
 */
export const googleBench: Bench = {
  name: "google",
  about:
    "replay of Google 2011 under mesos/drf at load 0.8: CPU time, memory, offers; dealing against messages",
  flags: {
    saturated:
      "the trace as it is instead, more than its machines can do; once, for a quarter of an hour or longer",
    profile: "the replay once under V8's profiler, and where the time went",
  },
  run,
}

type GoogleChild = Child<GoogleRequest, Replayed | Opened>

/** Source: issue 2, "Speed and memory". */
const targets = [
  { metric: "readCpuS", atMost: 3, text: "read_cpu_s" },
  { metric: "simulateCpuS", atMost: 60, text: "simulate_cpu_s" },
  { metric: "peakRssMb", atMost: 1024, text: "peak_rss_mb" },
] as const

const functionsShown = 15
/** In the first the cluster fills; in the second it is in its daily state. */
const halfHours = 2

const files = { trace: googleTrace, machines: googleMachines }
const replayAt = (load: GoogleRequest["load"]): GoogleRequest => ({ ...files, load, measure: "replay" })

async function run({ repetitions, flags }: BenchOptions): Promise<Measured> {
  const missing = missingGoogle()
  if (missing !== undefined) return notMeasured(missing)
  const child: GoogleChild = buildChild("google-run.ts")
  try {
    if (flags.has("profile")) return profiled(child, flags.has("saturated") ? "trace" : 0.8)
    if (flags.has("saturated")) return { metrics: replayMetrics([replay(child, "trace")]), ratios: {} }
    return measured(child, repetitions)
  } finally {
    child.close()
  }
}

function measured(child: GoogleChild, repetitions: number): Measured {
  const runs = Array.from({ length: repetitions }, (_, i) => {
    tell(`replay ${i + 1} of ${repetitions}`)
    return replay(child, 0.8)
  })
  tell("dealing against messages")
  const opened = child.ask({ ...files, load: 0.8, measure: { halfHours, turns: repetitions } }) as Opened
  const [fillDeal, dayDeal] = byHalfHour(opened.dealS)
  const [fillOffers, dayOffers] = opened.offers
  const [fillMessage, dayMessage] = byHalfHour(opened.messageS)
  return {
    metrics: {
      ...replayMetrics(runs),
      first_half_hour_deal_cpu_s: fillDeal,
      first_half_hour_message_cpu_s: fillMessage,
      second_half_hour_deal_cpu_s: dayDeal,
      second_half_hour_message_cpu_s: dayMessage,
      first_half_hour_offers: fillOffers,
      second_half_hour_offers: dayOffers,
      half_hours_digest: opened.digest,
    },
    ratios: {
      deal_vs_message: fillMessage.median / fillDeal.median,
      deal_vs_message_second_half_hour: dayMessage.median / dayDeal.median,
    },
    remarks: [verdict(runs)],
  }
}

function replay(child: GoogleChild, load: GoogleRequest["load"]): Replayed {
  return child.ask(replayAt(load)) as Replayed
}

/** Of runs that must have come to the same. */
function replayMetrics(runs: readonly Replayed[]): Measured["metrics"] {
  const [first] = runs
  for (const { digest, offers } of runs)
    if (digest !== first.digest || offers !== first.offers)
      throw new Error(`two runs of one scenario differ: ${first.digest} ${first.offers}, ${digest} ${offers}`)
  return {
    read_cpu_s: spreadOf(runs.map((one) => one.readCpuS)),
    simulate_cpu_s: spreadOf(runs.map((one) => one.simulateCpuS)),
    peak_rss_mb: spreadOf(runs.map((one) => one.peakRssMb)),
    us_per_offer: spreadOf(runs.map((one) => (one.simulateCpuS / one.offers) * 1e6)),
    offers: first.offers,
    events: first.events,
    tasks_in_trace: first.tasksInTrace,
    agents: first.agents,
    jobs: first.jobs,
    tasks: first.tasks,
    tasks_finished: first.finished,
    offered_load: first.offeredLoad,
    digest: first.digest,
  }
}

function verdict(runs: readonly Replayed[]): string {
  const judged = targets.map(({ metric, atMost, text }) => {
    const { median } = spreadOf(runs.map((one) => one[metric]))
    return `${text} at most ${atMost}, ${median <= atMost ? "met" : "missed"}`
  })
  return `Targets for medians: ${judged.join("; ")}.`
}

function profiled(child: GoogleChild, load: GoogleRequest["load"]): Measured {
  const { answer, top } = child.profile(replayAt(load), functionsShown)
  return {
    metrics: replayMetrics([answer as Replayed]),
    ratios: {},
    remarks: ["Time in functions themselves, reading included:", ...top],
    isComparable: false,
  }
}

function notMeasured(why: string): Measured {
  return {
    metrics: { read_cpu_s: null, simulate_cpu_s: null, peak_rss_mb: null, us_per_offer: null },
    ratios: { deal_vs_message: null, deal_vs_message_second_half_hour: null },
    remarks: [why],
    isComparable: false,
  }
}

function byHalfHour(turns: readonly (readonly number[])[]): Spread[] {
  return turns[0].map((_, slice) => spreadOf(turns.map((turn) => turn[slice])))
}

/** On stderr: minutes are long. */
function tell(what: string): void {
  process.stderr.write(`google: ${what}\n`)
}
