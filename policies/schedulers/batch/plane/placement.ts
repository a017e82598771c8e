/** Where the tasks of an entry go: a value that a batch plane is made with. */
import type { AgentId, TaskId, World } from "../../../../sim/index.ts"

export interface Placement {
  /** An agent for each task such that all fit at once; undefined if there is no room for all, or it finds none. */
  place(tasks: readonly TaskId[]): readonly AgentId[] | undefined
  /** What is free on the agent is not what it was. */
  changed(agent: AgentId): void
}

export type PlacementFactory = (world: World) => Placement
