/**
 * The grammar in which policies are chosen: `plane[/policy][+placement][(settings)]`. A bare allocation name means
 * mesos/NAME. A choice is a pure value: it can be sent to a worker and made there.
 */
import { type ControlPlaneFactory, type Heeds, nearest, unknown } from "../sim/index.ts"
import { canPlace, type PlaneSetting, policyCatalogue, type PolicyEntry } from "./catalogue.ts"
import { type PlacementEntry, placementHint, placementNamed } from "./placement/catalogue.ts"
import { PolicyError } from "./policy-error.ts"
import { Settings } from "./settings.ts"

export interface PolicyChoice {
  /** The canonical name: the same for every way to write the same choice. */
  readonly name: string
  /** What it goes by of what is set for roles, apart from weights. */
  readonly heeds: Heeds
  make(setting: PlaneSetting): ControlPlaneFactory
}

/** A plane of the catalogue with a placement in a file of the user's own: `batch/easy+./my-placement.ts`. */
export interface PlacementFile {
  /** The plane with its settings, as `resolvePolicy` reads it. */
  readonly plane: string
  /** The path. */
  readonly file: string
}

/** The two parts of `plane+./file.ts(settings)`; undefined if `text` is something else. Throws PolicyError for an unknown plane. */
export function placementFileIn(text: string): PlacementFile | undefined {
  const [, name, file, settings = ""] = placedByFile.exec(text.trim()) ?? []
  if (name === undefined) return undefined
  const plane = name + settings
  requirePlacement(entryOf(name), text)
  return { plane: resolvePolicy(plane).name, file }
}

/** The plane of the catalogue with that placement. Throws PolicyError where the plane takes none. */
export function placedPolicy(plane: string, placement: PlacementEntry): PolicyChoice {
  const [, name, , settings] = grammar.exec(plane.trim()) ?? []
  return chosen(entryOf(name ?? plane), placement, settings)
}

/** plane · path · settings with their parentheses */
const placedByFile = /^([a-z0-9-]+(?:\/[a-z0-9-]+)?)\+([^()]+\.[cm]?[jt]s)(\([^()]*\))?$/

/** True for the path of a user's own policy, which is loaded and not looked up. */
export function isPolicyFile(text: string): boolean {
  return /\.[cm]?[jt]s$/.test(text.trim())
}

/** Throws PolicyError unless `text` is a policy of the catalogue. */
export function resolvePolicy(text: string): PolicyChoice {
  const trimmed = text.trim()
  if (isPolicyFile(trimmed))
    throw new PolicyError(
      `${JSON.stringify(text)} is a file, and here a policy of the catalogue is wanted. ${knownPolicies()}`,
    )
  const parts = grammar.exec(trimmed)
  if (parts === null)
    throw new PolicyError(
      `${JSON.stringify(text)} is no policy; write plane/policy, as in "mesos/drf". ${knownPolicies()}`,
    )
  const [, name, placement, settings] = parts
  const entry = entryOf(name)
  return chosen(entry, placement === undefined ? undefined : placementFor(entry, placement, text), settings)
}

function chosen(
  entry: PolicyEntry,
  placed: PlacementEntry | undefined,
  settings: string | undefined,
): PolicyChoice {
  const read = new Settings(entry.name, settings)
  const make = entry.configure(read, placed)
  const heeds = entry.heeds?.(read) ?? nothing
  const plus = placed === undefined ? "" : `+${placed.name}`
  return { name: entry.name + plus + read.canonical(), heeds, make }
}

function placementFor(entry: PolicyEntry, placement: string, text: string): PlacementEntry {
  const found = placementNamed(placement)
  if (found === undefined)
    throw new PolicyError(
      `Unknown placement "${placement}" in ${JSON.stringify(text)}. ${placementHint(placement)}`,
    )
  requirePlacement(entry, text)
  if (!canPlace(entry, found))
    throw new PolicyError(
      `${found.name} looks at ${found.looksAt}, and an offer shows amounts only: place by another under mesos, as in "mesos+best-fit".`,
    )
  return found
}

function requirePlacement({ name, shows }: PolicyEntry, text: string): void {
  if (shows !== undefined) return
  throw new PolicyError(
    `${name} places tasks in one way only: write ${name} in place of ${JSON.stringify(text)}.`,
  )
}

const nothing: Heeds = { quota: false, reservations: false }

/** plane[/policy] · placement · settings */
const grammar = /^([a-z0-9-]+(?:\/[a-z0-9-]+)?)(?:\+([a-z0-9-]+))?(?:\(([^()]*)\))?$/

function entryOf(name: string): PolicyEntry {
  const names = policyCatalogue.map((entry) => entry.name)
  const bareNames = names
    .filter((known) => known.startsWith("mesos/"))
    .map((known) => known.slice("mesos/".length))
  const found = policyCatalogue.find((entry) => entry.name === name || entry.name === `mesos/${name}`)
  if (found !== undefined) return found
  // A bare name is compared with bare names, so that "dfr" is near "drf".
  const bare = name.includes("/") ? undefined : nearest(name, bareNames)
  throw new PolicyError(
    bare === undefined
      ? unknown("policy", name, names)
      : `Unknown policy "${name}". Did you mean "${bare}"? ${knownPolicies()}`,
  )
}

function knownPolicies(): string {
  return `Known: ${policyCatalogue.map((entry) => entry.name).join(", ")}.`
}
