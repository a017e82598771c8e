/** What a user's own policy does wrong is told with its file, its line and what was wanted. */
import { InvariantError } from "../../sim/index.ts"
import { placeInSource } from "./places.ts"
import { type PolicyScript, PolicyShapeError } from "./script.ts"

/** Runs a piece of the policy; what it throws names the policy and the user's line. */
export function blamed<T>(script: PolicyScript, body: () => T): T {
  try {
    return body()
  } catch (error) {
    if (error instanceof PolicyShapeError || error instanceof BlamedError) throw error
    const isLaw = error instanceof InvariantError
    const what = error instanceof Error ? (isLaw ? error.message : String(error)) : `threw ${told(error)}`
    const place = error instanceof Error ? placeInSource(script, error) : undefined
    throw new BlamedError(
      `policy "${script.name}" failed: ${what}${place === undefined ? "" : `, at ${place}`}`,
      { cause: error },
    )
  }
}

/** An error that names its policy already: a plane's verb may fail inside of one of its own handlers. */
class BlamedError extends InvariantError {}

/** What a policy gave, for messages: "NaN", "agent 7", { agent: 1 }. */
export function told(value: unknown): string {
  if (typeof value === "function") return "a function"
  if (typeof value !== "object" || value === null)
    return typeof value === "string" ? JSON.stringify(value) : String(value)
  try {
    return JSON.stringify(value).slice(0, 200)
  } catch {
    return "an object"
  }
}

export function isId(id: unknown, count: number): id is number {
  return Number.isInteger(id) && (id as number) >= 0 && (id as number) < count
}
