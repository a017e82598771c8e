/** A run and its twins: the same machines, jobs and seed, but for what one role says, or with one role alone. */
import type { AgentTable, Probe, RoleSettings, Workload } from "../../sim/index.ts"
import { jobsOfRole, partOfRole } from "./alone.ts"
import { honest, lieNamed, type Told } from "./lies.ts"
import { type RoleOutcome, roleOutcomes } from "./role-outcomes.ts"

/** Plain data, so that it can be part of a trial. */
export interface Twin {
  /** The roles whose outcomes are wanted, by name. */
  readonly roles: readonly string[]
  readonly as:
    | { readonly kind: "honest" }
    | { readonly kind: "liar"; readonly role: string; readonly lie: string }
    | { readonly kind: "alone"; readonly role: string }
}

export interface TwinRun {
  readonly workload: Workload
  readonly agents: AgentTable
  /** Hears the run, and then tells what became of the roles. */
  readonly probe: Probe<readonly RoleOutcome[]>
}

/** The twin of a run on these machines and jobs. */
export function twinRun(
  { roles, as }: Twin,
  { workload, agents }: { readonly workload: Workload; readonly agents: AgentTable },
  settings: RoleSettings,
): TwinRun {
  const { told, machines } = said(as, workload, agents, settings)
  return {
    workload: { ...workload, jobs: told.jobs },
    agents: machines,
    probe: roleOutcomes({ roles, told, liar: as.kind === "liar" ? as.role : undefined }),
  }
}

function said(
  as: Twin["as"],
  { jobs }: Workload,
  agents: AgentTable,
  settings: RoleSettings,
): { readonly told: Told; readonly machines: AgentTable } {
  if (as.kind === "honest") return { told: honest(jobs), machines: agents }
  const role = jobs.roles.findIndex(({ name }) => name === as.role)
  if (as.kind === "liar") return { told: lieNamed(as.lie).tell(jobs, role, agents), machines: agents }
  const weights = jobs.roles.map(({ name, weight }) => settings[name]?.weight ?? weight)
  return { told: honest(jobsOfRole(jobs, role)), machines: partOfRole(agents, weights, role) }
}
