/**
 * Which agents there are and how large, as the trace has it so far, beside which of them a control plane has turned off. An
 * agent is up where both hold. What a trace says of one that is off is kept, and holds from when it is turned on again.
 */
import { assert } from "../kernel/assert.ts"
import type { AgentId, Thousandths } from "../kernel/units.ts"
import { agentJoins, agentLost, agentResized, type AgentTable } from "./agents.ts"
import { type Amounts, scalarCount } from "./resources.ts"

export class Presence {
  /** A row of scalars per agent: what it has when it is up. Reading only. */
  readonly sizes: Amounts
  /** What all agents that are there have together, on or off. Reading only. */
  readonly total: Amounts = new Float64Array(scalarCount)
  readonly #agents: AgentTable
  readonly #isThere: Uint8Array
  readonly #isOff: Uint8Array

  constructor(agents: AgentTable) {
    this.#agents = agents
    this.sizes = agents.capacity.slice()
    this.#isThere = agents.upAtStart.slice()
    this.#isOff = new Uint8Array(agents.count)
    for (let agent = 0; agent < agents.count; agent++) if (this.isThere(agent)) this.#count(agent, +1)
  }

  /** Whether the trace has the agent now, on or off. */
  isThere(agent: AgentId): boolean {
    return this.#isThere[agent] === 1
  }

  isOff(agent: AgentId): boolean {
    return this.#isOff[agent] === 1
  }

  /** Notes the change of that row of the agents' changes. */
  changed(row: number): void {
    const { changes } = this.#agents
    const agent = changes.agent[row]
    const change = changes.change[row]
    const isThere = this.#isThere[agent] === 1
    assert(
      change === agentJoins ? !isThere : isThere,
      `agent ${agent} cannot change by ${change}: it is ${isThere ? "up" : "down"}`,
    )
    assert(
      change === agentLost || change === agentJoins || change === agentResized,
      `agent ${agent} changes in no known way: ${change}`,
    )
    if (isThere) this.#count(agent, -1)
    this.#isThere[agent] = change === agentLost ? 0 : 1
    if (change === agentLost) return
    for (let k = 0; k < scalarCount; k++)
      this.sizes[agent * scalarCount + k] = changes.capacity[row * scalarCount + k]
    this.#count(agent, +1)
  }

  turned(agent: AgentId, isOn: boolean): void {
    assert(this.isOff(agent) === isOn, `agent ${agent} is turned ${isOn ? "on" : "off"}, and is so already`)
    this.#isOff[agent] = isOn ? 0 : 1
  }

  /** Whether what the agent has now is less, of anything, than what it had: the first is noted here already. */
  isLessThan(had: (kind: number) => Thousandths, agent: AgentId): boolean {
    for (let k = 0; k < scalarCount; k++) if (this.sizes[agent * scalarCount + k] < had(k)) return true
    return false
  }
  #count(agent: AgentId, sign: 1 | -1): void {
    for (let k = 0; k < scalarCount; k++) this.total[k] += sign * this.sizes[agent * scalarCount + k]
  }
}
