/**
 * Constraints as one cell of a table, without a quote or a comma, so that plain tools can cut the row:
 *
 *     spread 1; rack = r1|r2; zone != z3; kernel > 4
 *
 * Clauses all hold. What would be read as a mark of the notation is percent-encoded as in a URL: "a%3Bb" is "a;b".
 */
import type { Constraint } from "../../sim/index.ts"
import { numberFromText } from "../traces/numbers.ts"

const signs = { in: "=", "not-in": "!=", below: "<", above: ">" } as const
type Operator = keyof typeof signs

export function constraintText(constraints: readonly Constraint[]): string {
  return constraints.map(clauseOf).join("; ")
}

/** Undefined where the text is no list of constraints. */
export function parseConstraints(text: string): readonly Constraint[] | undefined {
  const clauses = text.split(";").map((clause) => parseClause(clause.trim()))
  return clauses.every((clause) => clause !== undefined) ? clauses : undefined
}

function clauseOf(constraint: Constraint): string {
  if (constraint.kind === "spread") return `spread ${constraint.atMost}`
  return `${encoded(constraint.name)} ${signs[constraint.operator]} ${constraint.values.map(encoded).join("|")}`
}

function parseClause(clause: string): Constraint | undefined {
  const [, atMost] = /^spread (\d{1,9})$/.exec(clause) ?? []
  if (atMost !== undefined) return { kind: "spread", atMost: numberFromText(atMost) }
  const [, name, sign, values] = /^([^\s=!<>]*) (=|!=|<|>) (\S*)$/.exec(clause) ?? []
  const operator = (Object.keys(signs) as Operator[]).find((one) => signs[one] === sign)
  if (operator === undefined) return undefined
  try {
    return {
      kind: "attribute",
      name: decodeURIComponent(name),
      operator,
      values: values.split("|").map(decodeURIComponent),
    }
  } catch {
    return undefined
  }
}

const encoded = (text: string) =>
  text.replace(/[\s;|=!<>%,"'\p{Cc}]/gu, (mark) =>
    [...new TextEncoder().encode(mark)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  )
