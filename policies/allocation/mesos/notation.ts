/**
 * Resources as text: `cpus:2;mem(role):512;ports:[31000-32000]`, and `disk(a,+a/b@me){mount=/m1}:100` for what else a
 * resource may be: reservations, outermost first (+ is dynamic, @ the principal, # labels), and after them flags:
 * `path=ROOT`, `mount=ROOT`, `block`, `raw`, `vol=ID@PATH`, `rp=PROVIDER`, `rev`, `shared`.
 */
import { type Bag, bagOf } from "./bags.ts"
import type { Limits, Quantities } from "./quantities.ts"
import {
  type DiskSource,
  type Kind,
  type KindFields,
  kindOf,
  type Reservation,
  type Resource,
} from "./resources.ts"
import { parseValue, printValue, thousandthsOf } from "./value-notation.ts"
import { compareText } from "./values.ts"

class ResourceSyntaxError extends Error {
  override readonly name = "ResourceSyntaxError"
}

export function parseResources(text: string): Bag {
  return bagOf(entriesOf(text).map(parseResource))
}

/** The same text for equal bags: entries in the order of their bytes, a shared one as often as it is held. */
export function printResources(bag: Bag): string {
  return bag
    .flatMap(({ kind, value, count }) =>
      new Array<string>(count).fill(`${printKind(kind)}:${printValue(value)}`),
    )
    .sort(compareText)
    .join(";")
}

/** `cpus:10;mem:1024`; a name given twice adds up, and nothing is not written down. */
export function parseQuantities(text: string): Quantities {
  const sums = new Map<string, number>()
  for (const [name, amount] of parseAmounts(text)) sums.set(name, (sums.get(name) ?? 0) + amount)
  return new Map([...sums].filter(([, amount]) => amount > 0))
}

/** As quantities, but 0 stays: none is allowed. A name given twice is an error. */
export function parseLimits(text: string): Limits {
  const amounts = parseAmounts(text)
  const limits = new Map(amounts)
  if (limits.size < amounts.length)
    throw new ResourceSyntaxError(`"${text}" limits a resource twice. Name each once.`)
  return limits
}

function parseAmounts(text: string): [name: string, amount: number][] {
  return entriesOf(text).map((entry) => {
    const match = /^(?<name>[^:(){}]+):(?<amount>[^:]+)$/.exec(entry)
    const amount = thousandthsOf(match?.groups?.amount ?? "")
    if (match?.groups === undefined || amount === undefined)
      throw new ResourceSyntaxError(`"${entry}" is no quantity; write name:number, as in "cpus:1".`)
    return [match.groups.name.trim(), amount]
  })
}

const grammar = /^(?<name>[^:(){}]+)(?:\((?<stack>[^()]*)\))?(?:\{(?<flags>[^{}]*)\})?:(?<value>.+)$/

function parseResource(entry: string): Resource {
  const { name, stack, flags, value } = grammar.exec(entry)?.groups ?? {}
  const parsed = value === undefined ? undefined : parseValue(value)
  if (parsed === undefined)
    throw new ResourceSyntaxError(
      `"${entry}" is no resource; write name:value or name(role):value, as in "cpus:2", "ports:[1-9]".`,
    )
  const reservations = stack === undefined || stack === "*" ? [] : stack.split(",").map(parseReservation)
  const plain: KindFields = { name: name.trim(), reservations, revocable: false, shared: false }
  const fields = (flags ?? "").split(",").reduce((kind, flag) => withFlag(kind, flag, entry), plain)
  return { kind: kindOf(fields), value: parsed, count: 1 }
}

function parseReservation(text: string): Reservation {
  const [head, ...labels] = text.trim().split("#")
  const type = head.startsWith("+") ? "dynamic" : "static"
  const [role, principal] = splitOnce(head.replace(/^\+/, ""), "@")
  const stated = { type, role, labels: labels.map((label) => splitLabel(label)) } as const
  return principal === undefined ? stated : { ...stated, principal }
}

function splitLabel(label: string): [key: string, value: string] {
  const [key, value = ""] = splitOnce(label, "=")
  return [key, value]
}

function withFlag(kind: KindFields, text: string, entry: string): KindFields {
  const [flag, argument = ""] = splitOnce(text, "=")
  switch (flag) {
    case "":
      return kind
    case "path":
    case "mount":
    case "block":
    case "raw":
      return { ...kind, source: sourceOf(flag, argument) }
    case "vol": {
      const [id, containerPath = ""] = splitOnce(argument, "@")
      return { ...kind, volume: { id, containerPath } }
    }
    case "rp":
      return { ...kind, provider: argument }
    case "rev":
      return { ...kind, revocable: true }
    case "shared":
      return { ...kind, shared: true }
    default:
      throw new ResourceSyntaxError(
        `"${entry}" has the flag "${flag}". Known: path, mount, block, raw, vol, rp, rev, shared.`,
      )
  }
}

function sourceOf(type: DiskSource["type"], root: string): DiskSource {
  return root === "" ? { type } : { type, root }
}

function printKind({ name, reservations, source, volume, provider, revocable, shared }: Kind): string {
  const stack = reservations.map(printReservation).join(",")
  const flags: string[] = []
  if (source !== undefined) flags.push(printSource(source))
  if (volume !== undefined) flags.push(`vol=${volume.id}@${volume.containerPath}`)
  if (provider !== undefined) flags.push(`rp=${provider}`)
  if (revocable) flags.push("rev")
  if (shared) flags.push("shared")
  return `${name}${stack && `(${stack})`}${flags.length === 0 ? "" : `{${flags.join(",")}}`}`
}

function printSource({ type, root = "" }: DiskSource): string {
  return type === "path" || type === "mount" ? `${type}=${root}` : type
}

function printReservation({ type, role, principal, labels }: Reservation): string {
  const owner = principal === undefined ? role : `${role}@${principal}`
  return [(type === "dynamic" ? "+" : "") + owner, ...labels.map(([key, value]) => `${key}=${value}`)].join(
    "#",
  )
}

function entriesOf(text: string): string[] {
  return text
    .split(";")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
}

function splitOnce(text: string, separator: string): [before: string, after: string | undefined] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)]
}
