/**
 * What the published simulator says of a run, from the facts of ours. Source of each definition:
 * CoreClusterSimulation.scala (Workload, Scheduler) of google/cluster-scheduler-simulator at b882f26.
 */
import {
  conflicted,
  type DecisionRecorder,
  foundNoRoom,
  placed,
  type Rules,
} from "../../../policies/index.ts"
import { type JobTable, type Micros, microsPerSecond, type RoleId, type StageId } from "../../../sim/index.ts"

/** Of the jobs of one role. */
export interface RoleTally {
  /** Mean seconds in queues until the first decision began, over the jobs of which one has ended; null if there are none. */
  readonly firstWaitSeconds: number | null
  /** The same, in queues before all decisions together. */
  readonly waitSeconds: number | null
  /** Decision time over the length of the run, of one scheduler of the role: useful, wasted by conflicts, both. */
  readonly busy: number
  readonly wasted: number
  /** Transactions with a conflict, and without. */
  readonly failed: number
  readonly succeeded: number
  readonly foundNoRoom: number
  readonly gaveUp: number
  readonly leftInQueue: number
}

export class Tally implements DecisionRecorder {
  readonly #jobs: JobTable
  readonly #rules: Rules
  readonly #end: Micros
  readonly #firstWait: Float64Array
  readonly #wait: Float64Array
  readonly #decisions: Int32Array
  readonly #useful: Float64Array
  readonly #wasted: Float64Array
  /** By role and outcome. */
  readonly #outcomes: Int32Array
  readonly #gaveUp: Int32Array
  readonly #inQueue: Int32Array
  #locked = 0
  #lockedSince: Micros = 0
  #lockedTime = 0

  /** Of a run that ends at `end`. */
  constructor(jobs: JobTable, rules: Rules, end: Micros) {
    this.#end = end
    const roles = jobs.roles.length
    this.#jobs = jobs
    this.#rules = rules
    this.#firstWait = new Float64Array(jobs.stageCount)
    this.#wait = new Float64Array(jobs.stageCount)
    this.#decisions = new Int32Array(jobs.stageCount)
    this.#useful = new Float64Array(roles)
    this.#wasted = new Float64Array(roles)
    this.#outcomes = new Int32Array(roles * outcomeCount)
    this.#gaveUp = new Int32Array(roles)
    this.#inQueue = new Int32Array(roles)
  }

  queued(_: Micros, stage: StageId): void {
    this.#inQueue[this.#role(stage)]++
  }

  dequeued(_: Micros, stage: StageId, waited: Micros, attempt: number): void {
    this.#inQueue[this.#role(stage)]--
    this.#wait[stage] += waited
    if (attempt === 1) this.#firstWait[stage] += waited
  }

  decided(began: Micros, _: number, stage: StageId, took: Micros, outcome: number): void {
    const role = this.#role(stage)
    this.#decisions[stage]++
    this.#outcomes[role * outcomeCount + outcome]++
    const all = this.#rules.busyWith === "all decisions"
    const time = all ? Math.max(0, Math.min(took, this.#end - began)) : took
    if (outcome === conflicted) this.#wasted[role] += time
    else if (outcome === placed || all) this.#useful[role] += time
  }

  gaveUp(_: Micros, stage: StageId): void {
    this.#gaveUp[this.#role(stage)]++
  }

  locked(now: Micros, cpus: number): void {
    this.#lockedTime += this.#locked * (now - this.#lockedSince)
    this.#locked = cpus
    this.#lockedSince = now
  }

  /** Mean cpus (thousandths) locked in offers over the run. */
  get meanLocked(): number {
    return (this.#lockedTime + this.#locked * (this.#end - this.#lockedSince)) / this.#end
  }

  of(role: RoleId): RoleTally {
    let decided = 0
    let firstWait = 0
    let wait = 0
    for (let stage = 0; stage < this.#jobs.stageCount; stage++) {
      if (this.#decisions[stage] === 0 || this.#role(stage) !== role) continue
      decided++
      firstWait += this.#firstWait[stage]
      wait += this.#wait[stage]
    }
    const seconds = (sum: number) => (decided === 0 ? null : sum / decided / microsPerSecond)
    const outcome = (kind: number) => this.#outcomes[role * outcomeCount + kind]
    return {
      firstWaitSeconds: seconds(firstWait),
      waitSeconds: seconds(wait),
      busy: (this.#useful[role] + this.#wasted[role]) / this.#end,
      wasted: this.#wasted[role] / this.#end,
      failed: outcome(conflicted),
      succeeded: outcome(placed),
      foundNoRoom: outcome(foundNoRoom),
      gaveUp: this.#gaveUp[role],
      leftInQueue: this.#inQueue[role],
    }
  }

  #role(stage: StageId): RoleId {
    const { frameworks, jobFramework, stageJob } = this.#jobs
    return frameworks[jobFramework[stageJob[stage]]].role
  }
}

const outcomeCount = 3
