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
  /** A difference smaller than this matters to nobody, however small the baseline; in the unit. */
  readonly floor: number
  /** Null there where the value is not: so many tasks still wait at the end that the true value is longer, by nobody knows how much. */
  readonly allowing?: NumberColumnOf<Row>
}

/** People do not notice less than a tenth of a second. Source: Card, Robertson & Mackinlay, CHI 1991. */
const noticed = 0.1
/** Mesos hands out agents once a second: a role that holds nothing for less than that has missed no turn. */
const oneTurn = 1
/** A tenth of a percentage point of a cluster. */
const sliver = 0.001

type NumberColumnOf<Row> = {
  [Name in keyof Row & string]: Row[Name] extends number | null ? Name : never
}[keyof Row & string]

export const trialMetrics: readonly Metric<TrialRow>[] = [
  { name: "wait_mean_s", label: "mean wait", unit: "s", direction: "lower is better", floor: noticed },
  {
    name: "wait_p50_s",
    label: "median wait",
    unit: "s",
    direction: "lower is better",
    floor: noticed,
    allowing: "wait_p50_km_s",
  },
  {
    name: "wait_p95_s",
    label: "95th percentile of waits",
    unit: "s",
    direction: "lower is better",
    floor: noticed,
    allowing: "wait_p95_km_s",
  },
  {
    name: "allocated_cpus",
    label: "CPUs allocated",
    unit: "share",
    direction: "higher is better",
    floor: sliver,
  },
  {
    name: "allocated_mem",
    label: "memory allocated",
    unit: "share",
    direction: "higher is better",
    floor: sliver,
  },
  {
    name: "allocated_gpus",
    label: "GPUs allocated",
    unit: "share",
    direction: "higher is better",
    floor: sliver,
  },
  { name: "jain", label: "fairness (Jain)", unit: "index", direction: "higher is better", floor: 0.005 },
  {
    name: "share_deviation",
    label: "distance from entitlement",
    unit: "share",
    direction: "lower is better",
    floor: sliver,
  },
  {
    name: "starvation_s",
    label: "longest starvation",
    unit: "s",
    direction: "lower is better",
    floor: oneTurn,
  },
  { name: "finished", label: "tasks finished", unit: "tasks", direction: "higher is better", floor: 1 },
]

export const roleMetrics: readonly Metric<RoleRow>[] = [
  { name: "wait_mean_s", label: "mean wait", unit: "s", direction: "lower is better", floor: noticed },
  {
    name: "wait_p95_s",
    label: "95th percentile of waits",
    unit: "s",
    direction: "lower is better",
    floor: noticed,
    allowing: "wait_p95_km_s",
  },
  { name: "share", label: "dominant share", unit: "share", direction: "neither", floor: sliver },
]
