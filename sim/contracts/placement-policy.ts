/**
 * Which agent a task goes to, and which of its GPU devices. A placement policy sees a board and starts nothing itself.
 * The same policies serve batch queues, Kubernetes, and Mesos' frameworks, which choose among what they are offered.
 */
import type { Random } from "../kernel/random.ts"
import type { AgentId, TaskId } from "../kernel/units.ts"
import type { PlacementBoard } from "./placement-board.ts"

export interface PlacementPolicy {
  readonly name: string
  /**
   * The agent for the task, one that can hold it and has not too many of its job, or −1 if there is none. Among
   * `among` if it is given, else among all agents.
   */
  choose(task: TaskId, among?: ArrayLike<AgentId>): AgentId
  /** The devices for the task on an agent that can hold it, by their numbers on the board; as many as it asks for. */
  devices(task: TaskId, agent: AgentId): readonly number[]
}

export interface PlacementSetting {
  readonly board: PlacementBoard
  readonly random: Random
  /** Of equal agents the one with the lowest rank is chosen. Default: the lowest id. */
  readonly rank?: ArrayLike<number>
}

export type PlacementFactory = (setting: PlacementSetting) => PlacementPolicy
