/**
 * Where the schedulers of this folder stand: the few verbs of the simulated world that they need. The world itself has
 * them, and so has the bare cell (bare-cell.ts) in which the paper is reproduced, so one code decides in both.
 */
import type { ClusterView, World } from "../../../sim/index.ts"

export type Site = Pick<World, "now" | "jobs" | "agents" | "random" | "declare" | "at" | "launch"> & {
  readonly view: Pick<ClusterView, "isUp" | "isWaiting" | "capacity" | "used">
}
