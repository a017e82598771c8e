/**
 * All trials read the same columns, so a policy that is not ours gets a copy of its own: what it writes there reaches no
 * other trial, and is found when its run is over.
 */
import { InvariantError } from "../../sim/index.ts"

/** A copy that shares nothing with `value`, down to the columns; functions stay what they are. */
export function ownCopy<T>(value: T): T {
  if (isColumn(value)) return value.slice() as T
  if (Array.isArray(value)) return value.map((one: unknown) => ownCopy(one)) as T
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, ownCopy(one as unknown)])) as T
}

/** Throws InvariantError, with the first thing that differs, unless the copy is as it was made. */
export function assertUntouched(name: string, original: unknown, copy: unknown): void {
  const place = difference(original, copy)
  if (place !== undefined)
    throw new InvariantError(
      `policy "${name}" failed: it wrote to ${place}, which is for reading only; the world changes by its verbs alone`,
    )
}

/** Where the two differ: "jobs.taskShape[7]"; undefined if nowhere. */
function difference(a: unknown, b: unknown): string | undefined {
  if (isColumn(a) && isColumn(b)) {
    const at = a.length === b.length ? a.findIndex((one, i) => !Object.is(one, b[i])) : a.length
    return at < 0 ? undefined : `[${at}]`
  }
  if (typeof a !== "object" || a === null || typeof b !== "object" || b === null)
    return Object.is(a, b) ? undefined : ""
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  for (const key of keys) {
    const inside = difference((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key])
    if (inside !== undefined)
      return inside === "" || inside.startsWith("[") ? key + inside : `${key}.${inside}`
  }
  return undefined
}

type Column = Float64Array | Int32Array | Uint8Array

function isColumn(value: unknown): value is Column {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}
