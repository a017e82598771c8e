/** What a run is given, and what can be asked of it while it lasts. */
import type { AgentTable } from "../cluster/agents.ts"
import type { JobTable } from "../cluster/jobs.ts"
import type { Micros } from "../kernel/units.ts"
import type { ControlPlaneFactory } from "./control-plane.ts"
import type { Recorder } from "./recorder.ts"
import type { RoleSettings } from "./role-settings.ts"
import type { ClusterView } from "./view.ts"

export interface Scenario {
  readonly jobs: JobTable
  readonly agents: AgentTable
  readonly plane: ControlPlaneFactory
  /** Whole number; the same scenario with the same seed gives the same digest. */
  readonly seed: number
  readonly recorder?: Recorder
  /** What the operator sets for roles; by default nothing but the weights that the jobs bring along. */
  readonly roles?: RoleSettings
  /** µs; the run ends here at the latest. By default it goes on until nothing more can happen. */
  readonly until?: Micros
}

export interface Simulation {
  readonly now: Micros
  readonly view: ClusterView
  /** True when nothing more will happen: all has ended, `until` is reached, or nothing has moved for an hour. */
  readonly isOver: boolean
  readonly eventsHandled: number
  readonly offersMade: number
  /** Handles one event; false if the run is over. */
  step(): boolean
  /** Handles the events up to `limit`; slices add up to the same run as one call. */
  run(limit?: Micros): void
  /** 32 hex digits over all that has happened so far: the same on every engine and machine. */
  digest(): string
}
