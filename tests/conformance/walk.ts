/**
 * Random scenarios: a walk is a list of numbers, and what a number means depends on what has happened until then, so
 * that every walk is a valid scenario and stays one when it is shortened.
 */
import fc from "fast-check"
import type { Decision, Options, Step } from "./format.ts"

/** What is to be done, and four choices. */
export type Turn = readonly [what: number, a: number, b: number, c: number, d: number]

export const walks = (turns: number): fc.Arbitrary<Turn[]> => {
  const choice = fc.nat({ max: 9999 })
  return fc.array(fc.tuple(fc.nat({ max: 99 }), choice, choice, choice, choice), {
    minLength: 20,
    maxLength: turns,
  })
}

const roles = ["a", "b", "c", "a/x", "a/y", "a/x/p", "b/z", "*", "a-b", "a-b/c", "a.c"] as const
const topRoles = ["a", "b", "c", "*", "a-b"] as const
const sizes = ["0.1", "0.3", "0.7", "1", "2", "4", "8", "4.333", "0.125"] as const
const memory = ["32", "64", "100.5", "512", "1024"] as const
const capabilities = [
  "GPU_RESOURCES",
  "REGION_AWARE",
  "REVOCABLE_RESOURCES",
  "RESERVATION_REFINEMENT",
  "SHARED_RESOURCES",
] as const
const seconds = [0, 0.3, 1, 1.5, 2, 5, 30, -1] as const

const pick = <T>(items: readonly T[], n: number): T => items[n % items.length]
const bit = (n: number, i: number) => ((n >> i) & 1) === 1

interface Held {
  readonly framework: string
  readonly role: string
  readonly agent: string
  readonly resources: string
}

export class Walk {
  readonly #agents: string[] = []
  readonly #frameworks = new Map<string, readonly string[]>()
  #held: Held[] = []
  /** Agents that may have less than is held of them, and on which nothing can be converted. */
  readonly #changed = new Set<string>()
  #names = 0

