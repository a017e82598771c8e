/**
 * Placement for Mesos' frameworks: which of the offers of a message a task goes to. The policy sees a board on which only
 * what is offered is free, so a formula that looks at amounts means what it means elsewhere.
 */
import {
  type AgentId,
  type ClusterView,
  type ControlPlaneFactory,
  type Demand,
  mesos,
  type MesosSetting,
  type OfferList,
  type OfferPlacement,
  PlacementBoard,
  type PlacementFactory,
  type PlacementPolicy,
  scalarCount,
  type TaskId,
  type Thousandths,
  type World,
} from "../../sim/index.ts"
import type { PlacementEntry } from "./catalogue.ts"

/** Mesos whose frameworks place by that, or take the offers as they come. */
export function mesosPlacedBy(
  placement: PlacementEntry | undefined,
): (setting: MesosSetting) => ControlPlaneFactory {
  if (placement === undefined) return mesos
  const { make } = placement
  return (setting) => (world) => {
    const offered = new Offered(world, make)
    const frameworks: MesosSetting["frameworks"] = (behaviour) => (own) =>
      setting.frameworks(behaviour)({ ...own, placement: offered })
    return mesos({ ...setting, frameworks })(world)
  }
}

class Offered implements OfferPlacement {
  readonly #board: OfferedBoard
  readonly #policy: PlacementPolicy
  /** Whose the offers of the message are. */
  #agents: AgentId[] = []
  /** By agent: where in the message its offer stands. */
  readonly #position = new Map<AgentId, number>()

  constructor({ view, random }: World, make: PlacementFactory) {
    this.#board = new OfferedBoard(view)
    this.#policy = make({ board: this.#board, random })
  }

  open(offers: OfferList): void {
    for (const agent of this.#position.keys()) this.#board.close(agent)
    this.#position.clear()
    this.#agents = Array.from({ length: offers.length }, (_, i) => offers.agent(i))
    for (let i = 0; i < offers.length; i++) {
      const agent = offers.agent(i)
      if (this.#position.has(agent)) continue
      this.#position.set(agent, i)
      this.#board.open(agent, (kind) => offers.amount(i, kind))
    }
  }

  giveBack(task: TaskId, position: number): void {
    this.#board.take(this.#agents[position], this.#board.demandOf(task), -1)
  }

  take(task: TaskId): number {
    const agent = this.#policy.choose(task)
    if (agent < 0) return -1
    this.#board.take(agent, this.#board.demandOf(task))
    return this.#position.get(agent) ?? -1
  }
}

/** Free is what is offered and not taken yet. */
class OfferedBoard extends PlacementBoard {
  readonly #isOpen: Uint8Array
  readonly #left: Float64Array

  constructor(view: ClusterView) {
    super(view)
    this.#isOpen = new Uint8Array(view.agents.count)
    this.#left = new Float64Array(view.agents.count * scalarCount)
  }

  open(agent: AgentId, amount: (kind: number) => Thousandths): void {
    this.#isOpen[agent] = 1
    for (let kind = 0; kind < scalarCount; kind++) this.#left[agent * scalarCount + kind] = amount(kind)
    this.agentChanged(agent)
  }

  close(agent: AgentId): void {
    this.#isOpen[agent] = 0
    this.agentChanged(agent)
  }

  /** Takes so many times what is asked; −1 gives it back. */
  take(agent: AgentId, { amounts }: Demand, times = 1): void {
    for (let kind = 0; kind < scalarCount; kind++)
      this.#left[agent * scalarCount + kind] -= times * amounts[kind]
    this.agentChanged(agent)
  }

  override free(agent: AgentId, kind: number): Thousandths {
    return this.#isOpen[agent] === 1 ? this.#left[agent * scalarCount + kind] : 0
  }

  /** Constraints are not asked: Mesos' frameworks do not see them (docs/model-limits.md). */
  override canHold({ amounts }: Demand, agent: AgentId): boolean {
    if (this.#isOpen[agent] === 0) return false
    for (let kind = 0; kind < scalarCount; kind++)
      if (amounts[kind] > 0 && amounts[kind] > this.#left[agent * scalarCount + kind]) return false
    return true
  }
}
