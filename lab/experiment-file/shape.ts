/**
 * What a value must look like: one description that both checks what a person wrote and becomes the JSON Schema by which
 * an editor completes it.
 */
import { nearest, unknown } from "../../sim/index.ts"
import { InputError } from "../../workloads/index.ts"
import { at, type Located, type Placed, wrong } from "./located.ts"

export type JsonSchema = { readonly [keyword: string]: unknown }

export interface Shape<T> {
  /** Throws InputError with the place, what was found and what is wanted. */
  readonly read: (value: Located) => T
  readonly schema: JsonSchema
}

export interface Field<T> {
  readonly shape: Shape<T>
  readonly about: string
  readonly ifAbsent: { readonly kind: "error" } | { readonly kind: "value"; readonly value: T }
}

/** A word or a number, in the grammar that `parse` knows; its errors get the place. */
export function text<T>(examples: readonly string[], parse: (text: string) => T): Shape<T> {
  return {
    schema: { type: ["string", "number"], examples },
    read(value) {
      if (value.kind !== "scalar" || value.value === null || typeof value.value === "boolean")
        throw wrong(value, `a text such as ${examples[0]}`)
      const written = String(value.value)
      return at(value.place, () => parse(written))
    },
  }
}

/** A word or a number, taken as it is. */
export const word = (...examples: readonly string[]): Shape<string> => text(examples, String)

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number): Shape<number> {
  return {
    schema: { type: "integer", minimum: least, maximum: most },
    read(value) {
      const number = value.kind === "scalar" ? value.value : undefined
      if (typeof number !== "number" || !Number.isInteger(number) || number < least || number > most)
        throw wrong(value, `a whole number from ${least} to ${most}`)
      return number
    },
  }
}

export function real(): Shape<number> {
  return {
    schema: { type: "number" },
    read(value) {
      if (value.kind !== "scalar" || typeof value.value !== "number") throw wrong(value, "a number")
      return value.value
    },
  }
}

export function oneOf<const Word extends string>(words: readonly Word[]): Shape<Word> {
  return {
    schema: { enum: words },
    read(value) {
      const found = value.kind === "scalar" ? value.value : undefined
      const known = words.find((one) => one === found)
      if (known !== undefined) return known
      const meant = typeof found === "string" ? nearest(found, words) : undefined
      const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`
      throw new InputError(`${wrong(value, `one of ${words.join(", ")}`).message}${hint}`)
    },
  }
}

/** One or more; a single value may stand without the list. */
export function listOf<T>(item: Shape<T>, least = 1): Shape<readonly T[]> {
  return {
    schema: { anyOf: [{ type: "array", items: item.schema, minItems: least }, item.schema] },
    read(value) {
      if (value.kind !== "list") return [item.read(value)]
      if (value.items.length < least) throw wrong(value, `a list of at least ${least}`)
      return value.items.map(item.read)
    },
  }
}

/** Any names, each with such a value. */
export function named<T>(item: Shape<T>): Shape<readonly (Placed<T> & { readonly name: string })[]> {
  return {
    schema: { type: "object", additionalProperties: item.schema },
    read(value) {
      if (value.kind !== "fields") throw wrong(value, "a group of fields")
      return value.entries.map((entry) => ({
        name: entry.name,
        place: entry.place,
        value: item.read(entry.value),
      }))
    },
  }
}

/** The one of the two that suits what kind of value it is. */
export function either<A, B>(
  first: Shape<A>,
  second: Shape<B>,
  isFirst: (value: Located) => boolean,
): Shape<A | B> {
  return {
    schema: { anyOf: [first.schema, second.schema] },
    read: (value) => (isFirst(value) ? first.read(value) : second.read(value)),
  }
}

export function placed<T>(shape: Shape<T>): Shape<Placed<T>> {
  return { schema: shape.schema, read: (value) => ({ value: shape.read(value), place: value.place }) }
}

export function required<T>(shape: Shape<T>, about: string): Field<T> {
  return { shape, about, ifAbsent: { kind: "error" } }
}

export function optional<T>(shape: Shape<T>, about: string): Field<T | undefined> {
  return { shape, about, ifAbsent: { kind: "value", value: undefined } }
}

export function byDefault<T>(value: T, shape: Shape<T>, about: string): Field<T> {
  return { shape, about, ifAbsent: { kind: "value", value } }
}

type Values<Known> = { readonly [Name in keyof Known]: Known[Name] extends Field<infer T> ? T : never }

/** A group of known fields; another one is an error with the nearest that is known. */
export function fields<Known extends Readonly<Record<string, Field<unknown>>>>(
  known: Known,
): Shape<Values<Known>> {
  const names = Object.keys(known)
  const properties = Object.entries(known).map(([name, { shape, about }]) => [
    name,
    { description: about, ...shape.schema },
  ])
  const needed = names.filter((name) => known[name].ifAbsent.kind === "error")
  return {
    schema: {
      type: "object",
      additionalProperties: false,
      ...(needed.length === 0 ? {} : { required: needed }),
      properties: Object.fromEntries(properties) as JsonSchema,
    },
    read(value) {
      if (value.kind !== "fields") throw wrong(value, `a group of the fields ${names.join(", ")}`)
      for (const { name, place } of value.entries)
        if (!names.includes(name)) throw new InputError(`${place}: ${unknown("field", name, names)}`)
      const read = Object.entries(known).map(([name, field]) => [name, fieldOf(value, name, field)])
      return Object.fromEntries(read) as Values<Known>
    },
  }
}

function fieldOf(group: Extract<Located, { kind: "fields" }>, name: string, field: Field<unknown>): unknown {
  const entry = group.entries.find((one) => one.name === name)
  if (entry !== undefined) return field.shape.read(entry.value)
  if (field.ifAbsent.kind === "value") return field.ifAbsent.value
  throw new InputError(`${group.place}: The field "${name}" is missing: ${field.about}.`)
}
