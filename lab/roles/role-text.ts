/**
 * What is set for roles, as people write it: one setting a line, `#` begins a comment. The same settings stand in a file
 * and on the command line, and have one canonical order, which is part of a run's identity.
 *
 *     weight(production)                = 4
 *     quota(production).guarantee.cpus  = 2000       # kept free for it until it uses so much
 *     quota(batch).limit.mem            = 40TiB      # never more
 *     reservation(production).agents    = 10%        # of each of these agents
 *     reservation(production).cpus      = 50%        # so much is offered to it alone
 */
import {
  amountExample,
  amountFromText,
  amountText,
  nearest,
  type Portion,
  type Reservation,
  type RoleSetting,
  type RoleSettings,
  type ScalarAmounts,
  type ScalarName,
  scalarNames,
  unknown,
} from "../../sim/index.ts"
import { InputError } from "../../workloads/index.ts"

/** A setting as it was written, and where: "roles.conf:3", "--set". */
export interface RoleLine {
  readonly text: string
  readonly where: string
}

/** The lines of a file that are not empty or comments. */
export function linesOf(content: string, file: string): RoleLine[] {
  return content
    .split("\n")
    .map((line, i) => ({ text: line.replace(/#.*/, "").trim(), where: `${file}:${i + 1}` }))
    .filter(({ text }) => text !== "")
}

/** Later lines overrule earlier ones. Throws InputError with the place, what was found and the nearest that is known. */
export function parseRoleSettings(lines: readonly RoleLine[]): RoleSettings {
  const settings: Record<string, RoleSetting> = {}
  for (const line of lines) {
    const { role, path, value } = partsOf(line)
    settings[role] = withSetting(settings[role] ?? {}, role, path, value, line)
  }
  for (const [role, setting] of Object.entries(settings)) checkSetting(role, setting)
  return settings
}

/** Throws InputError where a role is none of the workload. */
export function checkRoles(settings: RoleSettings, roles: readonly string[]): void {
  for (const role of Object.keys(settings))
    if (!roles.includes(role)) throw new InputError(`${unknown("role", role, roles)} It has settings.`)
}

/** The canonical lines: roles by name, settings in the order in which they are explained above. */
export function roleLines(settings: RoleSettings): string[] {
  const roles = Object.keys(settings).sort((a, b) => (a < b ? -1 : 1))
  return roles.flatMap((role) => linesFor(role, settings[role]))
}

type Path =
  | readonly ["weight"]
  | readonly ["quota", "guarantee" | "limit", ScalarName]
  | readonly ["reservation", "agents" | ScalarName]

const paths: readonly Path[] = [
  ["weight"],
  ...(["guarantee", "limit"] as const).flatMap((bound) =>
    scalarNames.map((scalar) => ["quota", bound, scalar] as const),
  ),
  ...(["agents", ...scalarNames] as const).map((what) => ["reservation", what] as const),
]

const keyOf = (role: string, [head, ...rest]: Path) => [`${head}(${role})`, ...rest].join(".")

function partsOf(line: RoleLine): { readonly role: string; readonly path: Path; readonly value: string } {
  const { text, where } = line
  const [, key, value] = /^(.*?)\s*=\s*(\S.*)$/.exec(text) ?? []
  if (key === undefined)
    throw new InputError(
      `${where}: ${JSON.stringify(text)} is no setting; write for example weight(batch) = 2.`,
    )
  const role = /^[^(]*\(([^()]+)\)/.exec(key)?.[1]
  const path = role === undefined ? undefined : paths.find((known) => keyOf(role, known) === key)
  if (role === undefined || path === undefined) {
    const keys = paths.map((known) => keyOf(role ?? "ROLE", known))
    const meant = nearest(key, keys)
    const hint = meant === undefined ? `Known: ${keys.join(", ")}.` : `Did you mean "${meant}"?`
    throw new InputError(`${where}: Unknown setting "${key}". ${hint}`)
  }
  return { role, path, value: value.trim() }
}

function withSetting(
  setting: RoleSetting,
  role: string,
  path: Path,
  value: string,
  line: RoleLine,
): RoleSetting {
  const refuse = (wanted: string) =>
    new InputError(`${line.where}: ${keyOf(role, path)} is "${value}"; it must be ${wanted}.`)
  switch (path[0]) {
    case "weight":
      return { ...setting, weight: weightFrom(value, refuse) }
    case "quota": {
      const [, bound, scalar] = path
      return { ...setting, [bound]: { ...setting[bound], [scalar]: amountFrom(scalar, value, refuse) } }
    }
    case "reservation": {
      const before: Reservation = setting.reservation ?? { agents: { amount: 0 }, amounts: {} }
      const [, what] = path
      const reservation =
        what === "agents"
          ? { ...before, agents: agentsFrom(value, refuse) }
          : { ...before, amounts: { ...before.amounts, [what]: portionFrom(what, value, refuse) } }
      return { ...setting, reservation }
    }
  }
}

type Refuse = (wanted: string) => InputError

function weightFrom(value: string, refuse: Refuse): number {
  const weight = /^\d+(\.\d+)?$/.test(value) ? Number(value) : 0
  if (!(weight > 0)) throw refuse("a number above 0")
  return weight
}

function amountFrom(scalar: ScalarName, value: string, refuse: Refuse): number {
  const amount = amountFromText(scalar, value)
  if (amount === undefined) throw refuse(`an amount: ${amountExample(scalar)}`)
  return amount
}

function portionFrom(scalar: ScalarName, value: string, refuse: Refuse): Portion {
  if (value.endsWith("%")) return shareFrom(value, refuse)
  const amount = amountFromText(scalar, value)
  if (amount === undefined) throw refuse(`an amount, ${amountExample(scalar)}, or a part of the agent: 50%`)
  return { amount }
}

function agentsFrom(value: string, refuse: Refuse): Portion {
  if (value.endsWith("%")) return shareFrom(value, refuse)
  if (!/^\d{1,9}$/.test(value)) throw refuse("a number of agents, 200, or a part of them, 10%")
  return { amount: Number(value) }
}

function shareFrom(value: string, refuse: Refuse): Portion {
  const percent = /^\d+(\.\d+)?%$/.test(value) ? Number(value.slice(0, -1)) : NaN
  if (!(percent >= 0 && percent <= 100)) throw refuse("0% to 100%")
  return { share: percent / 100 }
}

/** What single settings cannot show. Source: spec/mesos.md §4.12. */
function checkSetting(role: string, { guarantee = {}, limit = {}, reservation }: RoleSetting): void {
  for (const scalar of scalarNames) {
    const [least, most] = [guarantee[scalar], limit[scalar]]
    if (least !== undefined && most !== undefined && least > most)
      throw new InputError(
        `quota(${role}): ${amountText(scalar, least)} of ${scalar} are guaranteed and ${amountText(scalar, most)} allowed; a guarantee is at most the limit.`,
      )
  }
  if (role.includes("/") && (Object.keys(guarantee).length > 0 || Object.keys(limit).length > 0))
    throw new InputError(
      `quota(${role}): Mesos has no quota for roles below others; set it for "${role.split("/")[0]}".`,
    )
  if (reservation === undefined) return
  const { agents, amounts } = reservation
  if (("amount" in agents ? agents.amount : agents.share) === 0)
    throw new InputError(`reservation(${role}): it is on no agent; add reservation(${role}).agents = 10%.`)
  if (Object.keys(amounts).length === 0)
    throw new InputError(`reservation(${role}): it is of nothing; add reservation(${role}).cpus = 50%.`)
}

function linesFor(role: string, { weight, guarantee, limit, reservation }: RoleSetting): string[] {
  const line = (path: Path, value: string) => `${keyOf(role, path)}=${value}`
  const bound = (name: "guarantee" | "limit", amounts: ScalarAmounts = {}) =>
    scalarNames.flatMap((scalar) => {
      const amount = amounts[scalar]
      return amount === undefined ? [] : [line(["quota", name, scalar], amountText(scalar, amount))]
    })
  return [
    ...(weight === undefined ? [] : [line(["weight"], String(weight))]),
    ...bound("guarantee", guarantee),
    ...bound("limit", limit),
    ...(reservation === undefined
      ? []
      : [
          line(["reservation", "agents"], portionText(reservation.agents, String)),
          ...scalarNames.flatMap((scalar) => {
            const portion = reservation.amounts[scalar]
            if (portion === undefined) return []
            return [
              line(
                ["reservation", scalar],
                portionText(portion, (amount) => amountText(scalar, amount)),
              ),
            ]
          }),
        ]),
  ]
}

function portionText(portion: Portion, text: (amount: number) => string): string {
  return "share" in portion ? `${Number((portion.share * 100).toPrecision(12))}%` : text(portion.amount)
}
