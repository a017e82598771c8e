/** The front door of the simulated world: all that another folder may use. */
export { assert, InvariantError } from "./kernel/assert.ts"
export { EventQueue } from "./kernel/event-queue.ts"
export { Digest } from "./kernel/digest.ts"
export { durationFromText, durationText } from "./kernel/duration.ts"
export { exp, log, pow, roundHalfAwayFromZero } from "./kernel/math.ts"
export { createRandom, mix32, type Random, type RandomStream } from "./kernel/random.ts"
export { nearest, unknown } from "./kernel/nearest.ts"
export * from "./kernel/units.ts"
export { float64Column, GrowingColumn, int32Column, uint8Column } from "./cluster/columns.ts"
export * from "./cluster/amount-text.ts"
export * from "./cluster/resources.ts"
export * from "./cluster/jobs.ts"
export * from "./cluster/agents.ts"
export * from "./cluster/devices.ts"
export * from "./cluster/tasks.ts"
export { unplaceableTasks } from "./cluster/unplaceable.ts"
export * from "./cluster/usage.ts"
export * from "./contracts/allocation-policy.ts"
export * from "./contracts/cluster-fact.ts"
export * from "./contracts/control-plane.ts"
export * from "./contracts/framework.ts"
export * from "./contracts/placement-board.ts"
export * from "./contracts/placement-policy.ts"
export * from "./contracts/probe.ts"
export * from "./contracts/recorder.ts"
export {
  heeded,
  type Heeds,
  type Portion,
  type Reservation,
  type RoleSetting,
  type RoleSettings,
  type ScalarAmounts,
} from "./contracts/role-settings.ts"
export type { Presence } from "./cluster/presence.ts"
export type { Reserved } from "./cluster/reservations.ts"
export { ClusterView } from "./contracts/view.ts"
export type { Workload } from "./contracts/workload.ts"
export { mesos, type MesosSetting } from "./mesos/master.ts"
export { createSimulation, type Scenario, type Simulation } from "./simulation.ts"
