/** What a policy makes of a world: how many of its own tasks each user holds in the end, and what is in its hands. */
import {
  type AgentTable,
  type ClusterView,
  type Micros,
  type Recorder,
  running,
  scalarCount,
  waiting,
} from "../../sim/index.ts"
import { type Trial, trialSteps } from "../trial.ts"
import type { Told } from "./lies.ts"

export interface Division {
  /** Tasks that run in the end, by user; a liar's own tasks only. */
  readonly held: readonly number[]
  /** Thousandths in the role's hands, a row of scalars per role. */
  readonly bundles: Float64Array
  /** By user: in the end one more of its tasks waits, and a machine has room for it. */
  readonly leftOut: readonly boolean[]
}

export interface DivisionRun {
  readonly policy: Trial["policy"]
  readonly seed: number
  readonly agents: AgentTable
  /** µs. */
  readonly until: Micros
  /** Users; job labels are their places. */
  readonly users: number
}

/** Ends as soon as nothing has started for a minute of simulated time and nobody is still to come. */
export function divide(
  { jobs, isTrue }: Told,
  { policy, seed, agents, until, users }: DivisionRun,
): Division {
  let view: ClusterView | undefined
  let started = 0
  const last = jobs.jobCount === 0 ? 0 : jobs.jobArrival[jobs.jobCount - 1]
  const watch: Recorder = {
    begin: (atStart) => void (view = atStart),
    taskStarted: () => void started++,
  }
  const steps = trialSteps(
    { policy, seed, load: "trace", until },
    { name: "a world", provenance: "made up", jobs, agents },
    agents,
    { recorders: [watch] },
  )
  for (let before = -1; ;) {
    const { done, value } = steps.next()
    if (done === true || (value.now > last && started === before)) break
    before = started
  }
  steps.return?.()
  if (view === undefined) throw new RangeError("a run that never began")
  return read(view, isTrue, users)
}

function read(view: ClusterView, isTrue: Uint8Array | undefined, users: number): Division {
  const { jobs, tasks } = view
  const held = new Array<number>(users).fill(0)
  const leftOut = new Array<boolean>(users).fill(false)
  const bundles = new Float64Array(jobs.roles.length * scalarCount)
  for (let task = 0; task < jobs.taskCount; task++) {
    const job = jobs.stageJob[jobs.taskStage[task]]
    const user = jobs.jobLabel[job]
    if (tasks.state[task] === waiting && !leftOut[user])
      leftOut[user] = view.firstFit(jobs.taskShape[task]) >= 0
    if (tasks.state[task] !== running) continue
    if (isTrue === undefined || isTrue[task] === 1) held[user]++
    const { role } = jobs.frameworks[jobs.jobFramework[job]]
    for (let k = 0; k < scalarCount; k++)
      bundles[role * scalarCount + k] += jobs.shapes[jobs.taskShape[task] * scalarCount + k]
  }
  return { held, bundles, leftOut }
}
