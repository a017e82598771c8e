/**
 * One loop. It merges three rows of events by time (jobs arrive, machines change, what was scheduled happens), moves
 * the ledger and the task states, tells the control plane and the recorder, and hashes every event it handles.
 * At equal times jobs arrive first, then machines change, then scheduled events happen in the order of scheduling.
 */
import { agentJoins, agentLost, type AgentTable } from "./cluster/agents.ts"
import { type JobTable } from "./cluster/jobs.ts"
import { Ledger } from "./cluster/ledger.ts"
import type { OfferTable } from "./cluster/offers.ts"
import { Presence } from "./cluster/presence.ts"
import type { Reserved } from "./cluster/reservations.ts"
import type { Amounts } from "./cluster/resources.ts"
import { failed, finished, jobState, TaskStates, waiting, running } from "./cluster/tasks.ts"
import { unplaceableTasks } from "./cluster/unplaceable.ts"
import type { ControlPlane, EventHandle, EventHandler, World } from "./contracts/control-plane.ts"
import {
  type OfferAnswer,
  outcomeFailed,
  outcomeFinished,
  outcomeLost,
  type Recorder,
} from "./contracts/recorder.ts"
import { reservationsOf, type RoleSettings, withWeights } from "./contracts/role-settings.ts"
import type { Scenario, Simulation } from "./contracts/scenario.ts"
import { ClusterView } from "./contracts/view.ts"
import { assert, InvariantError } from "./kernel/assert.ts"
import { Digest } from "./kernel/digest.ts"
import { EventQueue } from "./kernel/event-queue.ts"
import { createRandom, type Random } from "./kernel/random.ts"
import {
  type AgentId,
  type FrameworkId,
  type JobId,
  type Micros,
  microsPerSecond,
  never,
  type OfferId,
  type StageId,
  type TaskId,
} from "./kernel/units.ts"

export type { Scenario, Simulation }

/** The run of a scenario, at its beginning. */
export function createSimulation(scenario: Scenario): Simulation {
  return new ClusterSimulation(scenario)
}

/**
 * A run with waiting tasks ends when nothing has started, ended, arrived or changed for this long and nothing is
 * scheduled but the control plane's own timers: the rest can never be placed.
 */
const stalledAfter: Micros = 3600 * microsPerSecond

// Kinds of events; the control plane's own follow after these.
const jobArrives = 0
const agentChanges = 1
const taskEnds = 2

class ClusterSimulation implements Simulation, World {
  readonly jobs: JobTable
  readonly agents: AgentTable
  readonly view: ClusterView
  readonly random: Random
  readonly recorder: Recorder
  readonly roles: RoleSettings
  readonly offers: OfferTable
  readonly presence: Presence
  readonly #digest = new Digest()
  readonly #seed: number
  readonly #until: Micros
  readonly #ledger: Ledger
  readonly #tasks: TaskStates
  readonly #queue = new EventQueue()
  readonly #endOf: Float64Array
  readonly #handlers: EventHandler[] = []
  readonly #eventNames: string[] = []
  readonly #plane: ControlPlane
  #now: Micros = 0
  #nextJob: JobId = 0
  #nextChange = 0
  #endsScheduled = 0
  #lastProgress: Micros = 0
  #isOver = false
  #eventsHandled = 0

