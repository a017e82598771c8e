/**
 * The agents of one allocation run, in a random order drawn from (seed, run) alone, without those that have nothing to
 * offer and those that sleep. An agent sleeps when every framework that asks has refused what is free on it: until the
 * first refusal ends, something is freed on it, or another framework begins to ask. Skipping sleepers cannot change a
 * decision, because the order does not depend on who is visited.
 */
import { accountWidth, free } from "../cluster/accounts.ts"
import { cpus, mem } from "../cluster/resources.ts"
import type { World } from "../contracts/control-plane.ts"
import { mix32, VisitOrder } from "../kernel/random.ts"
import type { AgentId, Micros } from "../kernel/units.ts"

/** Mesos offers an agent that has at least this free of either. Source: master/constants.hpp, MIN_CPUS and MIN_MEM. */
const leastCpus = 10
const leastMem = 32_000

export class Candidates {
  readonly #world: World
  readonly #order: VisitOrder
  readonly #key: number
  readonly #asleepUntil: Float64Array
  /** Agents put to sleep since all were woken last; 0 is the usual case, in which nobody has to be asked. */
  #sleepers = 0
  /** Who is meant by the requests since the last run began: all, or some. */
  #wantsAll = false
  #wanted: AgentId[] = []
  /** Who is visited in this run. */
  #all = false
  #some: AgentId[] = []
  #visited = 0

  constructor(world: World) {
    this.#world = world
    this.#order = new VisitOrder(world.agents.count)
    this.#key = world.random.stream("mesos/agent order").integer(2 ** 32)
    this.#asleepUntil = new Float64Array(world.agents.count)
  }

  addAll(): void {
    this.#wantsAll = true
  }

  add(agent: AgentId): void {
    if (!this.#wanted.includes(agent)) this.#wanted.push(agent)
  }

  clear(): void {
    this.#wantsAll = false
    this.#wanted = []
  }

  /** Another framework asks: whoever sleeps may be wanted. */
  wakeAll(): void {
    if (this.#sleepers > 0) this.#asleepUntil.fill(0)
    this.#sleepers = 0
  }

  wake(agent: AgentId): void {
    if (this.#sleepers > 0) this.#asleepUntil[agent] = 0
  }

  sleep(agent: AgentId, until: Micros): void {
    this.#sleepers++
    this.#asleepUntil[agent] = until
  }

  /**
   * Begins the order of run number `run` over all that were added; `next` walks along it. Who is added from now on, by
   * a framework that revives in its reply to this run, is for the next.
   */
  shuffle(run: number): void {
    this.#visited = 0
    this.#all = this.#wantsAll
    this.#some = this.#wanted
    this.clear()
    if (this.#all) this.#order.shuffle(this.#key, run)
    else {
      const key = (agent: AgentId) => mix32(agent, run, this.#key)
      this.#some.sort((a, b) => key(a) - key(b) || a - b)
    }
  }

  /** The next agent that is awake and has something to offer; −1 after the last. */
  next(): AgentId {
    const count = this.#all ? this.#asleepUntil.length : this.#some.length
    while (this.#visited < count) {
      const agent = this.#all ? this.#order.at(this.#visited++) : this.#some[this.#visited++]
      if (this.#hasSomething(agent) && this.#isAwake(agent)) return agent
    }
    return -1
  }

  /** The same agents as `next` gives, all of them and in no useful order: for counting, which is quicker in memory order. */
  *unordered(): Iterable<AgentId> {
    const count = this.#all ? this.#asleepUntil.length : this.#some.length
    for (let i = 0; i < count; i++) {
      const agent = this.#all ? i : this.#some[i]
      if (this.#hasSomething(agent) && this.#isAwake(agent)) yield agent
    }
  }

  #isAwake(agent: AgentId): boolean {
    return this.#sleepers === 0 || this.#asleepUntil[agent] <= this.#world.now
  }

  /** An agent that is down has nothing. */
  #hasSomething(agent: AgentId): boolean {
    const { accounts } = this.#world.view
    const a = agent * accountWidth + free
    return accounts[a + cpus] >= leastCpus || accounts[a + mem] >= leastMem
  }
}
