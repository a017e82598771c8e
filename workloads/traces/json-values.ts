/**
 * What stands in a JSON file, with its place: objects whose members are asked for by name and kind, and refuse by
 * file, line, column and path. Members are in Maps: no name in a file can reach a prototype.
 */
import { TraceError } from "./trace-error.ts"

export type Json = null | boolean | number | string | readonly Json[] | JsonObject

export interface Member {
  readonly value: Json
  /** Of the value, each counted from 1. */
  readonly line: number
  readonly column: number
}

export class JsonObject {
  readonly file: string
  readonly line: number
  readonly column: number
  /** How messages call the object: "frameworks.3.tasks.0"; empty for the whole file. */
  readonly path: string
  readonly members = new Map<string, Member>()

  constructor(file: string, line: number, column: number, path: string) {
    this.file = file
    this.line = line
    this.column = column
    this.path = path
  }

  /** True unless the member is absent or null. */
  has(key: string): boolean {
    return (this.members.get(key)?.value ?? null) !== null
  }

  /** The text, or `otherwise` where it is absent or null. Throws TraceError for another kind, or where both lack. */
  text(key: string, otherwise?: string): string {
    return this.#expect(key, "a text", otherwise, (value) => (typeof value === "string" ? value : undefined))
  }

  number(key: string, otherwise?: number): number {
    return this.#expect(key, "a number", otherwise, (value) =>
      typeof value === "number" ? value : undefined,
    )
  }

  boolean(key: string, otherwise?: boolean): boolean {
    return this.#expect(key, "true or false", otherwise, (value) =>
      typeof value === "boolean" ? value : undefined,
    )
  }

  /** The object, or an empty one where it is absent or null. */
  object(key: string): JsonObject {
    const empty = new JsonObject(this.file, this.line, this.column, this.#path(key))
    return this.#expect(key, "an object", empty, (value) => (value instanceof JsonObject ? value : undefined))
  }

  /** The elements, none where it is absent or null. */
  list(key: string): readonly Json[] {
    return this.#expect(key, "a list", [], (value) => (Array.isArray(value) ? value : undefined))
  }

  /** The elements of a list of objects. */
  objects(key: string): readonly JsonObject[] {
    return this.list(key).map((value) => {
      if (value instanceof JsonObject) return value
      throw this.refuse(key, "its elements must be objects")
    })
  }

  texts(key: string): readonly string[] {
    return this.list(key).map((value) => {
      if (typeof value === "string") return value
      throw this.refuse(key, "its elements must be texts")
    })
  }

  /** The error for a member that is not what the format says. */
  refuse(key: string, expected: string, fix = "Fetch the file again, or mend it."): TraceError {
    const member = this.members.get(key)
    return new TraceError({
      file: this.file,
      line: member?.line ?? this.line,
      columnNumber: member?.column ?? this.column,
      column: this.#path(key),
      found: member === undefined ? "" : describeJson(member.value),
      expected,
      fix,
    })
  }

  #expect<Value>(
    key: string,
    kind: string,
    otherwise: Value | undefined,
    take: (value: Json) => Value | undefined,
  ): Value {
    const value = this.members.get(key)?.value ?? null
    const taken = value === null ? otherwise : take(value)
    if (taken === undefined) throw this.refuse(key, `${key} must be ${kind}`)
    return taken
  }

  #path(key: string): string {
    return this.path === "" ? key : `${this.path}.${key}`
  }
}

function describeJson(value: Json): string {
  if (value instanceof JsonObject) return "an object"
  return typeof value === "object" && value !== null ? "a list" : String(value)
}
