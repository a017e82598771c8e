/**
 * A taint on nodes that are meant for some pods: NoSchedule keeps all others off them, PreferNoSchedule sends others there
 * last (plugin TaintToleration, weight 3). Either the nodes with GPUs are tainted, and pods that ask for GPUs tolerate
 * it, as the admission plugin ExtendedResourceToleration has it; or the nodes with some attribute, and pods whose
 * constraints ask for the attribute tolerate it. Source: kubernetes/kubernetes, plugins/tainttoleration.
 */
import {
  type AgentId,
  type Demand,
  gpus,
  type PlacementBoard,
  type Presence,
  scalarCount,
} from "../../../sim/index.ts"

export interface Taint {
  /** "gpus", or the name of an attribute. */
  readonly of: string
  readonly effect: TaintEffect
}

export const taintEffects = ["NoSchedule", "PreferNoSchedule"] as const
export type TaintEffect = (typeof taintEffects)[number]

const weight = 3
const mostPoints = 100

export class Taints {
  readonly #board: PlacementBoard
  readonly #taint: Taint | undefined
  readonly #presence: Presence
  /** By row of `jobs.constraints`: whether its pods ask for the attribute. */
  readonly #tolerates: readonly boolean[]

  constructor(board: PlacementBoard, taint: Taint | undefined, presence: Presence) {
    this.#board = board
    this.#taint = taint
    this.#presence = presence
    this.#tolerates = board.view.jobs.constraints.map((list) =>
      list.some((one) => one.kind === "attribute" && one.name === taint?.of && one.operator !== "not-in"),
    )
  }

  /** Whether a pod of that kind may be put on the node at all. */
  admits(demand: Demand, agent: AgentId): boolean {
    return this.#taint?.effect !== "NoSchedule" || !this.#repels(demand, agent)
  }

  /** What TaintToleration adds to the node's score. */
  score(demand: Demand, agent: AgentId): number {
    if (this.#taint?.effect !== "PreferNoSchedule") return 0
    return this.#repels(demand, agent) ? 0 : weight * mostPoints
  }

  #repels(demand: Demand, agent: AgentId): boolean {
    return this.#isTainted(agent) && !this.#isTolerated(demand)
  }

  #isTainted(agent: AgentId): boolean {
    const { agents } = this.#board.view
    const of = this.#taint?.of ?? ""
    // A node that is off has the taint that it will have.
    if (of === "gpus") return this.#presence.sizes[agent * scalarCount + gpus] > 0
    return (
      agents.attributeSets[agents.attributes === undefined ? 0 : agents.attributes[agent]][of] !== undefined
    )
  }

  #isTolerated({ devices, constraints }: Demand): boolean {
    return this.#taint?.of === "gpus" ? devices > 0 : this.#tolerates[constraints]
  }
}
