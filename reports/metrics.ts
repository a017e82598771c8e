/** What the metrics of the results are called, in which unit people read them, and how a difference is said. */
import type { Kind } from "./numbers.ts"

export interface Metric {
  /** In a table or on an axis. */
  readonly label: string
  readonly kind: Kind
  /** "lets tasks wait {amount} less": what a policy does whose value is lower, and higher, than the baseline's. */
  readonly lower: (role: string | null) => string
  readonly higher: (role: string | null) => string
  /** "tasks wait {amount} less": what happens under a policy; the headline's way to say it. */
  readonly under?: readonly [lower: string, higher: string]
  /** "95 % of them start within {mean} instead of {baseline}", if that explains the number to a stranger. */
  readonly plainly?: string
  /** Of a quantile of waits, which. */
  readonly quantile?: number
}

type Said = (role: string | null) => string

const tasksOf = (role: string | null) => (role === null ? "tasks" : `role ${role}`)
const rolesOr = (role: string | null) => (role === null ? "roles" : `role ${role}`)

const wait = (label: string, after: string, plainly: string, quantile?: number): Metric => ({
  label,
  kind: "duration",
  lower: (role) => `lets ${tasksOf(role)} wait {amount} less ${after}`,
  higher: (role) => `lets ${tasksOf(role)} wait {amount} longer ${after}`,
  under: ["tasks wait {amount} less", "tasks wait {amount} longer"],
  plainly,
  ...(quantile !== undefined && { quantile }),
})

const share = (label: string, lower: Said, higher: Said): Metric => ({ label, kind: "share", lower, higher })

const allocated = (thing: string): Metric =>
  share(
    `${thing} allocated`,
    () => `keeps {amount} less ${thing} allocated`,
    () => `keeps {amount} more ${thing} allocated`,
  )

const tasks = (label: string, thing: string): Metric => ({
  label,
  kind: "count",
  lower: () => `has {amount} fewer ${thing}`,
  higher: () => `has {amount} more ${thing}`,
})

const known: Readonly<Record<string, Metric>> = {
  wait_p95_s: wait("p95 wait", "at p95", "95 % of them start within {mean} instead of {baseline}", 0.95),
  wait_mean_s: wait("mean wait", "on average", "{mean} on average instead of {baseline}"),
  wait_p50_s: wait(
    "median wait",
    "at the median",
    "half of them start within {mean} instead of {baseline}",
    0.5,
  ),
  allocated_cpus: allocated("CPU"),
  allocated_mem: allocated("memory"),
  allocated_gpus: allocated("GPU"),
  offered_cpus: share(
    "CPU in open offers",
    () => "keeps {amount} less CPU in open offers",
    () => "keeps {amount} more CPU in open offers",
  ),
  jain: {
    label: "Jain's index",
    kind: "index",
    lower: () => "has a Jain's index {amount} lower",
    higher: () => "has a Jain's index {amount} higher",
  },
  share_deviation: share(
    "entitlement gap",
    () => "keeps roles {amount} closer to their entitlement",
    () => "keeps roles {amount} further from their entitlement",
  ),
  starvation_s: {
    label: "longest starvation",
    kind: "duration",
    lower: (role) => `lets ${role === null ? "some role" : `role ${role}`} starve {amount} less long`,
    higher: (role) => `lets ${role === null ? "some role" : `role ${role}`} starve {amount} longer`,
  },
  share: share(
    "dominant share",
    (role) => `gives ${rolesOr(role)} {amount} less`,
    (role) => `gives ${rolesOr(role)} {amount} more`,
  ),
  under_service: share(
    "missing share",
    (role) => `leaves ${rolesOr(role)} {amount} less short of the entitlement`,
    (role) => `leaves ${rolesOr(role)} {amount} further short of the entitlement`,
  ),
  over_service: share(
    "share in excess",
    (role) => `gives ${rolesOr(role)} {amount} less beyond the entitlement`,
    (role) => `gives ${rolesOr(role)} {amount} more beyond the entitlement`,
  ),
  censored: tasks("tasks still waiting", "tasks still waiting at the end"),
  waiting: tasks("tasks still waiting", "tasks still waiting at the end"),
  finished: tasks("tasks finished", "tasks finished"),
}

/** A metric that is not in the list is named after its column, and its unit decides how it is read. */
export function metricOf(name: string, unit: string): Metric {
  if (Object.hasOwn(known, name)) return known[name]
  const label = name.replace(/_s$/, "").replaceAll("_", " ")
  const kind = unit === "s" ? "duration" : unit === "%" || unit === "share" ? "share" : "count"
  const of = (role: string | null) => (role === null ? label : `${label} of ${role}`)
  return {
    label,
    kind,
    lower: (role) => `has ${of(role)} {amount} lower`,
    higher: (role) => `has ${of(role)} {amount} higher`,
  }
}
