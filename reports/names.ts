/** Names of policies and roles as a page can show them: visible, not too long, and still different. */
import type { ExperimentResults } from "../lab/results/index.ts"
import { visible } from "./escape.ts"

const longestName = 48
const longestLine = 300
const lineFields = new Set(["question", "name", "version", "metric"])
const nameFields = new Set(["policy", "policies", "role", "baseline"])

/**
 * The same results with every text made visible and every name cut to a readable length. Two names that would look
 * the same are numbered, so that no two roles become one.
 */
export function displayed(results: ExperimentResults): ExperimentResults {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  const nameOf = (raw: string) => {
    let name = names.get(raw)
    if (name === undefined) {
      name = unlike(taken, cut(visible(raw).trim() || "(no name)", longestName))
      names.set(raw, name)
    }
    return name
  }
  const texts = new Map<string, string>()
  const textOf = (raw: string) => {
    let text = texts.get(raw)
    if (text === undefined) texts.set(raw, (text = visible(raw, { lines: true })))
    return text
  }
  const show = (value: unknown, field: string): unknown => {
    if (typeof value === "string") {
      if (nameFields.has(field)) return nameOf(value)
      return lineFields.has(field) ? cut(textOf(value), longestLine) : textOf(value)
    }
    if (typeof value !== "object" || value === null) return value
    if (Array.isArray(value)) return value.map((item) => show(item, field))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, show(item, name)]))
  }
  return show(results, "") as ExperimentResults
}

/** At most `length` characters, the last of them an ellipsis if something was cut. */
function cut(text: string, length: number): string {
  const characters = Array.from(text)
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`
}

/** The name, with a number if an earlier one looks the same. */
export function unlike(taken: Set<string>, name: string): string {
  let candidate = name
  for (let i = 2; taken.has(candidate); i++) candidate = `${name} (${i})`
  taken.add(candidate)
  return candidate
}

/** Policies without the control plane that all of them share: "mesos/drf" and "mesos/fifo" are "drf" and "fifo". */
export function policyLabels(policies: readonly string[]): ReadonlyMap<string, string> {
  const plane = /^[^/]+\//.exec(policies[0] ?? "")?.[0] ?? ""
  const shared = policies.length > 1 && plane !== "" && policies.every((policy) => policy.startsWith(plane))
  const short = (policy: string) => (shared ? policy.slice(plane.length) : policy)
  const taken = new Set<string>()
  return new Map(policies.map((policy) => [policy, unlike(taken, short(policy) || policy)]))
}
