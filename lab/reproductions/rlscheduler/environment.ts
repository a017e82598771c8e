/**
 * The simulator in which RLScheduler's heuristics were measured, with what is peculiar to it:
 *
 * - whoever is first in the queue is chosen for good; until it fits, later arrivals may not overtake it;
 * - time goes from event to event, one arrival or one end at a time, an arrival before an end of the same second;
 * - where it backfills, the chosen job's start is estimated once and never again, other jobs may start, in order of
 *   arrival, if they end before it, and nodes that the chosen job will not need do not count;
 * - how full the machine was is measured up to the last start, not to the last end.
 *
 * Source: DIR-LAB/deep-batch-scheduler, HPCSimPickJobs.py and cluster.py, read, not copied. Zhang et al., SC 2020.
 */
import type { Score } from "../../../policies/index.ts"
import type { LoggedJob } from "./jobs.ts"

/** How long a job is thought to have waited when it is scored. */
export type WaitSeen = (job: LoggedJob, now: number) => number

/** As published: the start of a job that has not started stands as −1, and the wait is taken from there. */
export const waitSeenFromMinusOne: WaitSeen = ({ submitS }) => -1 - submitS

/** As meant: from the submission until now. */
export const waitSeenUntilNow: WaitSeen = ({ submitS }, now) => now - submitS

export interface Rules {
  readonly score: Score
  /** Decides between equal scores; what is equal in this too stays as it stands. */
  readonly ties: Score
  readonly waitSeen: WaitSeen
  readonly backfills: boolean
}

export interface Machine {
  readonly nodes: number
  readonly processors: number
}

export interface SequenceResult {
  readonly boundedSlowdown: number
  readonly utilisation: number
}

/** Runs jobs[first] up to, not including, jobs[end] on an empty machine. Each must fit the machine. */
export function runSequence(
  jobs: readonly LoggedJob[],
  first: number,
  end: number,
  machine: Machine,
  rules: Rules,
): SequenceResult {
  return new Environment(jobs, first, end, machine, rules).run()
}

interface Running {
  readonly job: LoggedJob
  readonly endS: number
  readonly estimatedEndS: number
}

interface Queued {
  readonly job: LoggedJob
  readonly tie: number
  score: number
}

class Environment {
  readonly #jobs: readonly LoggedJob[]
  readonly #end: number
  readonly #machine: Machine
  readonly #rules: Rules
  readonly #beganS: number
  #next: number
  #now: number
  #freeNodes: number
  #queue: Queued[] = []
  /** In whatever order it was last sorted: where ends are equal, that decides whose nodes are free first. */
  #running: Running[] = []
  #slowdowns = 0
  #processorSeconds = 0
  #started = 0

  constructor(jobs: readonly LoggedJob[], first: number, end: number, machine: Machine, rules: Rules) {
    this.#jobs = jobs
    this.#next = first
    this.#end = end
    this.#machine = machine
    this.#rules = rules
    this.#freeNodes = machine.nodes
    this.#beganS = jobs[first].submitS
    this.#now = this.#beganS
  }

  run(): SequenceResult {
    this.#arrive()
    for (;;) {
      const chosen = this.#choose()
      if (chosen.job.nodes > this.#freeNodes) this.#waitFor(chosen.job)
      this.#start(chosen)
      while (this.#queue.length === 0 && this.#next < this.#end) this.#advance()
      if (this.#queue.length === 0) break
    }
    const seconds = this.#now - this.#beganS
    return {
      boundedSlowdown: this.#slowdowns / this.#started,
      utilisation: this.#processorSeconds / (seconds * this.#machine.processors),
    }
  }

  #choose(): Queued {
    const { score, waitSeen } = this.#rules
    for (const queued of this.#queue) queued.score = score(queued.job, waitSeen(queued.job, this.#now))
    this.#queue.sort((a, b) => a.score - b.score || a.tie - b.tie)
    return this.#queue[0]
  }

  #waitFor(chosen: LoggedJob): void {
    const shadowS = this.#rules.backfills ? this.#estimatedStart(chosen) : 0
    while (chosen.nodes > this.#freeNodes) {
      if (this.#rules.backfills) this.#backfill(shadowS)
      this.#advance()
    }
  }

  /** When the running jobs that end first by their requests will have freed enough. */
  #estimatedStart(chosen: LoggedJob): number {
    const { nodes, processors } = this.#machine
    const perNode = processors / nodes
    this.#running.sort((a, b) => a.estimatedEndS - b.estimatedEndS)
    let free = this.#freeNodes * perNode
    let startS = this.#now
    for (const { job, estimatedEndS } of this.#running) {
      free += job.nodes * perNode
      startS = estimatedEndS
      if (free >= chosen.processors) break
    }
    return startS
  }

  #backfill(shadowS: number): void {
    this.#queue.sort((a, b) => a.job.submitS - b.job.submitS)
    const waiting = this.#queue.slice()
    for (const queued of waiting) {
      const { nodes, requestS } = queued.job
      if (this.#now + requestS < shadowS && nodes <= this.#freeNodes) this.#start(queued)
    }
  }

  #start(queued: Queued): void {
    const { job } = queued
    this.#queue.splice(this.#queue.indexOf(queued), 1)
    this.#freeNodes -= job.nodes
    this.#running.push({ job, endS: this.#now + job.runS, estimatedEndS: this.#now + job.requestS })
    this.#slowdowns += Math.max(1, (this.#now - job.submitS + job.runS) / Math.max(job.runS, 10))
    this.#processorSeconds += job.runS * job.processors
    this.#started++
  }

  /** The next arrival or the next end, whichever is first. */
  #advance(): void {
    this.#running.sort((a, b) => a.endS - b.endS)
    const first = this.#running.at(0)
    const arrivalS = this.#next < this.#end ? this.#jobs[this.#next].submitS : Infinity
    if (first === undefined || arrivalS <= first.endS) {
      this.#now = Math.max(this.#now, arrivalS)
      this.#arrive()
    } else {
      this.#now = Math.max(this.#now, first.endS)
      this.#freeNodes += first.job.nodes
      this.#running.shift()
    }
  }

  #arrive(): void {
    const job = this.#jobs[this.#next++]
    this.#queue.push({ job, tie: this.#rules.ties(job, 0), score: 0 })
  }
}
