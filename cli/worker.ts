/** `mesoscope worker`: this machine runs trials of whatever run is found by Redis. */
import { homedir } from "node:os"
import { join } from "node:path"
import { buildCommand } from "@stricli/core"
import { type News, serve, workerCount } from "../lab/index.ts"
import type { Context } from "./context.ts"
import { UsageError } from "./errors.ts"
import { experimentFlags, parsed, secondsIn } from "./flags.ts"
import type { Surroundings } from "./output.ts"
import { chosenRedis, type RedisFlags, redisFlags } from "./redis-flags.ts"
import { counted, grouped, printable } from "./text.ts"

interface Flags extends RedisFlags {
  readonly jobs?: number
  readonly cache?: string
  readonly idle?: number
}

export const workerCommand = buildCommand<Flags, [], Context>({
  docs: {
    brief: "Run trials for mesoscope run --redis, on this machine",
    fullDescription:
      "Waits for runs that are announced in Redis, fetches their workload once, and runs their trials in threads of this machine. It needs the same build of Mesoscope as the run, and no trace. See docs/many-machines.md.",
  },
  parameters: {
    flags: {
      ...redisFlags("Where runs are announced: redis://USER:PASSWORD@HOST:6379/0, rediss:// for TLS"),
      jobs: experimentFlags.jobs,
      cache: parsed("Folder of this machine for workloads; by default in ~/.cache/mesoscope", String, "DIR"),
      idle: parsed("End when there was no run for so long; by default never", secondsIn, "TIME"),
    },
  },
  func: work,
})

async function work(this: Context, { jobs, cache, idle, ...redis }: Flags): Promise<void> {
  const { stdout, stderr, env, onInterrupt } = this.surroundings
  const address = chosenRedis(redis, env)
  if (address === undefined)
    throw new UsageError(
      "A worker finds its runs by Redis. Give --redis its address, as in --redis redis://HOST:6379.",
    )
  const threads = workerCount(Infinity, jobs)
  onInterrupt?.(() => "interrupted; what this worker was running goes to another one")
  const served = await serve({
    address,
    threads,
    cache: cache ?? defaultCache(env),
    idleSeconds: idle,
    onNews: (news) => stderr.write(`${newsLine(news, address.shown, threads)}\n`),
  })
  stdout.write(`${counted(served.trials, "trial")} of ${counted(served.runs, "run")}\n`)
}

const defaultCache = (env: Surroundings["env"]) =>
  join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "mesoscope")

function newsLine(news: News, shown: string, threads: number): string {
  switch (news.kind) {
    case "waiting":
      return `waiting for runs at ${shown}, with ${counted(threads, "thread")}`
    case "serving":
      return printable(
        `${news.run}: its workload, ${grouped(Math.ceil(news.bytes / 1024))} KiB, ${news.wasHere ? "is here already" : "was fetched"}`,
      )
    case "done":
      return printable(`${news.run}: over, ${counted(news.trials, "trial")} run here`)
  }
}
