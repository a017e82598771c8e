/**
 * The only writer of amounts. It moves them free → offered → used → free, agent by agent, and asserts at every
 * move that nothing is lost: capacity = free + offered + used, nothing offered or used below zero.
 *
 * After an agent shrinks below what is used on it, its free amount is negative until tasks end: the debt is kept,
 * not forgotten (Mesos: "offered or allocated may exceed total").
 */
import { assert, InvariantError } from "../kernel/assert.ts"
import type { AgentId, FrameworkId, OfferId, TaskId } from "../kernel/units.ts"
import { type Accounts, accountWidth, capacity, free, offered, used } from "./accounts.ts"
import type { AgentTable } from "./agents.ts"
import type { JobTable } from "./jobs.ts"
import { OfferTable } from "./offers.ts"
import type { Reservations, Reserved } from "./reservations.ts"
import { type Amounts, scalarCount, scalarNames, thousandthsPerUnit } from "./resources.ts"

export class Ledger {
  readonly jobs: JobTable
  readonly agentCount: number
  /** A row per agent; all zero while the agent is down. */
  readonly accounts: Accounts
  /** One row per framework, per role: offered + used. */
  readonly frameworkHeld: Amounts
  readonly roleHeld: Amounts
  /** Sums over the agents that are up. */
  readonly totalCapacity: Amounts = new Float64Array(scalarCount)
  readonly totalOffered: Amounts = new Float64Array(scalarCount)
  readonly totalUsed: Amounts = new Float64Array(scalarCount)
  /** 1 where the agent is up. */
  readonly up: Uint8Array
  readonly offers = new OfferTable()
  /** What of all this is kept for single roles; undefined if nothing is. */
  readonly reservations: Reservations | undefined
  readonly #roleOf: Int32Array

  constructor(jobs: JobTable, agents: AgentTable, reservations?: Reservations) {
    this.jobs = jobs
    this.reservations = reservations
    this.agentCount = agents.count
    this.accounts = new Float64Array(agents.count * accountWidth)
    this.frameworkHeld = new Float64Array(jobs.frameworks.length * scalarCount)
    this.roleHeld = new Float64Array(jobs.roles.length * scalarCount)
    this.up = new Uint8Array(agents.count)
    this.#roleOf = Int32Array.from(jobs.frameworks, (framework) => framework.role)
  }

  /**
   * free → offered: all that is free on the agent and reserved to nobody, or the amounts in `bag`, of which `reserved` are
   * out of reservations.
   */
  offer(agent: AgentId, framework: FrameworkId, bag?: Amounts, reserved: readonly Reserved[] = []): OfferId {
    const { offers } = this
    const slot = offers.open(agent, framework)
    const a = agent * accountWidth
    this.reservations?.offer(slot, agent, this.#roleOf[framework], reserved)
    for (let k = 0; k < scalarCount; k++) {
      const most = this.#mostToOffer(agent, k, reserved)
      const amount = bag === undefined ? most : bag[k]
      if (!(amount >= 0 && amount <= most)) this.#overdrawn("offered", agent, k, amount, most)
      offers.amounts[slot * scalarCount + k] = amount
      this.#moveToOffered(a, framework, k, amount)
    }
    this.#check(agent)
    return offers.idAt(slot)
  }

  /** What is free for anybody, and what is taken out of reservations. */
  #mostToOffer(agent: AgentId, k: number, reserved: readonly Reserved[]): number {
    const isFree = this.accounts[agent * accountWidth + free + k]
    if (this.reservations === undefined) return isFree > 0 ? isFree : 0
    // The reserved part has left the reservations' free amounts already.
    const outOfThem = reserved.reduce((sum, { amounts }) => sum + amounts[k], 0)
    return this.reservations.unreserved(agent, k, isFree - outOfThem) + outOfThem
  }