  /** What the turn means now; undefined if there is nobody to do it to. */
  stepOf([what, a, b, c, d]: Turn): Step | undefined {
    if (what < 10 || this.#agents.length === 0) return this.#addAgent(a, b, c, d)
    if (what < 18 || this.#frameworks.size === 0) return this.#addFramework(a, b, c)
    const agent = pick(this.#agents, a)
    const framework = pick([...this.#frameworks.keys()], b)
    const roleOf = () => pick(this.#frameworks.get(framework) ?? [], c)
    if (what < 42) return this.#giveBack(a, b, c)
    if (what < 62) return { op: "advance", seconds: pick([0.5, 1, 1, 1, 1.5, 3], a) }
    if (what < 66) return this.#setQuota(a, b, c)
    if (what < 69) return { op: "updateWeights", weights: { [pick(roles, a)]: pick([0.5, 1, 2, 3], b) } }
    if (what < 72) return this.#rolesIn("suppress", framework, roleOf(), d)
    if (what < 76) return this.#rolesIn("revive", framework, roleOf(), d)
    if (what < 78) return this.#updateFramework(framework, a, c, d)
    if (what < 80) return this.#removeAgent(agent)
    if (what < 82) return this.#removeFramework(framework)
    if (what < 85) this.#changed.add(agent)
    if (what < 85) return { op: "updateAgent", id: agent, ...this.#changes(b, c, d) }
    if (what < 86) return { op: bit(b, 0) ? "activateAgent" : "deactivateAgent", id: agent }
    if (what < 88) return { op: bit(a, 0) ? "activateFramework" : "deactivateFramework", id: framework }
    if (what < 89)
      return { op: "updateWhitelist", hosts: bit(b, 0) ? null : this.#agents.slice(0, 1 + (c % 4)) }
    if (what < 94) return this.#convert(a, b)
    if (what < 96) return this.#operate(agent, b, c)
    if (what < 97) return this.#maintain(agent, b)
    if (what < 98) return this.#answerInverse(agent, framework, c)
    if (what < 99) return { op: bit(a, 0) ? "pause" : "resume" }
    const used = bit(d, 0)
      ? {}
      : { [bit(d, 1) ? framework : "unknown"]: { [roleOf()]: "disk{rp=p,path=/r}:4" } }
    if (bit(d, 1) && !bit(d, 0))
      this.#held.push({ framework, role: roleOf(), agent, resources: "disk{rp=p,path=/r}:4" })
    return { op: "addResourceProvider", agent, resources: "disk{rp=p,path=/r}:10", used }
  }

  /** What was offered is held from then on. */
  note(decisions: Iterable<Decision>): void {
    for (const [framework, role, agent, resources] of decisions)
      this.#held.push({ framework, role, agent, resources })
  }

  #addAgent(a: number, b: number, c: number, d: number): Step {
    const id = `n${++this.#names}`
    this.#agents.push(id)
    const step = { op: "addAgent", id, resources: resourcesOf(a, b, c), ...infoOf(d) } as const
    const framework = [...this.#frameworks.keys()].at(a % 7)
    if (framework === undefined || !bit(d, 9)) return step
    const role = pick(this.#frameworks.get(framework) ?? [], b)
    this.#held.push({ framework, role, agent: id, resources: "cpus:0.1" })
    return { ...step, used: { [framework]: { [role]: "cpus:0.1" } } }
  }

  #addFramework(a: number, b: number, c: number): Step {
    const id = `f${++this.#names}`
    return { op: "addFramework", id, ...this.#frameworkOf(id, a, b, c), active: a % 11 !== 0 }
  }

  #updateFramework(id: string, a: number, b: number, c: number): Step {
    return { op: "updateFramework", id, ...this.#frameworkOf(id, a, b, c) }
  }

  #frameworkOf(id: string, a: number, b: number, c: number) {
    const mine = [...new Set([pick(roles, a), ...(bit(a, 4) ? [pick(roles, b)] : [])])]
    this.#frameworks.set(id, mine)
    return {
      roles: mine,
      capabilities: ["MULTI_ROLE", ...capabilities.filter((_, i) => bit(c, i))],
      suppressed: bit(b, 5) && bit(b, 6) ? mine.slice(0, 1) : [],
      ...(bit(c, 6) &&
        bit(b, 7) && { minAllocatable: { [mine[0]]: pick([[], ["cpus:2"], ["mem:64;cpus:1"]], b) } }),
      ...(bit(c, 7) && bit(b, 8) && { offerConstraints: constraintsOf(mine[0], b) }),
    }
  }

  /** All or part of what is held, refused or not. */
  #giveBack(a: number, b: number, c: number): Step {
    if (this.#held.length === 0) return { op: "advance", seconds: 1 }
    const at = a % this.#held.length
    const { resources: all, ...to } = this.#held[at]
    const entries = all.split(";")
    const isPart = !bit(b, 0)
    const parts = entries.map((entry, i) =>
      isPart && i === b % entries.length ? halves(entry) : [entry, ""],
    )
    const [given, kept] = [0, 1].map((side) => parts.map((part) => part[side]).filter((text) => text !== ""))
    if (kept.length === 0) this.#held.splice(at, 1)
    else this.#held[at] = { ...to, resources: kept.join(";") }
    if (given.length === 0) return { op: "launch", ...to, resources: all }
    const refuse = bit(c, 0) ? {} : { refuseSeconds: pick(seconds, c >> 1) }
    return { op: "recover", ...to, resources: given.join(";"), ...refuse }
  }

  #setQuota(a: number, b: number, c: number): Step {
    const guarantees = ["", "cpus:2", "cpus:4;mem:512", "mem:64", "cpus:8;disk:50"]
    const limits = ["", "cpus:6", "cpus:9;mem:2000", "cpus:0", "mem:100.5"]
    return {
      op: "updateQuota",
      role: pick(topRoles, a),
      guarantees: pick(guarantees, b),
      limits: pick(limits, c),
    }
  }

  #rolesIn(op: "suppress" | "revive", framework: string, role: string, d: number): Step {
    return { op, framework, roles: bit(d, 0) ? [] : [role] }
  }

  #removeAgent(id: string): Step {
    this.#agents.splice(this.#agents.indexOf(id), 1)
    this.#held = this.#held.filter(({ agent }) => agent !== id)
    return { op: "removeAgent", id }
  }

  #removeFramework(id: string): Step {
    this.#frameworks.delete(id)
    this.#held = this.#held.filter(({ framework }) => framework !== id)
    return { op: "removeFramework", id }
  }

  #changes(b: number, c: number, d: number): object {
    return { ...(bit(b, 0) && { resources: resourcesOf(b, c, d) }), ...(bit(b, 1) && infoOf(d)) }
  }

  /** A framework reserves, refines, or makes a volume, of something that it is offered; or undoes it. */
  #convert(a: number, b: number): Step | undefined {
    if (this.#held.length === 0) return undefined
    const at = a % this.#held.length
    const { resources, ...to } = this.#held[at]
    const entries = resources.split(";")
    const i = b % entries.length
    const converted = convertedFrom(entries[i], to.role, b)
    if (converted === undefined || this.#changed.has(to.agent)) return undefined
    if (entries.some((entry) => entry.startsWith(`${converted.split(":")[0]}:`))) return undefined
    this.#held[at] = { ...to, resources: entries.with(i, converted).sort().join(";") }
    return { op: "updateAllocation", ...to, resources, conversions: [{ consumed: entries[i], converted }] }
  }

  #operate(agent: string, b: number, c: number): Step {
    const role = pick(["a", "b", "a/x"], b)
    if (bit(c, 5))
      return {
        op: "updateAvailable",
        agent,
        operations: [
          {
            type: pick(["CREATE", "DESTROY"] as const, c),
            resources: `disk{vol=${bit(c, 6) ? "o@/o" : "v@/p,shared"}}:5`,
          },
        ],
      }
    const type = pick(["RESERVE", "UNRESERVE", "RESERVE"] as const, c)
    return {
      op: "updateAvailable",
      agent,
      operations: [{ type, resources: `cpus(+${role}):${pick(sizes, b)}` }],
    }
  }

  #maintain(agent: string, b: number): Step {
    const unavailability = bit(b, 0) ? { unavailability: { startSec: 10 } } : {}
    return { op: "updateUnavailability", agent, ...unavailability }
  }

  #answerInverse(agent: string, framework: string, c: number): Step {
    const refuse = bit(c, 0) ? { refuseSeconds: pick(seconds, c >> 1) } : {}
    return { op: "updateInverseOffer", agent, framework, ...refuse }
  }
}

/** Undefined if nothing is to be done with the entry. */
function convertedFrom(entry: string, role: string, choice: number): string | undefined {
  const match =
    /^(?<name>cpus|mem|disk)(?:\((?<stack>[^)]*)\))?(?<volume>\{vol=made@\/m\})?:(?<amount>[\d.]+)$/.exec(
      entry,
    )
  if (match?.groups === undefined) return undefined
  const { name, stack, volume, amount } = match.groups
  const reserved = (levels: readonly string[]) =>
    levels.length === 0 ? name : `${name}(${levels.join(",")})`
  const levels = stack === undefined ? [] : stack.split(",")
  if (volume !== undefined) return `${reserved(levels)}:${amount}`
  if (name === "disk" && bit(choice, 5)) return `${reserved(levels)}{vol=made@/m}:${amount}`
  const last = levels.at(-1)?.replace("+", "")
  if (last === undefined) return role === "*" ? undefined : `${reserved([`+${role}`])}:${amount}`
  if (bit(choice, 6) && role.startsWith(`${last}/`)) return `${reserved([...levels, `+${role}`])}:${amount}`
  return levels.at(-1)?.startsWith("+") === true ? `${reserved(levels.slice(0, -1))}:${amount}` : undefined
}

