/** What runs in a worker thread: one trial at a time, on columns that all workers share. */
import { workerData } from "node:worker_threads"
import {
  heeded,
  InvariantError,
  type JobTable,
  microsPerSecond,
  type Recorder,
  tasksBegin,
  tasksEnd,
  type Workload,
} from "../sim/index.ts"
import { clusterOf, generate, type LoadTarget, resolveSynthetic, scaleLoad } from "../workloads/index.ts"
import { twinRun } from "./audit/twin.ts"
import { type GridPoint, type Input, latestEnd, type Outcome, type WorkloadSource } from "./experiment.ts"
import { type Pulse, pulseOf } from "./pulse.ts"
import { crowdsOf, reportProbes, settling, watchedWaits } from "./probes/index.ts"
import { heedsOf } from "./roles/index.ts"
import { measuredSince, runTrial, type Trial } from "./trial.ts"

/** Handed to every worker when it starts. */
export interface WorkerSetting {
  readonly source: WorkloadSource
  readonly pulses: SharedArrayBuffer
}

/** One trial to run; `place` is its place in the grid, and that of its pulse. */
export interface Errand {
  readonly place: number
  readonly point: GridPoint
}

/** Called by piscina. What the policy does wrong is an outcome, never an exception. */
export function runErrand({ place, point }: Errand): Outcome {
  const { source, pulses } = workerData as WorkerSetting
  const pulse = pulseOf(pulses, place)
  pulse.begin()
  try {
    return run(point, inputOf(source, point), pulse)
  } catch (error) {
    return { kind: "failed", error: messageOf(error) }
  } finally {
    pulse.end()
  }
}

function run(
  { trial, pictures, twice = false, watch, crowd, twin }: GridPoint,
  input: Input,
  pulse: Pulse,
): Outcome {
  const { roles = {} } = trial
  const seen = twin === undefined ? undefined : twinRun(twin, input, roles)
  const { workload, agents } = seen ?? input
  const heeds = heedsOf(trial.policy)
  const probes = reportProbes({
    pictures,
    until: latestEnd(trial, workload),
    roles,
    heeded: heeded(roles, heeds),
    from: measuredSince(trial),
  })
  const settles = trial.warmUp === "find" ? settling() : undefined
  const waits = watchedWaits(watch ?? [])
  const beat = () => pulse.beat()
  beat()
  const heartbeat: Recorder = { jobArrived: beat, taskStarted: beat, taskEnded: beat }
  const result = runTrial({ ...trial, load: "trace" }, workload, agents, {
    recorders: [
      ...probes.recorders,
      waits.recorder,
      ...(settles === undefined ? [] : [settles.recorder]),
      ...(seen === undefined ? [] : [seen.probe.recorder]),
      heartbeat,
    ],
    onProgress({ now, fraction }) {
      probes.advance(now)
      pulse.reach(fraction)
    },
  })
  if (twice && typeof trial.policy !== "string")
    assertRepeatable(trial, { workload, agents }, heartbeat, result.digest)
  const { jobs, tasks, offeredLoad, end } = result
  return {
    kind: "ended",
    rows: probes.rows(result, end),
    ...(watch === undefined ? {} : { watched: waits.result(end) }),
    ...(seen === undefined ? {} : { outcomes: seen.probe.result(end) }),
    ...(crowd === undefined ? {} : { crowds: crowdsOf(workload.jobs, crowd) }),
    facts: {
      jobs: jobs.submitted,
      tasks: tasks.submitted,
      tasksAtStart: tasksAtStart(workload.jobs),
      agents: agents.count,
      offeredLoad,
      spanS: end / microsPerSecond,
      ...(settles === undefined ? {} : { settling: settles.result(end) }),
    },
  }
}

/** Jobs stand in the order in which they arrive. */
function tasksAtStart(jobs: JobTable): number {
  let count = 0
  for (let job = 0; job < jobs.jobCount && jobs.jobArrival[job] === 0; job++)
    count += tasksEnd(jobs, job) - tasksBegin(jobs, job)
  return count
}

/** A user's own policy runs twice with its first seed, because it may have taken chance from where nobody looks. */
function assertRepeatable(
  trial: Trial,
  { workload, agents }: Input,
  heartbeat: Recorder,
  first: string,
): void {
  const { policy, digest } = runTrial({ ...trial, load: "trace" }, workload, agents, {
    recorders: [heartbeat],
  })
  if (digest !== first)
    throw new InvariantError(
      `policy "${policy}" failed: the same run decides otherwise a second time (digest ${first}, then ${digest}); it remembers something, or takes chance from elsewhere than setting.random`,
    )
}

interface Made extends Input {
  readonly agentsText: string
  readonly load: LoadTarget
  readonly seed: number
}

/** What was made last: the next trial of this worker is often another policy with the same seed. */
let last: Made | undefined

function inputOf(source: WorkloadSource, { trial, agents: agentsText }: GridPoint): Input {
  const { load, seed } = trial
  if (last !== undefined && last.seed === seed && last.agentsText === agentsText && sameLoad(last.load, load))
    return last
  const asked = askedFor(source, seed)
  const agents = clusterOf(agentsText, asked, seed)
  last = { workload: scaleLoad(asked, agents, load, seed), agents, agentsText, load, seed }
  return last
}

function askedFor(source: WorkloadSource, seed: number): Workload {
  switch (source.kind) {
    case "read":
      return source.workload
    case "drawn":
      return resolveSynthetic(source.model).make(seed)
    case "fitted":
      return generate(source.model, { ...source.setting, seed })
  }
}

const sameLoad = (a: Trial["load"], b: Trial["load"]) => JSON.stringify(a) === JSON.stringify(b)

/** An invariant's message says when, where and under which seed; of anything else the place in the code matters. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof InvariantError) return error.message
  const [, place] = /\n\s+at (.*)/.exec(error.stack ?? "") ?? []
  return `${error.name}: ${error.message}${place === undefined ? "" : ` (${place.replace(/\(?file:\/\/\S*\//, "(")})`}`
}
