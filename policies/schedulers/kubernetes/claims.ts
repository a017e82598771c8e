/**
 * Amounts on nodes that are spoken for but not yet used: of pods that wait for their victims to leave (nominated), and
 * of the pods of a gang that have a node while the others are looked for.
 */
import { type AgentId, type Demand, scalarCount } from "../../../sim/index.ts"

export interface Claimed {
  readonly amounts: Float64Array
  readonly devices: number
  readonly pods: number
}

interface Claim {
  readonly demand: Demand
  readonly priority: number
}

export class Claims {
  readonly #byAgent = new Map<AgentId, Claim[]>()

  get isEmpty(): boolean {
    return this.#byAgent.size === 0
  }

  has(agent: AgentId): boolean {
    return this.#byAgent.has(agent)
  }

  add(agent: AgentId, demand: Demand, priority: number): void {
    const claims = this.#byAgent.get(agent)
    if (claims === undefined) this.#byAgent.set(agent, [{ demand, priority }])
    else claims.push({ demand, priority })
  }

  remove(agent: AgentId, demand: Demand, priority: number): void {
    const claims = this.#byAgent.get(agent) ?? []
    const place = claims.findIndex((claim) => claim.demand === demand && claim.priority === priority)
    if (place >= 0) claims.splice(place, 1)
    if (claims.length === 0) this.#byAgent.delete(agent)
  }

  /**
   * What pods of that priority or a higher one claim on the agent: amounts by kind, devices (a part of one counts as
   * one, for nobody knows yet which), and how many they are.
   */
  of(agent: AgentId, priority: number): Claimed {
    const amounts = new Float64Array(scalarCount)
    let pods = 0
    let devices = 0
    for (const claim of this.#byAgent.get(agent) ?? []) {
      if (claim.priority < priority) continue
      pods++
      devices += claim.demand.devices
      for (let kind = 0; kind < scalarCount; kind++) amounts[kind] += claim.demand.amounts[kind]
    }
    return { amounts, devices, pods }
  }
}
