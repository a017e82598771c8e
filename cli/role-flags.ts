/** What is set for roles on the command line: a file, and single settings that overrule it. */
import { readFileSync } from "node:fs"
import {
  checkRoles,
  linesOf,
  notHeeded,
  parseRoleSettings,
  policyName,
  type PolicyScript,
  roleLines,
} from "../lab/index.ts"
import { policiesThatHeed } from "../policies/index.ts"
import type { RoleSettings, Workload } from "../sim/index.ts"
import { UsageError } from "./errors.ts"
import { fromHere, parsed } from "./flags.ts"

export const roleFlags = {
  roles: parsed("Weights, quota and reservations of roles, a setting a line", String, "FILE"),
  set: {
    ...parsed("A single such setting, as in 'quota(batch).limit.cpus=400'", String, "SETTING"),
    variadic: true,
  },
} as const

export interface RoleFlags {
  readonly roles?: string
  readonly set?: readonly string[]
}

/** Before anything is read that takes time. Throws UsageError or InputError. */
export function readRoles(flags: RoleFlags): RoleSettings {
  return parseRoleSettings(readRoleLines(flags))
}

/** The lines of the file, then single settings. */
export function readRoleLines({ roles, set = [] }: RoleFlags) {
  const inFile = roles === undefined ? [] : linesOf(contentOf(roles), fromHere(roles))
  return [...inFile, ...set.map((text) => ({ text, where: "--set" }))]
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    throw new UsageError(`--roles: "${fromHere(file)}" cannot be read: ${(error as Error).message}.`)
  }
}

/**
 * Settings of roles that the workload does not have, or that none of the policies goes by, are errors. Returns a sentence
 * for each policy that runs without some of them, beside others that do not.
 */
export function checkedRoles(
  settings: RoleSettings,
  { jobs }: Workload,
  policies: readonly (string | PolicyScript)[],
): string[] {
  checkRoles(
    settings,
    jobs.roles.map(({ name }) => name),
  )
  const without = policies.map((policy) => ({ policy, what: notHeeded(policy, settings) }))
  for (const what of ["quota", "reservations"] as const)
    if (without.every((one) => one.what.includes(what)))
      throw new UsageError(
        `There are settings of ${what}, and ${policies.map(policyName).join(", ")} would run without. Policies that know ${what}: ${policiesThatHeed(what).join(", ")}. Add one of them, or drop the settings.`,
      )
  return without
    .filter(({ what }) => what.length > 0)
    .map(({ policy, what }) => `${policyName(policy)} runs without ${what.join(" and ")}.`)
}

/** For a run's identity: what the settings say, wherever they stand. */
export function roleIdentity(settings: RoleSettings): { readonly roles?: string[] } {
  const lines = roleLines(settings)
  return lines.length === 0 ? {} : { roles: lines }
}

/** For the command that repeats the run. */
export function roleWords({ roles, set = [] }: RoleFlags): string[] {
  return [
    ...(roles === undefined ? [] : ["--roles", fromHere(roles)]),
    ...set.flatMap((one) => ["--set", one]),
  ]
}

/** A line for the card of an experiment, if anything is set. */
export function roleCard(settings: RoleSettings): string[] {
  const lines = roleLines(settings)
  return lines.length === 0 ? [] : [`Set for roles: ${lines.join("; ")}.`]
}
