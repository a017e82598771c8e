/**
 * When allocation runs happen, and what one does. A run is asked for by a framework that begins to ask, by an agent
 * that joins or changes, and by the batch every second; never by the end of a task. Several requests before a run
 * happens are one run. Source: spec/mesos.md §4.2.
 */
import { accountWidth, free } from "../cluster/accounts.ts"
import { scalarCount } from "../cluster/resources.ts"
import type { AllocationPolicy, AllocationView } from "../contracts/allocation-policy.ts"
import type { World } from "../contracts/control-plane.ts"
import { assert } from "../kernel/assert.ts"
import type { AgentId, FrameworkId, Micros, OfferId } from "../kernel/units.ts"
import { Candidates } from "./candidates.ts"
import { Refusals } from "./refusals.ts"
import { Subscriptions } from "./subscriptions.ts"

export interface AllocatorSetting {
  readonly world: World
  readonly policy: AllocationPolicy
  readonly interval: Micros
  /** Called for every offer of a run, at the end of the run, ordered by framework and then as they were made. */
  readonly send: (framework: FrameworkId, offers: readonly OfferId[]) => void
}

export class Allocator {
  readonly subscriptions: Subscriptions
  readonly #world: World
  readonly #policy: AllocationPolicy
  readonly #interval: Micros
  readonly #send: AllocatorSetting["send"]
  readonly #candidates: Candidates
  readonly #refusals: Refusals
  readonly #view: { now: Micros; run: number } & AllocationView
  /** The offers of this run by framework, and the frameworks that have any. */
  readonly #outbox: OfferId[][]
  #addressees: FrameworkId[] = []
  readonly #batchEvent: number
  readonly #runEvent: number
  #runIsPending = false
  #batchIsPending = false
  #surveyed: AgentId = -1

  constructor({ world, policy, interval, send }: AllocatorSetting) {
    this.#world = world
    this.#policy = policy
    this.#interval = interval
    this.#send = send
    this.#candidates = new Candidates(world)
    this.#outbox = world.jobs.frameworks.map(() => [])
    this.#refusals = new Refusals(world.agents.count, world.jobs.frameworks.length)
    this.subscriptions = new Subscriptions(world, (framework, agent) => this.#refuses(framework, agent))
    const agents = {
      count: world.agents.count,
      free: (agent: AgentId, kind: number) => world.view.free(agent, kind),
      capacity: (agent: AgentId, kind: number) => world.view.capacity(agent, kind),
    }
    this.#view = { now: 0, run: -1, agents, frameworks: this.subscriptions }
    this.#batchEvent = world.declare("batch allocation is due", () => this.#batch())
    this.#runEvent = world.declare("allocation runs", () => this.#run())
  }

  begin(): void {
    this.#scheduleBatch()
    this.#triggerAll()
  }

  revive(framework: FrameworkId): void {
    this.#refusals.forgive(framework)
    this.#surveyed = -1
    this.subscriptions.revive(framework)
    this.#candidates.wakeAll()
    this.#triggerAll()
  }

  suppress(framework: FrameworkId): void {
    this.subscriptions.suppress(framework)
  }

  agentChanged(agent: AgentId): void {
    this.#candidates.wake(agent)
    this.#candidates.add(agent)
    this.#requestRun()
  }

  agentLost(agent: AgentId): void {
    this.#refusals.clear(agent)
    this.#surveyed = -1
  }

  /** Something is free again on the agent. That alone starts no run. */
  recovered(agent: AgentId): void {
    this.#candidates.wake(agent)
    this.#surveyed = -1
  }

  /**
   * The framework refuses what is left in an open offer for `refusal` µs, at least one allocation interval.
   * A framework that is suppressed can only ask again by reviving, which takes back all refusals: none is kept.
   */
  refuse(framework: FrameworkId, offer: OfferId, refusal: Micros): void {
    if (refusal === 0 || !this.subscriptions.isAsking(framework)) return
    const { offers, now } = this.#world
    const slot = offers.slotOf(offer)
    const lasts = Math.max(refusal, this.#interval)
    // Of timers due at one instant the one created first fires first, and the batch timer of an interval from now
    // exists already: a refusal of one interval survives that batch. Source: spec/mesos.md §4.9.
    const end = now + lasts + (lasts === this.#interval ? 1 : 0)
    this.#refusals.add(framework, offers.agent[slot], offers.amounts, slot * scalarCount, end)
    this.#surveyed = -1
  }

  #scheduleBatch(): void {
    this.#world.at(this.#world.now + this.#interval, this.#batchEvent, 0, 0)
  }

  #batch(): void {
    this.#batchIsPending = true
    this.#triggerAll()
  }

  #triggerAll(): void {
    this.#candidates.addAll()
    this.#requestRun()
  }

  #requestRun(): void {
    if (this.#runIsPending) return
    this.#runIsPending = true
    this.#world.at(this.#world.now, this.#runEvent, this.#view.run + 1, 0)
  }

  #run(): void {
    this.#runIsPending = false
    this.#view.run++
    this.#view.now = this.#world.now
    if (this.subscriptions.asking().length > 0) this.#allocate()
    this.#candidates.clear()
    if (this.#batchIsPending) {
      this.#batchIsPending = false
      this.#scheduleBatch()
    }
    this.#sendOffers()
  }

  #allocate(): void {
    this.#candidates.shuffle(this.#view.run)
    for (const { agent, framework, bag } of this.#policy.allocate(this.#view, this.#visits())) {
      if (!this.subscriptions.isAsking(framework) || this.#refuses(framework, agent))
        assert(
          false,
          `policy ${this.#policy.name} offers agent ${agent} to framework ${framework}, which does not want it`,
        )
      const offer = this.#world.makeOffer(agent, framework, bag)
      this.#surveyed = -1
      if (this.#outbox[framework].push(offer) === 1) this.#addressees.push(framework)
    }
  }

  /**
   * The candidates, one by one; one that the policy passes over because all refuse it goes to sleep. An iterator by
   * hand that gives the same result object again and again: a tenth of a run was spent in a generator here.
   */
  #visits(): Iterable<AgentId> {
    const { offers } = this.#world
    const result = { done: false, value: -1 }
    let made = -1
    const next = (): IteratorResult<AgentId, AgentId> => {
      if (offers.made === made) this.#sleepIfRefused(result.value)
      result.value = this.#candidates.next()
      result.done = result.value < 0
      made = offers.made
      return result
    }
    const iterator = { next, [Symbol.iterator]: () => iterator }
    return iterator
  }

  #sleepIfRefused(agent: AgentId): void {
    for (const framework of this.subscriptions.asking()) if (!this.#refuses(framework, agent)) return
    this.#candidates.sleep(agent, this.#refusals.firstEnd)
  }

  #refuses(framework: FrameworkId, agent: AgentId): boolean {
    if (this.#surveyed !== agent) {
      this.#surveyed = agent
      this.#refusals.survey(agent, this.#world.view.accounts, agent * accountWidth + free, this.#world.now)
    }
    return this.#refusals.refusedBy(framework)
  }

  #sendOffers(): void {
    if (this.#addressees.length === 0) return
    const inOrder = this.#addressees.sort((a, b) => a - b)
    this.#addressees = []
    for (const framework of inOrder) {
      const offers = this.#outbox[framework]
      this.#outbox[framework] = []
      this.#send(framework, offers)
    }
  }
}
