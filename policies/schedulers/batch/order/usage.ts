/** Processor time that each account has used, the older the less it counts. */
import {
  exp,
  type JobId,
  log,
  type Micros,
  microsPerSecond,
  scalarCount,
  type TaskId,
  thousandthsPerUnit,
  type World,
} from "../../../../sim/index.ts"
import type { Entry } from "../plane/entry.ts"

/**
 * An account is a user where the trace tells users, else a framework. What it runs adds to its usage all the time, and all
 * of it decays: u′ = processors − λ u, which is followed exactly.
 */
export class Usage {
  readonly #world: World
  readonly #decayPerS: number
  /** Processor seconds as of `#asOf`, and processors running since. */
  readonly #used: Float64Array
  readonly #running: Float64Array
  readonly #asOf: Float64Array
  /** Of the whole, above 0; they add up to 1. */
  readonly #share: Float64Array
  readonly #user: Int32Array | undefined
  /** The accounts that have any job. */
  readonly #seen: readonly number[]
  /** All usage at the last moment that was asked for. */
  #total = 0
  #totalAt: Micros = -1

  constructor(world: World, halfLifeS: number) {
    const { jobs } = world
    this.#world = world
    this.#decayPerS = log(2) / halfLifeS
    this.#user = jobs.jobUser
    // The last account is that of jobs whose user is not told.
    const weights =
      this.#user === undefined
        ? jobs.frameworks.map(({ role }) => jobs.roles[role].weight)
        : [...jobs.names.map(() => 1), 1]
    const count = weights.length
    this.#used = new Float64Array(count)
    this.#running = new Float64Array(count)
    this.#asOf = new Float64Array(count)
    const seen = new Set<number>()
    for (let job = 0; job < jobs.jobCount; job++) seen.add(this.#accountOf(job))
    this.#seen = [...seen].sort((a, b) => a - b)
    const whole = this.#seen.reduce((sum, account) => sum + weights[account], 0)
    this.#share = Float64Array.from(weights, (weight) => weight / whole)
  }

  started(entry: Entry): void {
    this.#run(this.#accountOf(entry.job), entry.need[0])
  }

  ended(task: TaskId): void {
    const { jobs } = this.#world
    const job = jobs.stageJob[jobs.taskStage[task]]
    this.#run(this.#accountOf(job), -jobs.shapes[jobs.taskShape[task] * scalarCount])
  }

  /** The account's part of all usage over its share of the whole: 1 where it used what it is entitled to. */
  ofShare(job: JobId, now: Micros): number {
    if (this.#totalAt !== now) {
      this.#total = 0
      for (const account of this.#seen) this.#total += this.#until(account, now)
      this.#totalAt = now
    }
    if (this.#total <= 0) return 0
    const account = this.#accountOf(job)
    return this.#until(account, now) / this.#total / this.#share[account]
  }

  #accountOf(job: JobId): number {
    if (this.#user === undefined) return this.#world.jobs.jobFramework[job]
    const user = this.#user[job]
    return user >= 0 ? user : this.#world.jobs.names.length
  }

  #run(account: number, thousandths: number): void {
    this.#until(account, this.#world.now)
    this.#running[account] += thousandths / thousandthsPerUnit
  }

  /** Brings the account's usage up to `now`. */
  #until(account: number, now: Micros): number {
    const seconds = (now - this.#asOf[account]) / microsPerSecond
    if (seconds > 0) {
      const kept = exp(-this.#decayPerS * seconds)
      const added = (this.#running[account] * (1 - kept)) / this.#decayPerS
      this.#used[account] = this.#used[account] * kept + added
      this.#asOf[account] = now
    }
    return this.#used[account]
  }
}
