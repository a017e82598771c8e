/**
 * Static reservations: what of an agent is kept for one role and its sub-roles. Rare, so sparse: a row for each (agent,
 * role) that has one, with the same columns as an agent's row (accounts.ts), of which it is a part. Only the ledger writes
 * it. Source: spec/mesos.md §1.2 (reservations), §1.6 (an agent's --resources).
 */
import { InvariantError } from "../kernel/assert.ts"
import { mix32 } from "../kernel/random.ts"
import type { AgentId, RoleId, TaskId, Thousandths } from "../kernel/units.ts"
import { type Accounts, accountWidth, capacity, free, offered, used } from "./accounts.ts"
import { type Amounts, scalarCount } from "./resources.ts"

/** What of an amount, an offer, an agent's capacity, is reserved to the role: a row of scalars. */
export interface Reserved {
  readonly role: RoleId
  readonly amounts: Amounts
}

/** So much of each chosen agent is reserved to the role. */
export interface ReservationRule {
  readonly role: RoleId
  /** For each scalar thousandths, or the part of what an agent has, 0 to 1. */
  readonly amounts: readonly { readonly amount: number; readonly share: number }[]
  /** The agents, chosen by `chosenAgents`. */
  readonly agents: readonly AgentId[]
}

const none = -1

interface Part {
  readonly row: number
  readonly amounts: Amounts
}

export class Reservations {
  /** A row per (agent, role), all zero while the agent is down. */
  readonly accounts: Accounts
  readonly rowCount: number
  /** What is reserved to each role on agents that are up, and what its own frameworks hold of reservations: a row each. */
  readonly total: Amounts
  readonly held: Amounts
  readonly #rules: readonly ReservationRule[]
  readonly #ruleOf: Int32Array
  readonly #first: Int32Array
  readonly #next: Int32Array
  readonly #ofOffer = new Map<number, readonly Part[]>()
  readonly #ofTask = new Map<TaskId, readonly Part[]>()

  constructor(rules: readonly ReservationRule[], agentCount: number, roleCount: number) {
    const rows = rules.reduce((sum, { agents }) => sum + agents.length, 0)
    this.#rules = rules
    this.rowCount = rows
    this.accounts = new Float64Array(rows * accountWidth)
    this.total = new Float64Array(roleCount * scalarCount)
    this.held = new Float64Array(roleCount * scalarCount)
    this.#ruleOf = new Int32Array(rows)
    this.#first = new Int32Array(agentCount).fill(none)
    this.#next = new Int32Array(rows).fill(none)
    // An agent's rows are in the order of the rules, so those of the last rule are put in front first.
    let row = rows
    for (let rule = rules.length - 1; rule >= 0; rule--)
      for (const agent of rules[rule].agents) {
        row--
        this.#ruleOf[row] = rule
        this.#next[row] = this.#first[agent]
        this.#first[agent] = row
      }
  }

  /**
   * The agent has so much now, the row of `amounts` from `at` on: each reservation gets what its rule says as far as there
   * is something left. What is held of it stays held, even if that is more than there is then.
   */
  setCapacity(agent: AgentId, amounts: Amounts, at: number): void {
    const left = Float64Array.from({ length: scalarCount }, (_, k) => amounts[at + k])
    for (let row = this.#first[agent]; row !== none; row = this.#next[row]) {
      const rule = this.#rules[this.#ruleOf[row]]
      for (let k = 0; k < scalarCount; k++) {
        const { amount, share } = rule.amounts[k]
        const reserved = Math.min(amount + Math.floor(share * amounts[at + k]), left[k])
        left[k] -= reserved
        this.#resize(row, k, reserved)
      }
    }
  }