/** What is given back and what is kept of an entry: half of a plain scalar; all else is kept. */
function halves(entry: string): readonly [given: string, kept: string] {
  const { name, amount } = /^(?<name>[a-z]+):(?<amount>[\d.]+)$/.exec(entry)?.groups ?? {}
  const thousandths = Math.round(Number(amount) * 1000)
  const half = Math.floor(thousandths / 2)
  if (name === undefined || half === 0) return ["", entry]
  return [`${name}:${half / 1000}`, `${name}:${(thousandths - half) / 1000}`]
}

/** Options of the allocator, drawn from one number. */
export function optionsOf(n: number): Options {
  return {
    allocationIntervalSec: pick([1, 1, 0.5, 2], n),
    minAllocatable: pick([[], ["cpus:0.01", "mem:32"], ["cpus:0.8"], ["cpus:0.3;mem:64"]], n >> 2),
    fairnessExclude: bit(n, 4) && bit(n, 5) ? ["mem"] : [],
    filterGpuResources: bit(n, 6) || bit(n, 7),
    ...(bit(n, 8) && { domain: { region: "here", zone: "z1" } }),
  }
}

function resourcesOf(a: number, b: number, c: number): string {
  const owner = pick(["a", "b", "a/x", "c"], b)
  const pieces = [
    `cpus:${pick(sizes, a)}`,
    `mem:${pick(memory, b)}`,
    ...(bit(a, 3) ? [`ports:[31000-${31000 + (b % 5)}]`] : []),
    ...(bit(a, 4) ? [`disk:${pick(["10", "50"], c)}`] : []),
    ...(bit(a, 5) && bit(b, 3) ? [`cpus(${owner}):${pick(sizes, c)}`] : []),
    ...(bit(a, 5) && bit(c, 3) ? [`mem(${owner}):${pick(memory, c)}`] : []),
    ...(bit(a, 6) && bit(c, 4) ? ["cpus(a,+a/x):1"] : []),
    ...(bit(a, 7) && bit(c, 5) ? ["disk{mount=/m1}:20;disk{path=/p}:30"] : []),
    ...(bit(a, 8) && bit(c, 6) ? ["cpus{rev}:2"] : []),
    ...(bit(b, 8) && bit(c, 7) ? ["gpus:1"] : []),
    ...(bit(b, 6) && bit(c, 8) ? [`disk(${owner}){vol=v@/p,shared}:5`] : []),
    ...(bit(b, 7) && bit(c, 9)
      ? [`disk(${owner}){vol=w@/w}:7;licences{x,y}`.replace("licences{x", "licences:{x")]
      : []),
  ]
  return pieces.join(";")
}

function infoOf(d: number): object {
  return {
    ...(bit(d, 2) && { attributes: pick(["rack:r1", "rack:r2;kind:big", "cores:8"], d) }),
    ...(bit(d, 3) && bit(d, 4) && { domain: { region: pick(["here", "there"], d), zone: "z2" } }),
    ...(bit(d, 5) && bit(d, 6) && { capabilities: pick([["MULTI_ROLE"], ["HIERARCHICAL_ROLE"], []], d) }),
  }
}

function constraintsOf(role: string, b: number) {
  const predicates = [
    { exists: {} },
    { not_exists: {} },
    { text_equals: { value: "r1" } },
    { text_not_equals: { value: "r1" } },
    { text_matches: { regex: "r[12]" } },
  ]
  const constraint = { selector: { attribute_name: "rack" }, predicate: pick(predicates, b) }
  return { role_constraints: { [role]: { groups: [{ attribute_constraints: [constraint] }] } } }
}
