/** What a program exports as an experiment, with paths for places: "sweep.ts, policies[1]". */
import { InputError } from "../../workloads/index.ts"
import { type Located, mostDepth } from "./located.ts"

/** Throws InputError for what is no plain data. */
export function fromValue(value: unknown, file: string): Located {
  return located(value, file, "", 0)
}

function located(value: unknown, file: string, path: string, depth: number): Located {
  const place = path === "" ? file : `${file}, ${path}`
  if (depth > mostDepth) throw new InputError(`${place}: This is more than ${mostDepth} levels deep.`)
  if (isScalar(value)) return { kind: "scalar", place, value }
  if (Array.isArray(value))
    return {
      kind: "list",
      place,
      items: value.map((item: unknown, i) => located(item, file, `${path}[${i}]`, depth + 1)),
    }
  // The program ran in a context of its own, so its objects have another prototype than ours.
  if (typeof value !== "object" || value === null)
    throw new InputError(`${place}: Found ${typeof value}; an experiment is plain data.`)
  const entries = Object.entries(value).flatMap(([name, field]: [string, unknown]) => {
    if (field === undefined) return []
    const below = path === "" ? name : `${path}.${name}`
    return [{ name, place: `${file}, ${below}`, value: located(field, file, below, depth + 1) }]
  })
  return { kind: "fields", place, entries }
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value))
  )
}
