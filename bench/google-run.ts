/**
 * What bench/google.ts measures, in a process of its own, so that its peak of memory is its own. Takes one request as
 * JSON and prints one answer as JSON.
 */
import { runTrial, type TrialProgress } from "../lab/index.ts"
import { resolvePolicy } from "../policies/index.ts"
import {
  type AgentTable,
  createSimulation,
  type JobTable,
  microsPerSecond,
  type Recorder,
} from "../sim/index.ts"
import { clusterOf, frameworkNamed, type LoadTarget, readTrace, scaleLoad } from "../workloads/index.ts"
import { cpuSeconds, cpuSecondsSince } from "./harness.ts"

export interface GoogleRequest {
  readonly trace: string
  readonly machines: string
  readonly load: LoadTarget
  /** The whole replay once, or so many half hours of its beginning on either path, so many times in turn. */
  readonly measure: "replay" | Opening
}

export interface Opening {
  readonly halfHours: number
  readonly turns: number
}

export interface Replayed {
  readonly readCpuS: number
  readonly simulateCpuS: number
  readonly peakRssMb: number
  readonly tasksInTrace: number
  readonly agents: number
  readonly jobs: number
  readonly tasks: number
  readonly finished: number
  readonly events: number
  readonly offers: number
  readonly offeredLoad: number | null
  readonly digest: string
}

/** CPU seconds of each turn on each path, by half hour of simulated time. */
export interface Opened {
  readonly dealS: readonly (readonly number[])[]
  readonly messageS: readonly (readonly number[])[]
  /** In each half hour. */
  readonly offers: readonly number[]
  readonly digest: string
}

const policy = "mesos/drf"
const seed = 1
const halfHour = 1800 * microsPerSecond

type Input = Awaited<ReturnType<typeof read>>

async function answer(request: GoogleRequest): Promise<Replayed | Opened> {
  const before = process.cpuUsage()
  const input = await read(request)
  const readCpuS = cpuSecondsSince(before)
  return request.measure === "replay"
    ? replay(input, request.load, readCpuS)
    : openOnBothPaths(input, request.load, request.measure)
}

async function read({ trace, machines }: GoogleRequest) {
  const { workload } = await readTrace({ format: "google-2011", paths: [trace], machines })
  return { workload, agents: clusterOf("trace", workload, seed) }
}

/** Exactly what `mesoscope replay` does between reading and printing. */
function replay({ workload, agents }: Input, load: LoadTarget, readCpuS: number): Replayed {
  const before = process.cpuUsage()
  const result = runTrial({ policy, seed, load }, workload, agents, { onProgress: hourly() })
  const simulateCpuS = cpuSecondsSince(before)
  return {
    readCpuS,
    simulateCpuS,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
    tasksInTrace: workload.jobs.taskCount,
    agents: agents.count,
    jobs: result.jobs.submitted,
    tasks: result.tasks.submitted,
    finished: result.tasks.finished,
    events: result.events,
    offers: result.offers,
    offeredLoad: result.offeredLoad,
    digest: result.digest,
  }
}

/** Tells stderr of every simulated hour, for those who wait for a saturated replay. */
function hourly(): (progress: TrialProgress) => void {
  let told = 0
  return ({ now, offers }) => {
    const hour = Math.floor(now / (2 * halfHour))
    if (hour === told) return
    told = hour
    process.stderr.write(`google: ${hour} h simulated, ${Math.round(offers / 1e6)} M offers\n`)
  }
}

/**
 * A framework that asks alone is dealt all agents at once, unless a recorder wants to hear of every offer: then each
 * is made and answered one by one. Both must come to the same. The first turn warms up and does not count.
 */
function openOnBothPaths(
  { workload, agents }: Input,
  load: LoadTarget,
  { halfHours, turns }: Opening,
): Opened {
  const { jobs } = scaleLoad(workload, agents, load, seed)
  const deal: HalfHours[] = []
  const message: HalfHours[] = []
  for (let turn = -1; turn < turns; turn++) {
    deal.push(open(jobs, agents, halfHours, {}))
    message.push(open(jobs, agents, halfHours, { offerMade() {} }))
  }
  const outcomes = new Set([...deal, ...message].map(({ digest, offers }) => [digest, ...offers].join(" ")))
  if (outcomes.size > 1) throw new Error(`deals and messages disagree: ${[...outcomes].join(" / ")}`)
  const [{ digest, offers }] = deal
  const seconds = (runs: readonly HalfHours[]) => runs.slice(1).map((run) => run.seconds)
  return { dealS: seconds(deal), messageS: seconds(message), offers, digest }
}

interface HalfHours {
  readonly seconds: readonly number[]
  readonly offers: readonly number[]
  readonly digest: string
}

function open(jobs: JobTable, agents: AgentTable, halfHours: number, recorder: Recorder): HalfHours {
  const plane = resolvePolicy(policy).make({ frameworks: frameworkNamed })
  const until = halfHours * halfHour
  const simulation = createSimulation({ jobs, agents, plane, seed, recorder, until })
  const seconds: number[] = []
  const offers: number[] = []
  for (let slice = 1; slice <= halfHours; slice++) {
    const before = simulation.offersMade
    seconds.push(cpuSeconds(() => simulation.run(slice * halfHour)))
    offers.push(simulation.offersMade - before)
  }
  return { seconds, offers, digest: simulation.digest() }
}

process.stdout.write(JSON.stringify(await answer(JSON.parse(process.argv[2]) as GoogleRequest)))
