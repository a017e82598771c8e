/** What policies are compared by. `name` is a column of the results table. */
import type { RoleRow, TrialRow } from "../results/index.ts"
import type { Direction } from "./verdict.ts"

export interface Metric<Row> {
  readonly name: NumberColumnOf<Row>
  /** In a person's words. */
  readonly label: string
  /** "s"; "share" of capacity or of entitlement, 0 to 1; "index", 0 to 1. */
  readonly unit: string
  readonly direction: Direction
}

type NumberColumnOf<Row> = {
  [Name in keyof Row & string]: Row[Name] extends number | null ? Name : never
}[keyof Row & string]

export const trialMetrics: readonly Metric<TrialRow>[] = [
  { name: "wait_mean_s", label: "mean wait", unit: "s", direction: "lower is better" },
  { name: "wait_p50_s", label: "median wait", unit: "s", direction: "lower is better" },
  { name: "wait_p95_s", label: "95th percentile of waits", unit: "s", direction: "lower is better" },
  { name: "allocated_cpus", label: "CPUs allocated", unit: "share", direction: "higher is better" },
  { name: "allocated_mem", label: "memory allocated", unit: "share", direction: "higher is better" },
  { name: "allocated_gpus", label: "GPUs allocated", unit: "share", direction: "higher is better" },
  { name: "jain", label: "fairness (Jain)", unit: "index", direction: "higher is better" },
  {
    name: "share_deviation",
    label: "distance from entitlement",
    unit: "share",
    direction: "lower is better",
  },
  { name: "starvation_s", label: "longest starvation", unit: "s", direction: "lower is better" },
  { name: "finished", label: "tasks finished", unit: "tasks", direction: "higher is better" },
]

export const roleMetrics: readonly Metric<RoleRow>[] = [
  { name: "wait_mean_s", label: "mean wait", unit: "s", direction: "lower is better" },
  { name: "wait_p95_s", label: "95th percentile of waits", unit: "s", direction: "lower is better" },
  { name: "share", label: "dominant share", unit: "share", direction: "neither" },
]
