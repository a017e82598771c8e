/** The part of an audit that is about a workload of the user's: who is asked about, the runs, and what they find. */
import { auditRoles, type PolicyScript, policyName, type RoleFinding } from "../lab/index.ts"
import { type JobTable, type RoleSettings, tasksBegin, tasksEnd } from "../sim/index.ts"
import { skippedCount } from "../workloads/index.ts"
import { UsageError } from "./errors.ts"
import { seedsFrom } from "./flags.ts"
import type { Progress } from "./progress.ts"
import { sourceAt } from "./question.ts"
import { checkedRoles } from "./role-flags.ts"
import { readInput, type TraceFlags, type TraceInput } from "./trace-input.ts"

export interface AuditTraceFlags extends TraceFlags {
  readonly role?: readonly string[]
  readonly runs: number
  readonly seed: number
  readonly jobs?: number
  readonly stall: number
}

/** The workload, read, and whom it is asked about. */
export interface AuditedTrace {
  readonly name: string
  readonly input: TraceInput
  readonly roles: readonly string[]
  /** How many roles there are besides. */
  readonly others: number
  readonly skipped: number
}

export interface PolicyRoles {
  readonly policy: string
  readonly findings: readonly RoleFinding[]
}

/** So many roles are asked about, unless they are named. */
const mostRoles = 5

export async function readAudited(
  flags: AuditTraceFlags,
  paths: readonly string[],
  settings: RoleSettings,
  policies: readonly (string | PolicyScript)[],
  progress: Progress,
): Promise<AuditedTrace> {
  const input = await readInput(flags, paths, flags.seed, progress)
  checkedRoles(settings, input.workload, policies)
  const { jobs, name } = input.workload
  const known = rolesByTasks(jobs)
  if (known.length < 2)
    throw new UsageError(
      `${name} has jobs of ${known.length === 1 ? "one role" : "no role"}; fairness is between two. Deal them out with --reshape, as in 'map-users(ann=a,bob=b)'.`,
    )
  for (const role of flags.role ?? [])
    if (!known.includes(role)) throw new UsageError(`There is no role "${role}". Known: ${known.join(", ")}.`)
  const roles = flags.role ?? known.slice(0, mostRoles)
  return { name, input, roles, others: known.length - roles.length, skipped: skippedCount(input.card) }
}

/** Those with jobs, the most tasks first; of equals the first. */
function rolesByTasks(jobs: JobTable): string[] {
  const tasks = jobs.roles.map(() => 0)
  for (let job = 0; job < jobs.jobCount; job++)
    tasks[jobs.frameworks[jobs.jobFramework[job]].role] += tasksEnd(jobs, job) - tasksBegin(jobs, job)
  return [...tasks.keys()]
    .filter((role) => tasks[role] > 0)
    .sort((a, b) => tasks[b] - tasks[a] || a - b)
    .map((role) => jobs.roles[role].name)
}

export async function auditTrace(
  { input, roles }: AuditedTrace,
  flags: AuditTraceFlags,
  settings: RoleSettings,
  policies: readonly (string | PolicyScript)[],
  progress: Progress,
): Promise<PolicyRoles[]> {
  const { source } = sourceAt(flags.trace, input, 1)
  const found: PolicyRoles[] = []
  for (const policy of policies)
    found.push({
      policy: policyName(policy),
      findings: await auditRoles({
        roles,
        trial: { policy, load: input.load, roles: settings, until: flags.until?.micros },
        seeds: seedsFrom(flags.seed, flags.runs),
        agents: flags.agents,
        pool: {
          source,
          jobs: flags.jobs,
          stallSeconds: flags.stall,
          onProgress: ({ fraction }) => progress.show(`${policyName(policy)}, with twins`, fraction),
        },
      }),
    })
  return found
}
