/**
 * Random worlds for swarm testing: each turns a random part of all features on, so that rare pairs of them meet. Drawn from
 * a number alone, so that a failure can be made again.
 */
import { type AgentTable, createRandom, type JobTable, type RandomStream } from "../../sim/index.ts"
import { tiny, type TinyChange, type TinyCluster, type TinyJob } from "../../sim/testing/index.ts"

export interface World {
  readonly jobs: JobTable
  readonly agents: AgentTable
  /** Which features are on, for messages. */
  readonly features: readonly string[]
}

const features = [
  "gangs",
  "stages",
  "gpus",
  "shares of gpus",
  "losses",
  "resizes",
  "failures",
  "priorities",
  "instants",
  "weights",
  "large tasks",
] as const
type Feature = (typeof features)[number]

export function worldOf(number: number): World {
  const stream = createRandom(number).stream("swarm/world")
  const on = new Set<Feature>(features.filter(() => stream.integer(2) === 0))
  const cluster = clusterOf(on, stream)
  const { jobs, agents } = tiny(cluster)
  const priority = on.has("priorities") ? () => stream.integer(12) : () => 0
  const taskPriority = Int32Array.from({ length: jobs.taskCount }, priority)
  return { jobs: on.has("priorities") ? { ...jobs, taskPriority } : jobs, agents, features: [...on] }
}

function clusterOf(on: ReadonlySet<Feature>, stream: RandomStream): TinyCluster {
  const upTo = (n: number) => stream.integer(n + 1)
  const agents = Array.from({ length: 1 + upTo(7) }, () => ({
    cpus: upTo(16) / 2,
    mem: upTo(32) * 256,
    gpus: on.has("gpus") ? upTo(4) : 0,
  }))
  const gpus = () => {
    if (!on.has("gpus") || upTo(2) > 0) return 0
    return on.has("shares of gpus") && upTo(1) === 0 ? (1 + upTo(8)) / 10 : 1 + upTo(1)
  }
  const jobs = Array.from({ length: 1 + upTo(24) }, (): TinyJob => ({
    at: upTo(80) / 4,
    framework: ["a/1", "a/2", "b/1", "c/1"][upTo(3)],
    tasks: on.has("stages") ? [upTo(4), upTo(3)] : 1 + upTo(5),
    lasts: on.has("instants") && upTo(4) === 0 ? 0 : (1 + upTo(60)) / 4,
    gang: on.has("gangs") && upTo(2) === 0,
    fails: on.has("failures") && upTo(4) === 0,
    cpus: upTo(on.has("large tasks") ? 16 : 6) / 2,
    mem: upTo(12) * 256,
    gpus: gpus(),
  }))
  const weights = on.has("weights") ? { a: 1 + upTo(3), b: 1 + upTo(3), c: 1 + upTo(3) } : {}
  return { agents, jobs, weights, changes: changesOf(agents.length, on, stream) }
}

/** Losses, returns and resizes that make sense one after the other. */
function changesOf(count: number, on: ReadonlySet<Feature>, stream: RandomStream): TinyChange[] {
  const isUp = Array.from({ length: count }, () => true)
  const changes: TinyChange[] = []
  let at = 0
  for (let i = stream.integer(8); i > 0; i--) {
    at += stream.integer(20) / 4
    const agent = stream.integer(count)
    const size = { cpus: stream.integer(17) / 2, mem: stream.integer(33) * 256, gpus: 0 }
    if (isUp[agent] && on.has("resizes") && stream.integer(2) === 0)
      changes.push({ at, agent, change: "resized", ...size })
    else if (on.has("losses")) {
      isUp[agent] = !isUp[agent]
      changes.push({ at, agent, change: isUp[agent] ? "joins" : "lost", ...size })
    }
  }
  return changes
}
