/** What of an experiment can vary from point to point: the load, the machines, the time, and every setting of a role. */
import { type Micros, unknown } from "../../sim/index.ts"
import { InputError, type LoadTarget, parseDuration, parseLoad } from "../../workloads/index.ts"
import type { RoleLine } from "../roles/index.ts"
import { at, type Placed } from "./located.ts"

/** One parameter at one point. */
export interface Setting extends Placed<string | number> {
  readonly name: string
}

/** As typed, for commands that repeat a run, and as µs. */
export interface Duration {
  readonly text: string
  readonly micros: Micros
}

/** What a point is run with, where it is not the experiment's own. */
export interface Overlay {
  readonly load?: LoadTarget
  readonly agents?: Placed<string>
  readonly until?: Duration
  readonly roles: readonly RoleLine[]
}

const names = ["load", "agents", "until"] as const
type Name = (typeof names)[number]
const roleExamples = ["weight(ROLE)", "quota(ROLE).limit.cpus", "reservation(ROLE).cpus"]

/** Throws InputError with the place where a setting is unknown or means nothing. */
export function overlayOf(settings: readonly Setting[]): Overlay {
  let overlay: Overlay = { roles: [] }
  for (const setting of settings)
    overlay = at(setting.place, () =>
      isName(setting.name) ? withNamed(overlay, setting.name, setting) : withRole(overlay, setting),
    )
  return overlay
}

export function untilFrom(text: string): Duration {
  const micros = parseDuration(text)
  if (micros === 0) throw new InputError(`"${text}" leaves no time to simulate; write for example 6h.`)
  return { text, micros }
}

/** A line as in a file of roles; its place is told by whoever checks it. */
export function roleLine({ name, value, place }: Setting): RoleLine {
  return { text: `${name} = ${value}`, where: place }
}

const isName = (name: string): name is Name => names.some((known) => known === name)

function withNamed(overlay: Overlay, name: Name, { value, place }: Setting): Overlay {
  const text = String(value)
  switch (name) {
    case "load":
      return { ...overlay, load: parseLoad(text) }
    case "until":
      return { ...overlay, until: untilFrom(text) }
    case "agents":
      return { ...overlay, agents: { value: text, place } }
  }
}

function withRole(overlay: Overlay, setting: Setting): Overlay {
  if (!/^(?:weight|quota|reservation)\(/.test(setting.name))
    throw new InputError(unknown("parameter", setting.name, [...names, ...roleExamples]))
  return { ...overlay, roles: [...overlay.roles, roleLine(setting)] }
}
