/**
 * When allocation runs happen, and what one does. A run is asked for by a framework that begins to ask, by an agent
 * that joins or changes, and by the batch every second; never by the end of a task. Several requests before a run
 * happens are one run. Source: spec/mesos.md §4.2.
 */
import { accountWidth, free } from "../cluster/accounts.ts"
import { agentJoins } from "../cluster/agents.ts"
import { type Amounts, scalarCount } from "../cluster/resources.ts"
import type { AllocationPolicy, AllocationView } from "../contracts/allocation-policy.ts"
import type { World } from "../contracts/control-plane.ts"
import { offerDeclined, type OfferAnswer } from "../contracts/recorder.ts"
import { assert, InvariantError } from "../kernel/assert.ts"
import type { AgentId, FrameworkId, Micros, OfferId, TaskId } from "../kernel/units.ts"
import { Candidates } from "./candidates.ts"
import { Deal, type Envelope, Message } from "./envelope.ts"
import { factsFor } from "./facts.ts"
import { keptElsewhere, type RefusalBook, Refusals } from "./refusals.ts"
import { Subscriptions } from "./subscriptions.ts"

export interface AllocatorSetting {
  readonly world: World
  readonly policy: AllocationPolicy
  readonly interval: Micros
  /** Called at the end of a run for each framework that is offered anything, in order of id. */
  readonly deliver: (envelope: Envelope) => void
}

/** A framework that revives whenever it is answered would keep the clock from ever moving on. */
const mostRunsAtOnce = 10_000

export class Allocator {
  readonly subscriptions: Subscriptions
  readonly #world: World
  readonly #policy: AllocationPolicy
  readonly #interval: Micros
  readonly #deliver: AllocatorSetting["deliver"]
  readonly #candidates: Candidates
  readonly #refusals: RefusalBook
  readonly #facts: ReturnType<typeof factsFor>
  readonly #view: { now: Micros; run: number } & AllocationView
  /** Nobody listens to every offer. */
  readonly #mayDeal: boolean
  readonly #dealsAtOnce: boolean
  /** The offers of this run by framework, and the frameworks that have any. */
  readonly #outbox: OfferId[][]
  #addressees: FrameworkId[] = []
  readonly #batchEvent: number
  readonly #runEvent: number
  /** The deal that is being answered. */
  #deal: Deal | undefined
  #runIsPending = false
  #batchIsScheduled = false
  #surveyed: AgentId = -1
  /** Runs at the present instant. */
  #runsNow = 0

