/** Who runs the trials of a sweep: threads of this process, or workers that are found by Redis. */
import { hostname } from "node:os"
import { resolve } from "node:path"
import {
  journalFile,
  type PoolProgress,
  runEach,
  type Runner,
  runOnWorkers,
  type Shard,
  type WorkersProgress,
} from "../lab/index.ts"
import type { ExperimentInput } from "./experiment-input.ts"
import type { ChosenRedis } from "./redis-flags.ts"
import { counted } from "./text.ts"
import { packageVersion } from "./version.ts"

export interface RunnerSetting {
  readonly out: string
  readonly shard?: Shard | undefined
  readonly jobs: number | undefined
  readonly stallSeconds: number
  /** Workers on any machine run the trials, found by this Redis; by default threads of this process. */
  readonly redis?: ChosenRedis | undefined
}

/** Threads of this process, or workers on any machine. */
export function runnerFor(input: ExperimentInput, setting: RunnerSetting, show: Show): Runner {
  const { redis } = setting
  return redis === undefined ? here(input, setting, show) : elsewhere(input, setting, redis, show)
}

type Show = (now: PoolProgress, stage: string, whose?: string) => void

function here({ source }: ExperimentInput, { jobs, stallSeconds }: RunnerSetting, show: Show): Runner {
  const setting = { source, jobs, stallSeconds, onProgress: (now: PoolProgress) => show(now, "running") }
  return ({ trials }, onOutcome) => runEach(trials, setting, onOutcome)
}

function elsewhere(
  { source, digest, name }: ExperimentInput,
  { out, shard, stallSeconds }: RunnerSetting,
  { address, lostSeconds }: ChosenRedis,
  show: Show,
): Runner {
  const setting = {
    address,
    source,
    name: `${name} on ${hostname()}`,
    folder: `${hostname()}:${journalFile(resolve(out), shard)}`,
    version: packageVersion(),
    inputDigest: digest,
    stallSeconds,
    lostSeconds,
    onProgress(now: WorkersProgress) {
      if (now.workers === 0) show(now, `waiting for mesoscope worker --redis ${address.shown}`)
      else
        show(now, "running", ` on ${counted(now.workers, "worker")} with ${counted(now.threads, "thread")}`)
    },
  }
  return (trials, onOutcome) => runOnWorkers(trials, setting, onOutcome)
}
