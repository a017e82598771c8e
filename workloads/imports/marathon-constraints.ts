/** Marathon's placement constraints as those of the simulator. https://mesosphere.github.io/marathon/docs/constraints.html */
import { numberFromText } from "../traces/numbers.ts"
import type { Constraint } from "../../sim/index.ts"

/** Undefined for an operator or a pattern that has no counterpart, as GROUP_BY or a regular expression. */
export function constraintOf([field, operator, value = ""]: readonly string[]): Constraint | undefined {
  const isHost = field === "hostname" || field === "@hostname"
  switch (operator) {
    case "UNIQUE":
      return isHost ? { kind: "spread", atMost: 1 } : undefined
    case "MAX_PER":
      return isHost && /^[1-9]\d{0,5}$/.test(value)
        ? { kind: "spread", atMost: numberFromText(value) }
        : undefined
    case "CLUSTER":
    case "IS":
      return value === "" ? undefined : { kind: "attribute", name: field, operator: "in", values: [value] }
    case "LIKE":
    case "UNLIKE": {
      const values = alternatives(value)
      if (values === undefined) return undefined
      return { kind: "attribute", name: field, operator: operator === "LIKE" ? "in" : "not-in", values }
    }
    default:
      return undefined
  }
}

/** "rack-1|rack-2" without anything else of a regular expression. */
function alternatives(pattern: string): readonly string[] | undefined {
  return /^[\w-]+(?:\|[\w-]+)*$/.test(pattern) ? pattern.split("|") : undefined
}