  constructor({ world, policy, interval, deliver }: AllocatorSetting) {
    this.#world = world
    this.#policy = policy
    this.#interval = interval
    this.#deliver = deliver
    this.#candidates = new Candidates(world)
    this.#outbox = world.jobs.frameworks.map(() => [])
    this.#facts = factsFor(policy, world)
    this.#refusals =
      policy.refusals === undefined
        ? new Refusals(world.agents.count, world.jobs.frameworks.length)
        : keptElsewhere
    this.subscriptions = new Subscriptions(world, (framework, agent) => this.#refuses(framework, agent))
    const agents = {
      count: world.agents.count,
      free: (agent: AgentId, kind: number) => world.view.free(agent, kind),
      capacity: (agent: AgentId, kind: number) => world.view.capacity(agent, kind),
    }
    this.#view = { now: 0, run: -1, agents, frameworks: this.subscriptions }
    const { recorder } = world
    const listens = recorder.offerMade !== undefined || recorder.offerAnswered !== undefined
    this.#mayDeal = !listens
    this.#dealsAtOnce = policy.isWorkConserving === true && policy.changed === undefined && !listens
    this.#batchEvent = world.declare("batch allocation is due", () => this.#batch())
    this.#runEvent = world.declare("allocation runs", () => this.#run())
  }

  begin(): void {
    this.#facts?.begin()
    this.#triggerAll()
  }

  revive(framework: FrameworkId): void {
    // Sleepers that wake now are not in the deal that is being answered.
    this.#deal?.drawAll()
    this.#refusals.forgive(framework)
    this.#surveyed = -1
    this.subscriptions.revive(framework)
    this.#facts?.revived(framework)
    this.#candidates.wakeAll()
    this.#triggerAll()
  }

  suppress(framework: FrameworkId): void {
    this.subscriptions.suppress(framework)
    this.#facts?.suppressed(framework)
  }

  agentChanged(agent: AgentId, change: number): void {
    this.#facts?.agentThere(agent, change === agentJoins ? "agentJoined" : "agentResized")
    this.#isFreeAgain(agent)
    this.#candidates.add(agent)
    this.#requestRun()
  }

  agentLost(agent: AgentId): void {
    this.#facts?.agentLost(agent)
    this.#refusals.clear(agent)
    this.#isFreeAgain(agent)
  }

  taskEnded(task: TaskId, agent: AgentId): void {
    this.#facts?.taskEnded(task, agent)
    this.#isFreeAgain(agent)
  }

  /** An open offer ends; the framework refuses what is left in it for `refusal` µs, 0 for not at all. */
  endOffer(offer: OfferId, answer: OfferAnswer, refusal: Micros): void {
    const { offers } = this.#world
    const slot = offers.slotOf(offer)
    const [agent, framework] = [offers.agent[slot], offers.framework[slot]]
    this.#facts?.offerEnds(slot, this.subscriptions.isAsking(framework) ? refusal : 0)
    this.#refuse(framework, agent, offers.amounts, slot * scalarCount, refusal)
    this.#world.endOffer(offer, answer)
    this.#isFreeAgain(agent)
  }

  /** Something is free again on the agent. That alone starts no run. */
  #isFreeAgain(agent: AgentId): void {
    this.#candidates.wake(agent)
    this.#surveyed = -1
  }

  /**
   * A refusal lasts at least one allocation interval; one of 0 is none. A framework that is suppressed can only ask
   * again by reviving, which takes back all its refusals: none is kept.
   */
  #refuse(framework: FrameworkId, agent: AgentId, amounts: Amounts, at: number, refusal: Micros): void {
    if (refusal === 0 || !this.subscriptions.isAsking(framework)) return
    const lasts = Math.max(refusal, this.#interval)
    // Of timers due at one instant the one created first fires first, and the batch timer of an interval from now
    // exists already: a refusal of one interval survives that batch. Source: spec/mesos.md §4.9.
    const end = this.#world.now + lasts + (lasts === this.#interval ? 1 : 0)
    this.#refusals.add(framework, agent, amounts, at, end)
    this.#surveyed = -1
  }

