/**
 * Fragmentation gradient descent: the agent, and the device, whose fragmentation grows least (or shrinks most) when the
 * task starts there. Source: Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation
 * Gradient Descent", ATC 2023, §5; scores in whole percent of a sigmoid as in its artifact.
 */
import {
  type AgentId,
  cpus,
  type Demand,
  exp,
  type PlacementBoard,
  type PlacementFactory,
  thousandthsPerUnit,
} from "../../sim/index.ts"
import { wholeOr } from "./devices.ts"
import { Fragmentation, type FreeState, type TypicalDemand, typicalDemands } from "./fragmentation.ts"
import { scored } from "./scored.ts"

/** Typical is what the tasks of the workload ask. */
export const fgd: PlacementFactory = (setting) => fgdFor(typicalDemands(setting.board.demands))(setting)

export function fgdFor(typical: readonly TypicalDemand[]): PlacementFactory {
  return scored(({ board }) => {
    const descent = new Descent(board, typical)
    return {
      name: "fgd",
      score: (_, demand, agent) => descent.best(demand, agent).score,
      device: (_, demand, agent) =>
        demand.devices === 0 ? [] : wholeOr(board, demand, agent, () => descent.best(demand, agent).device),
    }
  })
}

class Descent {
  readonly #board: PlacementBoard
  readonly #fragmentation: Fragmentation
  /** Of each agent as it is, and the version that this belongs to. */
  readonly #now: Float64Array
  readonly #version: Int32Array

  constructor(board: PlacementBoard, typical: readonly TypicalDemand[]) {
    this.#board = board
    this.#fragmentation = new Fragmentation(board, typical)
    this.#now = new Float64Array(board.view.agents.count)
    this.#version = new Int32Array(board.view.agents.count)
  }

  /** The highest score on the agent, and the first device that has it (−1 where the demand takes none or whole ones). */
  best(demand: Demand, agent: AgentId): { readonly score: number; readonly device: number } {
    const state = stateOf(this.#board, agent)
    state.cpus -= demand.amounts[cpus]
    if (demand.devices === 0 || demand.each === thousandthsPerUnit) {
      takeWhole(state.devices, demand.devices)
      return { score: this.#score(agent, state), device: -1 }
    }
    const { first } = this.#board.devices
    let best = { score: -1, device: -1 }
    for (const [i, free] of state.devices.entries()) {
      // Devices with the same left are alike: the first of them stands for all.
      if (free < demand.each || state.devices.indexOf(free) < i) continue
      state.devices[i] = free - demand.each
      const score = this.#score(agent, state)
      state.devices[i] = free
      if (score > best.score) best = { score, device: first[agent] + i }
    }
    return best
  }

  #score(agent: AgentId, after: FreeState): number {
    const shrinks =
      (this.#fragmentationNow(agent) - this.#fragmentation.of(agent, after)) / this.#fragmentation.taskCount
    return Math.floor(100 / (1 + exp(-shrinks / thousandthsPerUnit)))
  }

  #fragmentationNow(agent: AgentId): number {
    const version = this.#board.version[agent]
    if (this.#version[agent] !== version) {
      this.#version[agent] = version
      this.#now[agent] = this.#fragmentation.of(agent, stateOf(this.#board, agent))
    }
    return this.#now[agent]
  }
}

/** What is free on the agent now, as a copy to try things on. */
export function stateOf(board: PlacementBoard, agent: AgentId): { cpus: number; devices: number[] } {
  const { first, free } = board.devices
  return { cpus: board.free(agent, cpus), devices: Array.from(free.subarray(first[agent], first[agent + 1])) }
}

function takeWhole(devices: number[], count: number): void {
  let left = count
  for (let i = 0; i < devices.length && left > 0; i++)
    if (devices[i] === thousandthsPerUnit) {
      devices[i] = 0
      left--
    }
}