  /** offered → free: declined, rescinded, or the rest of an accepted offer. Closes the offer. */
  returnOffer(offer: OfferId): void {
    const { offers } = this
    const slot = offers.slotOf(offer)
    const agent = offers.agent[slot]
    const framework = offers.framework[slot]
    const a = agent * accountWidth
    this.reservations?.returnOffer(slot, this.#roleOf[framework])
    for (let k = 0; k < scalarCount; k++)
      this.#moveToOffered(a, framework, k, -offers.amounts[slot * scalarCount + k])
    offers.close(slot)
    this.#check(agent)
  }

  /** offered → used: what the task requests leaves the offer. The offer stays open with the rest. */
  useOffer(task: TaskId, offer: OfferId): AgentId {
    const { jobs, accounts, totalOffered, totalUsed, offers } = this
    const slot = offers.slotOf(offer)
    const agent = offers.agent[slot]
    const a = agent * accountWidth
    const o = slot * scalarCount
    const shape = jobs.taskShape[task] * scalarCount
    this.reservations?.useOffer(slot, task, jobs.shapes, shape)
    for (let k = 0; k < scalarCount; k++) {
      const amount = jobs.shapes[shape + k]
      if (amount > offers.amounts[o + k])
        this.#overdrawn("used of an offer", agent, k, amount, offers.amounts[o + k])
      offers.amounts[o + k] -= amount
      accounts[a + offered + k] -= amount
      accounts[a + used + k] += amount
      totalOffered[k] -= amount
      totalUsed[k] += amount
    }
    this.#check(agent)
    return agent
  }

  /** free → used, without an offer: control planes that see the whole cluster. */
  use(task: TaskId, agent: AgentId): void {
    this.#moveToUsed(task, agent, +1)
  }

  /** used → free: the task has ended or its agent is lost. */
  release(task: TaskId, agent: AgentId): void {
    this.reservations?.release(task, this.#roleOf[frameworkOf(this.jobs, task)])
    this.#moveToUsed(task, agent, -1)
  }

  /** The agent joins, or its capacity changes; what is used on it stays used. */
  setCapacity(agent: AgentId, amounts: Amounts, row: number): void {
    const { accounts } = this
    const a = agent * accountWidth
    for (let k = 0; k < scalarCount; k++) {
      const change = amounts[row * scalarCount + k] - accounts[a + capacity + k]
      accounts[a + capacity + k] += change
      accounts[a + free + k] += change
      this.totalCapacity[k] += change
    }
    this.reservations?.setCapacity(agent, amounts, row * scalarCount)
    this.up[agent] = 1
    this.#check(agent)
  }

  /** The agent is gone. Its offers must have been returned and its tasks released before. */
  removeAgent(agent: AgentId): void {
    const { accounts } = this
    const a = agent * accountWidth
    assert(this.up[agent] === 1, `agent ${agent} is lost but was not up`)
    for (let k = 0; k < scalarCount; k++) {
      const isUsed = accounts[a + used + k]
      const isOffered = accounts[a + offered + k]
      if (isUsed !== 0 || isOffered !== 0)
        assert(
          false,
          `agent ${agent} is gone with ${isUsed} used and ${isOffered} offered of ${scalarNames[k]}`,
        )
      this.totalCapacity[k] -= accounts[a + capacity + k]
      accounts[a + capacity + k] = 0
      accounts[a + free + k] = 0
    }
    this.reservations?.removeAgent(agent)
    this.up[agent] = 0
  }

  /** Moves an amount of scalar `k` on the agent at row `a` free → offered; a negative amount moves back. */
  #moveToOffered(a: number, framework: FrameworkId, k: number, amount: number): void {
    const { accounts } = this
    accounts[a + free + k] -= amount
    accounts[a + offered + k] += amount
    this.totalOffered[k] += amount
    this.frameworkHeld[framework * scalarCount + k] += amount
    this.roleHeld[this.#roleOf[framework] * scalarCount + k] += amount
  }

  /** Moves what the task requests free → used on the agent (direction +1), or back (−1). */
  #moveToUsed(task: TaskId, agent: AgentId, direction: number): void {
    const { jobs, accounts } = this
    const a = agent * accountWidth
    const framework = frameworkOf(jobs, task)
    const f = framework * scalarCount
    const r = this.#roleOf[framework] * scalarCount
    const shape = jobs.taskShape[task] * scalarCount
    for (let k = 0; k < scalarCount; k++) {
      const amount = direction * jobs.shapes[shape + k]
      if (amount > 0 && amount > accounts[a + free + k])
        this.#overdrawn("used", agent, k, amount, accounts[a + free + k])
      accounts[a + free + k] -= amount
      accounts[a + used + k] += amount
      this.totalUsed[k] += amount
      this.frameworkHeld[f + k] += amount
      this.roleHeld[r + k] += amount
    }
    this.#check(agent)
  }

  /** Conservation on one agent: the reason why this class exists. */
  #check(agent: AgentId): void {
    const { accounts } = this
    const a = agent * accountWidth
    for (let k = 0; k < scalarCount; k++) {
      const isOffered = accounts[a + offered + k]
      const isUsed = accounts[a + used + k]
      const isLost = accounts[a + free + k] + isOffered + isUsed !== accounts[a + capacity + k]
      if (isLost || isOffered < 0 || isUsed < 0) this.#broken(agent, k)
    }
    const broken = this.reservations?.brokenOn(agent, accounts)
    if (broken !== undefined) assert(false, `agent ${agent} lost ${broken}`)
  }

  #broken(agent: AgentId, k: number): never {
    const [isFree, isOffered, isUsed, all] = [free, offered, used, capacity].map(
      (column) => this.accounts[agent * accountWidth + column + k],
    )
    throw new InvariantError(
      `agent ${agent} lost ${scalarNames[k]}: free ${isFree} + offered ${isOffered} + used ${isUsed} ` +
        `of ${all} (thousandths)`,
    )
  }

  #overdrawn(verb: string, agent: AgentId, k: number, amount: number, most: number): never {
    throw new InvariantError(
      `${amount / thousandthsPerUnit} ${scalarNames[k]} ${verb} on agent ${agent}, which has ${most / thousandthsPerUnit}`,
    )
  }
}

function frameworkOf({ jobFramework, stageJob, taskStage }: JobTable, task: TaskId): FrameworkId {
  return jobFramework[stageJob[taskStage[task]]]
}