  /**
   * Batches are due at every multiple of the interval (runs take no time, so none is late). One that finds nobody
   * asking does nothing; it is not even an event, or a quiet year would be sixty million of them.
   */
  #scheduleBatch(): void {
    if (this.#batchIsScheduled || this.subscriptions.asking().length === 0) return
    const periods = Math.floor(this.#world.now / this.#interval) + 1
    this.#world.at(periods * this.#interval, this.#batchEvent, 0, 0)
    this.#batchIsScheduled = true
  }

  #batch(): void {
    this.#batchIsScheduled = false
    this.#facts?.batchIsDue()
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
    this.#runsNow = this.#view.now === this.#world.now ? this.#runsNow + 1 : 1
    if (this.#runsNow > mostRunsAtOnce) this.#neverEnds()
    // Refusals end with time, so what was found in the last run need not hold in this one.
    this.#surveyed = -1
    this.#view.now = this.#world.now
    const asking = this.subscriptions.asking()
    if (asking.length === 0) this.#candidates.clear()
    else this.#candidates.shuffle(this.#view.run)
    if (asking.length === 1 && this.#dealsAtOnce) this.#dealAll(asking[0])
    else if (asking.length > 0 && !this.#dealtByPolicy(asking)) this.#allocate()
    this.#scheduleBatch()
  }

  /** A policy may be anybody's JavaScript: what it calls an id may be anything. */
  #isOneOf(id: number, count: number): boolean {
    return Number.isInteger(id) && id >= 0 && id < count
  }

  #neverEnds(): never {
    const asking = this.subscriptions.asking().map((framework) => this.#world.jobs.frameworks[framework].name)
    throw new InvariantError(
      `more than ${mostRunsAtOnce} allocation runs at one instant; who asks: ${asking.join(", ")}`,
    )
  }

  #allocate(): void {
    for (const { agent, framework, bag, reserved } of this.#policy.allocate(this.#view, this.#visits())) {
      if (!(
        this.#isOneOf(agent, this.#view.agents.count) && this.#isOneOf(framework, this.subscriptions.count)
      ))
        assert(
          false,
          `policy ${this.#policy.name} offers agent ${String(agent)} to framework ${String(framework)}: there is no such pair`,
        )
      if (!this.subscriptions.isAsking(framework) || this.#refuses(framework, agent))
        assert(
          false,
          `policy ${this.#policy.name} offers agent ${agent} to framework ${framework}, which does not want it`,
        )
      const offer = this.#world.makeOffer(agent, framework, bag, reserved)
      this.#facts?.offered(offer)
      this.#surveyed = -1
      if (this.#outbox[framework].push(offer) === 1) this.#addressees.push(framework)
    }
    this.#sendOffers()
  }

  #sendOffers(): void {
    const inOrder = this.#addressees.sort((a, b) => a - b)
    this.#addressees = []
    for (const framework of inOrder) {
      const offers = this.#outbox[framework]
      this.#outbox[framework] = []
      this.#deliver(
        new Message(framework, offers, this.#world.offers, (offer, refusal) =>
          this.decline(framework, offer, refusal),
        ),
      )
    }
  }

  /** The framework declines an open offer. */
  decline(framework: FrameworkId, offer: OfferId, refusal: Micros): void {
    const { offers } = this.#world
    const holder = offers.framework[offers.slotOf(offer)]
    if (holder !== framework) assert(false, `framework ${framework} declines an offer to framework ${holder}`)
    this.endOffer(offer, offerDeclined, refusal)
  }

  /** What a work-conserving policy must do when one framework asks alone: offer it all that it does not refuse. */
  #dealAll(framework: FrameworkId): void {
    const { accounts } = this.#world.view
    let length = 0
    for (const agent of this.#candidates.unordered())
      if (this.#refuses(framework, agent)) this.#candidates.sleep(agent, this.#refusals.firstEnd)
      else length++
    this.#dealOut(
      framework,
      length,
      () => this.#candidates.next(),
      (agent, refusal) => this.#refuse(framework, agent, accounts, agent * accountWidth + free, refusal),
    )
  }

  /** True if the policy dealt the run to the one framework that asks. */
  #dealtByPolicy([framework, ...others]: readonly FrameworkId[]): boolean {
    if (others.length > 0 || !this.#mayDeal) return false
    const agents = this.#policy.deal?.(this.#view)
    if (agents === undefined) return false
    let drawn = 0
    this.#dealOut(
      framework,
      agents.length,
      () => agents[drawn++],
      (agent, refusal) => {
        if (refusal > 0) this.#facts?.dealtRefused(framework, agent, refusal)
      },
    )
    return true
  }

  #dealOut(
    framework: FrameworkId,
    length: number,
    next: () => AgentId,
    refuse: (agent: AgentId, refusal: Micros) => void,
  ): void {
    if (length === 0) return
    this.#deal = new Deal({
      world: this.#world,
      framework,
      length,
      next,
      make: (agent) => {
        const offer = this.#world.makeOffer(agent, framework)
        this.#facts?.offered(offer)
        return offer
      },
      decline: (offer, refusal) => this.decline(framework, offer, refusal),
      refuse,
    })
    this.#deliver(this.#deal)
    this.#deal = undefined
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
    if (!this.#refusals.any(agent)) return false
    if (this.#surveyed !== agent) {
      this.#surveyed = agent
      this.#refusals.survey(agent, this.#world.view.accounts, agent * accountWidth + free, this.#world.now)
    }
    return this.#refusals.refusedBy(framework)
  }
}