  /** The agent is gone, and nothing is held of it. */
  removeAgent(agent: AgentId): void {
    for (let row = this.#first[agent]; row !== none; row = this.#next[row])
      for (let k = 0; k < scalarCount; k++) this.#resize(row, k, 0)
  }

  /** What is free on the agent for anybody: `isFree` without what is free of its reservations. */
  unreserved(agent: AgentId, k: number, isFree: Thousandths): Thousandths {
    let rest = isFree
    for (let row = this.#first[agent]; row !== none; row = this.#next[row])
      rest -= this.accounts[row * accountWidth + free + k]
    return Math.max(0, rest)
  }

  /** What the agent's reservations have in a column of accounts.ts, those that have nothing left out. */
  on(agent: AgentId, column: number): Reserved[] {
    const found: Reserved[] = []
    for (let row = this.#first[agent]; row !== none; row = this.#next[row]) {
      const at = row * accountWidth + column
      const amounts = this.accounts.slice(at, at + scalarCount).map((amount) => Math.max(0, amount))
      if (amounts.some((amount) => amount > 0)) found.push({ role: this.#roleOf(row), amounts })
    }
    return found
  }

  /** What of the offer, or of what the task holds or held last, is out of reservations. */
  inOffer(slot: number): readonly Reserved[] {
    return this.#named(this.#ofOffer.get(slot))
  }

  inTask(task: TaskId): readonly Reserved[] {
    return this.#named(this.#ofTask.get(task))
  }

  /** free → offered, in the offer of that slot to a framework of `to`. */
  offer(slot: number, agent: AgentId, to: RoleId, reserved: readonly Reserved[]): void {
    const parts = reserved.map(({ role, amounts }) => ({
      row: this.#rowOf(agent, role),
      amounts: amounts.slice(),
    }))
    for (const { row, amounts } of parts) this.#move(row, free, offered, amounts, to, +1)
    if (parts.length > 0) this.#ofOffer.set(slot, parts)
  }

  /** offered → free. */
  returnOffer(slot: number, from: RoleId): void {
    for (const { row, amounts } of this.#ofOffer.get(slot) ?? [])
      this.#move(row, offered, free, amounts, from, -1)
    this.#ofOffer.delete(slot)
  }

  /** offered → used: of what the task requests, as much as the offer has out of reservations. */
  useOffer(slot: number, task: TaskId, request: Amounts, at: number): void {
    const missing = request.slice(at, at + scalarCount)
    const taken = (this.#ofOffer.get(slot) ?? []).map(({ row, amounts }) => {
      const part = amounts.map((amount, k) => Math.min(amount, missing[k]))
      for (let k = 0; k < scalarCount; k++) {
        missing[k] -= part[k]
        amounts[k] -= part[k]
      }
      this.#move(row, offered, used, part, none, 0)
      return { row, amounts: part }
    })
    const some = taken.filter(({ amounts }) => amounts.some((amount) => amount > 0))
    if (some.length > 0) this.#ofTask.set(task, some)
    else this.#ofTask.delete(task)
  }

  /** used → free. */
  release(task: TaskId, from: RoleId): void {
    for (const { row, amounts } of this.#ofTask.get(task) ?? [])
      this.#move(row, used, free, amounts, from, -1)
  }

  /** Undefined if nothing is lost in the agent's reservations and they are part of its row `whole`; else what is wrong. */
  brokenOn(agent: AgentId, whole: Accounts): string | undefined {
    const { accounts } = this
    const left = whole.slice(agent * accountWidth, (agent + 1) * accountWidth)
    for (let row = this.#first[agent]; row !== none; row = this.#next[row])
      for (let k = 0; k < scalarCount; k++) {
        const r = row * accountWidth + k
        const [isFree, isOffered, isUsed, all] = [free, offered, used, capacity].map((column) => {
          left[column + k] -= accounts[r + column]
          return accounts[r + column]
        })
        const isLost = isFree + isOffered + isUsed !== all || isOffered < 0 || isUsed < 0
        if (isLost || left[offered + k] < 0 || left[used + k] < 0 || left[capacity + k] < 0)
          return `free ${isFree} + offered ${isOffered} + used ${isUsed} of ${all} thousandths of scalar ${k} reserved to role ${this.#roleOf(row)}`
      }
    return undefined
  }

  #roleOf(row: number): RoleId {
    return this.#rules[this.#ruleOf[row]].role
  }

  #rowOf(agent: AgentId, role: RoleId): number {
    for (let row = this.#first[agent]; row !== none; row = this.#next[row])
      if (this.#roleOf(row) === role) return row
    throw new InvariantError(`nothing of agent ${agent} is reserved to role ${role}`)
  }

  #named(parts: readonly Part[] = []): readonly Reserved[] {
    return parts.map(({ row, amounts }) => ({ role: this.#roleOf(row), amounts }))
  }

  #resize(row: number, k: number, reserved: Thousandths): void {
    const change = reserved - this.accounts[row * accountWidth + capacity + k]
    this.accounts[row * accountWidth + capacity + k] += change
    this.accounts[row * accountWidth + free + k] += change
    this.total[this.#roleOf(row) * scalarCount + k] += change
  }

  /** Moves amounts from one column of the row to another; `role` then holds so much more (+1) or less (−1). */
  #move(row: number, from: number, to: number, amounts: Amounts, role: RoleId, sign: number): void {
    const r = row * accountWidth
    for (let k = 0; k < scalarCount; k++) {
      const amount = amounts[k]
      if (!(amount >= 0 && amount <= Math.max(0, this.accounts[r + from + k])))
        throw new InvariantError(
          `${amount} thousandths of scalar ${k} moved out of ${this.accounts[r + from + k]} that are reserved to role ${this.#roleOf(row)}`,
        )
      this.accounts[r + from + k] -= amount
      this.accounts[r + to + k] += amount
      if (sign !== 0) this.held[role * scalarCount + k] += sign * amount
    }
  }
}

/** `count` of the agents 0 to all − 1, always the same for that name, more of them being the same and others. */
export function chosenAgents(count: number, all: number, name: string): AgentId[] {
  let key = 0
  for (let i = 0; i < name.length; i++) key = mix32(key, name.charCodeAt(i), i)
  return Array.from({ length: all }, (_, agent) => ({ agent, lot: mix32(agent, key, 0) }))
    .sort((a, b) => a.lot - b.lot || a.agent - b.agent)
    .slice(0, count)
    .map(({ agent }) => agent)
    .sort((a, b) => a - b)
}
