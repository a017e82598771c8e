/** Where Swarm puts a task: classic spread, binpack and random are placement policies; SwarmKit's spread is its own. */
import type {
  AgentId,
  Micros,
  PlacementBoard,
  PlacementFactory,
  PlacementPolicy,
  Random,
  TaskId,
} from "../../../sim/index.ts"

export interface Strategy extends Pick<PlacementPolicy, "choose" | "devices"> {
  /** A task has failed there, or was lost with the agent. */
  failed?(task: TaskId, agent: AgentId): void
}

export interface StrategySetting {
  readonly board: PlacementBoard
  readonly random: Random
  readonly clock: { readonly now: Micros }
}

export type StrategyFactory = (setting: StrategySetting) => Strategy

export function byPlacement(make: PlacementFactory): StrategyFactory {
  return ({ board, random }) => make({ board, random })
}