  constructor({ jobs: asRead, agents, plane, seed, recorder = {}, roles = {}, until = never }: Scenario) {
    const jobs = withWeights(asRead, roles)
    this.jobs = jobs
    this.agents = agents
    this.recorder = recorder
    this.roles = roles
    this.#seed = seed
    this.#until = until
    this.random = createRandom(seed)
    this.presence = new Presence(agents)
    this.#ledger = new Ledger(jobs, agents, reservationsOf(roles, jobs, agents.count))
    this.#tasks = new TaskStates(jobs, agents.count)
    this.#endOf = new Float64Array(jobs.taskCount)
    this.offers = this.#ledger.offers
    this.view = new ClusterView(agents, this.#tasks, this.#ledger, this)
    this.declare("job arrives", (job) => this.#jobArrives(job))
    this.declare("agent changes", (change) => this.#agentChanges(change))
    this.declare("task ends", (task) => this.#taskEnds(task))
    for (const task of unplaceableTasks(jobs, agents)) this.#tasks.rejected(task)
    for (let agent = 0; agent < agents.count; agent++)
      if (agents.upAtStart[agent] === 1) this.#ledger.setCapacity(agent, agents.capacity, agent)
    this.#plane = plane(this)
    this.recorder.begin?.(this.view)
    this.#plane.begin?.()
  }

  get now(): Micros {
    return this.#now
  }

  get isOver(): boolean {
    return this.#isOver
  }

  get eventsHandled(): number {
    return this.#eventsHandled
  }

  get offersMade(): number {
    return this.#ledger.offers.made
  }

  digest(): string {
    return this.#digest.hex()
  }

  hash(word: number): void {
    this.#digest.word(word)
  }

  run(limit: Micros = never): void {
    while (!this.#isOver && this.#handleNext(limit));
  }

  step(): boolean {
    return !this.#isOver && this.#handleNext(never)
  }

  declare(name: string, handler: EventHandler): number {
    this.#eventNames.push(name)
    return this.#handlers.push(handler) - 1
  }

  at(time: Micros, kind: number, a: number, b: number): EventHandle {
    return this.#queue.push(time, kind, a, b)
  }

  cancel(event: EventHandle): boolean {
    return this.#queue.cancel(event)
  }

  makeOffer(agent: AgentId, framework: FrameworkId, bag?: Amounts, reserved?: readonly Reserved[]): OfferId {
    const offer = this.#ledger.offer(agent, framework, bag, reserved)
    this.recorder.offerMade?.(this.#now, offer, framework, agent)
    return offer
  }

  endOffer(offer: OfferId, answer: OfferAnswer): void {
    const slot = this.offers.slotOf(offer)
    this.#ledger.returnOffer(offer)
    this.recorder.offerAnswered?.(
      this.#now,
      offer,
      this.offers.framework[slot],
      this.offers.agent[slot],
      answer,
    )
  }

  declineUnmade(count: number): void {
    this.#ledger.offers.made += count
  }

  launchFromOffer(task: TaskId, offer: OfferId): void {
    const holder = this.offers.framework[this.offers.slotOf(offer)]
    assert(
      holder === this.view.frameworkOf(task),
      `task ${task} starts out of an offer to framework ${holder}`,
    )
    this.#started(task, this.#ledger.useOffer(task, offer))
  }

  launch(task: TaskId, agent: AgentId): void {
    assert(this.#ledger.up[agent] === 1, `task ${task} starts on agent ${agent}, which is down`)
    this.#ledger.use(task, agent)
    this.#started(task, agent)
  }

  preempt(task: TaskId): void {
    assert(this.#tasks.state[task] === running, `task ${task} is preempted and does not run`)
    this.#digest.word(task)
    this.#taskLost(task, this.#tasks.agent[task])
  }

  turn(agent: AgentId, isOn: boolean): void {
    this.presence.turned(agent, isOn)
    this.#digest.word(agent)
    this.#digest.word(isOn ? 1 : 0)
    if (this.presence.isThere(agent)) this.#changeAgent(agent, isOn ? agentJoins : agentLost)
  }

  /** Handles the earliest event up to `limit`; false if there is none, or the run is over. */
  #handleNext(limit: Micros): boolean {
    const { jobs, agents } = this
    const arrival = this.#nextJob < jobs.jobCount ? jobs.jobArrival[this.#nextJob] : Infinity
    const change = this.#nextChange < agents.changes.count ? agents.changes.time[this.#nextChange] : Infinity
    const traced = arrival <= change ? arrival : change
    const last = Math.min(limit, this.#until)
    // A scheduled event at the same time as a traced one waits: pop what is strictly earlier.
    if (this.#queue.pop(traced <= last ? traced - 1 : last)) {
      const { time, kind, a, b } = this.#queue
      this.#handle(time, kind, a, b)
    } else if (traced <= last) {
      if (arrival <= change) this.#handle(arrival, jobArrives, this.#nextJob++, 0)
      else this.#handle(change, agentChanges, this.#nextChange++, 0)
    } else {
      if (limit >= this.#until || (traced === Infinity && this.#queue.size === 0)) this.#finish()
      return false
    }
    if (this.#nothingLeft()) this.#finish()
    return true
  }

  #handle(time: Micros, kind: number, a: number, b: number): void {
    if (time < this.#now) assert(false, `the clock would go back to ${time} µs`)
    this.#now = time
    this.#eventsHandled++
    this.#digest.number(time)
    this.#digest.word(kind)
    this.#digest.word(a)
    this.#digest.word(b)
    try {
      this.#handlers[kind](a, b)
    } catch (error) {
      throw this.#located(error, kind, a)
    }
  }

  #jobArrives(job: JobId): void {
    this.#lastProgress = this.#now
    this.recorder.jobArrived?.(this.#now, job)
    this.#releaseStage(job, this.jobs.jobFirstStage[job])
  }

  /** Releases the stage, and those after it as long as there is nothing in them to wait for. */
  #releaseStage(job: JobId, first: StageId): void {
    const { jobs } = this
    for (let stage = first; stage < jobs.jobFirstStage[job + 1]; stage++) {
      this.#tasks.stageReady(stage, this.#now)
      this.recorder.stageReady?.(this.#now, stage)
      if (jobs.stageFirstTask[stage] < jobs.stageFirstTask[stage + 1]) {
        this.#plane.stageReady(stage)
        return
      }
    }
    this.recorder.jobEnded?.(this.#now, job)
  }

  #started(task: TaskId, agent: AgentId): void {
    this.#tasks.started(task, agent, this.#now)
    this.#lastProgress = this.#now
    this.#digest.word(task)
    this.#digest.word(agent)
    const duration = this.jobs.taskDuration[task]
    // A task that outlives time itself has no end to schedule.
    if (duration < never - this.#now) {
      this.#endOf[task] = this.#queue.push(this.#now + duration, taskEnds, task, this.#tasks.attempts[task])
      this.#endsScheduled++
    }
    this.recorder.taskStarted?.(this.#now, task, agent)
  }

  #taskEnds(task: TaskId): void {
    const { jobs } = this
    const agent = this.#tasks.agent[task]
    const outcome = jobs.taskEnds[task] === 0 ? outcomeFinished : outcomeFailed
    this.#endsScheduled--
    this.#lastProgress = this.#now
    if (outcome === outcomeFailed && this.#plane.retries?.(task) === true) {
      this.#waitsAgain(task, agent)
      return
    }
    this.#ledger.release(task, agent)
    const stageEnded = this.#tasks.ended(task, outcome === outcomeFinished ? finished : failed, this.#now)
    this.recorder.taskEnded?.(this.#now, task, agent, outcome)
    this.#plane.taskEnded(task, outcome)
    if (stageEnded) {
      const stage = jobs.taskStage[task]
      this.#releaseStage(jobs.stageJob[stage], stage + 1)
    }
  }

  #agentChanges(row: number): void {
    const { agent, change } = this.agents.changes
    this.#lastProgress = this.#now
    this.presence.changed(row)
    if (!this.presence.isOff(agent[row])) this.#changeAgent(agent[row], change[row])
  }

  /** The agent becomes what `presence` has noted of it. */
  #changeAgent(agent: AgentId, change: number): void {
    const { presence } = this
    const had = (kind: number) => this.view.capacity(agent, kind)
    if (change === agentLost || (change !== agentJoins && presence.isLessThan(had, agent)))
      this.#plane.agentLeaving?.(agent)
    if (change === agentLost) {
      for (let task = this.#tasks.anyOn(agent); task >= 0; task = this.#tasks.anyOn(agent))
        this.#taskLost(task, agent)
      this.#ledger.removeAgent(agent)
    } else this.#ledger.setCapacity(agent, presence.sizes, agent)
    this.recorder.agentChanged?.(this.#now, agent, change)
    this.#plane.agentChanged(agent, change)
  }

  #taskLost(task: TaskId, agent: AgentId): void {
    if (this.jobs.taskDuration[task] < never - this.#tasks.latestStart[task]) {
      assert(this.#queue.cancel(this.#endOf[task]), `task ${task} is lost but its end was not scheduled`)
      this.#endsScheduled--
    }
    this.#waitsAgain(task, agent)
  }

  #waitsAgain(task: TaskId, agent: AgentId): void {
    this.#ledger.release(task, agent)
    this.#tasks.lost(task)
    this.recorder.taskEnded?.(this.#now, task, agent, outcomeLost)
    this.#plane.taskEnded(task, outcomeLost)
  }

  #nothingLeft(): boolean {
    if (this.#nextJob < this.jobs.jobCount || this.#endsScheduled > 0) return false
    const { counts } = this.#tasks
    if (counts[waiting] === 0) return counts[running] === 0 || this.#until === never
    const isStalled =
      this.#nextChange === this.agents.changes.count && this.#now - this.#lastProgress >= stalledAfter
    return isStalled && this.#until === never
  }

  #finish(): void {
    this.#isOver = true
    if (this.#until !== never && this.#tasks.counts[waiting] + this.#tasks.counts[running] > 0)
      this.#now = this.#until
    this.#recount()
  }

  /** The last word on conservation: every task and every job is in exactly one state. */
  #recount(): void {
    const { counts } = this.#tasks
    const total = counts.reduce((sum, count) => sum + count)
    assert(
      total === this.jobs.taskCount,
      `${this.jobs.taskCount} tasks were submitted and ${total} are accounted for`,
    )
    for (let job = 0; job < this.jobs.jobCount; job++) jobState(this.#tasks, job, this.#now)
  }

  #located(error: unknown, kind: number, a: number): unknown {
    if (!(error instanceof InvariantError)) return error
    const at = `t = ${this.#now / microsPerSecond} s, seed ${this.#seed}, ${this.#plane.name}, event "${this.#eventNames[kind]}" ${a}`
    return new InvariantError(`${error.message} (${at})`, { cause: error })
  }
}
