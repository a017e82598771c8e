/** Values as a person wrote them, each with the place where it stands: what YAML and TypeScript have in common. */
import { InputError } from "../../workloads/index.ts"

export type Located = Scalar | List | Fields

export interface Scalar {
  readonly kind: "scalar"
  readonly value: string | number | boolean | null
  /** "sweep.yaml:12:5", or "sweep.ts, policies[1]" where a program made the value. */
  readonly place: string
}

export interface List {
  readonly kind: "list"
  readonly items: readonly Located[]
  readonly place: string
}

/** In the order written; no name stands twice. */
export interface Fields {
  readonly kind: "fields"
  readonly entries: readonly Entry[]
  readonly place: string
}

export interface Entry {
  readonly name: string
  /** Of the name. */
  readonly place: string
  readonly value: Located
}

/** A value that was checked, and where it stands, for checks that can only be made later. */
export interface Placed<T> {
  readonly value: T
  readonly place: string
}

/** Deeper than that nothing is meant. */
export const mostDepth = 64

/** What was found, as an error says it. */
function described(value: Located): string {
  switch (value.kind) {
    case "scalar":
      return value.value === null ? "nothing" : JSON.stringify(value.value)
    case "list":
      return "a list"
    case "fields":
      return "a group of fields"
  }
}

export function wrong(value: Located, wanted: string): InputError {
  return new InputError(`${value.place}: Found ${described(value)}; it must be ${wanted}.`)
}

/** Runs a check; its error begins with the place. Other errors than those of the user's input pass as they are. */
export function at<T>(
  place: string,
  check: () => T,
  isInputError: (error: unknown) => boolean = (error) => error instanceof InputError,
): T {
  try {
    return check()
  } catch (error) {
    throw isInputError(error) ? new InputError(`${place}: ${(error as Error).message}`) : error
  }
}
