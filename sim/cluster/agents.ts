/**
 * The machines of a cluster as a trace or a shape gives them: capacities, who is there at the start, and what
 * changes later. Immutable, shared by all trials; what is free on them in a run is the ledger's.
 */
import { assert } from "../kernel/assert.ts"
import type { AgentId, Micros } from "../kernel/units.ts"
import { float64Column, GrowingColumn, int32Column, OptionalColumn, uint8Column } from "./columns.ts"
import { type Amounts, scalarCount } from "./resources.ts"

/** What can happen to an agent during a run: it is lost with its tasks, it joins (again), its capacity changes. */
export const agentLost = 0
export const agentJoins = 1
export const agentResized = 2

export interface AgentTable {
  readonly count: number
  /** One row of scalars per agent, in thousandths. */
  readonly capacity: Amounts
  /** 1 where the agent is there from the start. */
  readonly upAtStart: Uint8Array
  /** The number by which the trace calls the agent; `labelPrefix` stands before it. */
  readonly label: Float64Array
  readonly labelPrefix: string
  /** What the trace calls the agents where that is no number; in order of id. */
  readonly names?: readonly string[] | undefined
  /** Distinct sets of attributes ("model", "platform", "rack", "zone", …), the first empty; `attributes` has a row of it per agent. */
  readonly attributeSets: readonly AgentAttributes[]
  readonly attributes?: Int32Array | undefined
  readonly changes: AgentChanges
}

export type AgentAttributes = Readonly<Record<string, string>>

/** In order of time. `capacity` has a row per change: the new amounts for agentJoins and agentResized. */
export interface AgentChanges {
  readonly count: number
  readonly time: Float64Array
  readonly agent: Int32Array
  readonly change: Uint8Array
  readonly capacity: Amounts
}

/** Fills an AgentTable: agents in any order, changes in order of time. */
export class AgentTableBuilder {
  readonly #capacity = new GrowingColumn(float64Column)
  readonly #up = new GrowingColumn(uint8Column)
  readonly #label = new GrowingColumn(float64Column)
  readonly #time = new GrowingColumn(float64Column)
  readonly #agent = new GrowingColumn(int32Column)
  readonly #change = new GrowingColumn(uint8Column)
  readonly #newCapacity = new GrowingColumn(float64Column)
  readonly #names: string[] = []
  readonly #setIds = new Map<string, number>([["[]", 0]])
  readonly #sets: AgentAttributes[] = [{}]
  readonly #attributes = new OptionalColumn(int32Column, 0)

  get count(): number {
    return this.#up.length
  }

  agent(capacity: ArrayLike<number>, label: number, upAtStart = true): AgentId {
    pushAmounts(this.#capacity, capacity)
    this.#label.push(label)
    return this.#up.push(upAtStart ? 1 : 0)
  }

  /** Says more of the agent added last: its name, where that is no number, and its attributes. */
  describe(details: { readonly name?: string | undefined; readonly attributes?: AgentAttributes }): void {
    const agent = this.count - 1
    if (details.name !== undefined) this.#names[agent] = details.name
    if (details.attributes !== undefined) this.#attributes.set(agent, this.#attributeSet(details.attributes))
  }

  #attributeSet(attributes: AgentAttributes): number {
    const set = Object.fromEntries(Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    const key = JSON.stringify(Object.entries(set))
    let row = this.#setIds.get(key)
    if (row === undefined) this.#setIds.set(key, (row = this.#sets.push(set) - 1))
    return row
  }

  change(time: Micros, agent: AgentId, change: number, capacity: ArrayLike<number>): void {
    const last = this.#time.length - 1
    assert(
      last < 0 || this.#time.at(last) <= time,
      `agent ${agent} changes at ${time} µs, before the change listed last`,
    )
    this.#time.push(time)
    this.#agent.push(agent)
    this.#change.push(change)
    pushAmounts(this.#newCapacity, capacity)
  }

  build(labelPrefix = "agent-"): AgentTable {
    return {
      count: this.#up.length,
      capacity: this.#capacity.finish(),
      upAtStart: this.#up.finish(),
      label: this.#label.finish(),
      labelPrefix,
      names:
        this.#names.length === 0
          ? undefined
          : Array.from({ length: this.count }, (_, i) => this.#names[i] ?? ""),
      attributeSets: this.#sets,
      attributes: this.#attributes.finish(this.count),
      changes: {
        count: this.#time.length,
        time: this.#time.finish(),
        agent: this.#agent.finish(),
        change: this.#change.finish(),
        capacity: this.#newCapacity.finish(),
      },
    }
  }
}

function pushAmounts(column: GrowingColumn<Float64Array>, values: ArrayLike<number>): void {
  for (let k = 0; k < scalarCount; k++) {
    const amount = values[k] ?? 0
    assert(Number.isSafeInteger(amount) && amount >= 0, `an agent's capacity is ${amount} thousandths`)
    column.push(amount)
  }
}
